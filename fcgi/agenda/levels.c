/* The open rows of numbers as a stack; then what the rows are: parts, sections or items. */
#include "agenda/levels.h"

#include "agenda/scan.h"
#include "agenda/words.h"

#include <string.h>

enum { OPEN = 24 }; /* rows open at once: more than anybody numbers */

struct row {
	enum label_form form;
	int word, value;
	unsigned parts;
	bool bracket;          /* "a)" and "(a)", not "a." */
	size_t heading;        /* how many days and headings had been when it last went on */
	size_t node;           /* its newest piece */
	bool lettered, nested; /* "2A"; below "2" */
};

struct rows {
	struct row list[OPEN];
	unsigned count;
	size_t headings;
};

/* What stands above each piece with a label that counts. */
struct node {
	size_t parent; /* a piece, or NONE */
	unsigned level;
	bool roman_below, days_below, prose;
};

static const size_t NONE = (size_t)-1;

static bool is_bracket(const struct label *label)
{
	return label->mark == ')';
}

/* The label read as the row's next number? *gap: how many are missing. */
static bool goes_on(const struct row *row, const struct label *label, int *gap)
{
	unsigned last = label->parts - 1;
	int value = label->part[last].value;
	bool same = row->form == label->part[last].form;

	if (row->parts != label->parts || row->word != label->word ||
		row->bracket != is_bracket(label))
		return false;
	if (!same && label->part[last].letter && /* "i" after "h" */
		row->form == (label->part[last].form == FORM_ROMAN ? FORM_LETTER : FORM_CAPITAL)) {
		value = label->part[last].letter;
		same = true;
	}
	*gap = value - row->value - 1;
	return same;
}

static int value_in(const struct row *row, const struct label *label)
{
	unsigned last = label->parts - 1;

	return row->form == label->part[last].form ? label->part[last].value
						   : label->part[last].letter;
}

static void begin_row(struct rows *rows, unsigned level, const struct label *label)
{
	unsigned last = label->parts - 1;

	if (level >= OPEN)
		level = OPEN - 1;
	rows->count = level + 1;
	rows->list[level] = (struct row){ .form = label->part[last].form,
		.word = label->word,
		.value = label->part[last].value,
		.parts = label->parts,
		.bracket = is_bracket(label),
		.lettered = label->lettered };
}

/* "Session 1A" below "Session 1", beside "Session 1B"; -1 where no such row is open. */
static int place_lettered(struct rows *rows, const struct label *label)
{
	for (unsigned i = rows->count; i-- > 0;) {
		const struct row *row = &rows->list[i];
		if (row->word != label->word || row->value != label->part[0].value)
			continue;
		unsigned level = row->lettered ? i : i + 1;
		bool nested = row->lettered ? row->nested : true;
		begin_row(rows, level, label);
		rows->list[rows->count - 1].nested = nested;
		return (int)rows->count - 1;
	}
	return -1;
}

/* "6(a)" and "1.2" stand below the row whose number they repeat, or where such ones stood before.
 */
static int place_compound(struct rows *rows, const struct label *label)
{
	unsigned last = label->parts - 1;

	for (unsigned i = rows->count; i-- > 0;) {
		struct row *row = &rows->list[i];
		if (row->parts == label->parts && row->form == label->part[last].form) {
			row->value = label->part[last].value;
			rows->count = i + 1;
			return (int)i;
		}
		if (row->form == label->part[last - 1].form &&
			row->value == label->part[last - 1].value) {
			begin_row(rows, i + 1, label);
			return (int)i + 1;
		}
	}
	begin_row(rows, rows->count, label);
	return (int)rows->count - 1;
}

/* The same row from its beginning, in another part or day; else a new row below. */
static int begin_again(struct rows *rows, const struct label *label)
{
	unsigned top = rows->count - 1;
	int gap;

	for (unsigned i = rows->count; i-- > 0;)
		if (goes_on(&rows->list[i], label, &gap) &&
			rows->list[i].form == label->part[0].form &&
			(i == top || rows->list[i].heading != rows->headings)) {
			begin_row(rows, i, label);
			return (int)i;
		}
	begin_row(rows, rows->count, label);
	return (int)rows->count - 1;
}

/* A row that does not begin at one: only where it looks like nothing else. */
static bool may_begin_late(const struct rows *rows, const struct piece *piece)
{
	const struct label *label = &piece->number;
	size_t size;

	if (label->word && label->mark)
		return true;
	if (rows->count == 0 && !piece->text.size && label->part[0].form == FORM_CAPITAL)
		return true; /* "B." alone above a heading */
	return rows->count == 0 && label->part[0].form == FORM_CAPITAL_ROMAN &&
	       label->mark == '.' && label->part[0].letter == 0 &&
	       scan_is_capital(scan_character(piece->text, &size));
}

