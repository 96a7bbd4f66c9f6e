/*
 * Links, and what annotations look like.
 */
#ifndef DAIS_PAPER_ANNOTATIONS_H
#define DAIS_PAPER_ANNOTATIONS_H

#include "paper/intake_state.h"

struct annotations {
	struct buffer links;   /* uint32_t: local objects of annotations that are kept */
	struct buffer drawn;   /* uint32_t: local objects of appearances that are drawn */
	struct buffer program; /* operators that draw them as /A0, /A1, … */
};

void annotations_carry(struct intake *in, qpdf_oh page, struct annotations *found);

#endif
