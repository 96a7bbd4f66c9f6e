/* The tree as a meeting file: the document's own texts, days, sittings, and what is doubtful. */
#include "agenda/items.h"
#include "agenda/scan.h"
#include "agenda/tree.h"
#include "agenda/words.h"

#include "base/buffer.h"

#include <stdlib.h>
#include <string.h>

struct writer {
	struct arena *arena;
	const struct agenda *agenda;
	const struct agenda_wish *wish;
	struct tree tree;
	cJSON *meeting, *warnings;
	const char *language;
};

static cJSON *texts(const struct writer *w, struct text text)
{
	return items_texts(w->arena, w->language, text);
}

/* The texts of a list in a row, one a line. */
static struct text joined(const struct writer *w, const struct list *list)
{
	struct buffer out;

	buffer_init(&out, w->arena, AGENDA_BYTES);
	for (const struct entry *e = list->first; e; e = e->next) {
		if (e != list->first)
			buffer_append(&out, TEXT("\n"));
		buffer_append(&out, e->reading->text);
	}
	return buffer_text(&out);
}

static void put(const struct writer *w, const char *name, const struct list *list)
{
	if (list->first)
		cJSON_AddItemToObject(w->meeting, name, texts(w, joined(w, list)));
}

/* "Working Group on Migrants" as "working-group-on-migrants". */
static const char *slug_of(const struct writer *w, struct text text)
{
	enum { LONGEST = 48 };
	char *slug = arena_alloc(w->arena, LONGEST + 1);
	size_t used = 0, size, word = 0;

	for (; text.size && used < LONGEST; text = text_from(text, size)) {
		uint32_t c = scan_folded(text, &size);
		if ((c >= 'a' && c <= 'z') || scan_is_digit(c))
			slug[used++] = (char)c;
		else if (used && slug[used - 1] != '-' && c != '\'') {
			word = used;
			slug[used++] = '-';
		}
	}
	if (text.size && word)
		used = word;
	while (used && slug[used - 1] == '-')
		used--;
	slug[used] = '\0';
	return used ? slug : "meeting";
}

/* ---------------------------------------------------------------- warnings */

/* reading: NULL when it concerns the text. */
static void warn(
	struct writer *w, unsigned line, enum agenda_warning warning, const struct reading *reading)
{
	cJSON *json = cJSON_CreateObject();
	struct text text = reading ? reading->text : TEXT("");

	cJSON_AddNumberToObject(json, "line", line);
	if (reading)
		items_join(json, &w->tree, reading);
	cJSON_AddStringToObject(json, "warning", warning_name(warning));
	cJSON_AddStringToObject(json, "sentence", agenda_sentence(warning));
	cJSON_AddStringToObject(json, "text", arena_copy(w->arena, text));
	cJSON_AddItemToArray(w->warnings, json);
}

static void add_warnings(struct writer *w, bool dated, bool year_said)
{
	const struct agenda *agenda = w->agenda;
	struct entry *wrong = w->tree.warned.first;

	for (size_t i = 0; i < agenda->note_count; i++)
		warn(w, agenda->notes[i].line, agenda->notes[i].warning, NULL);
	if (!dated || !year_said)
		warn(w, 0, dated ? WARNING_NO_YEAR : WARNING_NO_DATE, NULL);
	if (!w->tree.items)
		warn(w, 0, WARNING_NO_ITEMS, NULL);
	for (size_t i = 0; i < agenda->count; i++) {
		const struct reading *reading = &agenda->readings[i];
		if (reading->warning)
			warn(w, reading->line, reading->warning, reading);
		for (; wrong && wrong->reading == reading; wrong = wrong->next)
			warn(w, reading->line,
				reading->kind == READING_DAY ? WARNING_DATE : WARNING_TIME,
				reading);
	}
}

/* ---------------------------------------------------------------- the document */

