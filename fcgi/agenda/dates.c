/* Dates and days: small grammars, each a function that eats from the front of a text. */
#include "agenda/eat.h"
#include "agenda/when.h"

static void eat_marks(struct text *text, const char *marks)
{
	eat(text, scan_marks(*text, marks));
}

static bool year_read(struct text *text, int *year)
{
	struct text rest = *text;

	eat_marks(&rest, ",");
	size_t de = scan_phrase(rest, "de");
	if (!de)
		de = scan_phrase(rest, "del");
	rest = text_from(rest, de);
	eat_blank(&rest);
	size_t digits = scan_number(rest, year);
	if (digits != 4 || *year < 1900 || *year > 2199) {
		*year = 0;
		return false;
	}
	*text = text_from(rest, digits);
	return true;
}

/* "30", "1er", "1º", "30th", "the 30th of". */
static bool date_number(struct text *text, int *date)
{
	static const char *const tails[] = { "st", "nd", "rd", "th", "er", "\xC2\xBA", "o" };
	struct text rest = *text;
	size_t digits = scan_number(rest, date);

	if (!digits || digits > 2 || *date < 1 || *date > 31)
		return false;
	eat(&rest, digits);
	for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
		struct text tail = text_of(tails[i]);
		size_t size =
			i == 5 ? text_starts(rest, tail) * tail.size : scan_phrase(rest, tails[i]);
		if (eat(&rest, size))
			break;
	}
	*text = rest;
	return true;
}

static bool month_read(struct text *text, int *month)
{
	struct text rest = text_from(*text, scan_blank(*text));
	size_t de = scan_phrase(rest, "de");

	if (!de)
		de = scan_phrase(rest, "of");
	rest = text_from(rest, de);
	eat_blank(&rest);
	if (!eat_word(&rest, WORD_MONTH, month))
		return false;
	if (rest.size && rest.data[0] == '.')
		eat(&rest, 1);
	*text = rest;
	return true;
}

/* "-", "al", "and", "y": joins two dates. */
static bool eat_through(struct text *text)
{
	struct text rest = text_from(*text, scan_blank(*text));
	size_t dashes = scan_marks(rest, "-/");

	if (!dashes) {
		size_t al = scan_phrase(rest, "al");
		if (!al)
			al = scan_phrase(rest, "au");
		if (!eat(&rest, al) && !eat_word(&rest, WORD_AND, NULL) &&
			!eat_word(&rest, WORD_UNTIL, NULL))
			return false;
	}
	rest = text_from(rest, dashes);
	eat_blank(&rest);
	*text = rest;
	return true;
}

/* The two ways of order: "September 16" and "16 September", each with or without a year. */
static bool date_read(struct text *text, struct day *day)
{
	struct text rest = *text;

	if (month_read(&rest, &day->month)) {
		eat_blank(&rest);
		if (!date_number(&rest, &day->date))
			return false;
	} else if (!date_number(&rest, &day->date) || !month_read(&rest, &day->month))
		return false;
	year_read(&rest, &day->year);
	*text = rest;
	return true;
}

static bool numeric_date(struct text *text, struct day *day)
{
	struct text rest = *text;
	int parts[3];

	for (int i = 0; i < 3; i++) {
		size_t digits = scan_number(rest, &parts[i]);
		if (!eat(&rest, digits) ||
			(i < 2 && !(rest.size && (rest.data[0] == '/' || rest.data[0] == '-' ||
							 rest.data[0] == '.'))))
			return false;
		rest = text_from(rest, i < 2);
	}
	bool year_first = parts[0] > 31;
	*day = (struct day){ .year = year_first ? parts[0] : parts[2],
		.month = parts[1],
		.date = year_first ? parts[2] : parts[0],
		.ordinal = day->ordinal,
		.weekday = day->weekday };
	if (day->month > 12 && day->date <= 12) { /* as in the United States */
		int swapped = day->month;
		day->month = day->date;
		day->date = swapped;
	}
	if (day->year < 1900 || day->month < 1 || day->month > 12 || day->date < 1 ||
		day->date > 31)
		return false;
	*text = rest;
	return true;
}

static bool weekday_read(struct text *text, int *weekday)
{
	struct text rest = *text;

	if (!eat_word(&rest, WORD_WEEKDAY, weekday))
		return false;
	if (rest.size && rest.data[0] == '.')
		eat(&rest, 1);
	eat_marks(&rest, ",");
	size_t the = scan_phrase(rest, "the");
	if (!the)
		the = scan_phrase(rest, "le");
	eat(&rest, the);
	eat_blank(&rest);
	*text = rest;
	return true;
}

/* "DAY ONE", "Day 1", "DAY II", "first day", "1er jour", "Jour 1". */
static bool eat_roman(struct text *text, int *number)
{
	static const char *const romans[] = { "i", "ii", "iii", "iv", "v", "vi", "vii", "viii" };

	for (int i = 0; i < 8; i++)
		if (eat(text, scan_phrase(*text, romans[i]))) {
			*number = i + 1;
			return true;
		}
	return false;
}

