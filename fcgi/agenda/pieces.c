/* Cutting lines into pieces, from the front of each line to its end. */
#include "agenda/pieces.h"

#include "agenda/scan.h"
#include "agenda/words.h"

#include <string.h>

static struct piece *add(struct pieces *pieces, enum reading_kind kind, unsigned line, size_t begin,
	struct text text)
{
	if (pieces->count == pieces->capacity) {
		size_t capacity = pieces->capacity ? 2 * pieces->capacity : 256;
		struct piece *list = arena_alloc(pieces->arena, capacity * sizeof *list);
		if (pieces->count)
			memcpy(list, pieces->list, pieces->count * sizeof *list);
		pieces->list = list;
		pieces->capacity = capacity;
	}
	const struct line *at = &pieces->lines->list[line];
	text = scan_trim(text);
	size_t end = (size_t)(text.data - pieces->source.data) + text.size;
	struct piece *piece = &pieces->list[pieces->count++];
	*piece = (struct piece){ .kind = kind,
		.whole = { begin, end > begin ? end : begin },
		.text = text,
		.line = line,
		.begins_line = begin == at->at.begin,
		.blank_before = begin == at->at.begin && at->blank_before,
		.certainty = 90 };
	return piece;
}

static struct text line_text(const struct pieces *pieces, size_t line)
{
	const struct line *at = &pieces->lines->list[line];

	return text_slice(pieces->source, at->at.begin, at->at.end);
}

static size_t offset(const struct pieces *pieces, struct text text)
{
	return (size_t)(text.data - pieces->source.data);
}

/* A sign that lists things, with what follows it; "--DAY ONE--" has none. Its level, or 0. */
static unsigned char bullet_read(struct text text, size_t *size)
{
	static const struct {
		const char *sign;
		unsigned char level;
	} bullets[] = { { "\u00B7", 1 }, { "\u2022", 1 }, { "\u25CF", 1 }, { "\u2219", 1 },
		{ "\u25AA", 2 }, { "\u25A0", 1 }, { "\u25A1", 1 }, { "\u25AB", 2 }, { "\u25CB", 2 },
		{ "\u25E6", 2 }, { "\u27A2", 1 }, { "\u25BA", 1 }, { "\u25B6", 1 }, { "\u2713", 1 },
		{ "\u2714", 1 }, { "\u2023", 1 }, { "\u29BF", 1 }, { "\u25C6", 1 }, { "\u25C7", 1 },
		{ "\u2756", 1 }, { "\u27A4", 1 }, { "\u2192", 1 }, { "\uF0B7", 1 }, { "\uF0A7", 2 },
		{ "\uF0D8", 1 }, { "\uF0FC", 1 }, { "\uF0A8", 1 }, { "\uF02D", 2 },
		{ "\u00A7", 2 } };

	for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++)
		if (text_starts(text, text_of(bullets[i].sign))) {
			*size = strlen(bullets[i].sign);
			*size += scan_blank(text_from(text, *size));
			return bullets[i].level;
		}
	size_t sign;
	uint32_t c = scan_folded(text, &sign);
	size_t blank = scan_blank(text_from(text, sign));
	bool letter_o = text.size && text.data[0] == 'o' && memchr(text.data + sign, '\t', blank);
	*size = sign + blank;
	return blank && (c == '-' || letter_o) ? 2 : blank && (c == '*' || c == '>') ? 1 : 0;
}

/* The future tense of Romance languages, by its ending: "presentará", "abrirão", "examinera". */
static bool has_future(struct text text, int language)
{
	static const char *const endings[][3] = { { NULL }, { "r\u00E1", "r\u00E1n", NULL },
		{ "era", "ira", "ront" }, { "r\u00E1", "r\u00E3o", NULL } };

	while ((text = scan_trim(text)).size) {
		size_t at = 0;
		while (at < text.size && !scan_blank(text_from(text, at)))
			at++;
		struct text word = { text.data, at };
		for (size_t i = 0; i < 3 && endings[language][i]; i++)
			if (word.size >= 7 && text_ends(word, text_of(endings[language][i])))
				return true;
		text = text_from(text, at);
	}
	return false;
}