/* Bodies stand from the highest down; the meeting is the lowest one's. */
static cJSON *body_json(const struct writer *w, const struct entry *entry, cJSON *parent)
{
	cJSON *body = cJSON_CreateObject();

	cJSON_AddStringToObject(body, "slug", slug_of(w, entry->reading->text));
	cJSON_AddItemToObject(body, "names", texts(w, entry->reading->text));
	cJSON_AddNullToObject(body, "acronyms");
	if (parent)
		cJSON_AddItemToObject(body, "parent", parent);
	return entry->next ? body_json(w, entry->next, body) : body;
}

static void add_body(const struct writer *w)
{
	static const char *const secretariats[] = { "Secretariat", "Secretar\u00EDa",
		"Secr\u00E9tariat", "Secretaria" };
	enum { DEEPEST = 6 };
	struct entry *first = w->tree.bodies.first;
	unsigned count = 0;

	for (struct entry *e = first; e; e = e->next)
		count++;
	for (; count > DEEPEST; count--)
		first = first->next;
	if (first && !w->wish->body) {
		cJSON_AddItemToObject(w->meeting, "body", body_json(w, first, NULL));
		return;
	}
	cJSON *body = cJSON_AddObjectToObject(w->meeting, "body");
	struct text name =
		text_of(w->wish->body ? w->wish->body : secretariats[w->agenda->language]);
	cJSON_AddStringToObject(body, "slug", w->wish->body ? w->wish->body : slug_of(w, name));
	cJSON_AddItemToObject(body, "names", texts(w, name));
	cJSON_AddNullToObject(body, "acronyms");
}

/* The quotation marks around a title are the document's, not the title's. */
static void add_title(const struct writer *w)
{
	static const struct {
		const char *open, *close;
	} marks[] = { { "\u201C", "\u201D" }, { "\u00AB\u00A0", "\u00A0\u00BB" },
		{ "\u00AB ", " \u00BB" }, { "\u00AB", "\u00BB" }, { "\"", "\"" } };
	struct text title = joined(w, &w->tree.titles);

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		struct text open = text_of(marks[i].open), close = text_of(marks[i].close);
		if (title.size <= open.size + close.size || !text_starts(title, open) ||
			!text_ends(title, close))
			continue;
		cJSON_AddItemToObject(w->meeting, "title_open", texts(w, open));
		cJSON_AddItemToObject(w->meeting, "title_close", texts(w, close));
		title = text_slice(title, open.size, title.size - close.size);
		break;
	}
	if (title.size)
		cJSON_AddItemToObject(w->meeting, "title", texts(w, title));
}

/* "A.", "I. Provisional agenda" */
static const char *part_text(const struct writer *w, const struct reading *part)
{
	return arena_printf(w->arena, "%.*s%s%.*s", (int)part->label.size, part->label.data,
		part->label.size && part->text.size ? " " : "", (int)part->text.size,
		part->text.data);
}

static void add_heading(const struct writer *w)
{
	struct text annotated = joined(w, &w->tree.headings);
	struct text brief =
		w->tree.short_headings.first ? joined(w, &w->tree.short_headings) : annotated;
	const struct entry *part = w->tree.parts.first;

	if (part) {
		const struct reading *last = (part->next ? part->next : part)->reading;
		cJSON *parts = cJSON_AddObjectToObject(w->meeting, "parts");
		if (part->next)
			cJSON_AddStringToObject(parts, "short", part_text(w, part->reading));
		cJSON_AddStringToObject(parts, "annotated", part_text(w, last));
		for (const struct entry *e = part; e; e = e->next)
			if (e->reading->text.size && !annotated.size)
				annotated = e->reading->text;
		if (part->reading->text.size && !brief.size)
			brief = part->reading->text;
	}
	if (!annotated.size)
		return;
	cJSON *heading = cJSON_AddObjectToObject(w->meeting, "heading");
	cJSON_AddItemToObject(heading, "short", texts(w, brief));
	cJSON_AddItemToObject(heading, "annotated", texts(w, annotated));
}

