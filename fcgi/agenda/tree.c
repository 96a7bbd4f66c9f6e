/* From readings to the tree, in one walk. */
#include "agenda/tree.h"

#include "agenda/label.h"
#include "agenda/scan.h"
#include "agenda/words.h"

#include <string.h>

struct builder {
	struct tree tree;
	struct item *open[AGENDA_DEPTH + 1]; /* the item that is open at each depth */
	struct item *current;                /* the newest item, dialogue or break */
	const struct reading *time;          /* waits for its item */
	const struct reading *before;        /* what stood before, but for the paper */
	const struct reading *room;          /* of the sitting */
	const struct reading *sitting_name;
	unsigned depth, day, sitting; /* sitting: 0 until an hour or item needs one */
	int last_start;               /* of the hours before, to tell 1:30 from 13:30 */
	bool short_part;
	struct list short_items, short_days;
};

void list_add(struct arena *arena, struct list *list, const struct reading *reading)
{
	struct entry *entry = arena_alloc(arena, sizeof *entry);

	entry->reading = reading;
	if (list->last)
		list->last->next = entry;
	else
		list->first = entry;
	list->last = entry;
}

size_t tree_place(const struct tree *tree, const struct reading *reading)
{
	return (size_t)(reading - tree->readings);
}

static void keep(struct builder *b, struct list *list, const struct reading *reading)
{
	list_add(b->tree.arena, list, reading);
}

/* ---------------------------------------------------------------- days and sittings */

static struct day read_day(struct text text)
{
	struct day day;

	day_read(text_from(text, scan_marks(text, "-*=|[(")), &day);
	return day;
}

static void add_day(struct builder *b, const struct reading *label)
{
	struct tree *tree = &b->tree;
	struct day_entry *day = arena_alloc(tree->arena, sizeof *day);

	day->label = label;
	if (label) {
		day->day = read_day(label->text);
		if (!day_exists(&day->day)) {
			day->day.month = day->day.date = 0;
			keep(b, &tree->warned, label);
		}
	}
	if (tree->last_day)
		tree->last_day->next = day;
	else
		tree->days = day;
	tree->last_day = day;
	b->day = ++tree->day_count;
	b->sitting = 0;
	b->room = b->sitting_name = NULL;
	b->last_start = -1;
}

/* The day that goes on: "DAY ONE (continued)", or the same date in a running head. */
static bool same_day(const struct builder *b, const struct reading *label)
{
	const struct day_entry *last = b->tree.last_day;

	if (!last || !last->label)
		return false;
	struct day day = read_day(label->text);
	return (day.ordinal && day.ordinal == last->day.ordinal && !day.date) ||
	       (day.date && day.date == last->day.date && day.month == last->day.month);
}

static unsigned add_sitting(struct builder *b, const struct reading *room)
{
	if (!b->day)
		add_day(b, NULL);
	b->tree.sittings[b->tree.sitting_count] = (struct sitting){
		.day = b->day, .name = b->sitting_name, .room = room, .hours = { -1, -1, false }
	};
	return ++b->tree.sitting_count;
}

static unsigned sitting_now(struct builder *b)
{
	if (!b->sitting)
		b->sitting = add_sitting(b, b->room);
	return b->sitting;
}

static struct sitting *sitting_of(struct builder *b, unsigned number)
{
	return &b->tree.sittings[number - 1];
}

/* A room of one item is a sitting of its own beside the day's. */
static unsigned sitting_in_room(struct builder *b, const struct reading *room)
{
	enum { LOOKED_AT = 64 };

	for (unsigned n = b->tree.sitting_count; n > 0 && n + LOOKED_AT > b->tree.sitting_count;
		n--) {
		const struct sitting *sitting = sitting_of(b, n);
		if (sitting->day == b->day && sitting->room && sitting->name == b->sitting_name &&
			text_equal(sitting->room->text, room->text))
			return n;
	}
	return add_sitting(b, room);
}

/* ---------------------------------------------------------------- hours */

/* The printed hours of a reading; an end that lies before its beginning is left out and told. */
static struct hours read_hours(struct builder *b, const struct reading *reading)
{
	struct hours hours;
	struct text text = text_from(reading->text, scan_marks(reading->text, "([,-|"));

	if (!hours_read(text, &hours)) { /* "Time: 10:00" */
		const char *name = memchr(text.data, ':', text.size);
		if (name)
			text = text_from(text, (size_t)(name - text.data) + 1);
		hours_read(text_from(text, scan_blank(text)), &hours);
	}
	hours = hours_after(hours, b->last_start);
	if (hours.ends >= 0 && hours.ends <= hours.starts) {
		hours.ends = -1;
		keep(b, &b->tree.warned, reading);
	}
	if (hours.starts >= 0)
		b->last_start = hours.starts;
	return hours;
}

