/*
 * What a page draws.
 */
#ifndef DAIS_PAPER_CONTENT_H
#define DAIS_PAPER_CONTENT_H

#include "paper/intake_state.h"

/*
 * Carries the page's content as a form; its local number or INTAKE_NOTHING for a blank page. Once
 * the page's annotations are carried: where a picture is made, they leave the page.
 */
uint32_t content_carry(struct intake *in, qpdf_oh page, const struct segment_page *seen);

#endif
