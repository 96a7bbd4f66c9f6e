/* Finding words of a class at the front of a text, or in it. */
#include "agenda/words.h"

#include "agenda/scan.h"

const struct word *word_at(struct text text, enum word_class class, size_t *size)
{
	const struct word *best = NULL;
	size_t first_size, found;
	uint32_t first = scan_folded(text, &first_size);

	*size = 0;
	for (size_t i = 0; i < word_lists[class].count; i++) {
		const struct word *word = &word_lists[class].list[i];
		if ((unsigned char)word->phrase[0] == first &&
			(found = scan_phrase(text, word->phrase)) > *size) {
			*size = found;
			best = word;
		}
	}
	return best;
}

bool word_of(struct text text, enum word_class class, int value, size_t *size)
{
	for (size_t i = 0; i < word_lists[class].count; i++)
		if (word_lists[class].list[i].value == value &&
			(*size = scan_phrase(text, word_lists[class].list[i].phrase)) > 0)
			return true;
	return false;
}

const struct word *word_in(struct text text, enum word_class class, size_t *at)
{
	enum { LOOKED_AT = 400 };
	bool begins = true;
	size_t size, found;

	for (*at = 0; *at < text.size && *at < LOOKED_AT; *at += size) {
		struct text rest = text_from(text, *at);
		const struct word *word = begins ? word_at(rest, class, &found) : NULL;
		if (word)
			return word;
		uint32_t c = scan_character(rest, &size);
		begins = !scan_is_letter(c) && !scan_is_digit(c);
	}
	return NULL;
}

bool word_has(struct text text, enum word_class class)
{
	size_t at;

	return word_in(text, class, &at);
}
