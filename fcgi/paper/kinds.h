/*
 * What a stream is, by its dictionary.
 */
#ifndef DAIS_PAPER_KINDS_H
#define DAIS_PAPER_KINDS_H

#include "paper/intake_state.h"

/*
 * An embedded file (ISO 32000-1, 7.11.4), whoever refers to it: its type is optional, its kind a
 * MIME type.
 */
bool kind_is_file(struct intake *in, qpdf_oh dictionary);

/* A program for a printer, which no reader shows (ISO 32000-1, 8.8.2). */
bool kind_is_postscript(struct intake *in, qpdf_oh dictionary);

/* A picture with more pixels than it may have. */
bool kind_is_huge(struct intake *in, qpdf_oh dictionary);

/* Operators: a form or a pattern. */
bool kind_is_drawing(struct intake *in, qpdf_oh dictionary);

#endif