/* The level of a label that counts, or -1. */
static int place(struct rows *rows, struct piece *piece)
{
	enum { GAP = 3 };
	const struct label *label = &piece->number;
	unsigned last = label->parts - 1;
	bool continued = word_has(piece->text, WORD_CONTINUED);
	int gap;

	if (label->parts > 1)
		return place_compound(rows, label);
	int lettered = label->lettered && label->word ? place_lettered(rows, label) : -1;
	if (lettered >= 0)
		return lettered;
	for (unsigned i = rows->count; i-- > 0;) {
		struct row *row = &rows->list[i];
		bool letter = row->form == FORM_LETTER || row->form == FORM_CAPITAL;
		if ((row->nested && !label->lettered) || !goes_on(row, label, &gap) ||
			gap < (continued           ? -OPEN
				      : label->bis ? -1
						   : 0) ||
			gap > (letter ? label->mark == ')' : GAP))
			continue;
		if (gap > 0)
			piece->warning = WARNING_NUMBER;
		row->value = continued && gap < 0 ? row->value : value_in(row, label);
		row->lettered = label->lettered;
		rows->count = i + 1;
		return (int)i;
	}
	if (label->part[last].value == 1)
		return begin_again(rows, label);
	if (!may_begin_late(rows, piece))
		return -1;
	if (!label->word)
		piece->warning = WARNING_NUMBER;
	return begin_again(rows, label);
}

/* A label that does not count is text. */
static void drop_label(struct piece *piece)
{
	if (!piece->text.size)
		piece->text = piece->label;
	else
		piece->text.size += (size_t)(piece->text.data - piece->label.data);
	piece->text.data = piece->label.data;
	piece->label = (struct text){ NULL, 0 };
	piece->number.size = 0;
}

/* A numbered paragraph: its sentence ends. */
static bool is_paragraph(const struct piece *piece, bool wrapped)
{
	uint32_t last = scan_last(piece->text);

	return piece->prose && (wrapped || last == '.' || last == ';' || last == ':');
}

/* "Agenda item 2.3" in the head of a paper: the only one of its kind, and not the first. */
static void drop_lone_words(struct pieces *pieces)
{
	enum { KINDS = 8 };
	size_t counts[KINDS] = { 0 };

	for (size_t i = 0; i < pieces->count; i++)
		if (pieces->list[i].number.size)
			counts[pieces->list[i].number.word % KINDS]++;
	for (size_t i = 0; i < pieces->count; i++) {
		struct piece *piece = &pieces->list[i];
		const struct label *label = &piece->number;
		if (label->size && label->word && counts[label->word % KINDS] == 1 &&
			(label->parts > 1 || label->part[0].value != 1))
			drop_label(piece);
	}
}

static void find_rows(struct pieces *pieces, struct node *nodes)
{
	struct rows rows = { .count = 0 }, paragraphs = { .count = 0 };

	for (size_t i = 0; i < pieces->count; i++) {
		struct piece *piece = &pieces->list[i];
		nodes[i] = (struct node){ .parent = NONE };
		rows.headings += piece->kind == READING_DAY;
		if (!piece->number.size)
			continue;
		nodes[i].prose =
			is_paragraph(piece, pieces->lines->width > 0) && piece->number.parts == 1;
		/* paragraphs are counted apart */
		int level = place(nodes[i].prose ? &paragraphs : &rows, piece);
		if (level < 0)
			drop_label(piece);
		if (nodes[i].prose)
			piece->warning = WARNING_NONE;
		if (nodes[i].prose || level < 0)
			continue;
		piece->kind = READING_ITEM;
		nodes[i].level = (unsigned)level;
		nodes[i].parent = level ? rows.list[level - 1].node : NONE;
		rows.list[level].node = i;
		rows.list[level].heading = rows.headings;
	}
}

/* The title of a labelled piece, which may stand on the next line. */
static struct text title_of(const struct pieces *pieces, size_t at)
{
	if (pieces->list[at].text.size || at + 1 == pieces->count)
		return pieces->list[at].text;
	return pieces->list[at + 1].text;
}

static bool titled_agenda(const struct pieces *pieces, size_t at)
{
	struct text title = title_of(pieces, at);
	size_t size, agenda;

	/* "Adoption of the agenda" is an item */
	return scan_words(title) <= 25 && !word_at(title, WORD_WORKING, &size) &&
	       word_in(title, WORD_AGENDA, &agenda) &&
	       scan_words((struct text){ title.data, agenda }) <= 2;
}

