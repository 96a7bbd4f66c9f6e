/*
 * What the files of intake share: one paper on its way, how much of everything it may hold, the
 * first reason to refuse it, and what was changed in it.
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
	PAPER_MAX_PIXELS = 250 * 1000 * 1000,  /* of one picture: a poster at 400 dots an inch */
	PAPER_MAX_CONTENT = 128 * 1024 * 1024, /* decoded operators of one page, bytes */
};

/* Nothing is carried for this reference: it becomes null. */
#define INTAKE_NOTHING UINT32_MAX

/*
 * What intake changes in a paper is told to its sender and its readers. web/intake-note.mustache
 * has a sentence for each code.
 */
enum intake_note {
	NOTE_REPAIRED,
	NOTE_DAMAGED,     /* pages of which only a part can be read: to be looked at */
	NOTE_PICTURES,    /* pages in whose place a picture stands of what could be read */
	NOTE_BLANK,       /* pages of which nothing could be read */
	NOTE_RESTRICTED,  /* printing, copying or editing was not allowed */
	NOTE_SIGNED,      /* signatures, which do not hold for the copy */
	NOTE_SCRIPTS,     /* removed */
	NOTE_ATTACHMENTS, /* removed */
	NOTE_ACTIONS,     /* removed: starting programs, sending forms, opening files */
	NOTE_MEDIA,       /* removed: films, sounds, models */
	NOTE_FIELDS,      /* of a form that can no longer be filled in */
	NOTE_VALUES,      /* of fields, drawn because the file did not say how they look */
	NOTE_UNNAMED,     /* buttons that do not say which of them was chosen */
	NOTE_MARKS,       /* annotations, drawn for the same reason */
	NOTE_COMMENTS,    /* kept as notes that readers can open */
	NOTE_LINKS,       /* dropped: to files, or with an unsafe scheme */
	NOTE_LAYERS,      /* hidden, removed with what stood on them */
	NOTE_STRUCTURE,   /* the tags of the paper, left out: too many or too deep */
	NOTE_KINDS,
};

struct named_destination; /* destinations.c */
struct seen_object;       /* seen.c */
struct layers;            /* layers.c */
struct structure;         /* structure_tree.h */

/* One paper on its way. Zeroed but for pdf, arena, file, most_pages, own, as_readable, writer,
 * lettering and picture. */
struct intake {
	qpdf_data pdf;
	struct arena *arena;
	struct arena passing; /* of the page at hand */
	struct text file;     /* the PDF's bytes */
	struct segment_writer writer;
	uint32_t pages, most_pages;
	bool own;         /* sheets that dais has drawn itself */
	bool as_readable; /* the sender takes a picture of what can be read of a page */

	const char *refusal;        /* code of the first reason to refuse, or NULL */
	uint32_t page;              /* the page it is about, from 1; 0: the file */
	bool fault;                 /* a fault of ours was met */
	uint32_t notes[NOTE_KINDS]; /* how many of each */
	/* uint32_t: the pages of NOTE_DAMAGED, NOTE_PICTURES and NOTE_BLANK */
	struct buffer noted[NOTE_KINDS];

	struct seen_object *seen; /* seen.c: (id, generation) to local object */
	size_t seen_size, seen_used;
	uint32_t elements; /* of the structure tree: local objects that have a limit of their own */
	struct buffer queue;   /* objects.c: what is still to be carried */
	struct buffer scratch; /* objects.c: the text of the object at hand */

	struct layers *layers;

	uint32_t empty_form;      /* annotations.c: 0 until it is needed; page 0 is none */
	int lettering;            /* drawing.c: a socket from lettering_open */
	int picture;              /* picture.c: one from picture_open, if as_readable */
	struct buffer texts;      /* drawing.c: boxes that wait to be set … */
	struct buffer text_forms; /* … and the forms that they become */
	qpdf_data texts_pdf;

	struct named_destination *names; /* destinations.c: sorted */
	size_t names_count;
	struct buffer names_found;

	struct structure *structure; /* of a tagged paper, or NULL */
};

/* Remembers the first reason to refuse. */
void intake_refuse(struct intake *in, const char *code);

/* Counts something that was changed. */
void intake_note(struct intake *in, enum intake_note kind);

/* Counts the page at hand, once, among those of a kind that names them. */
void intake_note_page(struct intake *in, enum intake_note kind);

/* "PDF_REPAIRED" */
const char *intake_note_code(enum intake_note kind);

#endif
