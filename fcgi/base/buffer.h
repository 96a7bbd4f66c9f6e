/*
 * Bytes that grow, up to a maximum named at the start. A buffer remembers that it ran full:
 * callers append freely and ask once at the end.
 */
#ifndef DAIS_BASE_BUFFER_H
#define DAIS_BASE_BUFFER_H

#include "base/arena.h"

struct buffer {
	struct arena *arena;
	char *data; /* always ends in NUL once something was appended */
	size_t size, capacity, maximum;
	bool full; /* something did not fit and was left out */
};

void buffer_init(struct buffer *buffer, struct arena *arena, size_t maximum);
void buffer_append(struct buffer *buffer, struct text text);
void buffer_printf(struct buffer *buffer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Percent-encoded (RFC 3986, 2.1) but for unreserved characters and those in also. */
void buffer_percent(struct buffer *buffer, const char *string, const char *also);
struct text buffer_text(const struct buffer *buffer);

#endif
