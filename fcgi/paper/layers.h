/*
 * Layers: optional content groups, each with the state in which the paper opens.
 */
#ifndef DAIS_PAPER_LAYERS_H
#define DAIS_PAPER_LAYERS_H

#include "paper/intake_state.h"

/* Adds the groups of the paper to the segment. */
void layers_carry(struct intake *in);

/* Whether what belongs to this group (a key /OC) is hidden; in doubt it is. */
bool layers_hide(struct intake *in, qpdf_oh member);

#endif
