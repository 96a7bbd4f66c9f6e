/* Markup annotations whose look the file does not hold: drawn from their geometry. */
#ifndef DAIS_PAPER_MARKS_H
#define DAIS_PAPER_MARKS_H

#include "paper/drawing.h"

/*
 * Draws it as readers do, and counts it when there is something to see: nothing where its kind
 * shows nothing of its own, or where its points are missing.
 */
void marks_draw(struct intake *in, qpdf_oh annotation, const double rect[static 4],
	struct annotations *page);

#endif