static void add_footnotes(const struct writer *w)
{
	cJSON *list = cJSON_AddArrayToObject(w->meeting, "footnotes");
	unsigned number = 0;

	for (const struct entry *e = w->tree.footnotes.first; e; e = e->next) {
		cJSON *note = cJSON_CreateObject();
		cJSON_AddStringToObject(note, "mark", arena_printf(w->arena, "%u", ++number));
		cJSON_AddStringToObject(note, "at", "note");
		cJSON_AddItemToObject(note, "text", texts(w, e->reading->text));
		cJSON_AddItemToArray(list, note);
	}
}

/* A paragraph with a label is an objective; one that ends with a colon leads to those. */
static cJSON *block_json(const struct writer *w, const struct reading *reading)
{
	cJSON *block = cJSON_CreateObject();
	bool lead = text_ends(reading->text, TEXT(":"));

	cJSON_AddStringToObject(block, "kind",
		reading->label.size ? "objective"
		: lead              ? "lead"
				    : "paragraph");
	if (reading->label.size)
		cJSON_AddStringToObject(block, "label", arena_copy(w->arena, reading->label));
	else
		cJSON_AddNullToObject(block, "label");
	cJSON_AddItemToObject(block, "text", texts(w, reading->text));
	return block;
}

static void add_sections(const struct writer *w)
{
	cJSON *list = cJSON_AddArrayToObject(w->meeting, "sections"), *blocks = NULL;

	for (const struct entry *e = w->tree.sections.first; e; e = e->next) {
		const struct reading *reading = e->reading;
		bool begins = reading->kind == READING_SECTION;
		if (begins || !blocks) {
			cJSON *section = cJSON_CreateObject();
			long long number;
			struct text label = reading->label;
			while (label.size && (label.data[label.size - 1] < '0' ||
						     label.data[label.size - 1] > '9'))
				label.size--;
			if (begins && text_number(label, &number))
				cJSON_AddNumberToObject(section, "number", (double)number);
			else if (begins && reading->label.size)
				cJSON_AddStringToObject(section, "number",
					arena_copy(w->arena, (struct text){ reading->label.data,
								     reading->label.size - 1 }));
			if (begins)
				cJSON_AddItemToObject(section, "title", texts(w, reading->text));
			blocks = cJSON_AddArrayToObject(section, "blocks");
			cJSON_AddItemToArray(list, section);
		}
		if (!begins)
			cJSON_AddItemToArray(blocks, block_json(w, reading));
	}
}

/* ---------------------------------------------------------------- dates */

/* The first dates that a list of readings names, anywhere in their texts. */
static bool find_dates(const struct list *list, struct day *first, struct day *last)
{
	for (const struct entry *e = list->first; e; e = e->next) {
		bool begins = true;
		size_t size;
		for (struct text rest = e->reading->text; rest.size; rest = text_from(rest, size)) {
			if (begins && dates_read(rest, first, last) && day_exists(first) &&
				day_exists(last))
				return true;
			uint32_t c = scan_character(rest, &size);
			begins = !scan_is_letter(c) && !scan_is_digit(c);
		}
	}
	return false;
}

/* The year that the head of the document names, or 0. */
static int find_year(const struct writer *w)
{
	for (size_t i = 0; i < w->agenda->count && i < 60; i++) {
		struct text text = w->agenda->readings[i].text;
		for (size_t at = 0; at + 4 <= text.size; at++) {
			int year;
			bool begins = !at || !scan_is_digit((unsigned char)text.data[at - 1]);
			if (begins && scan_number(text_from(text, at), &year) == 4 &&
				year >= 1945 && year < 2200)
				return year;
		}
	}
	return 0;
}

static const char *date_text(const struct writer *w, long number)
{
	int year, month, date;

	day_of_number(number, &year, &month, &date);
	return arena_printf(w->arena, "%04d-%02d-%02d", year, month, date);
}

