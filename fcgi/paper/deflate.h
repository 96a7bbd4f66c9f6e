/* Deflate (RFC 1950, as /FlateDecode wants it) of texts in memory, with limits. */
#ifndef DAIS_PAPER_DEFLATE_H
#define DAIS_PAPER_DEFLATE_H

#include "base/buffer.h"

enum inflate_verdict { INFLATE_GOOD, INFLATE_DAMAGED, INFLATE_TOO_LARGE };

/* Tables that are made once for many texts. */
struct libdeflate_compressor;

/* level from 1 (fast) to 12 (small). NULL: no memory. */
struct libdeflate_compressor *deflater_open(int level);
void deflater_close(struct libdeflate_compressor *deflater); /* NULL is allowed */

/* Appends the compressed text; false when there may be no room for it. The same text gives the same
 * bytes. */
bool deflater_run(struct libdeflate_compressor *deflater, struct buffer *into, struct text text);

/* The same for one text that may be large: slower, but with no more memory than the result needs.
 */
bool deflate_text(struct buffer *into, struct text text);

/* Decodes without keeping anything. */
enum inflate_verdict inflate_check(struct text deflated, size_t limit);

/* Appends what can be decoded before the first damage. */
void inflate_text(struct buffer *into, struct text deflated);

#endif
