/*
 * A page as a picture: what poppler can draw of it, with the words it can read beneath, so that
 * they can be found, copied and read aloud.
 */
#ifndef DAIS_PAPER_SNAPSHOT_H
#define DAIS_PAPER_SNAPSHOT_H

#include "base/buffer.h"

/* Appends a PDF of one page, as the first page of this one is seen: turned, its visible box.
 * Nothing is appended when nothing shows. */
void snapshot_draw(struct text pdf, struct buffer *out);

#endif
