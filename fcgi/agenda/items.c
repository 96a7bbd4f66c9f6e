/* Writing items, each with all below it. */
#include "agenda/items.h"

#include "agenda/label.h"
#include "agenda/people.h"
#include "agenda/scan.h"

#include "base/buffer.h"

#include <string.h>

struct writer {
	struct arena *arena;
	const struct tree *tree;
	int language;
};

static const char *const role_names[] = { [ROLE_PRESENTER] = "presenter",
	[ROLE_PANELIST] = "panelist",
	[ROLE_MODERATOR] = "moderator",
	[ROLE_RAPPORTEUR] = "rapporteur",
	[ROLE_CHAIR] = "chair",
	[ROLE_PARTICIPANT] = "participant" };

static const char *const holder_names[] = { [HELD_BY_OFFICE] = "office",
	[HELD_BY_INSTITUTION] = "institution",
	[HELD_BY_GROUP] = "group",
	[HELD_BY_PERSON] = "person" };

void items_join(cJSON *json, const struct tree *tree, const struct reading *reading)
{
	cJSON_AddNumberToObject(json, "reading", (double)tree_place(tree, reading));
}

cJSON *items_texts(struct arena *arena, const char *language, struct text text)
{
	cJSON *json = cJSON_CreateObject();

	cJSON_AddStringToObject(json, language, arena_copy(arena, text));
	return json;
}

static cJSON *texts(const struct writer *w, struct text text)
{
	return items_texts(w->arena, agenda_languages[w->language], text);
}

static void put_hours(struct arena *arena, cJSON *json, struct hours hours)
{
	if (hours.starts >= 0)
		cJSON_AddStringToObject(json, "starts",
			arena_printf(arena, "%02d:%02d", hours.starts / 60, hours.starts % 60));
	if (hours.starts >= 0 && hours.ends > hours.starts)
		cJSON_AddStringToObject(json, "ends",
			arena_printf(arena, "%02d:%02d", hours.ends / 60, hours.ends % 60));
}

cJSON *items_sitting(unsigned ordinal, unsigned day, struct arena *arena, struct hours hours)
{
	cJSON *json = cJSON_CreateObject();

	cJSON_AddNumberToObject(json, "ordinal", ordinal);
	cJSON_AddNumberToObject(json, "day", day);
	put_hours(arena, json, hours);
	return json;
}

static void add_schedule(const struct writer *w, cJSON *json, const struct item *item)
{
	if (!item->schedule)
		return;
	cJSON *list = cJSON_AddArrayToObject(json, "schedule");
	for (const struct hour_entry *e = item->schedule; e; e = e->next) {
		cJSON *entry = cJSON_CreateObject();
		cJSON_AddNumberToObject(entry, "sitting", e->sitting);
		put_hours(w->arena, entry, e->hours);
		cJSON_AddStringToObject(entry, "text", arena_copy(w->arena, e->text));
		items_join(entry, w->tree, e->reading);
		cJSON_AddItemToArray(list, entry);
	}
}

/* ---------------------------------------------------------------- people */

static cJSON *slot_json(const struct writer *w, const struct slot *slot)
{
	cJSON *json = cJSON_CreateObject();

	cJSON_AddStringToObject(json, "role", role_names[slot->role]);
	cJSON_AddStringToObject(json, "held_by", holder_names[slot->held_by]);
	if (slot->party)
		cJSON_AddStringToObject(json, "party", slot->party);
	else
		cJSON_AddNullToObject(json, "party");
	cJSON_AddBoolToObject(json, "open", slot->open);
	cJSON_AddItemToObject(json, "label", texts(w, text_of(slot->label)));
	if (slot->party_kind)
		cJSON_AddStringToObject(json, "party_kind", slot->party_kind);
	if (slot->no_paper)
		cJSON_AddFalseToObject(json, "expects_paper");
	if (slot->name) {
		cJSON *people = cJSON_AddArrayToObject(json, "people"),
		      *person = cJSON_CreateObject();
		cJSON_AddStringToObject(person, "name", slot->name);
		cJSON_AddItemToArray(people, person);
	}
	return json;
}

static cJSON *line_json(const struct writer *w, const struct reading *reading)
{
	struct people_line line = people_look(reading->text);
	cJSON *json = cJSON_CreateObject();
	bool role = line.has_role && line.label < reading->text.size;
	struct text label = scan_trim((struct text){ reading->text.data, role ? line.label : 0 });

	if (label.size)
		cJSON_AddItemToObject(json, "label", texts(w, label));
	else
		cJSON_AddNullToObject(json, "label");
	cJSON_AddItemToObject(
		json, "text", texts(w, scan_trim(text_from(reading->text, role ? line.label : 0))));
	return json;
}