/* What each node has below it: Roman numbers, days or hours. */
static void look_below(const struct pieces *pieces, struct node *nodes)
{
	size_t open = NONE;

	for (size_t i = 0; i < pieces->count; i++) {
		const struct piece *piece = &pieces->list[i];
		if (piece->kind == READING_ITEM) {
			open = i;
			size_t parent = nodes[i].parent;
			if (parent != NONE && piece->number.part[0].form == FORM_CAPITAL_ROMAN)
				nodes[parent].roman_below = true;
		} else if (piece->kind == READING_DAY || piece->kind == READING_TIME) {
			unsigned up = 0;
			for (size_t at = open; at != NONE && up < OPEN; at = nodes[at].parent, up++)
				nodes[at].days_below = true;
		}
	}
}

/* Two or more at the top that are each headed as an agenda: "A. Draft agenda", "B. Annotated
 * agenda". */
static bool has_parts(const struct pieces *pieces, const struct node *nodes)
{
	size_t headed = 0, others = 0;
	bool alone = false; /* the letter of the only part, above its heading */

	for (size_t i = 0; i < pieces->count; i++)
		if (pieces->list[i].kind == READING_ITEM && nodes[i].level == 0) {
			alone = !pieces->list[i].text.size &&
				pieces->list[i].number.part[0].form == FORM_CAPITAL;
			if (titled_agenda(pieces, i))
				headed++;
			else
				others++;
		}
	return headed >= 1 && others == 0 && (headed >= 2 || alone);
}

/*
 * Marks the nodes whose children are sections of the document: one child has Roman items below it,
 * or is headed as the program and holds the only days and hours. Slot 0 stands for the document.
 */
static bool *find_sections(const struct pieces *pieces, const struct node *nodes, bool parts)
{
	bool *sections = arena_alloc(pieces->arena, pieces->count + 1);
	size_t last_day = NONE;

	for (size_t i = 0; i < pieces->count; i++) {
		const struct piece *piece = &pieces->list[i];
		size_t parent = nodes[i].parent;
		if (piece->kind == READING_DAY ||
			(piece->kind == READING_TIME && piece->begins_line))
			last_day = i;
		if (piece->kind != READING_ITEM || piece->number.word ||
			nodes[i].level != (parts ? 1 : 0))
			continue;
		bool days_before = last_day != NONE && (parent == NONE || last_day > parent);
		if ((nodes[i].roman_below && piece->number.part[0].form != FORM_CAPITAL_ROMAN) ||
			(nodes[i].days_below && !days_before && titled_agenda(pieces, i)))
			sections[parent == NONE ? 0 : parent + 1] = true;
	}
	return sections;
}

static bool is_section(const bool *sections, const struct node *node)
{
	return sections[node->parent == NONE ? 0 : node->parent + 1];
}

/* Whether one of those above a node is a section, and how many levels there are above its items. */
static bool below_section(const bool *sections, const struct node *nodes, size_t at)
{
	for (size_t up = nodes[at].parent; up != NONE; up = nodes[up].parent)
		if (is_section(sections, &nodes[up]))
			return true;
	return false;
}

size_t levels_find(struct pieces *pieces)
{
	struct node *nodes = arena_alloc(pieces->arena, (pieces->count + 1) * sizeof *nodes);
	bool text_only = false; /* in a section that is not the program */
	size_t items = 0;

	drop_lone_words(pieces);
	find_rows(pieces, nodes);
	look_below(pieces, nodes);
	bool parts = has_parts(pieces, nodes);
	const bool *sections = find_sections(pieces, nodes, parts);
	for (size_t i = 0; i < pieces->count; i++) {
		struct piece *piece = &pieces->list[i];
		if (nodes[i].prose && piece->number.size && text_only)
			piece->kind = READING_PARAGRAPH;
		if (piece->kind != READING_ITEM)
			continue;
		if (parts && nodes[i].level == 0) {
			piece->kind = READING_PART;
			piece->warning = WARNING_NONE;
			text_only = false;
		} else if (is_section(sections, &nodes[i])) {
			piece->kind = READING_SECTION;
			text_only = !nodes[i].roman_below && !nodes[i].days_below &&
				    !titled_agenda(pieces, i);
		} else if (below_section(sections, nodes, i) && text_only)
			piece->kind = READING_PARAGRAPH;
		else {
			unsigned above = parts + below_section(sections, nodes, i);
			piece->depth = nodes[i].level > above ? nodes[i].level - above : 0;
			items++;
		}
	}
	return items;
}
