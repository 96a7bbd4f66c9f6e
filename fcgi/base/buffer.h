/*
 * Bytes that grow, up to a maximum named at the start. A buffer remembers that it ran full:
 * callers append freely and ask once at the end.
 */
#ifndef DAIS_BASE_BUFFER_H
#define DAIS_BASE_BUFFER_H

#include "base/arena.h"

#include <stdint.h>

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
/* Decimal digits; for where numbers are most of what is written, and printf most of the time. */
void buffer_number(struct buffer *buffer, uint64_t number);
/* Percent-encoded (RFC 3986, 2.1) but for unreserved characters and those in also. */
void buffer_percent(struct buffer *buffer, const char *string, const char *also);
/* Room for size more bytes, NULL when they do not fit; buffer_extend says how many were put there.
 */
char *buffer_reserve(struct buffer *buffer, size_t size);
void buffer_extend(struct buffer *buffer, size_t size);
struct text buffer_text(const struct buffer *buffer);

#endif
