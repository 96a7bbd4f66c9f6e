/*
 * What the operators of a content stream do to the page, by their names (ISO 32000-1, annex A). A
 * look at the words only: what stands in a string or an inline image is taken for operators too.
 */
#ifndef DAIS_PAPER_OPERATORS_H
#define DAIS_PAPER_OPERATORS_H

#include "base/text.h"

/* Whether anything could show: lines, areas, texts, pictures. */
bool operators_paint(struct text operators);

/* Whether a text could show, be it in a form or picture that is drawn. */
bool operators_letter(struct text operators);

#endif
