/*
 * Which labels count, and how deep each stands. A label counts when it begins a row (1, a, I) or
 * goes on with one that is open: so "J. Smith" has none, and the "i." after "h." is a letter.
 */
#ifndef DAIS_AGENDA_LEVELS_H
#define DAIS_AGENDA_LEVELS_H

#include "agenda/pieces.h"

/*
 * Tells pieces with a label that counts: their kind (READING_ITEM, READING_SECTION, READING_PART,
 * READING_PARAGRAPH) and depth. A label that does not count becomes part of its piece's text.
 * Returns how many are items.
 */
size_t levels_find(struct pieces *pieces);

#endif
