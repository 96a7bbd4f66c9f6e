/*
 * The texts of one language, as msgfmt compiled them (.mo, GNU gettext manual, section 10.3).
 * Texts are looked up by their English; the whole file is checked when it is opened, so that a
 * damaged one is refused then and can do no harm later.
 */
#ifndef DAIS_BASE_CATALOG_H
#define DAIS_BASE_CATALOG_H

#include "base/arena.h"

#include <stdint.h>

struct catalog {
	struct text file;                 /* borrowed */
	uint32_t count;                   /* texts in it, sorted by their English */
	uint32_t originals, translations; /* where their tables begin in the file */
};

/* Takes the bytes of a .mo file, which must outlive the catalog. Returns NULL or what is wrong. */
const char *catalog_open(struct catalog *catalog, struct text file);

/*
 * The translation of a text whose white space is folded; data is NULL when there is none. form is
 * the plural form, 0 for texts without a plural. Borrowed from the file.
 */
struct text catalog_get(const struct catalog *catalog, struct text english, unsigned form);

/*
 * A text as catalogs know it: no white space at the ends, one blank for each stretch of it within.
 */
struct text catalog_fold(struct arena *arena, struct text text);

#endif
