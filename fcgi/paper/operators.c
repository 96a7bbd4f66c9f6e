/* Words are separated by white space and delimiters; a name is none. */
#include "paper/operators.h"

#include <string.h>

static const char *const painting[] = { "S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh",
	"BI" };
static const char *const lettering[] = { "Tj", "TJ", "'", "\"", "Do" };

#define COUNT(list) (sizeof list / sizeof *list)

static bool is_one_of(struct text word, const char *const list[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(word, text_of(list[i])))
			return true;
	return false;
}

static bool have(struct text operators, const char *const list[], size_t count)
{
	static const char ends[] = " \t\r\n\f()<>[]{}/%";
	size_t at = 0;

	while (at < operators.size) {
		size_t begin = at;
		while (at < operators.size && !memchr(ends, operators.data[at], sizeof ends))
			at++;
		bool name = begin > 0 && operators.data[begin - 1] == '/';
		struct text word = { operators.data + begin, at - begin };
		if (word.size > 0 && !name && is_one_of(word, list, count))
			return true;
		at++;
	}
	return false;
}

bool operators_letter(struct text operators)
{
	return have(operators, lettering, COUNT(lettering));
}

bool operators_paint(struct text operators)
{
	return operators_letter(operators) || have(operators, painting, COUNT(painting));
}
