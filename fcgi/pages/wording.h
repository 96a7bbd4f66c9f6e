/*
 * How the wording of a text has changed: the longest row of words that both have in common stays,
 * all others went or came. Texts are UTF-8; a word is what stands between white space (ASCII).
 */
#ifndef DAIS_PAGES_WORDING_H
#define DAIS_PAGES_WORDING_H

#include "base/arena.h"

/* A stretch of one of the texts; marked: the other text does not have it there. */
struct wording_piece {
	struct text text;
	bool marked;
};

/* All of a text, piece by piece. */
struct wording_pieces {
	size_t count;
	struct wording_piece *piece;
};

/* One arena's; for any number of comparisons, one after the other. */
struct wording {
	struct arena *arena;
	uint16_t *common; /* a table of the words in common, row by row */
};

void wording_init(struct wording *wording, struct arena *arena);

/*
 * Compares two texts, which must outlive the pieces. Of texts that have more than some 500 words
 * between their common beginning and end, these are told as changed altogether.
 */
void wording_compare(struct wording *wording, struct text before, struct text after,
	struct wording_pieces *left, struct wording_pieces *right);

#endif
