/* A buffer that is full moves to twice its size; what it leaves behind in the arena is at most as
 * much as it holds. */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void buffer_init(struct buffer *buffer, struct arena *arena, size_t maximum)
{
	*buffer = (struct buffer){ .arena = arena, .maximum = maximum };
}

static void grow(struct buffer *buffer, size_t need)
{
	size_t capacity = buffer->capacity ? buffer->capacity : 1024;

	while (capacity < need)
		capacity *= 2;
	char *data = arena_alloc(buffer->arena, capacity);
	if (buffer->size)
		memcpy(data, buffer->data, buffer->size);
	buffer->data = data;
	buffer->capacity = capacity;
}

char *buffer_reserve(struct buffer *buffer, size_t size)
{
	if (size > buffer->maximum - buffer->size) {
		buffer->full = true;
		return NULL;
	}
	if (buffer->size + size + 1 > buffer->capacity)
		grow(buffer, buffer->size + size + 1);
	return buffer->data + buffer->size;
}

void buffer_extend(struct buffer *buffer, size_t size)
{
	buffer->size += size;
	buffer->data[buffer->size] = '\0';
}

void buffer_append(struct buffer *buffer, struct text text)
{
	char *to = buffer_reserve(buffer, text.size);

	if (!to)
		return;
	if (text.size)
		memcpy(to, text.data, text.size);
	buffer_extend(buffer, text.size);
}

void buffer_number(struct buffer *buffer, uint64_t number)
{
	char digits[TEXT_DIGITS];

	buffer_append(buffer, text_decimal(digits, number));
}

void buffer_printf(struct buffer *buffer, const char *format, ...)
{
	char small[256];
	va_list arguments, again;

	va_start(arguments, format);
	va_copy(again, arguments);
	int size = vsnprintf(small, sizeof small, format, arguments);
	va_end(arguments);
	if (size >= 0 && (size_t)size < sizeof small) {
		buffer_append(buffer, (struct text){ small, (size_t)size });
	} else if (size >= 0) {
		char *large = arena_alloc(buffer->arena, (size_t)size + 1);
		vsnprintf(large, (size_t)size + 1, format, again);
		buffer_append(buffer, (struct text){ large, (size_t)size });
	}
	va_end(again);
}

static bool unreserved(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       strchr("-._~", c);
}

void buffer_percent(struct buffer *buffer, const char *string, const char *also)
{
	for (; *string; string++) {
		bool as_it_is = unreserved(*string) || strchr(also, *string);
		buffer_printf(buffer, as_it_is ? "%c" : "%%%02X", (unsigned char)*string);
	}
}

struct text buffer_text(const struct buffer *buffer)
{
	return (struct text){ buffer->data ? buffer->data : "", buffer->size };
}
