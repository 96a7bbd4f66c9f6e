/*
 * The running head of a page: text at its left, the page's number at its right, in a strip that is
 * added above what the reader sees, upright whatever the page's rotation. The page's boxes grow by
 * the strip; its coordinates stay, so links and bookmarks lead where they led, and nothing of the
 * paper is covered, scaled or moved. The size goes with the page's width.
 */
#ifndef DAIS_PAPER_STAMP_H
#define DAIS_PAPER_STAMP_H

#include "paper/document.h"
#include "paper/segment.h"

struct stamp;

/*
 * Opens the fonts and sets what all pages share: numbering is "Page {page} of {pages}". NULL when
 * this machine has no font. Lives in the arena, to the end of the process.
 */
struct stamp *stamp_open(struct arena *arena, const char *numbering, uint32_t pages);

/* The height of the strip, in units of the page, of which `unit` (UserUnit) is 1/72 inch each. */
double stamp_height(double width, double unit);

/* Appends /MediaBox and /CropBox, grown by the strip if there is to be one. */
void stamp_boxes(struct buffer *into, const struct segment_page *page, bool strip);

/*
 * Appends the operators that draw the page's own program, kept to what was seen of the page, and
 * above it head and number, which counts from 1. Fonts are those of stamp_write_fonts.
 */
void stamp_draw(struct stamp *stamp, struct buffer *into, const struct segment_page *page,
	struct text program, const char *head, uint32_t number);

/* Writes all fonts that were used; object `dictionary` is what pages name as their /Font. */
bool stamp_write_fonts(struct stamp *stamp, struct document *document, uint32_t dictionary);

#endif
