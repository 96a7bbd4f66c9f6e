/*
 * ICU's formatters, opened once a language. Times are counted as if they were UTC and written by
 * formatters for UTC, so ICU never converts between zones.
 */
#include "base/locale.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/udat.h>
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

const struct language languages[LANGUAGES] = {
	{ "en", "English" },
	{ "es", "Español" },
	{ "fr", "Français" },
	{ "pt", "Português" },
};

/*
 * How dates stand in running text where ICU's own styles differ from the documents of the OAS and
 * the United Nations: patterns of ICU, NULL for ICU's own. Of a range within a month first and last
 * are written, within a year no_year and whole, otherwise whole twice; two days that follow each
 * other are joined by both, others by through.
 */
static const struct style {
	const UChar *moment, *time, *whole, *no_year, *first, *last;
	const char *both, *through;
} styles[LANGUAGES] = {
	{ NULL, NULL, u"MMMM d, y", u"MMMM d", u"MMMM d", u"d, y", "\u2013", "\u2013" },
	{ NULL, NULL, u"d 'de' MMMM 'de' y", u"d 'de' MMMM", u"d", u"d 'de' MMMM 'de' y", " y ",
		" al " },
	{ u"d MMMM y 'à' H\u00a0'h'\u00a0mm", u"H\u00a0'h'\u00a0mm", u"d MMMM y", u"d MMMM", u"d",
		u"d MMMM y", " et ", " au " },
	{ u"d 'de' MMMM 'de' y 'às' H'h'mm", u"H'h'mm", u"d 'de' MMMM 'de' y", u"d 'de' MMMM", u"d",
		u"d 'de' MMMM 'de' y", " e ", " a " },
};

struct locale {
	bool zero_is_one;      /* French and Portuguese: "0 document" */
	bool first_is_ordinal; /* French: "1er septembre" */
	const struct style *style;
	UDateFormat *day, *moment, *time, *part; /* part's pattern is set anew for each use */
	UNumberFormatter *units[UNITS];
	UFormattedNumber *number;
	UListFormatter *list;
};

int language_find(struct text code)
{
	for (int i = 0; i < LANGUAGES; i++)
		if (text_equal(code, text_of(languages[i].code)))
			return i;
	return -1;
}

/* Writes as pattern says or, when it is NULL, in ICU's style for the language. */
static UDateFormat *date_format(const char *code, const UChar *pattern, UDateFormatStyle time,
	UDateFormatStyle date, UErrorCode *error)
{
	return pattern ? udat_open(UDAT_PATTERN, UDAT_PATTERN, code, u"UTC", -1, pattern, -1, error)
		       : udat_open(time, date, code, u"UTC", -1, NULL, 0, error);
}

static UNumberFormatter *unit_format(const char *code, const char *skeleton, UErrorCode *error)
{
	UChar wide[64];
	int32_t size = 0;

	u_strFromUTF8(wide, 64, &size, skeleton, -1, error);
	return unumf_openForSkeletonAndLocale(wide, size, code, error);
}

struct locale *locale_open(const char *code)
{
	struct locale *locale = calloc(1, sizeof *locale);
	UErrorCode error = U_ZERO_ERROR;

	if (!locale)
		return NULL;
	locale->zero_is_one = code[0] == 'f' || code[0] == 'p';
	locale->first_is_ordinal = code[0] == 'f';
	locale->style = &styles[language_find(text_of(code))];
	locale->day = date_format(code, NULL, UDAT_NONE, UDAT_FULL, &error);
	locale->moment = date_format(code, locale->style->moment, UDAT_SHORT, UDAT_LONG, &error);
	locale->time = date_format(code, locale->style->time, UDAT_SHORT, UDAT_NONE, &error);
	locale->part = date_format(code, locale->style->whole, UDAT_NONE, UDAT_LONG, &error);
	for (int i = 0; i < UNITS; i++)
		locale->units[i] = unit_format(code, skeletons[i], &error);
	locale->number = unumf_openResult(&error);
	locale->list = ulistfmt_openForType(code, ULISTFMT_TYPE_AND, ULISTFMT_WIDTH_WIDE, &error);
	if (U_SUCCESS(error))
		return locale;
	locale_close(locale);
	return NULL;
}

