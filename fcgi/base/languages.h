/*
 * The languages that dais speaks, from the rows of sql/languages.sql, which says what each column
 * is. The first is that of the templates.
 */
#ifndef DAIS_BASE_LANGUAGES_H
#define DAIS_BASE_LANGUAGES_H

#include "base/text.h"

extern const struct language {
	const char *code, *name;
	bool zero_is_one;
	const char *first, *moment, *time, *whole, *no_year, *first_day, *last_day, *both, *through;
} languages[];

extern const int language_count;

/* The index of a code in languages, or -1. */
int language_find(struct text code);

#endif
