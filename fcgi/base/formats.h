/*
 * The formats of files, from the rows of sql/formats.sql, which says what each column is: those
 * that are taken, and what people may send instead.
 */
#ifndef DAIS_BASE_FORMATS_H
#define DAIS_BASE_FORMATS_H

#include "base/text.h"

extern const struct format {
	const char *ending, *name;
	const char *refusal; /* NULL: is taken, and has a media type and a structure */
	const char *media_type, *structure;
	const char *folder; /* of Office Open XML only */
} formats[];

extern const int format_count;

/* The format that the ending of a file's name says, in capitals or not; NULL for any other. */
const struct format *format_named(struct text file_name);

#endif
