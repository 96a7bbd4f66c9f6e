/*
 * Texts of any script, set into boxes by pango and cairo. Fonts must be opened for it, which the
 * process that reads a stranger's PDF must not be able to: so a second process does it, which sees
 * nothing but the texts. It is forked before either is jailed and ends with the first.
 */
#ifndef DAIS_PAPER_LETTERING_H
#define DAIS_PAPER_LETTERING_H

#include "base/buffer.h"

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

/* A socket to the process that sets texts; -1: it could not be had. */
int lettering_open(void);

enum lettering_end {
	LETTERING_DONE,
	LETTERING_TOO_MUCH, /* the texts take more processor time or room than they may */
	LETTERING_FAULT
};

/* boxes: a lettering_box and its text, one after another. Appends a PDF with a page for each. */
enum lettering_end lettering_set(int file, struct text boxes, struct buffer *pdf);

#endif
