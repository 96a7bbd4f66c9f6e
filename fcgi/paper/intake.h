/*
 * Intake: takes one stranger's PDF apart, keeps what can be shown and nothing that can act, and
 * writes it as a segment. Always in a process of its own that may be killed at any time.
 *
 * What is kept is chosen, not what is dropped: pages are rebuilt from eight keys, links from a
 * rectangle and where they lead, and nothing of the catalog comes along. So scripts, launch
 * actions, attachments and forms are gone by construction.
 */
#ifndef DAIS_PAPER_INTAKE_H
#define DAIS_PAPER_INTAKE_H

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

struct named_destination;
struct seen_object;

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

/*
 * Reads in->file and fills the segment. Returns false for a fault of ours; otherwise the paper was
 * taken, or in->refusal says why not.
 */
bool intake_paper(struct intake *in);

/* Remembers the first reason to refuse. */
void intake_refuse(struct intake *in, const char *code);

/*
 * objects.c: carries objects over
 */

void objects_init(struct intake *in);

/* The pages are the first objects; call for each in order before anything else. */
void objects_add_page(struct intake *in, qpdf_oh page);

/* The local number of an indirect object, queued when it is new; or INTAKE_NOTHING. */
uint32_t objects_carry(struct intake *in, uint32_t id, uint32_t generation, bool names);

/* Writes the value into the current object of the writer, without keys that act. */
void objects_put_value(struct intake *in, qpdf_oh value, bool names);

/* Carries the queue until it is empty. */
bool objects_run(struct intake *in);

/* A key that is a dictionary's and present, else a null handle; both are released with the rest. */
qpdf_oh key_of(const struct intake *in, qpdf_oh dictionary, const char *key);
bool is_name(const struct intake *in, qpdf_oh value, const char *name);

/* Numbers of an array; false unless there are exactly count of them, all finite. */
bool numbers_of(const struct intake *in, qpdf_oh array, double *numbers, int count);

/* "12", "-0.5": as short as five decimals allow, never with an exponent. */
const char *number_text(char text[static 32], double number);

/*
 * content.c: what a page draws
 */

/* Carries the page's content as a form; its local number or INTAKE_NOTHING for a blank page. */
uint32_t content_carry(struct intake *in, qpdf_oh page, const double box[static 4]);

/*
 * annotations.c: links, and what annotations look like
 */
struct annotations {
	struct buffer links;   /* uint32_t: local objects of annotations that are kept */
	struct buffer drawn;   /* uint32_t: local objects of appearances that are drawn */
	struct buffer program; /* operators that draw them as /A0, /A1, … */
};

void annotations_carry(struct intake *in, qpdf_oh page, struct annotations *found);

/*
 * links.c: where links and bookmarks lead
 */
struct destination {
	uint32_t page; /* or SEGMENT_NOWHERE */
	char view[96]; /* "/XYZ 72 720 0" */
};

void links_read_names(struct intake *in);

/* What a link annotation or an outline item leads to: /Dest, or a go-to action. */
bool links_destination(struct intake *in, qpdf_oh item, struct destination *destination);

/* The address of a link when it is http, https or mailto; else empty. */
struct text links_address(struct intake *in, qpdf_oh annotation);

/*
 * outline.c, layers.c
 */
void outline_carry(struct intake *in);
void layers_carry(struct intake *in);

/* Whether what belongs to this group (a key /OC) is hidden; in doubt it is. */
bool layers_hide(struct intake *in, qpdf_oh member);

#endif
