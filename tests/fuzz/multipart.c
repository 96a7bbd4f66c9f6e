/* A multipart body, cut into pieces of a size that the first byte names; names must come out as
 * UTF-8. */
#include "serve/multipart.h"

#include <stdint.h>
#include <stdlib.h>

static bool begin(void *context, const struct multipart_part *part)
{
	(void)context;
	if (!text_is_utf8(part->name) || !part->name.size)
		abort();
	if (part->file_name.data && !text_is_utf8(part->file_name))
		abort();
	return true;
}

static bool data_of(void *context, struct text bytes)
{
	size_t *total = context;

	*total += bytes.size;
	return bytes.size > 0;
}

static bool end(void *context)
{
	(void)context;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	size_t total = 0, whole = size;
	struct multipart_handlers handlers = { &total, begin, data_of, end };

	if (size < 1)
		return 0;
	arena_init(&arena, (size_t)1 << 24);
	struct multipart *multipart =
		multipart_new(&arena, "multipart/form-data; boundary=XX", &handlers);
	size_t piece = data[0] ? data[0] : 1;
	for (data++, size--; size; data += piece, size -= piece) {
		if (piece > size)
			piece = size;
		if (!multipart_push(multipart, (struct text){ (const char *)data, piece }))
			break;
	}
	if (total > whole)
		abort();
	arena_release(&arena);
	return 0;
}
