/* What a mail brings for a calendar: lines of RFC 5545, and that no text breaks out of its line. */
#include "clerk/calendar.h"

#include "base/json.h"

#include "tap.h"

static struct arena arena;

static const char *written(const char *events)
{
	return calendar_write(
		&arena, json_read(text_of(events)), "A subject", "https://example.org", 1095339600);
}

static bool has(const char *calendar, const char *part)
{
	return calendar && strstr(calendar, part);
}

int main(void)
{
	arena_init(&arena, 1 << 24);
	json_use_arena(&arena);
	const char *one = written("[{\"uid\":\"1\",\"sequence\":3,\"starts\":\"20300916T130000Z\","
				  "\"ends\":\"20300916T170000Z\",\"title\":\"III. Órganos; A, B\\n"
				  "END:VEVENT\",\"place\":\"Hall\",\"path\":\"/es/my\"}]");
	ok(!written("[]"), "no dates, no calendar");
	ok(has(one, "METHOD:PUBLISH\r\n") && has(one, "VERSION:2.0\r\n"), "it is published");
	ok(has(one, "DTSTAMP:20040916T130000Z\r\n") && has(one, "SEQUENCE:3\r\n"),
		"as of when the mail was written");
	ok(has(one, "DTSTART:20300916T130000Z\r\n") && has(one, "DTEND:20300916T170000Z\r\n"),
		"times are in UTC");
	ok(has(one, "SUMMARY:III. Órganos\\; A\\, B\\nEND:VEVENT\r\n"), "texts are escaped");
	ok(has(one, "URL:https://example.org/es/my\r\n"), "with the reader's page");
	ok(has(written("[{\"uid\":\"1\",\"starts\":\"20300916\",\"ends\":\"20300918\"}]"),
		   "DTSTART;VALUE=DATE:20300916\r\n"),
		"days are days");
	ok(has(written("[{\"uid\":\"1\",\"starts\":\"20300909T210000Z\"}]"),
		   "SUMMARY:A subject\r\n"),
		"without a title of its own it is called as the mail");
	return done();
}
