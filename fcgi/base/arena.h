/*
 * The memory of one request or one job: taken piece by piece, given back all at once.
 * Nothing taken from an arena is freed alone, and nothing of it may outlive arena_reset.
 *
 * An allocation never returns NULL. What a stranger can send is bounded before it is read,
 * so reaching an arena's limit is a bug of ours: the process then aborts, which costs that
 * one request, and is started again.
 */
#ifndef DAIS_BASE_ARENA_H
#define DAIS_BASE_ARENA_H

#include "base/text.h"

struct arena_block;

struct arena {
	struct arena_block *newest;
	size_t taken; /* bytes asked for since the last reset */
	size_t limit; /* bytes that may be asked for between two resets */
};

void arena_init(struct arena *arena, size_t limit);

/* Zeroed and aligned for any type. */
void *arena_alloc(struct arena *arena, size_t size);

/* Copies with a NUL behind. */
char *arena_copy(struct arena *arena, struct text text);

char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Forgets everything taken; keeps one block for the next request. */
void arena_reset(struct arena *arena);

void arena_release(struct arena *arena);

#endif
