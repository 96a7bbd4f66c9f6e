/* What tells a line of people from others. */
#include "agenda/people.h"

#include "agenda/scan.h"

#include <string.h>

/* "Moderator:", "Panelists (to be confirmed) –", "Remarks by": its bytes, or 0. */
static size_t label_at(struct text text, struct people_line *line)
{
	size_t size;
	const struct word *word = word_at(text, WORD_REMARKS, &size);

	if (word) {
		line->role = ROLE_PRESENTER;
		return size;
	}
	word = word_at(text, WORD_ROLE, &size);
	if (!word)
		return 0;
	line->role = (enum role)word->value;
	struct text rest = text_from(text, size);
	size_t blank = scan_blank(rest);
	if (rest.size > blank && rest.data[blank] == '(') {
		const char *close = memchr(rest.data, ')', rest.size);
		if (close)
			rest = text_from(rest, (size_t)(close - rest.data) + 1);
		blank = scan_blank(rest);
	}
	rest = text_from(rest, blank);
	size_t mark_size;
	uint32_t mark = scan_folded(rest, &mark_size);
	bool dash = mark == '-' && scan_blank(text_from(rest, mark_size));
	if (mark != ':' && !dash && rest.size)
		return 0;
	if (!rest.size)
		return text.size;
	rest = text_from(rest, scan_marks(rest, ":-."));
	return text.size - rest.size;
}

/* One word of a name at the front: capital, then letters, an initial, or "de", "van". Its bytes. */
static size_t name_word(struct text text, bool *capital)
{
	static const char *const particles[] = { "de", "del", "la", "los", "da", "do", "dos", "das",
		"van", "von", "der", "den", "y", "e", "le", "du", "bin", "al", "el" };
	size_t at = 0, size;

	*capital = scan_is_capital(scan_character(text, &size));
	if (!*capital) {
		for (size_t i = 0; i < sizeof particles / sizeof *particles; i++)
			if ((at = scan_phrase(text, particles[i])) > 0)
				return at;
		return 0;
	}
	for (; at < text.size; at += size) {
		uint32_t c = scan_folded(text_from(text, at), &size);
		if (!scan_is_letter(c) && c != '-' && c != '\'' && c != 0x300 && c != '.')
			break;
		if (c == '.' && at > 3)
			break;
	}
	return at;
}

/* How many capital words in a row make a name at the front; *size: its bytes. */
static unsigned name_at(struct text text, size_t *size)
{
	enum { MOST = 7 };
	unsigned capitals = 0, all = 0;
	bool capital;
	size_t at = 0;

	*size = 0;
	while (all < MOST) {
		size_t word = name_word(text_from(text, at), &capital);
		if (!word)
			break;
		at += word;
		all++;
		capitals += capital;
		if (capital)
			*size = at;
		size_t blank = scan_blank(text_from(text, at));
		if (!blank)
			break;
		at += blank;
	}
	return capitals;
}

/* Behind a name: ", Director …", " (IOM)", " – Ministry of …". */
static bool attributes_follow(struct text text)
{
	size_t size, at;
	size_t blank = scan_blank(text);
	uint32_t sign = scan_folded(text_from(text, blank), &size);
	struct text behind = text_from(text, blank + size);

	if (sign == '-' && !blank)
		return false;
	if (sign != ',' && sign != '(' && sign != '-')
		return false;
	behind = text_from(behind, scan_blank(behind));
	struct text near = { behind.data, behind.size < 80 ? behind.size : 80 };
	size_t capitals = 0;
	while (capitals < near.size && near.data[capitals] >= 'A' && near.data[capitals] <= 'Z')
		capitals++;
	if (capitals >= 2 && !scan_is_letter(scan_character(text_from(near, capitals), &size)))
		return true; /* "– ACNUR" */
	return word_in(near, WORD_OFFICE, &at) || word_in(near, WORD_INSTITUTION, &at) ||
	       (sign == '(' && scan_is_capital(scan_character(behind, &size)));
}

/* A person's name with what is said of them; certainty in percent, 0 when it is none. */
static unsigned named(struct text text)
{
	size_t size, honorific;
	const struct word *word = word_at(text, WORD_HONORIFIC, &honorific);

	if (word) {
		struct text rest = text_from(text, honorific);
		rest = text_from(rest, scan_blank(rest));
		size_t second;
		if (word_at(rest, WORD_HONORIFIC, &second)) {
			rest = text_from(rest, second);
			rest = text_from(rest, scan_blank(rest));
		}
		size_t office;
		bool is_office = word_at(rest, WORD_OFFICE, &office) ||
				 word_at(rest, WORD_INSTITUTION, &office);
		unsigned words = name_at(rest, &size);
		bool ends = size == rest.size || strchr(",(;:-. \t", rest.data[size]) ||
			    (unsigned char)rest.data[size] >= 0x80;
		if (words >= 1 && ends && !is_office)
			return strchr(word->phrase, '.') || words >= 2 ? 90 : 0;
	}
	unsigned words = name_at(text, &size);
	size_t office;
	if (words < 2 || words > 5 || word_at(text, WORD_OFFICE, &office) ||
		word_at(text, WORD_INSTITUTION, &office))
		return 0;
	return attributes_follow(text_from(text, size)) ? 80 : 0;
}

/* Groups, institutions or offices, not yet named. */
static bool foreseen(struct text text)
{
	size_t size;

	return word_at(text, WORD_REPRESENTATIVES, &size) || word_at(text, WORD_GROUP, &size) ||
	       word_has(text, WORD_DESIGNATED);
}

struct people_line people_look(struct text text)
{
	struct people_line line = { .kind = PEOPLE_NONE, .role = ROLE_PANELIST };

	line.label = label_at(text, &line);
	line.has_role = line.label > 0;
	struct text rest = scan_trim(text_from(text, line.label));
	line.certainty = named(rest);
	size_t first;
	bool remarks = word_at(text, WORD_REMARKS, &first);
	uint32_t begins = scan_character(rest, &first);
	if (remarks && !line.certainty && !scan_is_capital(begins) &&
		!word_at(rest, WORD_SMALL, &first) && !word_at(rest, WORD_OFFICE, &first))
		return (struct people_line){ .kind = PEOPLE_NONE }; /* "Palabras de bienvenida" */
	if (line.has_role && !rest.size)
		line = (struct people_line){ PEOPLE_LABEL, line.role, true, line.label, 90 };
	else if (line.certainty)
		line.kind = PEOPLE_NAMED;
	else if (line.has_role) {
		size_t size;
		unsigned words = name_at(rest, &size);
		bool only_name = words >= 2 && words <= 5 && size == rest.size && !foreseen(rest);
		line.kind = only_name ? PEOPLE_NAMED : PEOPLE_FORESEEN;
		line.certainty = 85;
	} else if (foreseen(text) && scan_words(text) <= 40) {
		line.kind = PEOPLE_FORESEEN;
		line.certainty = 70;
	}
	return line;
}
