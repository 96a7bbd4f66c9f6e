/* Blocks in a list, newest first; an allocation larger than a block gets a block of its own. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 64 * 1024 };

struct arena_block {
	struct arena_block *older;
	size_t size, used;
	alignas(max_align_t) char data[];
};

void arena_init(struct arena *arena, size_t limit)
{
	*arena = (struct arena){ .limit = limit };
}

static void die(const char *why)
{
	fprintf(stderr, "arena: %s\n", why);
	abort();
}

static struct arena_block *block_new(struct arena *arena, size_t size)
{
	struct arena_block *block = malloc(sizeof *block + size);

	if (!block)
		die("out of memory");
	*block = (struct arena_block){ .older = arena->newest, .size = size };
	arena->newest = block;
	return block;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	struct arena_block *block = arena->newest;
	size_t rounded = (size + alignof(max_align_t) - 1) & ~(alignof(max_align_t) - 1);

	if (rounded < size || rounded > arena->limit - arena->taken)
		die("limit reached");
	arena->taken += rounded;
	if (!block || rounded > block->size - block->used)
		block = block_new(arena, rounded > BLOCK_SIZE ? rounded : BLOCK_SIZE);
	void *memory = block->data + block->used;
	block->used += rounded;
	return memset(memory, 0, rounded);
}

char *arena_copy(struct arena *arena, struct text text)
{
	char *copy = arena_alloc(arena, text.size + 1);

	if (text.size)
		memcpy(copy, text.data, text.size);
	return copy;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list arguments, again;

	va_start(arguments, format);
	va_copy(again, arguments);
	int size = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (size < 0)
		die("bad format");
	char *string = arena_alloc(arena, (size_t)size + 1);
	vsnprintf(string, (size_t)size + 1, format, again);
	va_end(again);
	return string;
}

static void free_blocks(struct arena_block *block)
{
	while (block) {
		struct arena_block *older = block->older;
		free(block);
		block = older;
	}
}

void arena_reset(struct arena *arena)
{
	struct arena_block *kept = arena->newest;

	arena->taken = 0;
	if (!kept)
		return;
	free_blocks(kept->older);
	kept->older = NULL;
	kept->used = 0;
	if (kept->size > BLOCK_SIZE) { /* a large request must not stay in memory */
		free(kept);
		arena->newest = NULL;
	}
}

void arena_release(struct arena *arena)
{
	free_blocks(arena->newest);
	arena->newest = NULL;
	arena->taken = 0;
}
