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
	unsigned pages;       /* finished so far, of all sheets */
	unsigned opened;      /* value of pages when the sheet at hand began */
	unsigned page;        /* of the packet, on which the sheet at hand begins */
	cJSON *links;         /* NULL in the first run, which only counts pages */
	bool in_table;
};

/* To be called before each block, and with NULL at the end of a sheet: begins and ends the tables
 * that rows and entries stand in. */
void block_table(struct press *press, const struct block *block);

/* Returns the block's height in points, and draws it when it is to be seen; y stays. */
double block_put(struct press *press, struct block *block, bool shown);

/* How many bytes of a text stand on lines that find room in so many points; 0 also where that would
 * be a single line, which is not left alone. */
size_t block_fitting(struct press *press, const struct block *block, double room);

#endif
