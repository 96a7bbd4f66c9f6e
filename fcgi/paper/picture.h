/*
 * A page whose operators cannot all be read, as a picture of what can: drawn by a process aside,
 * which sees that one page and nothing else of the paper.
 */
#ifndef DAIS_PAPER_PICTURE_H
#define DAIS_PAPER_PICTURE_H

#include "paper/intake_state.h"

/* A socket to the process that draws; -1: it could not be had. */
int picture_open(void);

/* A form for the page's content, and a note that names the page. INTAKE_NOTHING when nothing of it
 * can be drawn: then the page is blank, which the note says. */
uint32_t picture_carry(struct intake *in, qpdf_oh page, const struct segment_page *seen);

#endif
