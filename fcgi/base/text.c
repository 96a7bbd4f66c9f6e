/* Borrowed stretches of bytes: comparing, splitting and checking them. Allocates nothing. */
#include "base/text.h"

#include <limits.h>
#include <stdint.h>
#include <string.h>

struct text text_of(const char *string)
{
	return (struct text){ string, string ? strlen(string) : 0 };
}

bool text_equal(struct text a, struct text b)
{
	return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool text_equal_nocase(struct text a, struct text b)
{
	if (a.size != b.size)
		return false;
	for (size_t i = 0; i < a.size; i++)
		if (lower(a.data[i]) != lower(b.data[i]))
			return false;
	return true;
}

bool text_starts(struct text text, struct text prefix)
{
	return text.size >= prefix.size &&
	       text_equal((struct text){ text.data, prefix.size }, prefix);
}

bool text_ends(struct text text, struct text suffix)
{
	return text.size >= suffix.size &&
	       text_equal(text_from(text, text.size - suffix.size), suffix);
}

struct text text_slice(struct text text, size_t begin, size_t end)
{
	return (struct text){ text.data + begin, end - begin };
}

struct text text_from(struct text text, size_t start)
{
	return start < text.size ? (struct text){ text.data + start, text.size - start }
				 : (struct text){ text.data, 0 };
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct text text_trim(struct text text)
{
	while (text.size && blank(text.data[0])) {
		text.data++;
		text.size--;
	}
	while (text.size && blank(text.data[text.size - 1]))
		text.size--;
	return text;
}

struct text text_split(struct text *rest, char separator)
{
	struct text part = *rest;
	const char *end = part.size ? memchr(part.data, separator, part.size) : NULL;

	if (!end) {
		*rest = (struct text){ NULL, 0 };
		return part;
	}
	part.size = (size_t)(end - part.data);
	*rest = (struct text){ end + 1, rest->size - part.size - 1 };
	return part;
}

/* Length of the well-formed sequence at p, or 0 (Unicode Standard, table 3-7). */
static size_t utf8_sequence(const uint8_t *p, size_t left)
{
	uint8_t low = 0x80, high = 0xBF;
	size_t size = p[0] < 0x80 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;

	if (size == 1)
		return p[0] != 0;
	if (p[0] < 0xC2 || p[0] > 0xF4 || left < size)
		return 0;
	if (p[0] == 0xE0)
		low = 0xA0;
	if (p[0] == 0xED)
		high = 0x9F;
	if (p[0] == 0xF0)
		low = 0x90;
	if (p[0] == 0xF4)
		high = 0x8F;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < size; i++)
		if ((p[i] & 0xC0) != 0x80)
			return 0;
	return size;
}

/* Eight bytes at once: each from 0x01 to 0x7F. Nearly all of what we read is that. */
static bool is_ascii(const char *p)
{
	uint64_t bytes;

	memcpy(&bytes, p, sizeof bytes);
	return (((bytes - 0x0101010101010101) | bytes) & 0x8080808080808080) == 0;
}

bool text_is_utf8(struct text text)
{
	for (size_t i = 0; i < text.size;) {
		if (text.size - i >= 8 && is_ascii(text.data + i)) {
			i += 8;
			continue;
		}
		size_t size = utf8_sequence((const uint8_t *)text.data + i, text.size - i);
		if (!size)
			return false;
		i += size;
	}
	return true;
}

size_t text_characters(struct text text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.size; i++)
		count += ((unsigned char)text.data[i] & 0xC0) != 0x80;
	return count;
}

struct text text_decimal(char digits[static TEXT_DIGITS], uint64_t number)
{
	size_t at = TEXT_DIGITS;

	do
		digits[--at] = (char)('0' + number % 10);
	while (number /= 10);
	return (struct text){ digits + at, TEXT_DIGITS - at };
}

bool text_number(struct text text, long long *number)
{
	long long value = 0;

	if (text.size == 0)
		return false;
	for (size_t i = 0; i < text.size; i++) {
		int digit = text.data[i] - '0';
		if (digit < 0 || digit > 9 || value > (LLONG_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*number = value;
	return true;
}
