/*
 * The outline of a document (ISO 32000-1, 12.3.3): bookmarks are added in reading order with their
 * depth, and written when all are known.
 */
#ifndef DAIS_PAPER_BOOKMARKS_H
#define DAIS_PAPER_BOOKMARKS_H

#include "paper/document.h"

struct bookmarks {
	struct buffer list;
	struct buffer text;
	uint16_t deepest; /* depth that the next bookmark may have at the most */
};

void bookmarks_init(struct bookmarks *bookmarks, struct arena *arena);

/*
 * title is a PDF string, view "/XYZ 72 720 0"; page is the object that it leads to, 0 for none. A
 * depth below what is possible there is taken for the deepest possible.
 */
void bookmarks_add(struct bookmarks *bookmarks, unsigned depth, bool open, struct text title,
	uint32_t page, struct text view);

/* Writes the root as object root, which the catalog names. False when there are no bookmarks. */
bool bookmarks_write(struct bookmarks *bookmarks, struct document *document, uint32_t root);

#endif
