/* Deflate (RFC 1950, as /FlateDecode wants it) of texts in memory, with limits. */
#ifndef DAIS_PAPER_DEFLATE_H
#define DAIS_PAPER_DEFLATE_H

#include "base/buffer.h"

enum inflate_verdict { INFLATE_GOOD, INFLATE_DAMAGED, INFLATE_TOO_LARGE };

/* Appends the compressed text; false when it does not fit. The same text gives the same bytes. */
bool deflate_text(struct buffer *into, struct text text);

/* Decodes without keeping anything. */
enum inflate_verdict inflate_check(struct text deflated, size_t limit);

/* Appends what can be decoded before the first damage. */
void inflate_text(struct buffer *into, struct text deflated);

#endif
