/*
 * What intake draws itself: operators and texts that become forms of the page, after all that the
 * page holds.
 */
#ifndef DAIS_PAPER_DRAWING_H
#define DAIS_PAPER_DRAWING_H

#include "paper/intake_state.h"
#include "paper/lettering.h"

/* What the annotations of a page come to. Lives as long as the page. */
struct annotations {
	struct buffer links;   /* uint32_t: local objects of annotations that are kept */
	struct buffer drawn;   /* uint32_t: local objects of forms that are drawn */
	struct buffer program; /* operators that draw them as /A0, /A1, … */
};

/* Operators in the page's own space. */
struct drawing {
	struct intake *in;
	struct annotations *page;
	struct buffer operators;
	double opacity;
	bool multiply; /* as a marker pen does: what is below shows through */
};

void drawing_begin(struct drawing *drawing, struct intake *in, struct annotations *page);

/* "rg" or "RG" with the colour of an array of 1, 3 or 4 numbers; false: none is given. */
bool drawing_colour(struct drawing *drawing, qpdf_oh array, bool stroke);

/* An ellipse within the box, filled and stroked with what colours there are. */
void drawing_disc(struct drawing *drawing, qpdf_oh fill, qpdf_oh stroke, const double box[static 4],
	double width);

/* Font, size and colour of a default appearance (/DA: "/Helv 12 Tf 0 g"). */
void drawing_look(struct intake *in, qpdf_oh appearance, struct lettering_box *box);

/* Adds the form when the operators show anything. */
void drawing_end(struct drawing *drawing, const double box[static 4]);

/*
 * Adds a text whose lower left corner goes to (x, y) under a rotation of 0, 90, 180 or 270 degrees;
 * box->text_size is set here.
 */
void drawing_text(struct intake *in, struct annotations *page, struct lettering_box box,
	struct text text, double x, double y, int rotation);

/* Draws a form under this name: adds it to the page with the six numbers of its matrix. */
void drawing_place(struct annotations *page, uint32_t local, const double matrix[static 6]);

/*
 * A page (from 0) of a PDF of our own becomes this form; more: further keys of its dictionary. The
 * PDF's bytes must stay until the form is carried. False when the page cannot be read.
 */
bool drawing_adopt(
	struct intake *in, uint32_t local, qpdf_data from, size_t number, const char *more);

/* All texts of the paper, once the last page is done: fills the forms that wait for them. */
void drawing_finish(struct intake *in);

#endif
