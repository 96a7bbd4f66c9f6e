/*
 * The headers of tus, and the look at a file that was sent by it. The first line is
 * Upload-Metadata, the second Upload-Checksum, the rest a file; its first byte chooses its ending.
 */
#include "pages/tus.h"
#include "pages/file_kind.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A copy that ends where it says, so that the sanitizer sees one byte too many. */
struct file {
	struct arena *arena;
	struct text bytes;
};

static struct text peek(void *context, long long position, long long length)
{
	struct file *file = context;
	size_t start = (size_t)position < file->bytes.size ? (size_t)position : file->bytes.size;
	size_t left = file->bytes.size - start;
	size_t size = (size_t)length < left ? (size_t)length : left;
	char *copy = arena_alloc(file->arena, size + 1);

	if (position < 0 || length < 0)
		abort();
	if (size)
		memcpy(copy, file->bytes.data + start, size);
	return (struct text){ copy, size };
}

static void look(struct arena *arena, struct text bytes)
{
	static const char *const names[] = { "a.pdf", "a.docx", "a.pptx", "a.odt", "a.odp" };

	if (bytes.size == 0)
		return;
	const char *name = names[(unsigned char)bytes.data[0] % 5];
	struct file file = { arena, { bytes.data + 1, bytes.size - 1 } };
	struct file_source source = { peek, &file, (long long)file.bytes.size };
	struct file_kind kind = file_kind(name, &source);
	if (!kind.media_type == !kind.refusal)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text rest = { (const char *)data, size }, name;
	struct tus_checksum checksum;
	struct arena arena;

	arena_init(&arena, (size_t)1 << 26);
	if (tus_metadata(&arena, text_split(&rest, '\n'), &name) && name.size &&
		!text_is_utf8(name))
		abort();
	if (rest.data && tus_checksum_begin(&checksum, text_split(&rest, '\n'))) {
		tus_checksum_add(&checksum, TEXT("a piece"));
		tus_checksum_holds(&checksum);
	}
	if (rest.data)
		look(&arena, rest);
	arena_release(&arena);
	return 0;
}
