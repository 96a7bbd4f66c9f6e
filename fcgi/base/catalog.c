/*
 * Reads .mo files. An entry is a length and an offset; every pair is checked against the file's
 * size once, at the opening, and each string must end in NUL there.
 */
#include "base/catalog.h"

#include <string.h>

static const uint32_t MAGIC = 0x950412de;

enum { HEADER = 28, ENTRY = 8 };

/* Little-endian, as msgfmt writes on every machine unless told otherwise. */
static uint32_t number_at(const struct catalog *catalog, size_t offset)
{
	const unsigned char *p = (const unsigned char *)catalog->file.data + offset;

	return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static struct text entry(const struct catalog *catalog, uint32_t table, uint32_t index)
{
	size_t at = (size_t)table + (size_t)index * ENTRY;

	return (struct text){ catalog->file.data + number_at(catalog, at + 4),
		number_at(catalog, at) };
}

static bool table_holds(const struct catalog *catalog, uint32_t table)
{
	size_t size = catalog->file.size;

	if (table > size || catalog->count > (size - table) / ENTRY)
		return false;
	for (uint32_t i = 0; i < catalog->count; i++) {
		size_t at = (size_t)table + (size_t)i * ENTRY;
		size_t length = number_at(catalog, at), offset = number_at(catalog, at + 4);
		if (offset >= size || length >= size - offset ||
			catalog->file.data[offset + length] != '\0')
			return false;
	}
	return true;
}

const char *catalog_open(struct catalog *catalog, struct text file)
{
	*catalog = (struct catalog){ .file = file };
	if (file.size < HEADER || number_at(catalog, 0) != MAGIC)
		return "is no catalog of texts (.mo)";
	catalog->count = number_at(catalog, 8);
	catalog->originals = number_at(catalog, 12);
	catalog->translations = number_at(catalog, 16);
	if (!table_holds(catalog, catalog->originals) ||
		!table_holds(catalog, catalog->translations))
		return "is damaged: a text lies outside the file";
	return NULL;
}

/* Compares a key with an entry's English. Of an entry with a plural, which has both forms parted by
 * NUL, the singular is compared. */
static int compare(struct text english, struct text original)
{
	size_t size = strlen(original.data);
	int order = memcmp(english.data, original.data, english.size < size ? english.size : size);

	return order ? order : (english.size > size) - (english.size < size);
}

static struct text form_of(struct text translation, unsigned form)
{
	while (form-- > 0 && translation.data)
		text_split(&translation, '\0');
	return translation.data ? text_split(&translation, '\0') : translation;
}

struct text catalog_get(const struct catalog *catalog, struct text english, unsigned form)
{
	uint32_t low = 0, high = catalog->count;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		int order = compare(english, entry(catalog, catalog->originals, middle));
		if (order == 0)
			return form_of(entry(catalog, catalog->translations, middle), form);
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return (struct text){ NULL, 0 };
}

struct text catalog_fold(struct arena *arena, struct text text)
{
	char *folded = arena_alloc(arena, text.size + 1);
	size_t size = 0;

	text = text_trim(text);
	for (size_t i = 0; i < text.size; i++) {
		bool blank = memchr(" \t\r\n", text.data[i], 4) != NULL;
		if (!blank)
			folded[size++] = text.data[i];
		else if (folded[size - 1] != ' ')
			folded[size++] = ' ';
	}
	return (struct text){ folded, size };
}
