/* The markup of front.h, read into sheets of blocks. */
#ifndef DAIS_PAPER_FRONT_MARKUP_H
#define DAIS_PAPER_FRONT_MARKUP_H

#include "base/buffer.h"

enum block_kind {
	BLOCK_TEXT,
	BLOCK_GAP,
	BLOCK_FILL,
	BLOCK_RULE,
	BLOCK_ROW,
	BLOCK_ENTRY,
	BLOCK_COLUMNS
};

struct block {
	enum block_kind kind;
	const char *text; /* white space folded; like all of these it may be empty */
	const char *style, *label, *who, *note, *mark, *language;
	const char *to;              /* the name of a sheet or paper */
	double size;                 /* of a gap, points */
	unsigned level;              /* how often a text is set in; of a bookmark: its depth */
	const char *name, *bookmark; /* of a heading that is led to; may be empty */
	unsigned after; /* pages of its sheet that end before it, as the drawing found */
	double height;  /* as the drawing found it, at that scale and width */
	double scale, width;
};

struct sheet {
	bool is_paper;
	const char *name;     /* what entries point to; may be empty */
	const char *bookmark; /* may be empty, like head */
	const char *head;
	const char *language; /* of a paper that does not say so itself */
	unsigned level;
	bool fit;            /* keeps to one page */
	bool behind_blank;   /* an empty page stands before it */
	unsigned pages;      /* of a paper: told; of a sheet: counted by the drawing */
	unsigned page;       /* of the packet, from 1 */
	size_t first, count; /* its blocks */
};

enum { FRONT_SHEETS = 4000, FRONT_BLOCKS = 40 * 1000 };

struct front {
	struct arena *arena;
	const char *title, *author, *subject, *language, *numbering, *paper;
	bool two_sided;
	struct sheet *sheets;
	struct block *blocks;
	size_t sheet_count, block_count;
};

/* Everything lives in the arena. False with one sentence in error. */
bool front_read(
	struct front *front, struct arena *arena, struct text markup, char error[static 256]);

#endif
