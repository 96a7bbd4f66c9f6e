/* Deflate (RFC 1950, as /FlateDecode wants it) of texts in memory, with limits. */
#ifndef DAIS_PAPER_DEFLATE_H
#define DAIS_PAPER_DEFLATE_H

#include "base/buffer.h"

enum inflate_verdict { INFLATE_GOOD, INFLATE_DAMAGED, INFLATE_TOO_LARGE };

/* zlib's tables, 256 KiB: made once for many texts. */
struct deflater;

/* level as in zlib, 1 (fast) to 9 (small). NULL: no memory. */
struct deflater *deflater_open(int level);
void deflater_close(struct deflater *deflater);

/* Appends the compressed text; false when it does not fit. The same text gives the same bytes. */
bool deflater_run(struct deflater *deflater, struct buffer *into, struct text text);

/* The same for one text alone, as small as zlib makes it by itself. */
bool deflate_text(struct buffer *into, struct text text);

/* Decodes without keeping anything. */
enum inflate_verdict inflate_check(struct text deflated, size_t limit);

/* Appends what can be decoded before the first damage. */
void inflate_text(struct buffer *into, struct text deflated);

#endif
