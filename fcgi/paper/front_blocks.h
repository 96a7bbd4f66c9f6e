/* The blocks of the sheets, drawn by pango and cairo where the press stands. */
#ifndef DAIS_PAPER_FRONT_BLOCKS_H
#define DAIS_PAPER_FRONT_BLOCKS_H

#include "base/json.h"
#include "paper/front_markup.h"

#include <pango/pangocairo.h>

struct press {
	struct front *front;
	cairo_t *cr;
	PangoLayout *layout;
	double width, height; /* of the page at hand, points */
	double scale;         /* of letters and gaps: below 1 where a sheet must keep to one page */
	double y;             /* from the top */
	unsigned pages;       /* finished, of all sheets */
	unsigned opened;      /* that many, when the sheet at hand began … */
	unsigned page;        /* … at this page of the packet */
	cJSON *links;         /* NULL: nobody wants them yet */
	bool in_table;
};

/* Before a block is drawn, NULL at the end of a sheet: rows and entries stand in a table. */
void block_table(struct press *press, const struct block *block);

/* Returns the block's height in points, and draws it when it is to be seen; y stays. */
double block_put(struct press *press, struct block *block, bool shown);

#endif
