/*
 * Lines of text in a document that no cairo draws: shaped by pango, with whatever fonts their
 * scripts ask for, and written as operators. Each font is embedded once, with the glyphs that were
 * used. A code of it is a glyph together with the characters it stands for, so one glyph may mean
 * different characters at two places, and a glyph that is not there means none.
 */
#ifndef DAIS_PAPER_GLYPHS_H
#define DAIS_PAPER_GLYPHS_H

#include "paper/document.h"

struct glyphs;

/* To be shown between BT and ET, behind a Tm that scales from size 1. */
struct line {
	struct text operators;
	double width; /* at size 1 */
};

/* NULL when there are no fonts. Everything lives in the arena, to the end of the process. */
struct glyphs *glyphs_open(struct arena *arena);

/*
 * Sets the text in one line; what is wider than room (at size 1) is cut and ends in an ellipsis.
 * The line borrows from the buffer it is put into, which must not grow while it is used.
 */
struct line glyphs_set(struct glyphs *glyphs, const char *utf8, double room, struct buffer *into);

/* Writes all fonts; `dictionary` becomes the object that pages name as their /Font. */
bool glyphs_write(struct glyphs *glyphs, struct document *document, uint32_t dictionary);

#endif
