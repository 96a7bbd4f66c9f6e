/*
 * What a file is, before it is filed: its name's ending, its first bytes and the outline of its
 * structure must agree. This is a light look that gives the sender an answer at once; the file
 * itself is parsed later, by the intake in its jail, which may still return it.
 */
#ifndef DAIS_PAGES_FILE_KIND_H
#define DAIS_PAGES_FILE_KIND_H

#include "base/text.h"

/* How the look reads: at most length bytes from position on, less at the end of the file. */
struct file_source {
	struct text (*peek)(void *context, long long position, long long length);
	void *context;
	long long size;
};

struct file_kind {
	const char *media_type; /* NULL when refused */
	const char *refusal;    /* NULL, or a code: empty, encrypted, or as of file_name_refusal */
};

/*
 * What is wrong by the name alone, before a byte is sent: NULL, the refusal of a known format
 * (base/formats.h), or wrong-type.
 */
const char *file_name_refusal(const char *file_name);

/* What the file is: its name, its first bytes and its outline must agree. */
struct file_kind file_kind(const char *file_name, const struct file_source *source);

#endif