static void add_hours(struct builder *b, struct item *item, struct hours hours, struct text text,
	const struct reading *reading)
{
	struct hour_entry *entry = arena_alloc(b->tree.arena, sizeof *entry);

	*entry = (struct hour_entry){
		.sitting = sitting_now(b), .hours = hours, .text = text, .reading = reading
	};
	if (item->last_hour)
		item->last_hour->next = entry;
	else
		item->schedule = entry;
	item->last_hour = entry;
}

static void read_sitting_hours(struct builder *b, const struct reading *reading)
{
	struct sitting *sitting = sitting_of(b, sitting_now(b));

	sitting->hours = read_hours(b, reading);
	sitting->text = reading->text;
}

/* What "Point 1 (continued)" has said before its hours. */
static bool is_bare(const struct hour_entry *entry, const struct reading *before)
{
	return entry && entry->hours.starts < 0 && entry->reading == before;
}

/* Both readings as one printed text. */
static struct text joined_text(
	const struct builder *b, const struct reading *first, const struct reading *second)
{
	return text_of(arena_printf(b->tree.arena, "%.*s %.*s", (int)first->text.size,
		first->text.data, (int)second->text.size, second->text.data));
}

static void read_time(struct builder *b, const struct reading *reading)
{
	const struct reading *before = b->before;

	if (reading->behind && before &&
		(before->kind == READING_DAY || before->kind == READING_SITTING ||
			before->kind == READING_DATES))
		read_sitting_hours(b, reading);
	else if (reading->behind && b->current && before &&
		 is_bare(b->current->last_hour, before)) {
		b->current->last_hour->hours = read_hours(b, reading);
		b->current->last_hour->text = joined_text(b, before, reading);
	} else if (reading->behind && b->current)
		add_hours(b, b->current, read_hours(b, reading), reading->text, reading);
	else {
		if (b->time)
			keep(b, &b->tree.unread, b->time);
		b->time = reading;
	}
}

/* A room on an item's line is where its hours are; before any item, where the day is. */
static void read_room(struct builder *b, const struct reading *reading)
{
	struct item *item = b->current, *up = item;

	while (up && !up->last_hour)
		up = up->parent;
	if (up && up != item) /* a room of its own in the hours of the item above */
		add_hours(b, item, up->last_hour->hours, reading->text, reading);
	if (!item || !item->last_hour) {
		if (b->room || item) {
			if (item)
				keep(b, &item->annotations, reading);
			else
				keep(b, &b->tree.unread, reading);
			return;
		}
		b->room = reading;
		if (b->sitting)
			sitting_of(b, b->sitting)->room = reading;
		return;
	}
	struct sitting *here = sitting_of(b, item->last_hour->sitting);
	if (here->room && text_equal(here->room->text, reading->text))
		return;
	item->last_hour->sitting = sitting_in_room(b, reading);
}

/* ---------------------------------------------------------------- items */

static struct item *add_item(struct builder *b, const struct reading *reading, unsigned depth)
{
	struct item *item = arena_alloc(b->tree.arena, sizeof *item);

	while (depth > 0 && (depth > b->depth + 1 || !b->open[depth - 1]))
		depth--;
	struct item *parent = depth ? b->open[depth - 1] : NULL;
	*item = (struct item){ .title = reading, .parent = parent };
	if (!b->day)
		add_day(b, NULL);
	item->day = b->day;
	struct item **last = parent ? &parent->last_child : &b->tree.last_item;
	if (*last)
		(*last)->next = item;
	else if (parent)
		parent->child = item;
	else
		b->tree.items = item;
	*last = item;
	b->tree.item_count++;
	b->current = item;
	return item;
}

/* What follows hours that wait. */
static void give_time(struct builder *b, struct item *item)
{
	if (!b->time)
		return;
	add_hours(b, item, read_hours(b, b->time), b->time->text, b->time);
	b->time = NULL;
}

static bool same_number(const struct reading *a, const struct reading *b)
{
	return a->label.size && b->label.size &&
	       text_equal(label_bare(a->label), label_bare(b->label));
}

/* The item that "III. … (continued)" goes on, among the last at the top. */
static struct item *find_continued(struct builder *b, const struct reading *reading)
{
	struct item *found = NULL;
	unsigned looked_at = 0;
	size_t at;

