/* zlib behind a few doors; a page's bomb costs no more than the limit it is decoded up to. */
#include "paper/deflate.h"

#include <stdint.h>
#include <stdlib.h>
#include <zlib.h>

enum { PIECE = 64 * 1024, LEVEL = 6 };

struct deflater {
	z_stream z;
};

struct deflater *deflater_open(int level)
{
	struct deflater *deflater = calloc(1, sizeof *deflater);

	if (deflater && deflateInit(&deflater->z, level) != Z_OK) {
		free(deflater);
		return NULL;
	}
	return deflater;
}

void deflater_close(struct deflater *deflater)
{
	if (!deflater)
		return;
	deflateEnd(&deflater->z);
	free(deflater);
}

bool deflater_run(struct deflater *deflater, struct buffer *into, struct text text)
{
	char piece[PIECE];
	z_stream *z = &deflater->z;
	int state;

	if (text.size > UINT32_MAX || deflateReset(z) != Z_OK)
		return false;
	z->next_in = (Bytef *)text.data;
	z->avail_in = (uInt)text.size;
	do {
		z->next_out = (Bytef *)piece;
		z->avail_out = PIECE;
		state = deflate(z, Z_FINISH);
		buffer_append(into, (struct text){ piece, PIECE - z->avail_out });
	} while (state == Z_OK);
	return state == Z_STREAM_END && !into->full;
}

bool deflate_text(struct buffer *into, struct text text)
{
	struct deflater *deflater = deflater_open(LEVEL);
	bool good = deflater && deflater_run(deflater, into, text);

	deflater_close(deflater);
	return good;
}

/* Decodes piece by piece; into may be NULL. */
static enum inflate_verdict run(struct buffer *into, struct text deflated, size_t limit)
{
	char piece[PIECE];
	z_stream z = { .next_in = (Bytef *)deflated.data, .avail_in = (uInt)deflated.size };
	size_t total = 0;
	int state;

	if (deflated.size > UINT32_MAX || inflateInit(&z) != Z_OK)
		return INFLATE_DAMAGED;
	do {
		z.next_out = (Bytef *)piece;
		z.avail_out = PIECE;
		state = inflate(&z, Z_NO_FLUSH);
		total += PIECE - z.avail_out;
		if (into)
			buffer_append(into, (struct text){ piece, PIECE - z.avail_out });
	} while (state == Z_OK && total <= limit);
	inflateEnd(&z);
	if (total > limit)
		return INFLATE_TOO_LARGE;
	return state == Z_STREAM_END ? INFLATE_GOOD : INFLATE_DAMAGED;
}

enum inflate_verdict inflate_check(struct text deflated, size_t limit)
{
	return run(NULL, deflated, limit);
}

void inflate_text(struct buffer *into, struct text deflated)
{
	run(into, deflated, into->maximum);
}
