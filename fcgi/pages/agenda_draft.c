/* Choices by name, and the page: each line with what the tree has of it beside it. */
#include "pages/agenda_draft.h"

#include <string.h>

enum {
	MOST_READINGS = 2000, /* the page has a choice for each of them; routes.c says the same */
	MOST_PIECES = 6000,   /* lines and cells of lines, each of which costs some kilobytes */
	GUESS = 65,           /* a reading less certain than so many percent is doubtful */
};

/* ---------------------------------------------------------------- reading */

/* Lines, and what the reader cuts them at: known before it takes memory for them. */
static size_t count_pieces(struct text text)
{
	size_t count = 1;

	for (size_t i = 0; i < text.size; i++)
		count += text.data[i] == '\n' || text.data[i] == '\t' ||
			 (text.data[i] == ' ' && i >= 2 && text.data[i - 1] == ' ' &&
				 text.data[i - 2] == ' ' && (i < 3 || text.data[i - 3] != ' '));
	return count;
}

enum agenda_refusal agenda_draft_take(
	struct arena *arena, struct text bytes, int language, struct agenda *agenda)
{
	if (bytes.size > AGENDA_DRAFT_BYTES)
		return AGENDA_TOO_LARGE;
	enum agenda_refusal refusal = agenda_source(arena, bytes, agenda);
	if (!refusal && count_pieces(agenda->source) > MOST_PIECES)
		refusal = AGENDA_TOO_LONG;
	if (refusal)
		return refusal;
	agenda_read(arena, agenda, language);
	return agenda->count > MOST_READINGS ? AGENDA_TOO_LONG : AGENDA_TAKEN;
}

enum agenda_refusal agenda_draft_read(struct arena *arena, struct agenda_draft *draft)
{
	const char *source = json_string(draft->page, "source");
	const char *language = json_string(draft->page, "language");

	if (!source)
		return AGENDA_TAKEN;
	return agenda_draft_take(arena, text_of(source),
		language ? agenda_language(text_of(language)) : -1, &draft->agenda);
}

/* ---------------------------------------------------------------- choices */

bool agenda_draft_choice(const char *name, struct agenda_choice *choice)
{
	struct text rest = text_of(name), kind = text_split(&rest, '-');
	long long depth = 0;
	int found = agenda_kind(kind);

	if (found < 0 || (rest.data && !text_number(rest, &depth)) || depth > AGENDA_DEPTH)
		return false;
	choice->kind = (enum reading_kind)found;
	choice->depth = (unsigned)depth;
	return true;
}

const char *agenda_draft_name(struct arena *arena, const struct reading *reading)
{
	const char *name = reading_names[reading->kind];

	return reading->kind == READING_ITEM ? arena_printf(arena, "%s-%u", name, reading->depth)
					     : name;
}

const char *agenda_draft_key(struct arena *arena, const struct reading *reading)
{
	return arena_printf(arena, "%zu", reading->span_count ? reading->spans[0].begin : 0);
}

static void make_meeting(struct arena *arena, struct agenda_draft *draft)
{
	const struct agenda_wish wish = { .starts_on = json_string(draft->page, "starts_on") };

	draft->meeting = agenda_meeting(arena, &draft->agenda, &wish, &draft->warnings);
}

void agenda_draft_choose(struct arena *arena, struct agenda_draft *draft, const cJSON *said)
{
	struct agenda *agenda = &draft->agenda;
	struct agenda_choice *choices = arena_alloc(arena, (agenda->count + 1) * sizeof *choices);
	size_t count = 0;

	draft->chosen = arena_alloc(arena, agenda->count + 1);
	for (size_t i = 0; i < agenda->count; i++) {
		const char *name = json_string(said, agenda_draft_key(arena, &agenda->readings[i]));
		choices[count].reading = i;
		if (name && agenda_draft_choice(name, &choices[count])) {
			draft->chosen[i] = true;
			count++;
		}
	}
	agenda_choose(agenda, choices, count);
	make_meeting(arena, draft);
}

/* What has no place in the meeting is kept as a note where it stands. */
static bool is_stray(const cJSON *unread)
{
	return strcmp(json_string(unread, "kind"), reading_names[READING_PAGE]) != 0;
}

