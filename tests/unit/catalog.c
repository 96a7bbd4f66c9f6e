/* The .mo reader: look-ups, folding, and that no damage to a file makes it read outside of it. */
#include "base/catalog.h"

#include "tap.h"

#include "mo.h"

#include <stdlib.h>

static struct arena arena;

static const struct mo_entry entries[] = {
	{ "", 0, "Language: xx\n", 13 },
	{ "Agenda", 6, "Orden del día", 14 },
	{ "Agenda item", 11, "Tema", 4 },
	{ "one\0many", 8, "uno\0muchos", 10 },
};
enum { ENTRIES = sizeof entries / sizeof *entries };

static const char *get(const struct catalog *catalog, const char *english, unsigned form)
{
	struct text found = catalog_get(catalog, text_of(english), form);

	return found.data ? arena_copy(&arena, found) : NULL;
}

static void test_look_up(struct text file)
{
	struct catalog catalog;

	is(catalog_open(&catalog, file), NULL, "opens");
	is(get(&catalog, "Agenda", 0), "Orden del día", "a text");
	is(get(&catalog, "Agenda item", 0), "Tema", "a text that begins like another");
	is(get(&catalog, "Agend", 0), NULL, "the beginning of a text is not the text");
	is(get(&catalog, "zzz", 0), NULL, "an unknown text");
	is(get(&catalog, "one", 0), "uno", "first form");
	is(get(&catalog, "one", 1), "muchos", "second form");
	is(get(&catalog, "one", 2), NULL, "no third form");
	is(catalog_fold(&arena, TEXT(" \n a\tb \r\n c ")).data, "a b c", "white space folds");
	is(catalog_fold(&arena, TEXT(" \n ")).data, "", "down to nothing");
}

/* Looks everything up in a copy of exactly this size, so that the sanitizer sees a step outside. */
static bool survives(struct text file)
{
	char *copy = malloc(file.size ? file.size : 1);
	struct catalog catalog;
	bool opened;

	memcpy(copy, file.data, file.size);
	opened = !catalog_open(&catalog, (struct text){ copy, file.size });
	for (size_t i = 0; opened && i < ENTRIES; i++)
		for (unsigned form = 0; form < 3; form++) {
			struct text found =
				catalog_get(&catalog, text_of(entries[i].english), form);
			if (found.size &&
				(found.data < copy || found.data + found.size > copy + file.size))
				opened = false, printf("# outside\n");
		}
	free(copy);
	return opened;
}

static void test_damage(struct text file)
{
	size_t opened = 0;
	static const unsigned char bytes[] = { 0, 1, 0x7F, 0x80, 0xFF };
	char *damaged = arena_alloc(&arena, file.size);

	for (size_t size = 0; size < file.size; size++)
		opened += survives((struct text){ file.data, size });
	ok(opened == 0, "no shortened file opens");
	memcpy(damaged, file.data, file.size);
	for (size_t at = 0; at < file.size; at++) {
		for (size_t i = 0; i < sizeof bytes; i++) {
			damaged[at] = (char)bytes[i];
			opened += survives((struct text){ damaged, file.size });
		}
		damaged[at] = file.data[at];
	}
	ok(opened > 0 && opened < 5 * file.size, "every byte was damaged, some were noticed");
	memset(damaged + 8, 0xFF, 4);
	struct catalog catalog;
	is(catalog_open(&catalog, (struct text){ damaged, file.size }),
		"is damaged: a text lies outside the file", "a number of texts that cannot be");
	is(catalog_open(&catalog, TEXT("msgid")), "is no catalog of texts (.mo)", "another file");
}

int main(void)
{
	arena_init(&arena, 16 << 20);
	struct text file = mo_make(&arena, entries, ENTRIES);
	test_look_up(file);
	test_damage(file);
	arena_release(&arena);
	return done();
}