/* Verbs, or sentences in a row: no title. */
static bool is_prose(struct text text, int language)
{
	size_t words = scan_words(text), size, sentences = 0;

	if (words < 9)
		return false;
	bool ends = strchr(".;:?!", (int)scan_last(text)) != NULL && scan_last(text) < 0x80;
	for (size_t i = 0; i + 2 < text.size; i++)
		sentences += text.data[i] == '.' && text.data[i + 1] == ' ' &&
			     scan_is_capital(scan_character(text_from(text, i + 2), &size)) &&
			     !scan_is_capital((unsigned char)text.data[i ? i - 1 : 0]);
	bool verb = word_has(text, WORD_VERB) || has_future(text, language);
	return (verb && (ends || words > 24)) || (sentences > 0 && words > 16);
}

/* ---------------------------------------------------------------- brackets */

/* Where a bracket that opens at the front of a line closes: *line and how many bytes of it. */
static bool bracket_closes(const struct pieces *pieces, size_t *line, size_t *bytes)
{
	enum { LONGEST = 80 };
	size_t first = *line;
	int depth = 0;

	for (size_t at = first; at < pieces->lines->count && at < first + LONGEST; at++) {
		struct text text = line_text(pieces, at);
		if (at > first && text.data[0] == '[')
			return false;
		for (size_t i = 0; i < text.size; i++) {
			depth += text.data[i] == '[' ? 1 : text.data[i] == ']' ? -1 : 0;
			if (depth == 0 && text.data[i] == ']') {
				*line = at;
				*bytes = i + 1;
				return true;
			}
		}
	}
	return false;
}

/* What surely is no part of a bracket that was never closed. */
static bool ends_open_bracket(const struct pieces *pieces, size_t line)
{
	const struct line *at = &pieces->lines->list[line];
	struct text text = line_text(pieces, line);
	struct hours hours;
	struct day day;
	size_t size, marks = scan_marks(text, "-*=");

	if (text.data[0] == '[' || day_read(text_from(text, marks), &day) ||
		hours_read(text, &hours))
		return true;
	struct label label = label_read(text);
	struct text behind = text_from(text, label.size);
	bool heading = label.size && label.mark != ')' && label.part[0].form != FORM_LETTER &&
		       label.part[0].form != FORM_ROMAN &&
		       (!behind.size || scan_is_capital(scan_character(behind, &size)));
	if (!at->blank_before)
		return heading;
	return label_read(text).size || bullet_read(text, &size) ||
	       word_at(text, WORD_DIALOGUE, &size) || word_at(text, WORD_BREAK, &size) ||
	       word_at(text, WORD_ROLE, &size);
}

/* Takes the lines of a bracketed annotation. Returns the line to go on with; *rest is what is left
 * of it. */
static size_t cut_bracket(struct pieces *pieces, size_t line, struct text *rest)
{
	size_t last = line, bytes = 0, first_piece = pieces->count;
	bool closed = bracket_closes(pieces, &last, &bytes);

	if (!closed)
		for (last = line; last + 1 < pieces->lines->count &&
				  !ends_open_bracket(pieces, last + 1) && last < line + 80;)
			last++;
	for (size_t at = line; at <= last; at++) {
		struct text text = line_text(pieces, at);
		bool page = pieces->lines->list[at].page && at > line;
		if (at == last && closed)
			text.size = bytes;
		struct piece *piece = add(pieces, page ? READING_PAGE : READING_ANNOTATION,
			(unsigned)at, offset(pieces, text), text);
		piece->joins = at > line && !page ? ' ' : 0;
	}
	if (!closed)
		pieces->list[first_piece].warning = WARNING_OPEN_BRACKET;
	*rest = line_text(pieces, last);
	*rest = closed ? text_from(*rest, bytes) : text_from(*rest, rest->size);
	*rest = scan_trim(*rest);
	return last;
}

/* ---------------------------------------------------------------- one line */

/* "¹ Text", "* Text", or the mark that Word lost; not "* " as a bullet in the middle. */
static size_t footnote_mark(struct text text)
{
	static const char *const marks[] = { "\u00B9", "\u00B2", "\u00B3", "\u2074", "\u2075",
		"\uFFFD", "\u2020", "\u2021" };

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
		if (text_starts(text, text_of(marks[i])))
			return strlen(marks[i]) +
			       scan_marks(text_from(text, strlen(marks[i])), ".)/");
	return 0;
}

static void add_time(struct pieces *pieces, unsigned line, struct text text, struct hours hours)
{
	add(pieces, READING_TIME, line, offset(pieces, text), text)->hours = hours;
}

/* A whole text that is hours and marks around them: "(9:30 – 10:00)". */
static bool only_hours(struct text text, struct hours *hours)
{
	size_t marks = scan_marks(text, "([,-|");
	size_t size = hours_read(text_from(text, marks), hours);

	return size &&
	       scan_marks(text_from(text, marks + size), ")].,:;-|") == text.size - marks - size;
}

