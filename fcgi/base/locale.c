/*
 * ICU's formatters, opened once a language. Times are counted as if they were UTC and written by
 * formatters for UTC, so ICU never converts between zones.
 */
#include "base/locale.h"

#include "base/languages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/udat.h>
#include <unicode/uldnames.h>
#include <unicode/ulistformatter.h>
#include <unicode/unumberformatter.h>
#include <unicode/ustring.h>

/* From the smallest; skeletons of ICU's number formatter. */
enum { BYTES, KILOBYTES, MEGABYTES, GIGABYTES, MINUTES, HOURS, DAYS, UNITS };

static const char *const skeletons[UNITS] = {
	[BYTES] = "unit/byte unit-width-full-name",
	[KILOBYTES] = "unit/kilobyte .#",
	[MEGABYTES] = "unit/megabyte .#",
	[GIGABYTES] = "unit/gigabyte .#",
	[MINUTES] = "unit/minute unit-width-full-name",
	[HOURS] = "unit/hour unit-width-full-name",
	[DAYS] = "unit/day unit-width-full-name",
};

/* The first three are whole dates and times; of the others two make a range (write_range). */
enum { DAY, MOMENT, TIME, WHOLE, NO_YEAR, FIRST_DAY, LAST_DAY, DATES };

struct locale {
	const struct language *language;
	UDateFormat *dates[DATES];
	UNumberFormatter *units[UNITS];
	UFormattedNumber *number;
	UListFormatter *and, * or ;
	ULocaleDisplayNames *within, *alone; /* names of languages */
};

/* Writes as pattern says or, when it is NULL, in ICU's style for the language. */
static UDateFormat *date_format(const char *code, const char *pattern, UDateFormatStyle time,
	UDateFormatStyle date, UErrorCode *error)
{
	UChar wide[64];
	int32_t size = 0;

	if (!pattern)
		return udat_open(time, date, code, u"UTC", -1, NULL, 0, error);
	u_strFromUTF8(wide, 64, &size, pattern, -1, error);
	return udat_open(UDAT_PATTERN, UDAT_PATTERN, code, u"UTC", -1, wide, size, error);
}

static void open_dates(struct locale *locale, UErrorCode *error)
{
	const struct language *it = locale->language;
	const struct {
		const char *pattern;
		UDateFormatStyle time, date;
	} styles[DATES] = {
		[DAY] = { NULL, UDAT_NONE, UDAT_FULL },
		[MOMENT] = { it->moment, UDAT_SHORT, UDAT_LONG },
		[TIME] = { it->time, UDAT_SHORT, UDAT_NONE },
		[WHOLE] = { it->whole, UDAT_NONE, UDAT_LONG },
		[NO_YEAR] = { it->no_year, UDAT_NONE, UDAT_LONG },
		[FIRST_DAY] = { it->first_day, UDAT_NONE, UDAT_LONG },
		[LAST_DAY] = { it->last_day, UDAT_NONE, UDAT_LONG },
	};

	for (int i = 0; i < DATES; i++)
		locale->dates[i] = date_format(
			it->code, styles[i].pattern, styles[i].time, styles[i].date, error);
}

static UNumberFormatter *unit_format(const char *code, const char *skeleton, UErrorCode *error)
{
	UChar wide[64];
	int32_t size = 0;

	u_strFromUTF8(wide, 64, &size, skeleton, -1, error);
	return unumf_openForSkeletonAndLocale(wide, size, code, error);
}

static ULocaleDisplayNames *names_open(
	const char *code, UDisplayContext capitalization, UErrorCode *error)
{
	UDisplayContext contexts[] = { capitalization };

	return uldn_openForContext(code, contexts, 1, error);
}

struct locale *locale_open(const char *code)
{
	struct locale *locale = calloc(1, sizeof *locale);
	UErrorCode error = U_ZERO_ERROR;

