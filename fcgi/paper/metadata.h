/*
 * What a paper says of itself that lives on: its title, its language, and whether it is tagged.
 */
#ifndef DAIS_PAPER_METADATA_H
#define DAIS_PAPER_METADATA_H

#include "paper/intake_state.h"

void metadata_carry(struct intake *in);

#endif