/* The printed lines: one as it always was, several in a row. */
static void add_lines(const struct writer *w, cJSON *json, const struct item *item)
{
	const struct entry *first = item->lines.first;

	if (first && !first->next)
		cJSON_AddItemToObject(json, "line", line_json(w, first->reading));
	else if (first) {
		cJSON *list = cJSON_AddArrayToObject(json, "line");
		for (const struct entry *e = first; e; e = e->next)
			cJSON_AddItemToArray(list, line_json(w, e->reading));
	}
}

static struct text without_colon(struct text title)
{
	if (text_ends(title, TEXT(":")))
		title.size--;
	return scan_trim(title);
}

static struct text short_title(const struct item *item)
{
	return item->short_title ? item->short_title->text : without_colon(item->title->text);
}

/*
 * The slots of an item's lines. A line that is nothing but "Panelists:" says what those below it
 * are. Returns whether the lines speak of groups that take part, and of nobody who speaks.
 */
static bool add_slots(const struct writer *w, cJSON *json, const struct item *item)
{
	struct slot *read = arena_alloc(w->arena, SLOTS * sizeof *read);
	const enum role *above = NULL;
	enum role role;
	bool working = false, speaking = false;
	cJSON *slots = cJSON_CreateArray();

	for (const struct entry *e = item->lines.first; e; e = e->next) {
		struct people_line line = people_look(e->reading->text);
		if (line.kind == PEOPLE_LABEL) {
			role = line.role;
			above = &role;
			continue;
		}
		size_t count = people_slots(w->arena, e->reading->text,
			line.has_role ? NULL : above, short_title(item), w->language, read);
		for (size_t i = 0; i < count; i++) {
			cJSON *slot = slot_json(w, &read[i]);
			items_join(slot, w->tree, e->reading);
			cJSON_AddItemToArray(slots, slot);
			working = working || read[i].role == ROLE_PARTICIPANT;
			speaking = speaking || read[i].role != ROLE_PARTICIPANT;
		}
	}
	if (cJSON_GetArraySize(slots))
		cJSON_AddItemToObject(json, "slots", slots);
	return working && !speaking;
}

/* "… will provide the Chair of the Working Group an opportunity …" names a slot where no line
 * does. */
static void add_chair(const struct writer *w, cJSON *json, const struct item *item)
{
	static const char chair[] = "the chair of the";
	struct slot slot = { .role = ROLE_CHAIR, .held_by = HELD_BY_OFFICE, .no_paper = true };
	const struct entry *annotation = item->annotations.first;

	if (!annotation || cJSON_GetObjectItemCaseSensitive(json, "slots"))
		return;
	for (struct text rest = annotation->reading->text; rest.size; rest = text_from(rest, 1)) {
		size_t at = scan_phrase(rest, chair), end = at, size;
		if (!at)
			continue;
		while (scan_is_capital(scan_character(text_from(rest, end + 1), &size))) {
			end++;
			while (end < rest.size && !strchr(" ,.;", rest.data[end]))
				end++;
		}
		if (end == at)
			return;
		slot.label = arena_copy(w->arena, text_slice(rest, 4, end));
		cJSON *slots = cJSON_AddArrayToObject(json, "slots");
		cJSON_AddItemToArray(slots, slot_json(w, &slot));
		return;
	}
}

/* ---------------------------------------------------------------- texts of an item */

/* Annotation with the marks that the text has around it, which dais prints as they are. */
static void add_annotation(const struct writer *w, cJSON *json, const struct item *item)
{
	struct buffer out;
	const char *open = "", *close = "";

	if (!item->annotations.first)
		return;
	buffer_init(&out, w->arena, AGENDA_BYTES);
	for (const struct entry *e = item->annotations.first; e; e = e->next) {
		struct text label = e->reading->label;
		if (out.size)
			buffer_append(&out, TEXT("\n"));
		if (label.size)
			buffer_printf(&out, "%.*s ", (int)label.size, label.data);
		buffer_append(&out, e->reading->text);
	}
	struct text text = buffer_text(&out);
	if (text_starts(text, TEXT("["))) {
		open = text_starts(text, TEXT("[ ")) ? "[ " : "[";
		text = text_from(text, strlen(open));
		if (text_ends(text, TEXT("]"))) {
			close = text_ends(text, TEXT(" ]")) ? " ]" : "]";
			text.size -= strlen(close);
		}
	}
	cJSON_AddItemToObject(json, "annotation", texts(w, text));
	cJSON_AddStringToObject(json, "annotation_open", open);
	cJSON_AddStringToObject(json, "annotation_close", close);
	if (item->annotation_after)
		cJSON_AddTrueToObject(json, "annotation_after_children");
}

