/*
 * How numbers and times are written in each language, by ICU. A locale is made once and lives as
 * long as the process; it must be used by one thread only. Results are UTF-8 ending in NUL.
 *
 * ICU's table of time zones is older than the system's, so times arrive already local, with the
 * offset they carry (sql: api.time_in), and ICU only writes them.
 */
#ifndef DAIS_BASE_LOCALE_H
#define DAIS_BASE_LOCALE_H

#include "base/text.h"

enum { LOCALE_TEXT = 256 };

struct locale;

/* NULL when ICU's data is missing. code is one of the languages (base/languages.h). */
struct locale *locale_open(const char *code);
void locale_close(struct locale *locale);

/* Which plural form a number takes: 0 or 1, as the headers of web/po/ *.po say. */
unsigned locale_plural(const struct locale *locale, double number);

/*
 * Each takes a value as text and returns false when it has none of the known shapes.
 * A date: "2004-09-16" (with weekday), "2004-09-16T17:00:00-04:00" (RFC 3339), "17:00", or
 * the days from one to another, "2004-09-16/2004-09-17" (ISO 8601; without weekdays).
 * A size: bytes, in thousands as files are sold. What is left: seconds, in the two largest units.
 */
bool locale_date(const struct locale *locale, struct text value, char out[static LOCALE_TEXT]);
bool locale_size(const struct locale *locale, struct text value, char out[static LOCALE_TEXT]);
bool locale_left(const struct locale *locale, struct text value, char out[static LOCALE_TEXT]);

/* "PDF|DOCX|ODT" as a choice: "PDF, DOCX, or ODT". */
bool locale_either(const struct locale *locale, struct text value, char out[static LOCALE_TEXT]);

/*
 * How the locale's language calls another, whose code is the value: within a sentence, and with the
 * capital letter of a name that stands alone.
 */
bool locale_language(const struct locale *locale, struct text value, char out[static LOCALE_TEXT]);
bool locale_language_alone(
	const struct locale *locale, struct text value, char out[static LOCALE_TEXT]);

#endif
