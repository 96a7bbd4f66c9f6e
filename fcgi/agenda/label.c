/* Reading one label. A number needs a mark, a tab or a word before it: "3 experts" has no label. */
#include "agenda/label.h"

#include "agenda/scan.h"
#include "agenda/words.h"

#include <string.h>

static const struct {
	const char *sign;
	int value;
} romans[] = { { "M", 1000 }, { "CM", 900 }, { "D", 500 }, { "CD", 400 }, { "C", 100 },
	{ "XC", 90 }, { "L", 50 }, { "XL", 40 }, { "X", 10 }, { "IX", 9 }, { "V", 5 }, { "IV", 4 },
	{ "I", 1 } };

static char upper(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/* The value when the letters are a Roman number in its one right form below 90, else 0. */
static int roman(struct text letters)
{
	int value = 0;
	size_t at = 0;

	for (size_t i = 0; i < sizeof romans / sizeof *romans; i++) {
		size_t size = strlen(romans[i].sign);
		for (int times = 0; at + size <= letters.size && times < (size == 1 ? 3 : 1);
			times++) {
			if (upper(letters.data[at]) != romans[i].sign[0] ||
				(size == 2 && upper(letters.data[at + 1]) != romans[i].sign[1]))
				break;
			value += romans[i].value;
			at += size;
		}
	}
	return at == letters.size && value < 90 ? value : 0;
}

/* The letters at the front, all of one case; 0 when there are more than fit a number. */
static size_t letters_at(struct text text, bool *capital)
{
	enum { LONGEST = 7 }; /* LXXVIII */
	size_t at = 0, size;

	*capital = text.size && text.data[0] >= 'A' && text.data[0] <= 'Z';
	while (at < text.size && at <= LONGEST &&
		(*capital ? text.data[at] >= 'A' && text.data[at] <= 'Z'
			  : text.data[at] >= 'a' && text.data[at] <= 'z'))
		at++;
	uint32_t next = scan_character(text_from(text, at), &size);
	return at > LONGEST || scan_is_letter(next) ? 0 : at;
}

/* One part: a number, a Roman number or a letter. Returns its bytes. */
static size_t part_read(struct text text, struct label *label)
{
	bool capital;
	int value;
	size_t size = scan_number(text, &value);

	if (label->parts == LABEL_PARTS)
		return 0;
	if (size) {
		if (size > 3 || value == 0)
			return 0;
		label->part[label->parts].form = FORM_NUMBER;
		label->part[label->parts].value = value;
		label->parts++;
		return size;
	}
	size = letters_at(text, &capital);
	if (!size)
		return 0;
	int as_roman = roman((struct text){ text.data, size });
	int as_letter = size == 1 ? upper(text.data[0]) - 'A' + 1 : 0;
	if (!as_roman && !as_letter)
		return 0;
	label->part[label->parts].form = as_roman  ? capital ? FORM_CAPITAL_ROMAN : FORM_ROMAN
					 : capital ? FORM_CAPITAL
						   : FORM_LETTER;
	label->part[label->parts].value = as_roman ? as_roman : as_letter;
	label->part[label->parts].letter = as_roman ? as_letter : 0;
	label->parts++;
	return size;
}

/* Parts behind the first: ".2", "(a)", ".a". A part that does not fit is no part. */
static size_t more_parts(struct text text, struct label *label)
{
	size_t at = 0;

	for (;;) {
		struct text rest = text_from(text, at);
		bool bracket = rest.size > 2 && rest.data[0] == '(';
		bool dot = rest.size > 1 && rest.data[0] == '.';
		if (!bracket && !dot)
			return at;
		unsigned before = label->parts;
		size_t size = part_read(text_from(rest, 1), label);
		bool closed = !bracket || (rest.size > size + 1 && rest.data[size + 1] == ')');
		bool initials = size && label->part[0].form != FORM_NUMBER && /* "H.E." */
				label->part[0].form != FORM_CAPITAL_ROMAN &&
				label->part[before].form != FORM_NUMBER;
		if (!size || !closed || initials) {
			label->parts = before;
			return at;
		}
		at += 1 + size + bracket;
	}
}

/* "bis", "ter" or a letter behind a number: "III bis", "Session 2A". */
static size_t bis_read(struct text text, struct label *label)
{
	bool capital;
	size_t letter =
		label->part[label->parts - 1].form == FORM_NUMBER ? letters_at(text, &capital) : 0;

	if (letter == 1 && (capital || label->word)) {
		label->bis = label->lettered = true;
		return 1;
	}
	size_t blank = scan_blank(text), size = scan_phrase(text_from(text, blank), "bis");

	if (!size)
		size = scan_phrase(text_from(text, blank), "ter");
	label->bis = size > 0;
	return size ? blank + size : 0;
}

/* What ends a label: a mark with white space behind it, or a tab, or the end of the line. */
static size_t end_read(struct text text, struct label *label, bool bracket)
{
	size_t size, at = 0, space = scan_blank(text);
	uint32_t mark = scan_folded(text_from(text, space), &size);

	if (mark == ':' && space) /* as French has it */
		size += space;
	else
		mark = scan_folded(text, &size);
	if (bracket || mark == '.' || mark == ')' || mark == ':' || mark == ']') {
		if (bracket && mark != ')')
			return 0;
		label->mark = (char)mark;
		at = size;
		if (mark == ')' && text.size > 1 && (text.data[1] == '.' || text.data[1] == ':'))
			at++;
		if (mark == '.' && text.size > 1 && (text.data[1] == '-' || text.data[1] == ')'))
			at++; /* "1.-", as Spanish has it */
	}
	label->printed = at;
	size_t blank = scan_blank(text_from(text, at));
	struct text behind = text_from(text, at + blank);
	if (!label->mark && scan_marks(behind, "-") > 0 && blank) {
		label->mark = '-';
		at += blank;
		label->printed = at + scan_marks(behind, "-");
		while (text.data[label->printed - 1] == ' ')
			label->printed--;
		return at + scan_marks(behind, "-");
	}
	bool tab = memchr(text.data + at, '\t', blank) || blank >= 3;
	bool decimal = label->parts > 1 && (label->part[0].form == FORM_NUMBER ||
						   label->part[1].form == FORM_NUMBER); /* "B.1" */
	if (!label->mark && !tab && behind.size && !label->word && !(decimal && blank))
		return 0;
	if (label->mark && !blank && behind.size) {
		uint32_t next = scan_character(behind, &size);
		bool sticks = label->mark == '.' && !scan_is_capital(next);
		return sticks || scan_is_digit(next) ? 0 : at;
	}
	return at + blank;
}

/* "Session two", "First session", "Primera sesión". */
static size_t spelled(struct text text, struct label *label)
{
	size_t first, second = 0, blank;
	const struct word *ordinal = word_at(text, WORD_ORDINAL, &first);

	if (!ordinal)
		return 0;
	blank = scan_blank(text_from(text, first));
	const struct word *word = word_at(text_from(text, first + blank), WORD_NUMBERED, &second);
	if (!word)
		return 0;
	label->word = word->value;
	label->parts = 1;
	label->part[0].form = FORM_NUMBER;
	label->part[0].value = ordinal->value;
	return first + blank + second;
}

struct label label_read(struct text text)
{
	struct label label = { 0 };
	size_t at = 0, size;
	const struct word *word = word_at(text, WORD_NUMBERED, &size);

	if (word) {
		label.word = word->value;
		at = size + scan_blank(text_from(text, size));
		for (const char *sign = "N\xC2\xBA";
			text_starts(text_from(text, at), text_of(sign));)
			at += 3;
		at += scan_blank(text_from(text, at));
	} else if ((size = spelled(text, &label)) > 0) {
		size_t end = end_read(text_from(text, size), &label, false);
		struct text behind = text_from(text, size + end);
		if (!label.mark && behind.size)
			return (struct label){ 0 };
		label.size = size + end;
		label.printed += size;
		return label;
	}
	bool bracket = !word && text.size > 2 && text.data[0] == '(';
	size_t first = part_read(text_from(text, at + bracket), &label);
	if (!first && word) {
		const struct word *ordinal = word_at(text_from(text, at), WORD_ORDINAL, &first);
		label.parts = ordinal ? 1 : 0;
		label.part[0].value = ordinal ? ordinal->value : 0;
	}
	if (!first)
		return (struct label){ 0 };
	at += bracket + first;
	if (!bracket) {
		at += more_parts(text_from(text, at), &label);
		at += bis_read(text_from(text, at), &label);
	}
	size_t end = end_read(text_from(text, at), &label, bracket);
	struct text behind = text_from(text, at + end);
	bool plain_word =
		word && !label.mark && behind.size && !word_at(behind, WORD_CONTINUED, &size);
	if ((end == 0 && behind.size) ||
		(plain_word && !scan_is_capital((unsigned char)behind.data[0])))
		return (struct label){ 0 };
	label.printed += at;
	label.size = at + end;
	return label;
}

struct text label_bare(struct text label)
{
	bool bracket = label.size && label.data[0] == '(';

	label = text_from(label, bracket);
	for (;;) {
		size_t last = label.size, size;
		while (last && ((unsigned char)label.data[last - 1] & 0xC0) == 0x80)
			last--;
		last -= last > 0;
		bool dash = label.size && scan_folded(text_from(label, last), &size) == '-';
		bool mark = label.size && strchr(".:] \t", label.data[label.size - 1]);
		bool closing = label.size && label.data[label.size - 1] == ')' &&
			       (bracket || !memchr(label.data, '(', label.size));
		if (!dash && !mark && !closing)
			return scan_trim(label);
		label.size = dash ? last : label.size - 1;
	}
}
