/* Agenda texts: whatever is read has readings that cover it once, and readings alone make the
 * meeting again. */
#include "agenda/agenda.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void check_cover(const struct agenda *agenda)
{
	unsigned char *covered = calloc(agenda->source.size + 1, 1);

	for (size_t i = 0; covered && i < agenda->count; i++)
		for (size_t s = 0; s < agenda->readings[i].span_count; s++)
			for (size_t at = agenda->readings[i].spans[s].begin;
				at < agenda->readings[i].spans[s].end; at++)
				if (at >= agenda->source.size || covered[at]++)
					abort();
	for (size_t at = 0; covered && at < agenda->source.size; at++)
		if (!covered[at] && agenda->source.data[at] > ' ')
			abort();
	free(covered);
}

/* Whatever a reading is said to be, there is a meeting, and each reading still belongs to an item.
 */
static void check_choices(struct arena *arena, struct agenda *agenda, const uint8_t *data,
	size_t size, const struct agenda_wish *wish)
{
	struct agenda_choice *choices = arena_alloc(arena, (agenda->count + 1) * sizeof *choices);
	size_t count = 0;
	cJSON *warnings;

	for (size_t i = 0; i < agenda->count && size; i++)
		if (data[i % size] & 1)
			choices[count++] = (struct agenda_choice){ .reading = i,
				.kind = (enum reading_kind)((data[i % size] >> 1) % READING_KINDS),
				.depth = data[i % size] >> 4 };
	agenda_choose(agenda, choices, count);
	for (size_t i = 0; i < agenda->count; i++)
		if (agenda->readings[i].depth > AGENDA_DEPTH)
			abort();
	agenda_meeting(arena, agenda, wish, &warnings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct agenda_wish wish = { .starts_on = "2000-01-03" };
	struct arena arena;
	struct agenda agenda, again;
	cJSON *warnings;

	arena_init(&arena, (size_t)1 << 28);
	json_use_arena(&arena);
	if (!agenda_source(&arena, (struct text){ (const char *)data, size }, &agenda)) {
		agenda_read(&arena, &agenda, -1);
		check_cover(&agenda);
		const char *meeting = json_print(agenda_meeting(&arena, &agenda, &wish, &warnings));
		const char *readings = json_print(agenda_json(&arena, &agenda));
		if (!agenda_of_json(&arena, json_parse(text_of(readings), NULL), &again))
			abort();
		if (strcmp(meeting, json_print(agenda_meeting(&arena, &again, &wish, &warnings))) !=
			0)
			abort();
		check_choices(&arena, &agenda, data, size, &wish);
	}
	json_use_arena(NULL);
	arena_release(&arena);
	return 0;
}