static void add_titles(const struct writer *w, cJSON *json, const struct item *item)
{
	struct text title = item->title->text;
	struct buffer subtitle;

	if (!title.size)
		title = item->title->label;
	if (item->title->kind == READING_DIALOGUE) {
		cJSON_AddItemToObject(json, "title", texts(w, title));
	} else {
		struct text brief = short_title(item);
		cJSON_AddItemToObject(json, "short_title", texts(w, brief.size ? brief : title));
		cJSON_AddItemToObject(json, "long_title", texts(w, title));
	}
	if (!item->subtitles.first)
		return;
	buffer_init(&subtitle, w->arena, AGENDA_BYTES);
	for (const struct entry *e = item->subtitles.first; e; e = e->next) {
		if (subtitle.size)
			buffer_append(&subtitle, TEXT("\n"));
		buffer_append(&subtitle, e->reading->text);
	}
	cJSON_AddItemToObject(json, "subtitle", texts(w, buffer_text(&subtitle)));
}

/* ---------------------------------------------------------------- numbers and kinds */

/* The number that dais counts: Roman at the top, letters below. */
static const char *counted(const struct writer *w, unsigned rank, unsigned depth)
{
	static const char *const tens[] = { "", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX",
		"XC" };
	static const char *const ones[] = { "", "I", "II", "III", "IV", "V", "VI", "VII", "VIII",
		"IX" };

	if (depth == 0)
		return rank < 100 ? arena_printf(w->arena, "%s%s", tens[rank / 10], ones[rank % 10])
				  : "";
	return rank <= 26 ? arena_printf(w->arena, "%c", 'a' + (int)rank - 1) : "";
}

static const char *kind_of(const struct item *item, bool working)
{
	struct text title = item->title->text;

	if (item->title->kind == READING_DIALOGUE)
		return "dialogue";
	if (item->title->kind == READING_BREAK)
		return "break";
	struct text head = { title.data, title.size < 60 ? title.size : 60 };
	if (word_has(head, WORD_OPENING))
		return "opening";
	if (word_has(head, WORD_CLOSING))
		return "closing";
	return working || word_has(head, WORD_WORKING) ? "working" : "panel";
}

static cJSON *list_json(const struct writer *w, const struct item *item, const char *above,
	unsigned depth, bool *working);

static cJSON *item_json(const struct writer *w, const struct item *item, const char *number,
	const char *key, unsigned depth)
{
	cJSON *json = cJSON_CreateObject(), *children = NULL;
	struct text label = item->title->label;
	bool children_work = false;

	cJSON_AddStringToObject(json, "key", key);
	cJSON_AddStringToObject(json, "kind", "panel");
	cJSON_AddNumberToObject(json, "day", item->day);
	items_join(json, w->tree, item->title);
	if (label.size) {
		cJSON_AddStringToObject(json, "label", arena_copy(w->arena, label));
		if (!text_equal(label_bare(label), text_of(number)))
			cJSON_AddStringToObject(
				json, "number", arena_copy(w->arena, label_bare(label)));
	}
	add_titles(w, json, item);
	add_lines(w, json, item);
	add_annotation(w, json, item);
	add_schedule(w, json, item);
	bool working = add_slots(w, json, item);
	if (item->child)
		children = list_json(w, item->child, key, depth + 1, &children_work);
	const char *kind = kind_of(item, working || children_work);
	if (strcmp(kind, "closing") == 0 || strcmp(kind, "opening") == 0)
		add_chair(w, json, item);
	cJSON_ReplaceItemInObjectCaseSensitive(json, "kind", cJSON_CreateString(kind));
	if (children)
		cJSON_AddItemToObject(json, "children", children);
	return json;
}

/* *working: all of them but dialogues are for work in groups. */
static cJSON *list_json(const struct writer *w, const struct item *item, const char *above,
	unsigned depth, bool *working)
{
	cJSON *list = cJSON_CreateArray();
	unsigned rank = 0, works = 0;

	for (; item; item = item->next) {
		bool is_counted = item->title->kind == READING_ITEM;
		const char *number = is_counted ? counted(w, ++rank, depth) : "";
		const char *name = is_counted                           ? number
				   : item->title->kind == READING_BREAK ? "break"
									: "dialogue";
		const char *key = *above ? arena_printf(w->arena, "%s.%s", above, name) : name;
		cJSON *json = item_json(w, item, number, key, depth);
		works += is_counted && strcmp(json_string(json, "kind"), "working") == 0;
		cJSON_AddItemToArray(list, json);
	}
	*working = rank > 0 && works == rank;
	return list;
}

cJSON *items_json(struct arena *arena, const struct tree *tree, int language)
{
	struct writer w = { .arena = arena, .tree = tree, .language = language };
	bool working;

	return list_json(&w, tree->items, "", 0, &working);
}