/* The dots that lead from a title to its hours; bytes, 0 when they are fewer than four. */
static size_t leader(struct text text)
{
	size_t size = 0;

	while (size < text.size && (text.data[size] == '.' || text.data[size] == ' '))
		size++;
	return text_starts(text, TEXT("....")) ? size : 0;
}

/* Where the next cell begins: behind a tab, three blanks or a leader; the size when there is none.
 */
static size_t cell_end(struct text text)
{
	for (size_t i = 0; i < text.size; i++)
		if (text.data[i] == '\t' || leader(text_from(text, i)) ||
			(text.data[i] == ' ' && i + 2 < text.size && text.data[i + 1] == ' ' &&
				text.data[i + 2] == ' '))
			return i;
	return text.size;
}

/* "Title (9:30 – 10:00)", "Title, 9:30 – 10:00 a.m.": where the hours begin; the size when nowhere.
 */
static size_t hours_behind(struct text text, struct hours *hours)
{
	static const char *const signs[] = { "(", "[", ", " };
	size_t from = text.size > 40 ? text.size - 40 : 1;

	for (size_t i = from; i < text.size; i++)
		for (size_t s = 0; s < 3; s++)
			if (text_starts(text_from(text, i), text_of(signs[s])) &&
				only_hours(text_from(text, i), hours) &&
				(s < 2 || hours->ends >= 0))
				return i;
	return text.size;
}

/* "Title (Room 101)": where the room begins; the size when nowhere. */
static size_t room_behind(struct text text)
{
	size_t size, open = text.size;

	if (!text.size || text.data[text.size - 1] != ')')
		return text.size;
	while (open && text.data[open - 1] != '(')
		open--;
	return open > 1 && word_at(text_from(text, open), WORD_ROOM, &size) ? open - 1 : text.size;
}

/*
 * "Title (13:30 – 14:45, Room X)": where the bracket begins; the size when there is no such. *room:
 * where the room begins.
 */
static size_t hours_and_room_behind(struct text text, struct hours *hours, size_t *room)
{
	size_t open = text.size, word;

	if (!text.size || text.data[text.size - 1] != ')')
		return text.size;
	while (open && text.data[open - 1] != '(')
		open--;
	size_t size = open > 1 ? hours_read(text_from(text, open), hours) : 0;
	size_t marks = scan_marks(text_from(text, open + size), ",;.-");
	*room = open + size + marks;
	return size && marks && word_at(text_from(text, *room), WORD_ROOM, &word) ? open - 1
										  : text.size;
}

/* The two, behind a title that ends where their bracket begins. */
static void add_hours_and_room(struct pieces *pieces, unsigned line, struct text text, size_t title,
	size_t room, struct hours hours)
{
	add_time(pieces, line, text_slice(text, title, room), hours);
	struct text name = text_slice(text, room, text.size - 1);
	struct piece *piece = add(pieces, READING_ROOM, line, offset(pieces, name), name);
	piece->whole.end = offset(pieces, text) + text.size;
}

/* A piece of text with its hours behind it, if there are any. begin: of the piece, before a label.
 */
static struct piece *add_text(
	struct pieces *pieces, unsigned line, size_t begin, struct text text, unsigned cell)
{
	struct hours hours;
	size_t place = 0, both = hours_and_room_behind(text, &hours, &place);
	size_t title = both < text.size ? both : hours_behind(text, &hours);
	struct text before = scan_trim((struct text){ text.data, title });
	size_t room = both < text.size ? before.size : room_behind(before);
	struct piece *piece =
		add(pieces, READING_UNREAD, line, begin, (struct text){ text.data, room });
	size_t at = pieces->count - 1;

	piece->cell = (unsigned char)cell;
	piece->prose = is_prose(piece->text, pieces->language);
	if (both < text.size) {
		add_hours_and_room(pieces, line, text, both, place, hours);
		return &pieces->list[at];
	}
	if (room < before.size)
		add(pieces, READING_ROOM, line, offset(pieces, text) + room,
			text_from(before, room));
	if (title < text.size)
		add_time(pieces, line, text_from(text, title), hours);
	return &pieces->list[at];
}

