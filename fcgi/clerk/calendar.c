/* Escaping and folding are libical's. Times are in UTC, so that no time zone need be described. */
#include "clerk/calendar.h"

#include "base/json.h"

#include <libical/ical.h>
#include <stdlib.h>

static void add(icalcomponent *event, icalproperty *property)
{
	icalcomponent_add_property(event, property);
}

static icalcomponent *event_of(
	const cJSON *data, const char *subject, const char *url, long long at, struct arena *arena)
{
	const char *title = json_string(data, "title"), *place = json_string(data, "place");
	const char *ends = json_string(data, "ends"), *path = json_string(data, "path");
	const cJSON *sequence = cJSON_GetObjectItemCaseSensitive(data, "sequence");
	icalcomponent *event = icalcomponent_new_vevent();
	struct icaltimetype stamp =
		icaltime_from_timet_with_zone((time_t)at, 0, icaltimezone_get_utc_timezone());

	add(event, icalproperty_new_uid(json_string(data, "uid")));
	add(event, icalproperty_new_dtstamp(stamp));
	add(event, icalproperty_new_sequence(sequence ? sequence->valueint : 0));
	add(event, icalproperty_new_dtstart(icaltime_from_string(json_string(data, "starts"))));
	if (ends)
		add(event, icalproperty_new_dtend(icaltime_from_string(ends)));
	add(event, icalproperty_new_summary(title ? title : subject));
	if (place)
		add(event, icalproperty_new_location(place));
	if (path)
		add(event, icalproperty_new_url(arena_printf(arena, "%s%s", url, path)));
	return event;
}

const char *calendar_write(struct arena *arena, const cJSON *events, const char *subject,
	const char *url, long long at)
{
	icalcomponent *calendar;
	const cJSON *event;

	if (cJSON_GetArraySize(events) == 0)
		return NULL;
	calendar = icalcomponent_new_vcalendar();
	add(calendar, icalproperty_new_version("2.0"));
	add(calendar, icalproperty_new_prodid("-//dais//dais//EN"));
	add(calendar, icalproperty_new_method(ICAL_METHOD_PUBLISH));
	cJSON_ArrayForEach (event, events)
		icalcomponent_add_component(calendar, event_of(event, subject, url, at, arena));
	char *written = icalcomponent_as_ical_string_r(calendar);
	const char *copy = arena_copy(arena, text_of(written));
	free(written);
	icalcomponent_free(calendar);
	return copy;
}