	if (reading->depth > 0 || !word_in(reading->text, WORD_CONTINUED, &at))
		return NULL;
	if (at && reading->text.data[at - 1] == '(')
		at--;
	struct text title = scan_trim((struct text){ reading->text.data, at });
	for (struct item *item = b->tree.items; item && looked_at < 300;
		item = item->next, looked_at++)
		if (reading->label.size ? same_number(item->title, reading)
					: title.size && text_starts(item->title->text, title))
			found = item;
	return found;
}

static void read_item(struct builder *b, const struct reading *reading)
{
	unsigned depth = reading->depth > AGENDA_DEPTH ? AGENDA_DEPTH : reading->depth;
	struct item *continued = find_continued(b, reading);

	if (continued) {
		b->current = continued;
		struct text text = reading->text;
		if (reading->label.size)
			text = text_of(
				arena_printf(b->tree.arena, "%.*s %.*s", (int)reading->label.size,
					reading->label.data, (int)text.size, text.data));
		struct hours hours =
			b->time ? read_hours(b, b->time) : (struct hours){ -1, -1, false };
		if (b->time)
			text = text_of(
				arena_printf(b->tree.arena, "%.*s %.*s", (int)b->time->text.size,
					b->time->text.data, (int)text.size, text.data));
		b->time = NULL;
		add_hours(b, continued, hours, text, reading);
		depth = 0;
	} else {
		struct item *item = add_item(b, reading, depth);
		depth = 0;
		for (struct item *up = item->parent; up; up = up->parent)
			depth++;
		give_time(b, item);
	}
	for (unsigned deeper = depth; deeper <= AGENDA_DEPTH; deeper++)
		b->open[deeper] = NULL;
	b->open[depth] = b->current;
	b->depth = depth;
}

/* What stands behind a dialogue explains it: before it, it would explain its panel. */
static bool explains_dialogue(const struct builder *b, const struct reading *reading)
{
	return b->current->title->kind == READING_DIALOGUE &&
	       (reading->kind == READING_ANNOTATION || reading->kind == READING_NOTE) &&
	       reading->depth == b->depth;
}

/* The item that a reading of this depth belongs to. */
static struct item *owner(struct builder *b, const struct reading *reading)
{
	unsigned depth = reading->depth > b->depth ? b->depth : reading->depth;

	if (b->current && b->current->title->kind != READING_ITEM &&
		(reading->kind == READING_LINE || reading->kind == READING_PEOPLE ||
			reading->kind == READING_SUBTITLE || explains_dialogue(b, reading)))
		return b->current;
	return b->open[depth];
}

/* A dialogue stands below the item that it belongs to and opens nothing. */
static void read_dialogue(struct builder *b, const struct reading *reading)
{
	struct item *above = owner(b, reading);
	unsigned depth = 0;

	for (struct item *up = above; up; up = up->parent)
		depth++;
	give_time(b, add_item(b, reading, depth));
}

static void read_annotation(struct builder *b, struct item *item, const struct reading *reading)
{
	for (const struct item *child = item->child; child; child = child->next)
		if (child->title->kind == READING_ITEM)
			item->annotation_after = true;
	keep(b, &item->annotations, reading);
}

/* What belongs to an item; without one it is not read. */
static void read_of_item(struct builder *b, const struct reading *reading)
{
	struct item *item = owner(b, reading);

	if (!item)
		keep(b, &b->tree.unread, reading);
	else if (reading->kind == READING_SUBTITLE)
		keep(b, &item->subtitles, reading);
	else if (reading->kind == READING_NOTE)
		keep(b, &item->annotations, reading);
	else if (reading->kind == READING_ANNOTATION)
		read_annotation(b, item, reading);
	else
		keep(b, &item->lines, reading);
}

/* ---------------------------------------------------------------- parts */

/* A first part without annotations and people, with another behind it, has the short agenda. */
static bool begins_short_part(const struct agenda *agenda, size_t at)
{
	for (size_t i = at + 1; i < agenda->count; i++) {
		enum reading_kind kind = agenda->readings[i].kind;
		if (kind == READING_PART)
			return true;
		if (kind == READING_ANNOTATION || kind == READING_LINE || kind == READING_PEOPLE ||
			kind == READING_PARAGRAPH)
			return false;
	}
	return false;
}

static bool same_text(const struct reading *reading, const struct list *list)
{
	return list->first && text_equal(reading->text, list->first->reading->text);
}

/* The short part says what the other says; what only it says is kept. */
static void read_short(struct builder *b, const struct reading *reading)
{
	if (reading->kind == READING_ITEM)
		keep(b, &b->short_items, reading);
	else if (reading->kind == READING_DAY)
		keep(b, &b->short_days, reading);
	else
		keep(b, &b->tree.unread, reading);
}

