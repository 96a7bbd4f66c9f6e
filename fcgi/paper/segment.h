/*
 * A segment: one PDF, taken apart and cleaned once by intake, ready to be put into any number of
 * documents without parsing PDF again.
 *
 * One file of fixed little-endian records, byte-identical for the same paper: the raw streams, then
 * the tables, then one area of text. An object's text has lost the object number of every reference
 * ("12 0 R" became " 0 R"); its relocations say where numbers belong and which local object is
 * meant. Local objects 0 … pages-1 are the pages themselves, so page n of a document needs no
 * table.
 *
 * To whoever opens it a segment is data, not truth: after segment_open every offset lies inside the
 * file and every index inside its table. What the text says is not looked at again: it can at worst
 * spoil the document it is put into, never the program.
 */
#ifndef DAIS_PAPER_SEGMENT_H
#define DAIS_PAPER_SEGMENT_H

#include "base/text.h"

#include <stdint.h>

#define SEGMENT_MAGIC "dais3seg"

enum { SEGMENT_DIGEST = 32 };

/* No page: a bookmark that leads nowhere. */
#define SEGMENT_NOWHERE UINT32_MAX

enum segment_kind {
	SEGMENT_PAGE,   /* text: a page without boxes and parent, open inside /Resources */
	SEGMENT_PLAIN,  /* text: the whole object */
	SEGMENT_STREAM, /* text: the dictionary without its /Length and its closing >> */
	/* an element of the structure tree, from the name of its role on, without its closing >> …
	 */
	SEGMENT_ELEMENT,
	SEGMENT_BRANCH, /* … and one of the tree's first, without its /P */
};

/* A stretch of the text area. */
struct segment_text {
	uint64_t offset;
	uint64_t size;
};

struct segment_object {
	struct segment_text text;
	uint64_t stream, stream_size; /* raw bytes, from the start of the file */
	uint32_t kind;                /* enum segment_kind */
	uint32_t relocation;          /* the first of … */
	uint32_t relocations;         /* … this many */
	uint32_t zero;
};

struct segment_relocation {
	uint32_t at;     /* position in the object's text where the number is missing; ascending */
	uint32_t object; /* local object */
};

struct segment_page {
	double left, bottom, right, top; /* the visible box, in the page's own space */
	double media[4];                 /* what it was cut from: left, bottom, right, top */
	double unit;                     /* of that space, in points: /UserUnit */
	uint32_t rotation;               /* 0, 90, 180 or 270, clockwise */
	uint32_t zero;
	struct segment_text program; /* operators that draw what the page holds */
};

/* Bookmarks stand in the order of reading; depth makes the tree. */
struct segment_bookmark {
	struct segment_text title; /* a PDF string, as it will be written */
	struct segment_text view;  /* how to show the page, as "/XYZ 72 720 0" */
	uint32_t page;             /* or SEGMENT_NOWHERE */
	uint16_t depth;            /* 0 at the top; at most one more than the bookmark before */
	uint8_t open;
	uint8_t zero;
};

/* A layer (optional content group) that shows on screens or in print. */
struct segment_layer {
	uint32_t object;
	uint8_t off;               /* unless a reader switches it … */
	uint8_t by_view, by_print; /* … by its usage, when the document is shown or printed */
	uint8_t zero;
};

enum segment_piece_kind {
	SEGMENT_PIECE_BRANCH,    /* one of the tree's first elements */
	SEGMENT_PIECE_PARENTS,   /* a leaf of the ParentTree: keys are numbers of this segment */
	SEGMENT_PIECE_NAMES,     /* a leaf of the IDTree: keys begin with the number of object 0 */
	SEGMENT_PIECE_NAMESPACE, /* of roles, named by elements */
	SEGMENT_PIECE_KINDS
};

/* What the structure tree of a whole document is put together from. */
struct segment_piece {
	uint32_t object;
	uint32_t kind; /* enum segment_piece_kind */
	uint32_t page; /* where a branch begins */
	uint32_t zero;
};

/* A role name that elements use, and the standard type it stands for. Both with their slash. */
struct segment_role {
	struct segment_text name, type;
};

/* What a paper says of its tags (ISO 32000-1, 14.7.1). */
enum segment_mark_info { SEGMENT_MARKED = 1, SEGMENT_SUSPECTS = 2 };

struct segment_header {
	char magic[8];
	uint8_t digest[SEGMENT_DIGEST]; /* SHA-256 of everything behind the header */
	uint64_t tables;          /* offset of the first table: objects, relocations, pages, … */
	uint64_t text, text_size; /* offset and length of the text area: the end of the file */
	uint32_t objects, relocations, pages, bookmarks, layers, pieces, roles;
	uint32_t mark_info;                  /* enum segment_mark_info */
	struct segment_text title, language; /* UTF-8; empty: the paper does not say */
};

/* An open segment: tables and text lie in memory as they were checked, raw streams in the file. */
struct segment {
	int file;
	void *memory;
	char *window; /* of the file: a stretch of raw streams */
	uint64_t window_start, window_size;
	const struct segment_header *header;
	const struct segment_object *objects;
	const struct segment_relocation *relocations;
	const struct segment_page *pages;
	const struct segment_bookmark *bookmarks;
	const struct segment_layer *layers;
	const struct segment_piece *pieces;
	const struct segment_role *roles;
	const char *text;
};

/*
 * Reads and checks what the open file holds but for raw streams; the file stays the caller's.
 * Returns NULL, or what is wrong with it in English for the log.
 */
const char *segment_open(struct segment *segment, int file);

/* The page that a branch begins on; branches are listed first, in the order of their numbers. */
uint32_t segment_page_of_branch(const struct segment *segment, uint32_t local);

/* Only the header: its counts are possible for a file of this size. */
const char *segment_peek(struct segment_header *header, int file);

void segment_close(struct segment *segment);

/*
 * A raw stream of at most SEGMENT_WINDOW bytes, until the next is asked for. Streams lie in the
 * order of their objects, so whoever asks in that order reads the file in large pieces. data is
 * NULL when it cannot be read.
 */
enum { SEGMENT_WINDOW = 256 * 1024 };
struct text segment_stream(struct segment *segment, const struct segment_object *object);

/* The same check on bytes in memory that are not a file: for tests. */
const char *segment_read(struct segment *segment, const void *bytes, uint64_t size);

struct text segment_text(const struct segment *segment, struct segment_text where);

#endif
