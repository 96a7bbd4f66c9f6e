/* What a small grammar eats from the front of a text (agenda/hours.c, agenda/dates.c). */
#ifndef DAIS_AGENDA_EAT_H
#define DAIS_AGENDA_EAT_H

#include "agenda/scan.h"
#include "agenda/words.h"

static inline bool eat(struct text *text, size_t size)
{
	*text = text_from(*text, size);
	return size > 0;
}

static inline bool eat_word(struct text *text, enum word_class class, int *value)
{
	size_t size;
	const struct word *word = word_at(*text, class, &size);

	if (word && value)
		*value = word->value;
	return word && eat(text, size);
}

static inline void eat_blank(struct text *text)
{
	eat(text, scan_blank(*text));
}

#endif
