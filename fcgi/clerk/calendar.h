/* What a mail brings for its reader's calendar (RFC 5545). */
#ifndef DAIS_CLERK_CALENDAR_H
#define DAIS_CLERK_CALENDAR_H

#include "base/arena.h"

#include <cjson/cJSON.h>

/*
 * A calendar with METHOD:PUBLISH of these events (sql/outbox.sql, api.mail_calendar: uid, sequence,
 * starts, ends, title, place, path), in the arena; NULL when there are none. subject is the title
 * of an event that has none; url is that of the installation, at the time the calendar was made.
 */
const char *calendar_write(struct arena *arena, const cJSON *events, const char *subject,
	const char *url, long long at);

#endif
