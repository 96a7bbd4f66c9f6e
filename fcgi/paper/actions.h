/*
 * What a paper would do or carry besides its pages. Nothing of it is carried over: it is only
 * counted, for the notes.
 */
#ifndef DAIS_PAPER_ACTIONS_H
#define DAIS_PAPER_ACTIONS_H

#include "paper/intake_state.h"

/* Scripts, attached files and signatures that hang in the catalog. */
void actions_note_catalog(struct intake *in);

/*
 * The actions of a page, an annotation or a field: its /AA, and its /A with all that follows it.
 * Going to a destination within the paper does not count, nor do the addresses destinations.c
 * keeps.
 */
void actions_note(struct intake *in, qpdf_oh holder);

#endif
