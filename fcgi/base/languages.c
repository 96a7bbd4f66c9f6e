/* C's table of languages: the build makes languages.inc from sql/languages.sql. */
#include "base/languages.h"

const struct language languages[] = {
#include "languages.inc"
};

const int language_count = sizeof languages / sizeof *languages;

int language_find(struct text code)
{
	for (int i = 0; i < language_count; i++)
		if (text_equal(code, text_of(languages[i].code)))
			return i;
	return -1;
}
