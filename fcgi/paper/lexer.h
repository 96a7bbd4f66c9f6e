/*
 * The words of a PDF object's text (ISO 32000-1, 7.2 and 7.3), as libqpdf writes it: no comments,
 * no stream data. Borrows from the text; allocates nothing.
 */
#ifndef DAIS_PAPER_LEXER_H
#define DAIS_PAPER_LEXER_H

#include "base/text.h"

#include <stdint.h>

enum token_kind {
	TOKEN_END,
	TOKEN_BAD, /* text that no object can hold: nothing behind it is read */
	TOKEN_INTEGER,
	TOKEN_WORD,   /* a real number, true, false, null */
	TOKEN_NAME,   /* with its slash */
	TOKEN_STRING, /* literal or hexadecimal, with its delimiters */
	TOKEN_REFERENCE,
	TOKEN_ARRAY,
	TOKEN_ARRAY_END,
	TOKEN_DICTIONARY,
	TOKEN_DICTIONARY_END,
};

struct token {
	enum token_kind kind;
	struct text text;
	uint32_t id, generation; /* of a reference */
};

/* Takes the next token off the front of *rest. */
struct token lexer_next(struct text *rest);

#endif
