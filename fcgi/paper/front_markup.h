/* The markup of front.h, read into sheets of blocks. */
#ifndef DAIS_PAPER_FRONT_MARKUP_H
#define DAIS_PAPER_FRONT_MARKUP_H

#include "base/buffer.h"

enum block_kind { BLOCK_TEXT, BLOCK_GAP, BLOCK_FILL, BLOCK_RULE, BLOCK_ROW, BLOCK_ENTRY };

struct block {
	enum block_kind kind;
	const char *text;  /* white space folded */
	const char *style; /* of a text or a row; may be empty */
	const char *label; /* of a row or an entry */
	const char *note;  /* of an entry: its second line; may be empty */
	const char *to;    /* of an entry: the name of a sheet or paper */
	double size;       /* of a gap, points */
};

struct sheet {
	bool is_paper;
	const char *name;     /* what entries point to; may be empty */
	const char *bookmark; /* may be empty, like head */
	const char *head;
	unsigned level;
	unsigned pages;      /* of a paper: told; of a sheet: counted by the drawing */
	unsigned page;       /* of the packet, from 1 */
	size_t first, count; /* its blocks */
};

enum { FRONT_SHEETS = 4000, FRONT_BLOCKS = 40 * 1000 };

struct front {
	const char *title, *author, *subject, *language, *numbering;
	struct sheet *sheets;
	struct block *blocks;
	size_t sheet_count, block_count;
};

/* Everything lives in the arena. False with one sentence in error. */
bool front_read(
	struct front *front, struct arena *arena, struct text markup, char error[static 256]);

#endif