	if (!locale)
		return NULL;
	locale->language = &languages[language_find(text_of(code))];
	open_dates(locale, &error);
	for (int i = 0; i < UNITS; i++)
		locale->units[i] = unit_format(code, skeletons[i], &error);
	locale->number = unumf_openResult(&error);
	locale->and = ulistfmt_openForType(code, ULISTFMT_TYPE_AND, ULISTFMT_WIDTH_WIDE, &error);
	locale->or = ulistfmt_openForType(code, ULISTFMT_TYPE_OR, ULISTFMT_WIDTH_WIDE, &error);
	locale->within = names_open(code, UDISPCTX_CAPITALIZATION_FOR_MIDDLE_OF_SENTENCE, &error);
	locale->alone = names_open(code, UDISPCTX_CAPITALIZATION_FOR_UI_LIST_OR_MENU, &error);
	if (U_SUCCESS(error))
		return locale;
	locale_close(locale);
	return NULL;
}

void locale_close(struct locale *locale)
{
	if (!locale)
		return;
	for (int i = 0; i < DATES; i++)
		udat_close(locale->dates[i]);
	for (int i = 0; i < UNITS; i++)
		unumf_close(locale->units[i]);
	unumf_closeResult(locale->number);
	ulistfmt_close(locale->and);
	ulistfmt_close(locale->or);
	uldn_close(locale->within);
	uldn_close(locale->alone);
	free(locale);
}

unsigned locale_plural(const struct locale *locale, double number)
{
	return locale->language->zero_is_one ? number > 1 : number != 1;
}

/* As UTF-8; the narrow no-break space, which many fonts lack, becomes the ordinary one. */
static bool narrow(UChar *wide, int32_t size, char out[static LOCALE_TEXT])
{
	UErrorCode error = U_ZERO_ERROR;
	int32_t written = 0;

	for (int32_t i = 0; i < size; i++)
		if (wide[i] == 0x202F)
			wide[i] = 0xA0;
	u_strToUTF8(out, LOCALE_TEXT, &written, wide, size, &error);
	return U_SUCCESS(error) && written < LOCALE_TEXT;
}

/* Takes exactly count digits, and then the character that must follow, off the front. */
static bool take(struct text *text, size_t count, char after, int least, int most, int *number)
{
	*number = 0;
	if (text->size < count + (after != 0))
		return false;
	for (size_t i = 0; i < count; i++) {
		int digit = text->data[i] - '0';
		if (digit < 0 || digit > 9)
			return false;
		*number = *number * 10 + digit;
	}
	if (after && text->data[count] != after)
		return false;
	count += after != 0;
	*text = text_from(*text, count);
	return *number >= least && *number <= most;
}

/* Days since 1970-01-01 of the Gregorian calendar, counting years from March. */
static int days_of(int year, int month, int day)
{
	int march = month > 2 ? month - 3 : month + 9;
	int years = month > 2 ? year : year - 1;

	return years * 365 + years / 4 - years / 100 + years / 400 + (march * 153 + 2) / 5 + day -
	       719469;
}

static bool take_day(struct text *text, char after, double *milliseconds)
{
	int year, month, day;

	if (!take(text, 4, '-', 1, 9999, &year) || !take(text, 2, '-', 1, 12, &month) ||
		!take(text, 2, after, 1, 31, &day))
		return false;
	*milliseconds += days_of(year, month, day) * 86400e3;
	return true;
}

/* "17:00" or, with seconds and perhaps a fraction of one, "17:00:00". */
static bool take_time(struct text *text, bool seconds, double *milliseconds)
{
	int hour, minute, second = 0;

	if (!take(text, 2, ':', 0, 23, &hour) ||
		!take(text, 2, seconds ? ':' : '\0', 0, 59, &minute) ||
		(seconds && !take(text, 2, '\0', 0, 60, &second)))
		return false;
	if (seconds && text->size && text->data[0] == '.')
		do
			*text = text_from(*text, 1);
		while (text->size && text->data[0] >= '0' && text->data[0] <= '9');
	*milliseconds += hour * 3600e3 + minute * 60e3 + second * 1e3;
	return true;
}