void agenda_draft_keep_strays(struct arena *arena, struct agenda_draft *draft)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(draft->meeting, "unread"), *unread;
	size_t most = (size_t)cJSON_GetArraySize(list), count = 0;
	bool *stray = arena_alloc(arena, draft->agenda.count + 1);
	struct agenda_choice *choices = arena_alloc(arena, (most + 1) * sizeof *choices);

	cJSON_ArrayForEach (unread, list)
		if (is_stray(unread))
			stray[(size_t)cJSON_GetObjectItemCaseSensitive(unread, "reading")
					->valuedouble] = true;
	for (size_t i = 0; i < draft->agenda.count && count < most; i++)
		if (stray[i])
			choices[count++] =
				(struct agenda_choice){ .reading = i, .kind = READING_NOTE };
	if (count) {
		agenda_choose(&draft->agenda, choices, count);
		make_meeting(arena, draft);
	}
}

/* ---------------------------------------------------------------- what became of each line */

static cJSON *line_json(struct arena *arena, const struct agenda_draft *draft, size_t at)
{
	const struct reading *reading = &draft->agenda.readings[at];
	cJSON *line = cJSON_CreateObject();

	cJSON_AddNumberToObject(line, "row", (double)at);
	cJSON_AddNumberToObject(line, "line", reading->line);
	if (reading->label.size)
		cJSON_AddStringToObject(line, "label", arena_copy(arena, reading->label));
	cJSON_AddStringToObject(line, "text", arena_copy(arena, reading->text));
	cJSON_AddStringToObject(line, "chosen", agenda_draft_name(arena, reading));
	if (reading->kind == READING_ITEM && reading->depth > 3)
		cJSON_AddNumberToObject(line, "level", reading->depth + 1);
	cJSON_AddNumberToObject(
		line, "depth", reading->kind == READING_ITEM ? reading->depth : reading->depth + 1);
	cJSON_AddBoolToObject(line, "changed", draft->chosen[at]);
	cJSON *warnings = cJSON_AddArrayToObject(line, "warnings");
	bool left_out = reading->kind == READING_PAGE;
	if (reading->certainty < GUESS && !reading->warning && !left_out) {
		cJSON *guess = cJSON_CreateObject();
		cJSON_AddStringToObject(guess, "warning", "guess");
		cJSON_AddItemToArray(warnings, guess);
	}
	cJSON_AddArrayToObject(line, "hours");
	cJSON_AddArrayToObject(line, "slots");
	return line;
}

/* The line of a reading, by its place; NULL: json names none. */
static cJSON *line_of(cJSON *const *lines, const struct agenda_draft *draft, const cJSON *json)
{
	const cJSON *place = cJSON_GetObjectItemCaseSensitive(json, "reading");

	return cJSON_IsNumber(place) && place->valuedouble >= 0 &&
			       place->valuedouble < (double)draft->agenda.count
		       ? lines[(size_t)place->valuedouble]
		       : NULL;
}

static void add_to(cJSON *line, const char *list, cJSON *member)
{
	cJSON_AddItemToArray(cJSON_GetObjectItemCaseSensitive(line, list), member);
}

/* of: the number of the item whose hours they are, where they do not stand on its own line. */
static void deal_hours(cJSON *const *lines, const struct agenda_draft *draft, const cJSON *schedule,
	const char *of)
{
	const cJSON *entry;

	cJSON_ArrayForEach (entry, schedule) {
		cJSON *line = line_of(lines, draft, entry), *hours;
		if (!line)
			continue;
		hours = cJSON_Duplicate(entry, true);
		if (of && !cJSON_HasObjectItem(line, "kind"))
			cJSON_AddStringToObject(hours, "of", of);
		add_to(line, "hours", hours);
	}
}

/* Role and name of whoever a line names or foresees. */
static void deal_slots(struct arena *arena, cJSON *const *lines, const struct agenda_draft *draft,
	const cJSON *slots)
{
	const cJSON *slot, *person;

	cJSON_ArrayForEach (slot, slots) {
		cJSON *line = line_of(lines, draft, slot), *shown = cJSON_CreateObject();
		const cJSON *label = cJSON_GetObjectItemCaseSensitive(slot, "label");
		const char *words = label->child->valuestring;
		if (!line)
			continue;
		cJSON_AddStringToObject(shown, "role", json_string(slot, "role"));
		cJSON_ArrayForEach (person, cJSON_GetObjectItemCaseSensitive(slot, "people")) {
			const char *name = json_string(person, "name");
			words = strcmp(name, words) == 0
					? name
					: arena_printf(arena, "%s, %s", name, words);
		}
		cJSON_AddStringToObject(shown, "words", words);
		add_to(line, "slots", shown);
	}
}

