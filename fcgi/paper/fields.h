/* Form fields whose look the file does not hold: drawn from their values. */
#ifndef DAIS_PAPER_FIELDS_H
#define DAIS_PAPER_FIELDS_H

#include "paper/drawing.h"

/*
 * The appearance that shows what was entered: one that the file holds, or a null handle when it has
 * none or one that cannot be trusted (/NeedAppearances, or nothing in it although there is a
 * value). Then fields_draw makes one.
 */
qpdf_oh fields_appearance(struct intake *in, qpdf_oh widget);

/* Background, border and value. */
void fields_draw(
	struct intake *in, qpdf_oh widget, const double rect[static 4], struct annotations *page);

#endif