/* Further cells of a line: each a piece. */
static void cut_cells(struct pieces *pieces, unsigned line, struct text rest)
{
	for (unsigned cell = 1; (rest = scan_trim(rest)).size; cell++) {
		size_t dots = leader(rest);
		if (dots) { /* they belong to what they lead away from */
			pieces->list[pieces->count - 1].whole.end = offset(pieces, rest) + dots;
			rest = scan_trim(text_from(rest, dots));
		}
		struct text text = { rest.data, cell < 12 ? cell_end(rest) : rest.size };
		struct hours hours;
		if (only_hours(text, &hours))
			add_time(pieces, line, text, hours);
		else
			add_text(pieces, line, offset(pieces, text), text, cell);
		rest = text_from(rest, text.size);
	}
}

/* "Date:     Thursday, 26 February": a name with its value, not two cells. *name: its bytes. */
static bool names_value(struct text text, size_t *name)
{
	size_t cell = cell_end(text);

	if (cell == text.size || text.data[cell - 1] != ':' ||
		scan_words((struct text){ text.data, cell }) > 2)
		return false;
	*name = cell + scan_blank(text_from(text, cell));
	return true;
}

/* "1. 9:30 Opening": hours between a label and its title, which joins the label's piece. */
static void cut_hours_inside(
	struct pieces *pieces, unsigned line, struct text text, struct hours hours, size_t time)
{
	struct text behind;

	time += scan_marks(text_from(text, time), ":.-,|)");
	add_time(pieces, line, (struct text){ text.data, time }, hours);
	behind = scan_trim(text_from(text, time));
	if (behind.size)
		add_text(pieces, line, offset(pieces, behind), behind, 0)->joins = ' ';
}

/* What is left of a line: bullet, label, hours, text, cells. */
static void cut_text(struct pieces *pieces, unsigned line, struct text rest)
{
	size_t size = 0, begin = offset(pieces, rest);
	unsigned char bullet = bullet_read(rest, &size);
	struct text text = bullet ? text_from(rest, size) : rest;
	struct day first, last;
	bool dates = dates_read(text, &first, &last); /* "24-25 March" has no number */
	struct label label = dates ? (struct label){ 0 } : label_read(text);
	struct text printed = { text.data, label.printed };
	struct hours hours;

	text = text_from(text, label.size);
	size_t time = label.size ? hours_read(text, &hours) : 0;
	size_t name, cell = time + cell_end(text_from(text, time));
	if (!label.size && names_value(text, &name))
		cell = name + cell_end(text_from(text, name));
	struct piece *piece =
		add_text(pieces, line, begin, (struct text){ text.data, time ? 0 : cell }, 0);
	piece->bullet = bullet;
	piece->number = label;
	piece->label = printed;
	if (!piece->text.size)
		piece->whole.end = offset(pieces, printed) + printed.size;
	if (time)
		cut_hours_inside(pieces, line, (struct text){ text.data, cell }, hours, time);
	cut_cells(pieces, line, text_from(text, cell));
}

/* A day with what stands on its line: hours, "morning session", a title of its own. */
static bool cut_day(struct pieces *pieces, unsigned line, struct text text)
{
	size_t marks = scan_marks(text, "-*=|[(");
	struct day day;
	struct hours hours;
	size_t size = day_read(text_from(text, marks), &day), period;

	if (!size)
		return false;
	size += marks;
	struct text rest = text_from(text, size);
	size_t behind = scan_marks(rest, "-*=|[](),.:;");
	rest = text_from(rest, behind);
	bool apart = rest.size == 0 || behind > 0;
	if (rest.size == 0) {
		add(pieces, READING_DAY, line, offset(pieces, text), text);
		return true;
	}
	size_t time = apart ? hours_read(rest, &hours) : 0;
	bool sitting = apart && word_at(rest, WORD_PERIOD, &period);
	bool again = word_at(
		text_from(text, size + scan_blank(text_from(text, size))), WORD_CONTINUED, &period);
	again = again ||
		(word_at(rest, WORD_WEEKDAY, &period) &&
			scan_marks(text_from(rest, period), ")].,:-") == rest.size - period);
	if (!time && !sitting && (again || (apart && day.ordinal && text.size < 100))) {
		add(pieces, READING_DAY, line, offset(pieces, text), text);
		return true;
	}
	if (!time && !sitting && cell_end(text) == text.size)
		return false;
	size_t end = time || sitting ? size + behind : cell_end(text);
	add(pieces, READING_DAY, line, offset(pieces, text), (struct text){ text.data, end });
	rest = scan_trim(text_from(text, end));
	if (time && only_hours(rest, &hours))
		add_time(pieces, line, rest, hours);
	else if (rest.size)
		cut_cells(pieces, line, rest);
	return true;
}

