/* Hours: small grammars, each a function that eats from the front of a text. */
#include "agenda/eat.h"
#include "agenda/when.h"

enum { NOON = 12 * 60, DAY_MINUTES = 24 * 60 };

/* What one clock time says besides its minutes. */
struct clock {
	int minutes;
	char meridiem;                  /* 'a', 'p' or 0 */
	bool bare, hour_marked, padded; /* only an hour; "h" or ":" behind it; "09" or "9 h" */
};

/* "a.m.", "PM", "p. m." behind blanks; 'a', 'p' or 0. */
static char eat_meridiem(struct text *text)
{
	static const char *const forms[] = { "a.m.", "a.m", "a. m.", "am", "p.m.", "p.m", "p. m.",
		"pm" };
	struct text rest = text_from(*text, scan_blank(*text));

	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		size_t size = scan_phrase(rest, forms[i]);
		if (size) {
			*text = text_from(rest, size);
			return forms[i][0];
		}
	}
	return 0;
}

/* Two digits behind ':', '.', "h" or " h "; leaves the text alone when there are none. */
static int eat_minutes(struct text *text, bool *marked)
{
	struct text rest = *text;
	size_t size, blank = scan_blank(rest);
	int minutes;

	if (scan_folded(text_from(rest, blank), &size) == 'h')
		eat(&rest, blank);
	uint32_t sign = scan_folded(rest, &size);
	if (sign != ':' && sign != '.' && sign != 'h')
		return -1;
	eat(&rest, size);
	if (sign == 'h')
		eat_blank(&rest);
	size_t digits = scan_number(rest, &minutes);
	if (digits != 2 || minutes > 59)
		return -1;
	eat(&rest, digits);
	eat(&rest, scan_phrase(rest, "min")); /* "08h00min" */
	*text = rest;
	*marked = sign != '.';
	return minutes;
}

/* The "hrs", "horas", "h" that may stand behind a time; "2 hours" alone is how long, not when. */
static bool eat_hours(struct text *text, bool bare)
{
	struct text rest = text_from(*text, scan_blank(*text));
	int is_short = 0;

	if (!eat_word(&rest, WORD_HOURS, &is_short) || (bare && !is_short))
		return false;
	*text = rest;
	return true;
}

static bool clock_read(struct text *text, struct clock *clock)
{
	struct text rest = *text;
	int hour;

	*clock = (struct clock){ 0 };
	if (eat_word(&rest, WORD_NOON, NULL)) {
		*clock = (struct clock){ .minutes = NOON, .meridiem = 'p', .hour_marked = true };
		*text = rest;
		return true;
	}
	size_t digits = scan_number(rest, &hour);
	if (!digits || digits > 2 || hour > 24)
		return false;
	clock->padded = digits == 2 && hour < 10;
	eat(&rest, digits);
	struct text mark = text_from(rest, scan_blank(rest));
	clock->padded =
		clock->padded || (mark.size && (mark.data[0] == 'h' || mark.data[0] == 'H'));
	int minutes = eat_minutes(&rest, &clock->hour_marked);
	clock->bare = minutes < 0;
	clock->meridiem = eat_meridiem(&rest);
	if (clock->meridiem ? hour > 12 : eat_hours(&rest, clock->bare)) {
		if (clock->meridiem)
			return false;
		clock->hour_marked = true;
	}
	if (clock->meridiem)
		hour = hour % 12 + (clock->meridiem == 'p' ? 12 : 0);
	clock->minutes = hour * 60 + (minutes > 0 ? minutes : 0);
	if (clock->minutes > DAY_MINUTES)
		return false;
	*text = rest;
	return true;
}

static bool eat_until(struct text *text)
{
	struct text rest = text_from(*text, scan_blank(*text));
	size_t dashes = scan_marks(rest, "-");

	if (!dashes && !eat_word(&rest, WORD_UNTIL, NULL))
		return false;
	rest = text_from(rest, dashes);
	eat_blank(&rest);
	*text = rest;
	return true;
}

/* "9-10:30 a.m.", "11:00-1:00 p.m.": the first takes after the second. */
static void agree(struct clock *from, const struct clock *to)
{
	if (!to->meridiem || from->meridiem || from->minutes >= 13 * 60)
		return;
	int hour = from->minutes % NOON;
	int as_afternoon = hour + NOON;

	from->meridiem = to->meridiem;
	from->minutes = to->meridiem == 'p' && as_afternoon < to->minutes ? as_afternoon
			: to->meridiem == 'a'                             ? hour
									  : from->minutes;
}

/* A dot between digits may also be a number of an item: such a time is believed by day only. */
static bool believable(const struct clock *clock)
{
	if (clock->meridiem || clock->hour_marked)
		return true;
	return !clock->bare && clock->minutes >= 7 * 60 && clock->minutes % 5 == 0;
}

size_t hours_read(struct text text, struct hours *hours)
{
	struct text rest = text;
	struct clock from, to;

	*hours = (struct hours){ -1, -1, false };
	if (eat_word(&rest, WORD_FROM, NULL))
		eat_blank(&rest);
	if (!clock_read(&rest, &from))
		return 0;
	struct text behind = rest;
	bool range = eat_until(&behind) && clock_read(&behind, &to) &&
		     (!to.bare || to.meridiem || to.hour_marked || from.hour_marked);
	if (range) {
		agree(&from, &to);
		rest = behind;
		bool dots = !from.bare && !to.bare;
		if (!dots && !believable(&from) && !to.meridiem && !to.hour_marked)
			return 0;
	} else if (!believable(&from))
		return 0;
	size_t size;
	uint32_t next = scan_character(rest, &size);
	if (scan_is_digit(next) || scan_is_letter(next))
		return 0;
	hours->starts = from.minutes;
	hours->ends = range ? to.minutes : -1;
	hours->half = !from.meridiem && !from.padded && from.minutes < 13 * 60 &&
		      (!range || (!to.meridiem && to.minutes < 13 * 60));
	return text.size - rest.size;
}

struct hours hours_after(struct hours hours, int before)
{
	if (hours.half && hours.starts < 8 * 60 && hours.starts < before)
		hours.starts += NOON;
	if (hours.half && hours.ends >= 0 && hours.ends <= hours.starts &&
		hours.ends + NOON > hours.starts)
		hours.ends += NOON;
	return hours;
}
