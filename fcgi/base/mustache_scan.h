/* Finds the tags in a template's source, one after the other. For mustache_compile.c. */
#ifndef DAIS_BASE_MUSTACHE_SCAN_H
#define DAIS_BASE_MUSTACHE_SCAN_H

#include "base/text.h"

struct scanner {
	struct text source;
	size_t at;               /* where the next tag is looked for */
	struct text open, close; /* delimiters */
	bool within_line; /* source is a part of one line, so no tag counts as alone on its line */
};

struct tag {
	char kind; /* the sigil, one of !=#^/><$; 0 for a value, and when there is no tag */
	struct text name;
	size_t begin, end; /* in the source; with the rest of the line for a tag alone on it */
	bool alone;
	struct text indentation; /* before a tag that is alone */
};

/*
 * The next tag; without one it begins and ends at the source's end. Does not move the scanner.
 * Returns NULL, or what is wrong at tag->begin, to be followed by tag->name.
 */
const char *tag_next(const struct scanner *scanner, struct tag *tag);

/* Whether this section's content is a text to be translated. */
bool tag_is_text(const struct tag *tag);

#endif
