/*
 * A look at a finished document before anybody else gets it, by a reader that had no part in
 * writing it (libqpdf): cross-references, page tree and every page's own objects.
 */
#ifndef DAIS_PAPER_CHECK_H
#define DAIS_PAPER_CHECK_H

#include "base/arena.h"

/* NULL when the document can be read without a warning and has so many pages; else what is wrong.
 */
const char *check_document(struct arena *arena, struct text file, unsigned pages);

#endif
