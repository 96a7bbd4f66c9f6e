/*
 * Splitting an object's text into tokens. Finding references depends on it: a string may hold
 * "1 0 R", and "<<" is not the start of a hexadecimal string.
 */
#include "paper/lexer.h"

#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static bool is_delimiter(char c)
{
	return c && strchr("()<>[]{}/%", c);
}

static struct token take(struct text *rest, enum token_kind kind, size_t size)
{
	struct token token = { .kind = kind, .text = { rest->data, size } };

	rest->data += size;
	rest->size -= size;
	return token;
}

static struct token take_bad(struct text *rest)
{
	return take(rest, TOKEN_BAD, rest->size);
}

static struct token take_literal(struct text *rest)
{
	int depth = 0;

	for (size_t i = 0; i < rest->size; i++) {
		if (rest->data[i] == '\\')
			i++;
		else if (rest->data[i] == '(')
			depth++;
		else if (rest->data[i] == ')' && --depth == 0)
			return take(rest, TOKEN_STRING, i + 1);
	}
	return take_bad(rest);
}

static struct token take_hexadecimal(struct text *rest)
{
	const char *end = memchr(rest->data, '>', rest->size);

	return end ? take(rest, TOKEN_STRING, (size_t)(end - rest->data) + 1) : take_bad(rest);
}

static size_t regular_size(struct text text, size_t from)
{
	size_t i = from;

	while (i < text.size && !is_blank(text.data[i]) && !is_delimiter(text.data[i]))
		i++;
	return i;
}

/* Digits that fit: object numbers of PDF stay below 2^31. */
static bool read_integer(struct text text, uint32_t *value)
{
	long long number;

	if (!text_number(text, &number) || number > INT32_MAX)
		return false;
	*value = (uint32_t)number;
	return true;
}

static void skip_blanks(struct text *rest)
{
	while (rest->size && is_blank(*rest->data)) {
		rest->data++;
		rest->size--;
	}
}

static struct text take_regular(struct text *rest)
{
	skip_blanks(rest);
	return take(rest, TOKEN_WORD, regular_size(*rest, 0)).text;
}

/* "12 0 R" behind an integer that was just taken: then *rest moves behind it. */
static bool take_reference(struct text *rest, struct token *token)
{
	struct text ahead = *rest;

	if (!read_integer(token->text, &token->id) ||
		!read_integer(take_regular(&ahead), &token->generation) ||
		!text_equal(take_regular(&ahead), TEXT("R")))
		return false;
	token->kind = TOKEN_REFERENCE;
	token->text.size = (size_t)(ahead.data - token->text.data);
	*rest = ahead;
	return true;
}

static struct token take_word(struct text *rest)
{
	size_t size = regular_size(*rest, 0);
	struct token token;
	long long number;

	if (size == 0)
		return take_bad(rest);
	token = take(rest, TOKEN_WORD, size);
	if (text_number(token.text, &number) && !take_reference(rest, &token))
		token.kind = TOKEN_INTEGER;
	return token;
}

struct token lexer_next(struct text *rest)
{
	skip_blanks(rest);
	if (rest->size == 0)
		return (struct token){ .kind = TOKEN_END };
	bool twice = rest->size > 1 && rest->data[0] == rest->data[1];
	switch (rest->data[0]) {
	case '(': return take_literal(rest);
	case '<': return twice ? take(rest, TOKEN_DICTIONARY, 2) : take_hexadecimal(rest);
	case '>': return twice ? take(rest, TOKEN_DICTIONARY_END, 2) : take_bad(rest);
	case '[': return take(rest, TOKEN_ARRAY, 1);
	case ']': return take(rest, TOKEN_ARRAY_END, 1);
	case '/': return take(rest, TOKEN_NAME, regular_size(*rest, 1));
	default: return take_word(rest);
	}
}
