/*
 * libdeflate takes a fifth of zlib's time, but needs the whole text and room for the worst that can
 * become of it. zlib goes piece by piece: for pages, which may be large, and for decoding, where a
 * page's bomb costs no more than the limit it is decoded up to.
 */
#include "paper/deflate.h"

#include <libdeflate.h>
#include <stdint.h>
#include <zlib.h>

enum { PIECE = 64 * 1024, LEVEL = 6 };

struct libdeflate_compressor *deflater_open(int level)
{
	return libdeflate_alloc_compressor(level);
}

void deflater_close(struct libdeflate_compressor *deflater)
{
	libdeflate_free_compressor(deflater);
}

bool deflater_run(struct libdeflate_compressor *deflater, struct buffer *into, struct text text)
{
	size_t room = libdeflate_zlib_compress_bound(deflater, text.size);
	char *to = buffer_reserve(into, room);

	if (to)
		buffer_extend(
			into, libdeflate_zlib_compress(deflater, text.data, text.size, to, room));
	return to;
}

bool deflate_text(struct buffer *into, struct text text)
{
	char piece[PIECE];
	z_stream z = { .next_in = (Bytef *)text.data, .avail_in = (uInt)text.size };
	int state;

	if (text.size > UINT32_MAX || deflateInit(&z, LEVEL) != Z_OK)
		return false;
	do {
		z.next_out = (Bytef *)piece;
		z.avail_out = PIECE;
		state = deflate(&z, Z_FINISH);
		buffer_append(into, (struct text){ piece, PIECE - z.avail_out });
	} while (state == Z_OK);
	deflateEnd(&z);
	return state == Z_STREAM_END && !into->full;
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
