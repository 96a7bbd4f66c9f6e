/*
 * Links, and what annotations look like.
 */
#ifndef DAIS_PAPER_ANNOTATIONS_H
#define DAIS_PAPER_ANNOTATIONS_H

#include "paper/drawing.h"

void annotations_carry(struct intake *in, qpdf_oh page, struct annotations *found);

#endif
