/* Characters, blanks, phrases and numbers at the front of a text. Allocates nothing. */
#include "agenda/scan.h"

#include <string.h>

uint32_t scan_character(struct text text, size_t *size)
{
	const unsigned char *p = (const unsigned char *)text.data;

	*size = 0;
	if (!text.size)
		return 0;
	*size = p[0] < 0x80 ? 1 : p[0] < 0xE0 ? 2 : p[0] < 0xF0 ? 3 : 4;
	if (*size > text.size) {
		*size = text.size;
		return 0xFFFD;
	}
	uint32_t code = *size == 1 ? p[0] : p[0] & (0xFF >> (*size + 1));
	for (size_t i = 1; i < *size; i++)
		code = code << 6 | (p[i] & 0x3F);
	return code;
}

/* U+00C0 to U+00FF; '?' folds to nothing simpler. */
static const char latin[] = "aaaaaa?ceeeeiiii?nooooo*ouuuuy??aaaaaa?ceeeeiiii?nooooo/ouuuuy?y";

static bool is_blank(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x1680 ||
	       (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
	       c == 0x205F || c == 0x3000;
}

uint32_t scan_folded(struct text text, size_t *size)
{
	uint32_t c = scan_character(text, size);

	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 'a';
	if (c > ' ' && c < 0x80)
		return c;
	if (*size && is_blank(c))
		return ' ';
	if (c >= 0xC0 && c <= 0xFF && latin[c - 0xC0] != '?')
		return (unsigned char)latin[c - 0xC0];
	if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212)
		return '-';
	if (c == 0x2018 || c == 0x2019 || c == 0xB4 || c == 0x2032)
		return '\'';
	return c >= 0x300 && c <= 0x36F ? 0x300 : c;
}

bool scan_is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

bool scan_is_letter(uint32_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == 0xAA || c == 0xBA ||
	       (c >= 0xC0 && c != 0xD7 && c != 0xF7 && c < 0x2000) || (c >= 0x2C00 && c < 0xE000);
}

bool scan_is_capital(uint32_t c)
{
	return (c >= 'A' && c <= 'Z') || (c >= 0xC0 && c <= 0xDE && c != 0xD7);
}

size_t scan_blank(struct text text)
{
	size_t at = 0, size;

	while (at < text.size && is_blank(scan_character(text_from(text, at), &size)))
		at += size;
	return at;
}

size_t scan_marks(struct text text, const char *marks)
{
	size_t at = 0, size;

	while (at < text.size) {
		uint32_t c = scan_folded(text_from(text, at), &size);
		if (c != ' ' && (c >= 0x80 || !strchr(marks, (int)c)))
			break;
		at += size;
	}
	return at;
}

struct text scan_trim(struct text text)
{
	text = text_from(text, scan_blank(text));
	while (text.size) {
		size_t last = text.size - 1, size;
		while (last && ((unsigned char)text.data[last] & 0xC0) == 0x80)
			last--;
		if (!is_blank(scan_character(text_from(text, last), &size)))
			break;
		text.size = last;
	}
	return text;
}

size_t scan_phrase(struct text text, const char *phrase)
{
	size_t at = 0, size;

	for (; *phrase; phrase++) {
		uint32_t c = scan_folded(text_from(text, at), &size);
		while (c == 0x300) {
			at += size;
			c = scan_folded(text_from(text, at), &size);
		}
		if (c != (unsigned char)*phrase)
			return 0;
		at += *phrase == ' ' ? scan_blank(text_from(text, at)) : size;
	}
	uint32_t next = scan_character(text_from(text, at), &size);
	bool inside = scan_is_letter(next) || scan_is_digit(next);
	char last = phrase[-1];
	return inside && ((last >= 'a' && last <= 'z') || (last >= '0' && last <= '9')) ? 0 : at;
}

size_t scan_number(struct text text, int *number)
{
	size_t at = 0;

	*number = 0;
	while (at < text.size && scan_is_digit((unsigned char)text.data[at])) {
		if (at == 4)
			return 0;
		*number = *number * 10 + text.data[at++] - '0';
	}
	return at;
}

size_t scan_words(struct text text)
{
	size_t count = 0;

	for (text = scan_trim(text); text.size; count++) {
		size_t at = 0, size;
		while (at < text.size && !is_blank(scan_character(text_from(text, at), &size)))
			at += size;
		text = text_from(text, at);
		text = text_from(text, scan_blank(text));
	}
	return count;
}

uint32_t scan_last(struct text text)
{
	size_t last = text.size, size;

	if (!last)
		return 0;
	do
		last--;
	while (last && ((unsigned char)text.data[last] & 0xC0) == 0x80);
	return scan_character(text_from(text, last), &size);
}

bool scan_says_something(struct text text)
{
	size_t size;

	for (; text.size; text = text_from(text, size)) {
		uint32_t c = scan_character(text, &size);
		if (scan_is_letter(c) || scan_is_digit(c))
			return true;
	}
	return false;
}
