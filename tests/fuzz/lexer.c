/* The lexer of PDF objects: every token lies behind the one before, and it always ends. */
#include "paper/lexer.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text rest = { (const char *)data, size };
	const char *end = rest.data + size, *before = rest.data;

	for (;;) {
		struct token token = lexer_next(&rest);
		if (token.kind == TOKEN_END)
			return 0;
		if (token.text.data < before || token.text.size == 0 ||
			token.text.data + token.text.size > rest.data ||
			rest.data + rest.size != end)
			abort();
		before = rest.data;
	}
}
