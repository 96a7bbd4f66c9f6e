/*
 * The lines of a text, and which of them belong to its paper: page numbers, running heads and feet,
 * rules. Those are told by what stands around them, never by their words alone, since an agenda
 * repeats itself, too ("Dialogue with states.").
 */
#ifndef DAIS_AGENDA_LINES_H
#define DAIS_AGENDA_LINES_H

#include "agenda/agenda.h"

struct line {
	struct span at;    /* without white space at either end; never empty */
	unsigned number;   /* in the source, from 1 */
	bool blank_before; /* an empty line stands before it, or the text begins */
	bool page_break;   /* a form feed stands before it */
	bool page;         /* of the paper */
};

struct lines {
	struct line *list;
	size_t count;
	size_t width; /* where lines are wrapped, in bytes; 0 when a paragraph is one line */
};

struct lines lines_read(struct arena *arena, struct text source);

#endif
