/*
 * What each piece is among the others: title, line of people, annotation, note. Pieces come from
 * pieces_cut and levels_find; afterwards each has its kind, depth, certainty and warning.
 */
#ifndef DAIS_AGENDA_CLASSIFY_H
#define DAIS_AGENDA_CLASSIFY_H

#include "agenda/pieces.h"

/* numbered: how many items have a number. */
void classify(struct pieces *pieces, size_t numbered);

/*
 * The heads of the document and of its parts, down to the first item, day or section: bodies,
 * heading, title, dates, notes. Called by classify.
 */
void classify_heads(struct pieces *pieces);

/* Whether a head ends before this piece. */
bool classify_ends_head(const struct pieces *pieces, size_t at);

#endif
