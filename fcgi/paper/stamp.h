/*
 * The running head of a page: text at its upper left, the page's number at its upper right, inside
 * the visible box, upright whatever the page's rotation, at a size that goes with the page's width.
 *
 * One font for the whole document, embedded with the glyphs that were used. Plain left-to-right
 * text of any script the font has; a character it does not have shows as its empty box.
 */
#ifndef DAIS_PAPER_STAMP_H
#define DAIS_PAPER_STAMP_H

#include "paper/document.h"
#include "paper/segment.h"

struct stamp;

/* Opens the font; NULL when this machine has none of those we know. Before the jail closes. Lives
 * to the end of the process. */
struct stamp *stamp_open(void);

/* Appends the operators that draw head and number on this page; the font is called /S. */
void stamp_draw(struct stamp *stamp, struct buffer *into, const struct segment_page *page,
	const char *head, const char *number);

enum { STAMP_OBJECTS = 5 };

/* Writes the font as objects font … font + STAMP_OBJECTS - 1, the first being what pages name. */
bool stamp_write_font(struct stamp *stamp, struct document *document, uint32_t font);

#endif