void locale_close(struct locale *locale)
{
	if (!locale)
		return;
	udat_close(locale->day);
	udat_close(locale->moment);
	udat_close(locale->time);
	udat_close(locale->part);
	for (int i = 0; i < UNITS; i++)
		unumf_close(locale->units[i]);
	unumf_closeResult(locale->number);
	ulistfmt_close(locale->list);
	free(locale);
}

unsigned locale_plural(const struct locale *locale, double number)
{
	return locale->zero_is_one ? number > 1 : number != 1;
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
static bool write_day(const struct locale *locale, const UDateFormat *format, double milliseconds,
	bool first, char out[static LOCALE_TEXT])
{
	if (!write_date(format, milliseconds, out))
		return false;
	char *number = first && locale->first_is_ordinal ? strchr(out, '1') : NULL;
	size_t size = strlen(out);
	if (number && size + 2 < LOCALE_TEXT) {
		memmove(number + 3, number + 1, size - (size_t)(number - out));
		memcpy(number + 1, "er", 2);
	}
	return true;
}

/* One end of a range, as a pattern of the locale's style says; day is "2004-09-16". */
static bool write_end(const struct locale *locale, const UChar *pattern, struct text day,
	char out[static LOCALE_TEXT])
{
	double milliseconds = 0;
	bool first = day.data[8] == '0' && day.data[9] == '1';

	udat_applyPattern(locale->part, false, pattern, -1);
	return take_day(&day, '\0', &milliseconds) &&
	       write_day(locale, locale->part, milliseconds, first, out);
}

/* "2004-09-16/2004-09-17"; a range of one day is that day. */
static bool write_range(
	const struct locale *locale, struct text value, char out[static LOCALE_TEXT])
{
	const struct style *style = locale->style;
	struct text from = { value.data, 10 }, to = text_from(value, 11), one = value, two = to;
	double begins = 0, ends = 0;
	char last[LOCALE_TEXT];

	if (!take_day(&one, '/', &begins) || !take_day(&two, '\0', &ends) || begins > ends)
		return false;
	if (begins == ends)
		return write_end(locale, style->whole, from, out);
	bool year = memcmp(from.data, to.data, 4) == 0;
	bool month = year && memcmp(from.data, to.data, 7) == 0;
	if (!write_end(locale,
		    month  ? style->first
		    : year ? style->no_year
			   : style->whole,
		    from, out) ||
		!write_end(locale, month ? style->last : style->whole, to, last))
		return false;
	size_t used = strlen(out);
	int size = snprintf(out + used, LOCALE_TEXT - used, "%s%s",
		ends - begins == 86400e3 ? style->both : style->through, last);
	return size > 0 && (size_t)size < LOCALE_TEXT - used;
}

bool locale_date(const struct locale *locale, struct text value, char out[static LOCALE_TEXT])
{
	double milliseconds = 0;
	struct text rest = value;

	if (value.size == 21)
		return write_range(locale, value, out);
	if (value.size == 5 && take_time(&rest, false, &milliseconds))
		return write_date(locale->time, milliseconds, out);
	bool first = value.size >= 10 && memcmp(value.data + 8, "01", 2) == 0;
	if (value.size == 10)
		return take_day(&rest, '\0', &milliseconds) &&
		       write_day(locale, locale->day, milliseconds, first, out);
	return take_day(&rest, 'T', &milliseconds) && take_time(&rest, true, &milliseconds) &&
	       write_day(locale, locale->moment, milliseconds, first, out) &&
	       write_offset(rest, out);
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
	int32_t size = ulistfmt_format(
		locale->list, parts, sizes, rest ? 2 : 1, both, LOCALE_TEXT, &error);
	return U_SUCCESS(error) && size < LOCALE_TEXT && narrow(both, size, out);
}