/* The item that stands next in the agenda. */
static struct item *next_item(const struct item *item)
{
	if (item->child)
		return item->child;
	while (item && !item->next)
		item = item->parent;
	return item ? item->next : NULL;
}

/* The next item with this number, from item on, among the next hundreds. */
static struct item *find_number(struct item *item, const struct reading *number)
{
	for (unsigned looked_at = 0; item && looked_at < 300; looked_at++, item = next_item(item))
		if (same_number(item->title, number))
			return item;
	return NULL;
}

/* Titles of the short part go to the items with their numbers, its days to the days in order. */
static void join_short(struct builder *b)
{
	struct item *item = b->tree.items;
	struct day_entry *day = b->tree.days;

	for (struct entry *e = b->short_items.first; e; e = e->next) {
		struct item *found = find_number(item, e->reading);
		if (found) {
			found->short_title = e->reading;
			item = next_item(found);
		} else
			keep(b, &b->tree.unread, e->reading);
	}
	for (struct entry *e = b->short_days.first; e; e = e->next) {
		if (day)
			day->short_label = e->reading;
		else
			keep(b, &b->tree.unread, e->reading);
		day = day ? day->next : NULL;
	}
}

/* ---------------------------------------------------------------- the walk */

static struct list *list_of_document(struct builder *b, const struct reading *reading)
{
	struct tree *tree = &b->tree;

	switch (reading->kind) {
	case READING_PART: return &tree->parts;
	case READING_BODY: return &tree->bodies;
	case READING_HEADING: return b->short_part ? &tree->short_headings : &tree->headings;
	case READING_TITLE: return &tree->titles;
	case READING_DATES: return &tree->dates;
	case READING_VENUE: return &tree->venues;
	case READING_NOTE: return b->current ? NULL : &tree->notes;
	case READING_SECTION:
	case READING_PARAGRAPH: return &tree->sections;
	case READING_FOOTNOTE: return &tree->footnotes;
	case READING_PAGE:
	case READING_UNREAD: return &tree->unread;
	default: return NULL;
	}
}

static void read_new_day(struct builder *b, const struct reading *reading)
{
	if (b->day)
		sitting_now(b); /* dais knows a day by its sittings */
	if (same_day(b, reading))
		keep(b, &b->tree.unread, reading);
	else
		add_day(b, reading);
	for (unsigned i = 0; i <= AGENDA_DEPTH; i++)
		b->open[i] = NULL;
	b->current = NULL;
	b->depth = 0;
}

static void read_sitting(struct builder *b, const struct reading *reading)
{
	if (!b->day)
		add_day(b, NULL);
	b->sitting_name = reading;
	b->sitting = 0;
	b->sitting = sitting_now(b);
}

static void read_one(struct builder *b, const struct reading *reading)
{
	struct list *list = list_of_document(b, reading);
	bool once = reading->kind == READING_TITLE || reading->kind == READING_DATES ||
		    reading->kind == READING_NOTE;
	bool title_again = reading->kind == READING_NOTE && same_text(reading, &b->tree.titles);

	if (list) {
		if (!title_again && (!once || !same_text(reading, list)))
			keep(b, list, reading);
	} else if (b->short_part)
		read_short(b, reading);
	else if (reading->kind == READING_DAY)
		read_new_day(b, reading);
	else if (reading->kind == READING_SITTING)
		read_sitting(b, reading);
	else if (reading->kind == READING_TIME)
		read_time(b, reading);
	else if (reading->kind == READING_ROOM)
		read_room(b, reading);
	else if (reading->kind == READING_ITEM)
		read_item(b, reading);
	else if (reading->kind == READING_BREAK)
		read_item(b, reading);
	else if (reading->kind == READING_DIALOGUE)
		read_dialogue(b, reading);
	else
		read_of_item(b, reading);
	if (reading->kind != READING_PAGE && reading->kind != READING_TIME)
		b->before = reading;
}

struct tree tree_make(struct arena *arena, const struct agenda *agenda)
{
	struct builder b = { .tree = { .arena = arena, .readings = agenda->readings },
		.last_start = -1 };

	b.tree.sittings = arena_alloc(arena, (agenda->count + 1) * sizeof *b.tree.sittings);
	for (size_t i = 0; i < agenda->count; i++) {
		const struct reading *reading = &agenda->readings[i];
		if (reading->kind == READING_PART)
			b.short_part = begins_short_part(agenda, i);
		read_one(&b, reading);
	}
	if (b.time)
		keep(&b, &b.tree.unread, b.time);
	if (b.day)
		sitting_now(&b);
	join_short(&b);
	return b.tree;
}
