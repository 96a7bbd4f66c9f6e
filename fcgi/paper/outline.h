/*
 * The paper's own bookmarks.
 */
#ifndef DAIS_PAPER_OUTLINE_H
#define DAIS_PAPER_OUTLINE_H

#include "paper/intake_state.h"

/* Adds them to the segment, in the order of reading. */
void outline_carry(struct intake *in);

#endif