static bool ordinal_read(struct text *text, int *ordinal)
{
	struct text rest = *text;

	if (eat_word(&rest, WORD_DAY, NULL)) {
		eat_blank(&rest);
		size_t digits = scan_number(rest, ordinal);
		if ((digits && digits <= 2 && *ordinal > 0 && eat(&rest, digits)) ||
			eat_word(&rest, WORD_ORDINAL, ordinal) || eat_roman(&rest, ordinal)) {
			*text = rest;
			return true;
		}
		return false;
	}
	int number = 0;
	size_t digits = scan_number(rest, &number); /* "1º DIA" */
	struct text sign = text_from(rest, digits);
	if (digits && digits <= 2 && number > 0 &&
		(text_starts(sign, TEXT("\u00BA")) || text_starts(sign, TEXT("\u00B0")))) {
		eat(&rest, digits + 2);
		*ordinal = number;
	} else if (!eat_word(&rest, WORD_ORDINAL, ordinal))
		return false;
	eat_blank(&rest);
	if (!eat_word(&rest, WORD_DAY, NULL))
		return false;
	*text = rest;
	return true;
}

size_t dates_read(struct text text, struct day *first, struct day *last)
{
	struct text rest = text;
	int from = 0, to = 0;

	*first = *last = (struct day){ 0 };
	size_t on = scan_phrase(rest, "from");
	if (!on)
		on = scan_phrase(rest, "del");
	if (!on)
		on = scan_phrase(rest, "du");
	if (!on)
		on = scan_phrase(rest, "de");
	eat(&rest, on);
	eat_blank(&rest);
	weekday_read(&rest, &first->weekday);
	struct text begin = rest;
	/* "16-17 September 2004", "16 al 18 de septiembre de 2004" */
	if (date_number(&rest, &from) && eat_through(&rest)) {
		weekday_read(&rest, &last->weekday);
		if (date_number(&rest, &to) && month_read(&rest, &last->month)) {
			last->date = to;
			year_read(&rest, &last->year);
			first->date = from;
			first->month = last->month;
			first->year = last->year;
			return text.size - rest.size;
		}
	}
	rest = begin;
	if (!numeric_date(&rest, first) && !date_read(&rest, first))
		return 0;
	*last = *first;
	struct text behind = rest;
	if (eat_through(&behind)) {
		struct day other = { 0 };
		weekday_read(&behind, &other.weekday);
		struct text number = behind;
		/* "September 30 - October 2, 2004", then "September 16-17, 2004" */
		if (numeric_date(&behind, &other) || date_read(&behind, &other)) {
			*last = other;
			rest = behind;
		} else if (date_number(&number, &to) && to > first->date) {
			last->date = to;
			year_read(&number, &last->year);
			rest = number;
		}
		if (!first->year)
			first->year = last->year;
	}
	return text.size - rest.size;
}

/* "22/09", believed behind the word "day" only. */
static bool short_date(struct text *text, struct day *day)
{
	struct text rest = *text;
	int date, month;
	size_t digits = scan_number(rest, &date);

	if (!eat(&rest, digits) || !rest.size || rest.data[0] != '/')
		return false;
	eat(&rest, 1);
	if (!eat(&rest, scan_number(rest, &month)) || date < 1 || date > 31 || month < 1 ||
		month > 12 ||
		(rest.size && (rest.data[0] == '/' || scan_is_digit((unsigned char)rest.data[0]))))
		return false;
	day->date = date;
	day->month = month;
	*text = rest;
	return true;
}

size_t day_read(struct text text, struct day *day)
{
	struct text rest = text;
	struct day first, last;

	*day = (struct day){ 0 };
	if (eat_word(&rest, WORD_DAY, NULL)) { /* "Dia 22/09", "Día 14 de marzo" */
		eat_blank(&rest);
		if (short_date(&rest, day) ||
			(dates_read(rest, &first, &last) && first.month &&
				eat(&rest, dates_read(rest, &first, &last)))) {
			if (!day->month)
				*day = first;
			return text.size - rest.size;
		}
		rest = text;
	}
	bool ordinal = ordinal_read(&rest, &day->ordinal);
	struct text behind = rest;
	if (ordinal)
		eat_marks(&behind, "-:,(.|");
	bool weekday = weekday_read(&behind, &day->weekday);
	size_t size = dates_read(behind, &first, &last);
	if (size && first.date == last.date && first.month == last.month) {
		day->year = first.year;
		day->month = first.month;
		day->date = first.date;
		return text.size - text_from(behind, size).size;
	}
	if (size && !ordinal)
		return 0;
	if (weekday && !size)
		rest = behind;
	return weekday || ordinal ? text.size - rest.size : 0;
}

bool day_exists(const struct day *day)
{
	int year, month, date;

	if (!day->month)
		return true;
	day_of_number(day_number(day->year ? day->year : 2000, day->month, day->date), &year,
		&month, &date);
	return month == day->month && date == day->date;
}

long day_number(int year, int month, int date)
{
	long march = month > 2 ? month - 3 : month + 9;
	long years = month > 2 ? year : year - 1;

	return years * 365 + years / 4 - years / 100 + years / 400 + (march * 153 + 2) / 5 + date -
	       719469;
}

void day_of_number(long number, int *year, int *month, int *date)
{
	*year = (int)(1970 + number / 366);
	while (day_number(*year + 1, 1, 1) <= number)
		++*year;
	*month = 12;
	while (day_number(*year, *month, 1) > number)
		--*month;
	*date = (int)(number - day_number(*year, *month, 1) + 1);
}