/* "-04:00" as "UTC−4", "+05:30" as "UTC+5:30". */
static bool write_offset(struct text text, char out[static LOCALE_TEXT])
{
	size_t used = strlen(out);
	int hours, minutes;

	if (text_equal(text, TEXT("Z"))) {
		snprintf(out + used, LOCALE_TEXT - used, " (UTC)");
		return true;
	}
	if (!text.size || (text.data[0] != '-' && text.data[0] != '+'))
		return false;
	const char *sign = text.data[0] == '-' ? "\u2212" : "+";
	text = text_from(text, 1);
	if (!take(&text, 2, ':', 0, 23, &hours) || !take(&text, 2, '\0', 0, 59, &minutes) ||
		text.size)
		return false;
	if (hours == 0 && minutes == 0)
		snprintf(out + used, LOCALE_TEXT - used, " (UTC)");
	else if (minutes == 0)
		snprintf(out + used, LOCALE_TEXT - used, " (UTC%s%d)", sign, hours);
	else
		snprintf(out + used, LOCALE_TEXT - used, " (UTC%s%d:%02d)", sign, hours, minutes);
	return true;
}

static bool write_date(const UDateFormat *format, double milliseconds, char out[static LOCALE_TEXT])
{
	UChar wide[LOCALE_TEXT];
	UErrorCode error = U_ZERO_ERROR;
	int32_t size = udat_format(format, milliseconds, wide, LOCALE_TEXT, NULL, &error);

	return U_SUCCESS(error) && size < LOCALE_TEXT && narrow(wide, size, out);
}

/* French writes the first of a month as an ordinal, which ICU's patterns cannot. */
static bool write_day(const struct locale *locale, int format, double milliseconds, bool first,
	char out[static LOCALE_TEXT])
{
	const char *ordinal = locale->language->first;

	if (!write_date(locale->dates[format], milliseconds, out))
		return false;
	char *number = first && ordinal ? strchr(out, '1') : NULL;
	size_t size = strlen(out), more = ordinal ? strlen(ordinal) : 0;
	if (number && size + more < LOCALE_TEXT) {
		memmove(number + 1 + more, number + 1, size - (size_t)(number - out));
		memcpy(number + 1, ordinal, more);
	}
	return true;
}

/* One end of a range; day is "2004-09-16". */
static bool write_end(
	const struct locale *locale, int format, struct text day, char out[static LOCALE_TEXT])
{
	double milliseconds = 0;
	bool first = day.data[8] == '0' && day.data[9] == '1';

	return take_day(&day, '\0', &milliseconds) &&
	       write_day(locale, format, milliseconds, first, out);
}

static const char *or_dash(const char *joint)
{
	return joint ? joint : "\u2013";
}

/* "2004-09-16/2004-09-17"; a range of one day is that day. */
static bool write_range(
	const struct locale *locale, struct text value, char out[static LOCALE_TEXT])
{
	struct text from = { value.data, 10 }, to = text_from(value, 11), one = value, two = to;
	double begins = 0, ends = 0;
	char last[LOCALE_TEXT];

	if (!take_day(&one, '/', &begins) || !take_day(&two, '\0', &ends) || begins > ends)
		return false;
	if (begins == ends)
		return write_end(locale, WHOLE, from, out);
	bool year = memcmp(from.data, to.data, 4) == 0;
	bool month = year && memcmp(from.data, to.data, 7) == 0;
	if (!write_end(locale,
		    month  ? FIRST_DAY
		    : year ? NO_YEAR
			   : WHOLE,
		    from, out) ||
		!write_end(locale, month ? LAST_DAY : WHOLE, to, last))
		return false;
	size_t used = strlen(out);
	int size = snprintf(out + used, LOCALE_TEXT - used, "%s%s",
		or_dash(ends - begins == 86400e3 ? locale->language->both
						 : locale->language->through),
		last);
	return size > 0 && (size_t)size < LOCALE_TEXT - used;
}

bool locale_date(const struct locale *locale, struct text value, char out[static LOCALE_TEXT])
{
	double milliseconds = 0;
	struct text rest = value;

	if (value.size == 21)
		return write_range(locale, value, out);
	if (value.size == 5 && take_time(&rest, false, &milliseconds))
		return write_date(locale->dates[TIME], milliseconds, out);
	bool first = value.size >= 10 && memcmp(value.data + 8, "01", 2) == 0;
	if (value.size == 10)
		return take_day(&rest, '\0', &milliseconds) &&
		       write_day(locale, DAY, milliseconds, first, out);
	return take_day(&rest, 'T', &milliseconds) && take_time(&rest, true, &milliseconds) &&
	       write_day(locale, MOMENT, milliseconds, first, out) && write_offset(rest, out);
}

