/* Makes .mo files in memory, for tests. Entries must be sorted by their English. */
#ifndef DAIS_TESTS_MO_H
#define DAIS_TESTS_MO_H

#include "base/arena.h"

#include <stdint.h>
#include <string.h>

struct mo_entry {
	const char *english;
	size_t english_size;
	const char *translation;
	size_t translation_size;
};

static inline void mo_number(char *at, size_t number)
{
	for (int i = 0; i < 4; i++)
		at[i] = (char)(number >> 8 * i & 0xFF);
}

static inline struct text mo_make(struct arena *arena, const struct mo_entry *entries, size_t count)
{
	size_t strings = 28 + 16 * count, size = strings;

	for (size_t i = 0; i < count; i++)
		size += entries[i].english_size + entries[i].translation_size + 2;
	char *file = arena_alloc(arena, size);
	const size_t header[] = { 0x950412de, 0, count, 28, 28 + 8 * count, 0, 0 };
	for (size_t i = 0; i < 7; i++)
		mo_number(file + 4 * i, header[i]);
	for (size_t i = 0; i < 2 * count; i++) {
		const struct mo_entry *entry = &entries[i % count];
		const char *string = i < count ? entry->english : entry->translation;
		size_t length = i < count ? entry->english_size : entry->translation_size;
		mo_number(file + 28 + 8 * i, length);
		mo_number(file + 28 + 8 * i + 4, strings);
		memcpy(file + strings, string, length);
		strings += length + 1;
	}
	return (struct text){ file, size };
}

#endif
