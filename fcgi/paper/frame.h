/*
 * What stands around the pages of an assembled document: catalog, balanced page tree, bookmarks,
 * layers, page labels, metadata, the fonts of the running heads.
 */
#ifndef DAIS_PAPER_FRAME_H
#define DAIS_PAPER_FRAME_H

#include "paper/document.h"
#include "paper/plan.h"

struct branches;
struct stamp;

struct frame {
	const struct plan *plan;
	struct document *document;
	struct arena *arena;
	uint32_t catalog, info, metadata, outlines, fonts; /* numbers, reserved at the start */
	uint32_t tree;                                     /* first node above the pages */
	uint32_t *page_objects;                            /* page of the document to its number */
	struct buffer layers, off, by_view, by_print; /* references: all layers, and those … */
};

/* Reserves all numbers: the frame's own, and those of every source, which get their base. */
void frame_init(struct frame *frame, const struct plan *plan, struct document *document,
	struct arena *arena);

/* The node of the page tree that holds this page. */
uint32_t frame_parent(const struct frame *frame, uint32_t page);

void frame_add_layers(struct frame *frame, const struct segment *segment, uint32_t base);

/* Writes all of it and ends the document; stamp NULL: no page names fonts. */
bool frame_write(struct frame *frame, struct stamp *stamp, const struct branches *branches);

#endif
