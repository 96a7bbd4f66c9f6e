/*
 * The structure tree of a linked document (ISO 32000-1, 14.7). A cleaned copy has that of its
 * paper. A packet has one element, the document, and in it a branch for each part of the plan, with
 * its language and title and what the paper's own tree holds. A paper without tags has an element
 * for each page instead: what no element means is not read aloud in a document that is tagged.
 */
#ifndef DAIS_PAPER_BRANCHES_H
#define DAIS_PAPER_BRANCHES_H

#include "paper/document.h"
#include "paper/plan.h"

struct role;

struct branches {
	const struct plan *plan;
	struct document *document;
	struct arena *arena;
	uint32_t root;                    /* number; 0: the document is not tagged */
	uint32_t parts;                   /* element of the first part; 0: a cleaned copy */
	uint32_t *pages;                  /* for each source: element of its first page; or 0 */
	const char **titles, **languages; /* for each source: what it says of itself; or NULL */
	uint32_t *part_of;                /* page of the document to part */
	struct role *roles;               /* of all sources, by name */
	size_t role_count;
	struct buffer kids;                /* of the parts, in the order of sources */
	struct buffer parents, namespaces; /* references */
	struct buffer names;               /* leaves of the IDTree */
	uint32_t mark_info;                /* enum segment_mark_info */
};

/* After the frame has given each source its numbers. Returns NULL, or what is wrong in English. */
const char *branches_init(struct branches *branches, const struct plan *plan,
	struct document *document, struct arena *arena);

/* Whether the pages of this source are wrapped: their content is marked, with number 0. */
bool branches_wrap(const struct branches *branches, const struct source *source);

/*
 * Puts the beginning of an element, "<</S" and, where another paper means something else by the
 * name of its role, the standard type. Returns how much of the object's text that stands for.
 */
size_t branches_begin_element(const struct branches *branches, struct buffer *out,
	const struct source *source, struct text text);

/* The number of what a branch of this source hangs on, which begins on this page of it. */
uint32_t branches_parent(
	const struct branches *branches, const struct source *source, uint32_t page);

/* What the segment adds to the tree; sources in their order. */
void branches_add(
	struct branches *branches, const struct source *source, const struct segment *segment);

/* Writes what stands in no segment. */
void branches_write(struct branches *branches);

#endif
