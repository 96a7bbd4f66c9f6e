/*
 * The plan by which a document is assembled (its form is described in front.h), read and
 * checked against the segments it names.
 */
#ifndef DAIS_PAPER_PLAN_H
#define DAIS_PAPER_PLAN_H

#include "paper/segment.h"

#include "base/json.h"

enum { PLAN_MAX_PAGES = 1000 * 1000 };

/* A segment file whose pages are spread over one or more parts. */
struct source {
	int file;
	struct segment_header header; /* as read first; compared when the segment is opened */
	uint32_t base;                /* number of its local object 0 in the document */
	uint32_t *order;              /* for each of its pages: page of the document, from 0 */
};

/* A bookmark that leads into a part. */
struct mark {
	const char *bookmark;
	uint32_t page;  /* of the part, from 0 */
	unsigned level; /* from 0 */
};

/* A stretch of pages of one source. */
struct part {
	struct source *source;
	uint32_t first, count; /* of the source's pages, from 0 */
	uint32_t page;         /* of the document, from 0 */
	const char *bookmark;  /* or NULL */
	unsigned level;        /* of the bookmark, from 0 */
	struct mark *marks;    /* in the order of their pages */
	size_t mark_count;
	const char *head;     /* the running head; NULL: none */
	const char *language; /* of pages that do not declare one themselves; or NULL */
};

/* A rectangle on a page that is a link to another page of the document. */
struct plan_link {
	uint32_t page, to; /* of the document, from 0 */
	double box[4];
};

struct plan {
	const char *title, *language, *author, *subject; /* NULL where not given */
	const char *numbering;                           /* "Page {page} of {pages}" */
	struct source *sources;
	size_t source_count;
	struct part *parts;
	size_t part_count;
	struct plan_link *links; /* by page */
	size_t link_count;
	uint32_t pages;
	bool one;                       /* a cleaned copy: one segment as it is */
	uint8_t digest[SEGMENT_DIGEST]; /* of all that decides how the document looks */
};

/*
 * Segments are open files, the plan's number 0 first. Returns NULL, or what is wrong in English.
 * Everything lives in the arena, which json_use_arena was told.
 */
const char *plan_read(struct plan *plan, struct arena *arena, struct text json,
	const int segments[], size_t count);

/* The plan of a cleaned copy: one segment as it is. */
const char *plan_of_one(struct plan *plan, struct arena *arena, int segment);

#endif