/* "Second session", without what it is about. */
static size_t counted_sitting(struct text text)
{
	enum { SESSION = 2 }; /* of the words that are numbered (word_lists.c) */
	size_t first, second;

	if (!word_at(text, WORD_ORDINAL, &first))
		return 0;
	first += scan_blank(text_from(text, first));
	const struct word *word = word_at(text_from(text, first), WORD_NUMBERED, &second);
	return word && word->value == SESSION ? first + second : 0;
}

/* "Morning session", with hours or without; "Second session" with its hours and no title. */
static bool cut_sitting(struct pieces *pieces, unsigned line, struct text text)
{
	size_t size, counted = 0, marks = scan_marks(text, "-*=");
	struct hours hours;

	if (!word_at(text_from(text, marks), WORD_PERIOD, &size))
		size = counted = counted_sitting(text_from(text, marks));
	if (!size)
		return false;
	struct text rest = text_from(text, marks + size);
	size_t behind = scan_marks(rest, "-*=:.,");
	if ((behind < rest.size || counted) && !only_hours(rest, &hours))
		return false;
	size_t end = behind < rest.size ? marks + size : text.size;
	add(pieces, READING_SITTING, line, offset(pieces, text), (struct text){ text.data, end });
	rest = scan_trim(text_from(text, end));
	if (rest.size)
		add_time(pieces, line, rest, hours);
	return true;
}

/* "Time	Topic	Speaker": the head of a table. */
static bool heads_columns(struct text text)
{
	size_t size, cell = cell_end(text);

	return cell < text.size && word_at(text, WORD_COLUMN, &size) && size == cell;
}

static void cut_line(struct pieces *pieces, unsigned line, struct text text)
{
	struct hours hours;
	size_t mark;

	if (pieces->lines->list[line].page || !scan_says_something(text) || heads_columns(text)) {
		add(pieces, READING_PAGE, line, offset(pieces, text), text);
		return;
	}
	if ((mark = footnote_mark(text)) > 0) {
		struct piece *piece =
			add(pieces, READING_FOOTNOTE, line, offset(pieces, text), text);
		piece->label = (struct text){ text.data, mark };
		piece->text = scan_trim(text_from(text, mark));
		return;
	}
	size_t name = text.size;
	if (names_value(text, &name) && only_hours(text_from(text, name), &hours)) {
		add_time(pieces, line, text, hours);
		return;
	}
	if (cut_day(pieces, line, text) || cut_sitting(pieces, line, text))
		return;
	size_t open = text.data[0] == '(' || text.data[0] == '[';
	size_t time = hours_read(text_from(text, open), &hours);
	if (time) {
		time += open;
		time += scan_marks(text_from(text, time), ")]:.-,|;");
		add_time(pieces, line, (struct text){ text.data, time }, hours);
		text = scan_trim(text_from(text, time));
	}
	if (text.size)
		cut_text(pieces, line, text);
}

/* Sentences that are wrapped are told by their first lines together. */
static void find_wrapped_prose(struct pieces *pieces)
{
	enum { LINES = 6 };

	for (size_t i = 0; i < pieces->count; i++) {
		struct piece *piece = &pieces->list[i];
		size_t last = i;
		for (; last + 1 < pieces->count && last < i + LINES; last++) {
			const struct piece *next = &pieces->list[last + 1];
			if (next->kind != READING_UNREAD || !next->begins_line ||
				next->blank_before || next->bullet || next->cell ||
				next->number.size)
				break;
		}
		if (piece->kind != READING_UNREAD || piece->prose || piece->cell || last == i)
			continue;
		const struct piece *end = &pieces->list[last];
		size_t size;
		uint32_t second = scan_character(pieces->list[i + 1].text, &size);
		if (scan_is_letter(second) && !scan_is_capital(second))
			piece->prose =
				is_prose((struct text){ piece->text.data,
						 (size_t)(end->text.data - piece->text.data) +
							 end->text.size },
					pieces->language);
	}
}

struct pieces pieces_cut(
	struct arena *arena, struct text source, const struct lines *lines, int language)
{
	struct pieces pieces = {
		.arena = arena, .source = source, .lines = lines, .language = language
	};

	for (size_t line = 0; line < lines->count; line++) {
		struct text text = line_text(&pieces, line);
		struct hours hours;
		if (!lines->list[line].page && text.data[0] == '[' && !only_hours(text, &hours)) {
			line = cut_bracket(&pieces, line, &text);
			if (!text.size)
				continue;
		}
		cut_line(&pieces, (unsigned)line, text);
	}
	find_wrapped_prose(&pieces);
	return pieces;
}
