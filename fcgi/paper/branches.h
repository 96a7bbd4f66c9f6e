/*
 * The structure tree of an assembled document (ISO 32000-1, 14.7). A cleaned copy has that of its
 * paper. A packet has one element, the document, and in it a branch for each part of the plan, with
 * its language and title and what the paper's own tree holds. A paper without tags has an element
 * for each page instead: what no element means is not read aloud in a document that is tagged.
 */
#ifndef DAIS_PAPER_BRANCHES_H
#define DAIS_PAPER_BRANCHES_H

#include "paper/document.h"
#include "paper/plan.h"
#include "paper/roles.h"

struct branches {
	const struct plan *plan;
	struct document *document;
	struct arena *arena;
	uint32_t root;                    /* object number; 0: the document is not tagged */
	uint32_t parts;                   /* element of the first part; 0: a cleaned copy */
	uint32_t *pages;                  /* for each source: element of its first page; or 0 */
	const char **titles, **languages; /* for each source: what it says of itself; or NULL */
	uint32_t *part_of;                /* page of the document to part */
	struct roles roles;
	struct buffer kids;                              /* of the parts, in the order of sources */
	struct buffer parents, link_parents, namespaces; /* references */
	struct buffer names;                             /* leaves of the IDTree */
	uint32_t mark_info;                              /* enum segment_mark_info */
};

/* After the frame has given each source its numbers. Returns NULL, or what is wrong in English. */
const char *branches_init(struct branches *branches, const struct plan *plan,
	struct document *document, struct arena *arena);

/* Whether each page of this source is wrapped as one piece of marked content with MCID 0, because
 * its paper has no tags. */
bool branches_wrap(const struct branches *branches, const struct source *source);

/*
 * Writes the beginning of an element: "<</S" and, where another paper means something else by the
 * name of its role, the standard type. text is the element as the segment holds it; returns how
 * many of its bytes are thereby written.
 */
size_t branches_begin_element(const struct branches *branches, struct buffer *out,
	const struct source *source, struct text text);

/* The object number of the parent for a branch of this source that begins on this page of it. */
uint32_t branches_parent(
	const struct branches *branches, const struct source *source, uint32_t page);

/* Adds the segment's part of the tree. To be called once for each source, in the plan's order. */
void branches_add(
	struct branches *branches, const struct source *source, const struct segment *segment);

/* An element for each of a row of links, annotations by their numbers, that the plan puts on a page
 * of the document; the key (/StructParent) of each is its number. */
void branches_add_links(struct branches *branches, uint32_t page, uint32_t page_object,
	uint32_t first, uint32_t count);

/* Writes the objects of the tree that come from no segment; after the last branches_add. */
void branches_write(struct branches *branches);

#endif