/* Returns how many UTF-16 units were written, or -1. */
static int32_t format_unit(const struct locale *locale, int unit, double number, UChar *wide)
{
	UErrorCode error = U_ZERO_ERROR;

	unumf_formatDouble(locale->units[unit], number, locale->number, &error);
	int32_t size = unumf_resultToString(locale->number, wide, LOCALE_TEXT, &error);
	return U_SUCCESS(error) && size < LOCALE_TEXT ? size : -1;
}

bool locale_size(const struct locale *locale, struct text value, char out[static LOCALE_TEXT])
{
	UChar wide[LOCALE_TEXT];
	long long bytes;
	int unit = BYTES;

	if (!text_number(value, &bytes))
		return false;
	double number = (double)bytes;
	for (; number >= 999.95 && unit < GIGABYTES; unit++)
		number /= 1000;
	int32_t size = format_unit(locale, unit, number, wide);
	return size >= 0 && narrow(wide, size, out);
}

bool locale_left(const struct locale *locale, struct text value, char out[static LOCALE_TEXT])
{
	UChar first[LOCALE_TEXT], second[LOCALE_TEXT], both[LOCALE_TEXT];
	UErrorCode error = U_ZERO_ERROR;
	long long seconds;

	if (!text_number(text_split(&value, '.'), &seconds)) /* a fraction does not matter */
		return false;
	long long minutes = seconds < 60 ? 1 : seconds / 60;
	bool days = minutes >= 24 * 60;
	long long unit = days ? 24 * 60 : minutes >= 60 ? 60 : 1;
	long long rest = days ? minutes % unit / 60 : minutes % unit;
	const UChar *parts[] = { first, second };
	int32_t sizes[] = { format_unit(locale,
				    days         ? DAYS
				    : unit == 60 ? HOURS
						 : MINUTES,
				    (double)(minutes / unit), first),
		format_unit(locale, days ? HOURS : MINUTES, (double)rest, second) };
	if (sizes[0] < 0 || sizes[1] < 0)
		return false;
	int32_t size =
		ulistfmt_format(locale->and, parts, sizes, rest ? 2 : 1, both, LOCALE_TEXT, &error);
	return U_SUCCESS(error) && size < LOCALE_TEXT && narrow(both, size, out);
}

bool locale_either(const struct locale *locale, struct text value, char out[static LOCALE_TEXT])
{
	enum { MOST = 16 };
	UChar wide[LOCALE_TEXT], joined[LOCALE_TEXT];
	const UChar *parts[MOST];
	int32_t sizes[MOST], count = 0, used = 0;
	UErrorCode error = U_ZERO_ERROR;

	while (value.data && count < MOST && U_SUCCESS(error)) {
		struct text part = text_split(&value, '|');
		parts[count] = wide + used;
		u_strFromUTF8(wide + used, LOCALE_TEXT - used, &sizes[count], part.data,
			(int32_t)part.size, &error);
		used += sizes[count++];
	}
	int32_t size =
		ulistfmt_format(locale->or, parts, sizes, count, joined, LOCALE_TEXT, &error);
	return U_SUCCESS(error) && !value.data && narrow(joined, size, out);
}

static bool write_language(
	const ULocaleDisplayNames *names, struct text value, char out[static LOCALE_TEXT])
{
	char code[ULOC_LANG_CAPACITY];
	UChar wide[LOCALE_TEXT];
	UErrorCode error = U_ZERO_ERROR;

	if (!value.size || value.size >= sizeof code)
		return false;
	snprintf(code, sizeof code, "%.*s", (int)value.size, value.data);
	int32_t size = uldn_languageDisplayName(names, code, wide, LOCALE_TEXT, &error);
	return U_SUCCESS(error) && narrow(wide, size, out);
}

bool locale_language(const struct locale *locale, struct text value, char out[static LOCALE_TEXT])
{
	return write_language(locale->within, value, out);
}

bool locale_language_alone(
	const struct locale *locale, struct text value, char out[static LOCALE_TEXT])
{
	return write_language(locale->alone, value, out);
}