/* Items are no deeper than AGENDA_DEPTH. */
static void deal_items(struct arena *arena, cJSON *const *lines, const struct agenda_draft *draft,
	const cJSON *items)
{
	const cJSON *item;

	cJSON_ArrayForEach (item, items) {
		const char *printed = json_string(item, "number"), *key = json_string(item, "key");
		const char *kind = json_string(item, "kind");
		bool counted = strcmp(kind, "break") != 0 && strcmp(kind, "dialogue") != 0;
		const char *number = printed ? printed : counted ? key : NULL;
		cJSON *line = line_of(lines, draft, item);
		if (line)
			cJSON_AddStringToObject(line, "kind", kind);
		if (line && number)
			cJSON_AddStringToObject(line, "number", number);
		deal_hours(
			lines, draft, cJSON_GetObjectItemCaseSensitive(item, "schedule"), number);
		deal_slots(arena, lines, draft, cJSON_GetObjectItemCaseSensitive(item, "slots"));
		deal_items(arena, lines, draft, cJSON_GetObjectItemCaseSensitive(item, "children"));
	}
}

/* Whole texts warn at the head of the page, readings beside their line. */
static void deal_warnings(cJSON *const *lines, const struct agenda_draft *draft)
{
	cJSON *notes = cJSON_GetObjectItemCaseSensitive(draft->page, "notes");
	const cJSON *warning;

	cJSON_ArrayForEach (warning, draft->warnings) {
		cJSON *line = line_of(lines, draft, warning);
		cJSON *list = line ? cJSON_GetObjectItemCaseSensitive(line, "warnings") : notes;
		cJSON_AddItemToArray(list, cJSON_Duplicate(warning, true));
	}
	cJSON_AddBoolToObject(draft->page, "has_notes", cJSON_GetArraySize(notes) > 0);
}

static void mark_strays(cJSON *const *lines, const struct agenda_draft *draft)
{
	const cJSON *unread;

	cJSON_ArrayForEach (unread, cJSON_GetObjectItemCaseSensitive(draft->meeting, "unread")) {
		cJSON *line = line_of(lines, draft, unread);
		if (line && is_stray(unread))
			json_put(line, "stray", cJSON_CreateTrue());
	}
}

static void count_items(const cJSON *items, unsigned depth, unsigned counts[static 4])
{
	const cJSON *item;

	cJSON_ArrayForEach (item, items) {
		const char *kind = json_string(item, "kind");
		if (strcmp(kind, "dialogue") == 0)
			counts[2]++;
		else if (strcmp(kind, "break") != 0)
			counts[depth > 0]++;
		counts[3] += (unsigned)cJSON_GetArraySize(
			cJSON_GetObjectItemCaseSensitive(item, "slots"));
		count_items(cJSON_GetObjectItemCaseSensitive(item, "children"), depth + 1, counts);
	}
}

/* Marks the doubtful lines, and the first of them; answers how many there are. */
static unsigned mark_doubts(const cJSON *lines)
{
	unsigned doubts = 0;
	cJSON *line;

	cJSON_ArrayForEach (line, lines) {
		const cJSON *warnings = cJSON_GetObjectItemCaseSensitive(line, "warnings");
		if (!cJSON_GetArraySize(warnings) && !json_true(line, "stray"))
			continue;
		cJSON_AddTrueToObject(line, "doubtful");
		if (!doubts++)
			cJSON_AddTrueToObject(line, "first_doubt");
	}
	return doubts;
}

static void add_counts(const struct agenda_draft *draft, const cJSON *lines)
{
	static const char *const names[] = { "items", "sub_items", "dialogues", "slots" };
	unsigned counts[4] = { 0 };
	cJSON *json = cJSON_AddObjectToObject(draft->page, "counts");

	count_items(cJSON_GetObjectItemCaseSensitive(draft->meeting, "items"), 0, counts);
	for (size_t i = 0; i < 4; i++)
		cJSON_AddNumberToObject(json, names[i], counts[i]);
	cJSON_AddNumberToObject(json, "days",
		cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(draft->meeting, "days")));
	cJSON_AddNumberToObject(json, "doubts", mark_doubts(lines));
}

void agenda_draft_show(struct arena *arena, struct agenda_draft *draft)
{
	cJSON *list = cJSON_AddArrayToObject(draft->page, "lines");
	cJSON **lines = arena_alloc(arena, (draft->agenda.count + 1) * sizeof(cJSON *));

	for (size_t i = 0; i < draft->agenda.count; i++) {
		lines[i] = line_json(arena, draft, i);
		cJSON_AddItemToArray(list, lines[i]);
	}
	deal_items(arena, lines, draft, cJSON_GetObjectItemCaseSensitive(draft->meeting, "items"));
	deal_warnings(lines, draft);
	mark_strays(lines, draft);
	add_counts(draft, list);
	json_put(draft->page, "language",
		cJSON_CreateString(agenda_languages[draft->agenda.language]));
}