/* The day of the wish: where the text names none. */
static long wished_day(const struct writer *w)
{
	const char *wish = w->wish->starts_on;
	int year = 0, month = 0, date = 0;

	if (wish && strlen(wish) == 10) {
		scan_number(text_of(wish), &year);
		scan_number(text_of(wish + 5), &month);
		scan_number(text_of(wish + 8), &date);
	}
	struct day day = { .year = year, .month = month, .date = date };
	bool good = year >= 1900 && month >= 1 && month <= 12 && date >= 1 && day_exists(&day);
	return good ? day_number(year, month, date) : day_number(2000, 1, 1);
}

/*
 * A date for each day: its own, else the one behind the day before, else the meeting's first.
 * Returns whether the text names any.
 */
static bool date_days(struct writer *w, long *starts, long *ends, bool *year_said)
{
	struct day first = { 0 }, last = { 0 };
	bool named = find_dates(&w->tree.dates, &first, &last);
	int year = first.year ? first.year : find_year(w);
	long wished = wished_day(w), before;

	*year_said = year != 0;
	if (!year)
		day_of_number(wished, &year, &(int){ 0 }, &(int){ 0 });
	*starts = named ? day_number(year, first.month, first.date) : wished;
	*ends = named ? day_number(last.year ? last.year : year, last.month, last.date) : *starts;
	if (*ends < *starts || *ends > *starts + 366)
		*ends = *starts;
	bool any = false;
	before = *starts - 1;
	for (struct day_entry *day = w->tree.days; day; day = day->next) {
		const struct day *said = &day->day;
		if (said->month) {
			before =
				day_number(said->year ? said->year : year, said->month, said->date);
			if (!any && !named)
				*starts = *ends = before;
			any = true;
		} else if (said->ordinal && named)
			before = *starts + said->ordinal - 1;
		else
			before++;
		day_of_number(before, &day->year, &day->month, &day->date);
		if (before > *ends)
			*ends = before;
		if (before < *starts && any)
			*starts = before;
	}
	return named || any;
}

static void add_days(const struct writer *w)
{
	cJSON *list = cJSON_AddArrayToObject(w->meeting, "days");
	unsigned ordinal = 0;

	for (const struct day_entry *day = w->tree.days; day; day = day->next) {
		cJSON *json = cJSON_CreateObject();
		cJSON_AddNumberToObject(json, "ordinal", ++ordinal);
		cJSON_AddStringToObject(
			json, "date", date_text(w, day_number(day->year, day->month, day->date)));
		cJSON *label = cJSON_AddObjectToObject(json, "label");
		const struct reading *brief = day->short_label ? day->short_label : day->label;
		if (brief)
			cJSON_AddItemToObject(label, "short", texts(w, brief->text));
		if (day->label)
			cJSON_AddItemToObject(label, "annotated", texts(w, day->label->text));
		cJSON_AddItemToArray(list, json);
	}
}

/* ---------------------------------------------------------------- sittings */

/* The hours of a sitting reach over all its entries. */
static void widen(struct writer *w, const struct item *item)
{
	for (; item; item = item->next) {
		for (const struct hour_entry *e = item->schedule; e; e = e->next) {
			struct hours *hours = &w->tree.sittings[e->sitting - 1].hours;
			int ends =
				e->hours.ends > e->hours.starts ? e->hours.ends : e->hours.starts;
			if (e->hours.starts >= 0 &&
				(hours->starts < 0 || e->hours.starts < hours->starts))
				hours->starts = e->hours.starts;
			if (ends > hours->ends)
				hours->ends = ends;
		}
		widen(w, item->child);
	}
}

/* "Room: Hall of the Americas (second floor)": the words before the name apart. */
static void add_room(const struct writer *w, cJSON *json, struct text text)
{
	size_t label;

	if (text_starts(text, TEXT("(")) && text_ends(text, TEXT(")")))
		text = text_slice(text, 1, text.size - 1);
	if (word_at(text, WORD_ROOM_LABEL, &label)) {
		cJSON_AddStringToObject(json, "room_label",
			arena_copy(w->arena, (struct text){ text.data, label }));
		text = scan_trim(text_from(text, label));
	}
	if (text.size)
		cJSON_AddItemToObject(json, "room", texts(w, text));
}

