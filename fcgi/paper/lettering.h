/*
 * Texts of any script, set into boxes by pango and cairo: by a process aside, which sees nothing
 * but the texts.
 */
#ifndef DAIS_PAPER_LETTERING_H
#define DAIS_PAPER_LETTERING_H

#include "paper/aside.h"

#include <stdint.h>

enum lettering_family { LETTERING_SANS, LETTERING_SERIF, LETTERING_MONO };

/* Points. What does not fit at its size is made smaller, down to two points. */
struct lettering_box {
	double width, height;
	double size; /* 0: as large as fits */
	double colour[3];
	uint32_t comb; /* 0, or how many cells of one character each the width is divided into */
	uint32_t text_size; /* of the UTF-8 that follows the box */
	uint8_t family, bold, italic;
	uint8_t align; /* 0 left, 1 centre, 2 right */
	uint8_t lines; /* wrapped, from the top; else one line in the middle */
};

/* A line of a list that begins with this character was chosen: it stands on a coloured ground. */
enum { LETTERING_CHOSEN = 1 };

/*
 * A socket to the process that sets texts; -1: it could not be had. Asked (aside_ask) with boxes, a
 * lettering_box and its text one after another, it answers with a PDF with a page for each.
 */
int lettering_open(void);

#endif
