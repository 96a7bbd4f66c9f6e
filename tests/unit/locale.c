/* Dates, times, sizes and time left in the four languages. */
#include "base/locale.h"
#include "base/languages.h"

#include "tap.h"

typedef bool format(const struct locale *, struct text, char[static LOCALE_TEXT]);

/* For each language what value becomes. */
static void all(const char *value, format *function, const char *const expected[])
{
	for (int i = 0; i < language_count; i++) {
		struct locale *locale = locale_open(languages[i].code);
		char out[LOCALE_TEXT] = "";
		is(function(locale, text_of(value), out) ? out : NULL, expected[i], "%s: %s",
			languages[i].code, value);
		locale_close(locale);
	}
}

static void test_dates(void)
{
	all("2004-09-16", locale_date,
		(const char *const[]){ "Thursday, September 16, 2004",
			"jueves, 16 de septiembre de 2004", "jeudi 16 septembre 2004",
			"quinta-feira, 16 de setembro de 2004" });
	all("2026-01-01", locale_date,
		(const char *const[]){ "Thursday, January 1, 2026", "jueves, 1 de enero de 2026",
			"jeudi 1er janvier 2026", "quinta-feira, 1 de janeiro de 2026" });
	all("2004-02-29T17:05:09-04:00", locale_date,
		(const char *const[]){ "February 29, 2004 at 5:05\u00a0PM (UTC\u22124)",
			"29 de febrero de 2004, 17:05 (UTC\u22124)",
			"29 février 2004 à 17\u00a0h\u00a005 (UTC\u22124)",
			"29 de fevereiro de 2004 às 17h05 (UTC\u22124)" });
	all("09:30", locale_date,
		(const char *const[]){ "9:30\u00a0AM", "9:30", "9\u00a0h\u00a030", "9h30" });
	all("17:00", locale_date,
		(const char *const[]){ "5:00\u00a0PM", "17:00", "17\u00a0h\u00a000", "17h00" });
}

static void test_ranges(void)
{
	all("2026-12-10/2026-12-11", locale_date,
		(const char *const[]){ "December 10–11, 2026", "10 y 11 de diciembre de 2026",
			"10 et 11 décembre 2026", "10 e 11 de dezembro de 2026" });
	all("2026-12-07/2026-12-11", locale_date,
		(const char *const[]){ "December 7–11, 2026", "7 al 11 de diciembre de 2026",
			"7 au 11 décembre 2026", "7 a 11 de dezembro de 2026" });
	all("2026-12-10/2026-12-10", locale_date,
		(const char *const[]){ "December 10, 2026", "10 de diciembre de 2026",
			"10 décembre 2026", "10 de dezembro de 2026" });
	all("2026-09-30/2026-10-01", locale_date,
		(const char *const[]){ "September 30–October 1, 2026",
			"30 de septiembre y 1 de octubre de 2026",
			"30 septembre et 1er octobre 2026",
			"30 de setembro e 1 de outubro de 2026" });
	all("2026-12-01/2026-12-02", locale_date,
		(const char *const[]){ "December 1–2, 2026", "1 y 2 de diciembre de 2026",
			"1er et 2 décembre 2026", "1 e 2 de dezembro de 2026" });
	all("2026-12-31/2027-01-01", locale_date,
		(const char *const[]){ "December 31, 2026–January 1, 2027",
			"31 de diciembre de 2026 y 1 de enero de 2027",
			"31 décembre 2026 et 1er janvier 2027",
			"31 de dezembro de 2026 e 1 de janeiro de 2027" });
	all("2026-12-28/2027-01-03", locale_date,
		(const char *const[]){ "December 28, 2026–January 3, 2027",
			"28 de diciembre de 2026 al 3 de enero de 2027",
			"28 décembre 2026 au 3 janvier 2027",
			"28 de dezembro de 2026 a 3 de janeiro de 2027" });
}

static void test_amounts(void)
{
	all("17912345", locale_size,
		(const char *const[]){ "17.9 MB", "17,9 MB", "17,9\u00a0Mo", "17,9 MB" });
	all("999960", locale_size, (const char *const[]){ "1 MB", "1 MB", "1\u00a0Mo", "1 MB" });
	all("1", locale_size,
		(const char *const[]){ "1 byte", "1 byte", "1\u00a0octet", "1 byte" });
	all("274000", locale_left,
		(const char *const[]){ "3 days and 4 hours", "3 días y 4 horas",
			"3\u00a0jours et 4\u00a0heures", "3 dias e 4 horas" });
	all("3600.75", locale_left,
		(const char *const[]){ "1 hour", "1 hora", "1\u00a0heure", "1 hora" });
	all("0", locale_left,
		(const char *const[]){ "1 minute", "1 minuto", "1 minute", "1 minuto" });
}

static void test_names(void)
{
	all("PDF|DOCX|ODT", locale_either,
		(const char *const[]){ "PDF, DOCX, or ODT", "PDF, DOCX u ODT", "PDF, DOCX ou ODT",
			"PDF, DOCX ou ODT" });
	all("PDF", locale_either, (const char *const[]){ "PDF", "PDF", "PDF", "PDF" });
	all("es", locale_language,
		(const char *const[]){ "Spanish", "español", "espagnol", "espanhol" });
	all("es", locale_language_alone,
		(const char *const[]){ "Spanish", "Español", "Espagnol", "Espanhol" });
	all("it", locale_language,
		(const char *const[]){ "Italian", "italiano", "italien", "italiano" });
}

static void test_shapes(void)
{
	struct locale *locale = locale_open("en");
	char out[LOCALE_TEXT];
	static const char *const strange[] = { "", "2004-13-01", "2004-09-00", "2004-09-1", "24:00",
		"9:30", "17:60", "2004-09-16T17:00:00", "2004-09-16T17:00:00-4:00",
		"2004-09-16T17:00:00-04:00x", "2004-09-16 17:00:00Z", "20040916ab", "Thursday",
		"2026-12-11/2026-12-10", "2026-12-10 2026-12-11", "2026-12-10/2026-13-11",
		"2026-12-10/2026-12-1x", "/////////////////////" };
	for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
		ok(!locale_date(locale, text_of(strange[i]), out), "no date: \"%s\"", strange[i]);
	is(locale_date(locale, TEXT("1969-12-31T23:59:59.123456Z"), out) ? out : NULL,
		"December 31, 1969 at 11:59\u00a0PM (UTC)", "a fraction of a second, before 1970");
	is(locale_date(locale, TEXT("2004-09-16T00:00:00+05:30"), out) ? out : NULL,
		"September 16, 2004 at 12:00\u00a0AM (UTC+5:30)", "half an hour");
	ok(!locale_size(locale, TEXT("-1"), out) && !locale_size(locale, TEXT("1e3"), out) &&
			!locale_left(locale, TEXT(""), out),
		"sizes and seconds are whole numbers");
	locale_close(locale);
}

int main(void)
{
	ok(language_find(TEXT("fr")) == 2 && language_find(TEXT("xx")) < 0 &&
			language_find(text_of(NULL)) < 0,
		"languages are found by their code");
	test_dates();
	test_ranges();
	test_names();
	test_amounts();
	test_shapes();
	return done();
}
