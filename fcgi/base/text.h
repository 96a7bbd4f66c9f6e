/*
 * A borrowed stretch of bytes: never owns, need not end in NUL. What comes from
 * the network or a file is a struct text until it has been checked.
 */
#ifndef DAIS_BASE_TEXT_H
#define DAIS_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
	const char *data;
	size_t size;
};

#define TEXT(literal) ((struct text){ (literal), sizeof(literal) - 1 })

/* The bytes of a C string without its NUL; NULL gives the empty text. */
struct text text_of(const char *string);

bool text_equal(struct text a, struct text b);

/* Compares ASCII letters without case, as HTTP header values want (RFC 9110, 5.6.2). */
bool text_equal_nocase(struct text a, struct text b);

bool text_starts(struct text text, struct text prefix);
bool text_ends(struct text text, struct text suffix);

/* The bytes from begin up to end, both within the text. */
struct text text_slice(struct text text, size_t begin, size_t end);

/* What is behind the first so many bytes; empty when there are not so many. */
struct text text_from(struct text text, size_t start);

/* Without ASCII blanks, tabs and line ends at both ends. */
struct text text_trim(struct text text);

/*
 * Takes the part before the next separator off the front of *rest and returns it;
 * without a separator takes all, and *rest then has data NULL. Loop while rest.data.
 */
struct text text_split(struct text *rest, char separator);

/* Well-formed UTF-8 (RFC 3629): no overlong form, no surrogate, nothing above U+10FFFF, no NUL. */
bool text_is_utf8(struct text text);

/* How many characters well-formed UTF-8 has: code points, whatever is drawn of them. */
size_t text_characters(struct text text);

/* The number in decimal digits, which are put into these. */
enum { TEXT_DIGITS = 20 };
struct text text_decimal(char digits[static TEXT_DIGITS], uint64_t number);

/* Decimal digits only, no sign, no overflow. */
bool text_number(struct text text, long long *number);

#endif
