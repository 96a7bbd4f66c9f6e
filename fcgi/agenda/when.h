/*
 * Hours and dates as agendas write them in four languages: "9:30 a.m.–5:00 p.m.", "09h00", "14.30",
 * "DAY ONE", "jueves 30 de septiembre de 2004". All take a text and look at its front only.
 */
#ifndef DAIS_AGENDA_WHEN_H
#define DAIS_AGENDA_WHEN_H

#include "base/text.h"

/* Minutes since midnight, -1 where nothing is said. */
struct hours {
	int starts, ends;
	bool half; /* written on a clock of twelve hours without a.m. or p.m.: 1:30 may be 13:30 */
};

/* Bytes that say hours, or 0. Alone a number is none: it needs minutes, "h", "a.m." … */
size_t hours_read(struct text text, struct hours *hours);

/* Hours that are in order after those before them: 1:30 after 12:00 is 13:30. */
struct hours hours_after(struct hours hours, int before);

struct day {
	int ordinal;           /* of "DAY TWO"; 0 when none is said */
	int year, month, date; /* 0 when not said */
	int weekday;           /* 1, Monday, to 7; 0 when not said */
};

/* Bytes that name one day, or 0. A range of days is none. */
size_t day_read(struct text text, struct day *day);

/* Bytes that name one date, or several: "16-17 September 2004". */
size_t dates_read(struct text text, struct day *first, struct day *last);

/* Whether the calendar has it; a year that is not said may be any. */
bool day_exists(const struct day *day);

/* Days since 1970-01-01 (Gregorian), and back. */
long day_number(int year, int month, int date);
void day_of_number(long number, int *year, int *month, int *date);

#endif