static void add_sittings(struct writer *w)
{
	cJSON *list = cJSON_AddArrayToObject(w->meeting, "sittings");
	unsigned made = 0;

	widen(w, w->tree.items);
	for (unsigned i = 0; i < w->tree.sitting_count; i++) {
		const struct sitting *sitting = &w->tree.sittings[i];
		cJSON *json = items_sitting(++made, sitting->day, w->arena, sitting->hours);
		if (sitting->text.size)
			cJSON_AddStringToObject(json, "text", arena_copy(w->arena, sitting->text));
		if (sitting->name)
			cJSON_AddItemToObject(json, "name", texts(w, sitting->name->text));
		if (sitting->room)
			add_room(w, json, sitting->room->text);
		cJSON_AddItemToArray(list, json);
	}
}

static void add_unread(const struct writer *w)
{
	cJSON *list = cJSON_AddArrayToObject(w->meeting, "unread");

	for (const struct entry *e = w->tree.unread.first; e; e = e->next) {
		const struct reading *reading = e->reading;
		cJSON *json = cJSON_CreateObject();
		cJSON_AddNumberToObject(json, "line", reading->line);
		items_join(json, &w->tree, reading);
		cJSON_AddStringToObject(json, "kind", reading_names[reading->kind]);
		if (reading->label.size)
			cJSON_AddStringToObject(
				json, "label", arena_copy(w->arena, reading->label));
		cJSON_AddStringToObject(json, "text", arena_copy(w->arena, reading->text));
		cJSON_AddItemToArray(list, json);
	}
}

cJSON *agenda_meeting(struct arena *arena, const struct agenda *agenda,
	const struct agenda_wish *wish, cJSON **warnings)
{
	struct writer w = { .arena = arena,
		.agenda = agenda,
		.wish = wish,
		.tree = tree_make(arena, agenda),
		.meeting = cJSON_CreateObject(),
		.warnings = cJSON_CreateArray(),
		.language = agenda_languages[agenda->language] };
	struct text name = joined(&w, w.tree.titles.first ? &w.tree.titles : &w.tree.headings);
	long starts, ends;
	bool year_said, dated = date_days(&w, &starts, &ends, &year_said);

	if (wish->name || !name.size)
		name = text_of(wish->name ? wish->name : "Meeting");
	cJSON_AddStringToObject(w.meeting, "slug", wish->slug ? wish->slug : slug_of(&w, name));
	cJSON_AddStringToObject(w.meeting, "zone", wish->zone ? wish->zone : "UTC");
	cJSON_AddStringToObject(w.meeting, "starts_on", date_text(&w, starts));
	cJSON_AddStringToObject(w.meeting, "ends_on", date_text(&w, ends));
	cJSON_AddStringToObject(w.meeting, "original_language", w.language);
	cJSON_AddArrayToObject(w.meeting, "unofficial_translations");
	add_body(&w);
	cJSON_AddItemToObject(w.meeting, "name", texts(&w, name));
	put(&w, "venue", &w.tree.venues);
	add_heading(&w);
	add_title(&w);
	put(&w, "dates_text", &w.tree.dates);
	put(&w, "note", &w.tree.notes);
	add_footnotes(&w);
	struct text note = joined(&w, &w.tree.notes), heading = joined(&w, &w.tree.headings);
	cJSON_AddStringToObject(w.meeting, "agenda_state",
		word_has(note, WORD_PROPOSAL) || word_has(heading, WORD_PROPOSAL)
			? "proposal of the Chair"
			: "draft");
	add_sections(&w);
	add_days(&w);
	add_sittings(&w);
	cJSON_AddItemToObject(w.meeting, "items", items_json(arena, &w.tree, agenda->language));
	add_unread(&w);
	add_warnings(&w, dated, year_said);
	*warnings = w.warnings;
	return w.meeting;
}
