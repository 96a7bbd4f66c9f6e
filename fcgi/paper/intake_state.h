/*
 * What the files of intake share: one paper on its way, how much of everything it may hold, and the
 * first reason to refuse it.
 */
#ifndef DAIS_PAPER_INTAKE_STATE_H
#define DAIS_PAPER_INTAKE_STATE_H

#include "paper/segment_writer.h"

#include <qpdf/qpdf-c.h>

/* What one paper may be. */
enum {
	PAPER_MAX_PAGES = 500, /* unless the caller of the program says otherwise */
	PAPER_MAX_OBJECTS =
		40 * 1000, /* that are kept; the densest of real papers have 40 a page */
	PAPER_MAX_BOOKMARKS = 20 * 1000,
	PAPER_MAX_NAMES = 200 * 1000,
	PAPER_MAX_ANNOTATIONS = 5000,          /* on one page */
	PAPER_MAX_CONTENT = 128 * 1024 * 1024, /* decoded operators of one page, bytes */
};

/* Nothing is carried for this reference: it becomes null. */
#define INTAKE_NOTHING UINT32_MAX

struct named_destination; /* links.c */
struct seen_object;       /* objects.c */

/* One paper on its way. Zeroed but for pdf, arena, file, most_pages and writer. */
struct intake {
	qpdf_data pdf;
	struct arena *arena;
	struct arena passing; /* of the page at hand */
	struct text file;     /* the PDF's bytes */
	struct segment_writer writer;
	uint32_t pages, most_pages;

	const char *refusal; /* code of the first reason to refuse, or NULL */
	uint32_t page;       /* the page it is about, from 1; 0: the file */
	bool fault;          /* something that cannot happen did */
	bool repaired, restricted, is_signed, interactive;
	uint32_t removed; /* scripts, attachments, form fields and the like that were left out */

	struct seen_object *seen; /* objects.c: (id, generation) to local object */
	size_t seen_size, seen_used;
	struct buffer queue;   /* objects.c: what is still to be carried */
	struct buffer scratch; /* objects.c: the text of the object at hand */

	struct named_destination *names; /* links.c: sorted */
	size_t names_count;
	struct buffer names_found;
};

/* Remembers the first reason to refuse. */
void intake_refuse(struct intake *in, const char *code);

#endif
