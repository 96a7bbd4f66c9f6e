/*
 * One walk over the pieces, with the item that is open at each depth in hand. The order of the
 * questions in read_text is the order of their certainty.
 */
#include "agenda/classify.h"

#include "agenda/looks.h"
#include "agenda/people.h"
#include "agenda/scan.h"
#include "agenda/words.h"

#include <string.h>

static const size_t NONE = (size_t)-1;

/* The item that is open at a depth. */
struct open {
	size_t piece;
	struct hours hours;
	bool annotated, child_annotated,
		heading; /* heading: has no hours, so that hours below are its own */
	unsigned children;
};

struct reader {
	struct pieces *pieces;
	struct open open[AGENDA_DEPTH + 2];
	size_t *next; /* of each piece: the next one that surely begins something */
	bool numbered, timed;
	bool item; /* one is open; its depth: */
	unsigned depth;
	unsigned base;    /* how deep "(a)" stands: below an item without a number */
	int last_start;   /* of the hours before */
	unsigned attach;  /* the depth that annotations and dialogues belong to now */
	bool await_title; /* a number stood alone */
	bool section;     /* the text of a section, not the program */
	bool list;        /* "Panelists:" stood alone: people follow */
	bool notes;       /* a note ended with a colon: its list follows */
	bool rule;        /* a rule was drawn: footnotes may follow */
	size_t time;      /* hours that wait for their item, or NONE */
	size_t previous;  /* the last piece that is not of the paper, or NONE */
};

static struct piece *piece_at(const struct reader *reader, size_t at)
{
	return &reader->pieces->list[at];
}

static void set(struct piece *piece, enum reading_kind kind, unsigned depth, unsigned certainty)
{
	piece->kind = kind;
	piece->depth = depth;
	piece->certainty = certainty;
}

/* ---------------------------------------------------------------- items */

static bool inside(const struct hours *outer, const struct hours *inner)
{
	if (outer->starts < 0 || outer->ends < 0 || inner->starts < 0)
		return false;
	bool equal = outer->starts == inner->starts && outer->ends == inner->ends;
	int ends = inner->ends >= 0 ? inner->ends : inner->starts + 1;
	return !equal && outer->starts <= inner->starts && ends <= outer->ends &&
	       (inner->ends >= 0 || inner->starts > outer->starts);
}

/* How deep an item without a number stands: below one whose hours hold its own, or that has none; a
 * break holds nothing. */
static unsigned depth_of_hours(const struct reader *reader, const struct hours *hours)
{
	if (!reader->item)
		return 0;
	for (unsigned depth = reader->depth + 1; depth-- > 0;) {
		const struct open *open = &reader->open[depth];
		bool is_break = piece_at(reader, open->piece)->kind == READING_BREAK;
		if (!is_break && (inside(&open->hours, hours) || open->heading))
			return depth + 1;
	}
	return 0;
}

static void open_item(struct reader *reader, size_t at, unsigned depth, const struct hours *hours)
{
	struct piece *piece = piece_at(reader, at);

	if (depth > AGENDA_DEPTH) {
		piece->warning = WARNING_DEEP;
		depth = AGENDA_DEPTH;
	}
	piece->depth = depth;
	if (depth > 0)
		reader->open[depth - 1].children++;
	reader->open[depth] = (struct open){ .piece = at,
		.hours = hours ? *hours : (struct hours){ -1, -1, false } };
	reader->depth = reader->attach = depth;
	reader->item = true;
	reader->section = reader->list = false;
	reader->await_title = piece->number.size && !piece->text.size;
	reader->time = NONE;
}

/* What stands in the next lines: hours at the beginning of a line without a number behind them. */
static bool hours_follow(const struct reader *reader, size_t at)
{
	enum { NEAR = 12 };

	for (size_t i = at + 1; i < reader->pieces->count && i < at + NEAR; i++) {
		const struct piece *piece = piece_at(reader, i);
		if (piece->kind == READING_TIME && piece->begins_line)
			return !(i + 1 < reader->pieces->count &&
				 piece_at(reader, i + 1)->number.size);
		if (piece->kind == READING_ITEM || piece->kind == READING_DAY)
			return false;
	}
	return false;
}

static const struct hours *waiting_hours(const struct reader *reader)
{
	return reader->time == NONE ? NULL : &piece_at(reader, reader->time)->hours;
}

/* An item without a number; with hours its depth is theirs. */
static void begin_item(struct reader *reader, size_t at, enum reading_kind kind, unsigned certainty)
{
	const struct hours *hours = waiting_hours(reader);
	struct piece *piece = piece_at(reader, at);
	unsigned depth = hours ? depth_of_hours(reader, hours) : 0;

	if (kind == READING_BREAK && depth && reader->open[depth - 1].heading &&
		!hours_follow(reader, at))
		depth--;
	if (depth && reader->open[depth - 1].heading && looks_open_or_close(piece->text))
		depth--;
	set(piece, kind, depth, certainty);
	open_item(reader, at, depth, hours);
	reader->open[piece->depth].heading = !hours && kind == READING_ITEM;
	reader->base = piece->depth + 1;
}

/* A numbered item, with the hours that stood before it. */
static void read_numbered(struct reader *reader, size_t at)
{
	const struct hours *hours = waiting_hours(reader);
	struct piece *piece = piece_at(reader, at);
	enum label_form form = piece->number.part[0].form;
	bool small = piece->number.parts == 1 && !piece->number.word &&
		     (piece->number.mark == ')' || form == FORM_LETTER || form == FORM_ROMAN);

	if (!small)
		reader->base = 0;
	open_item(reader, at, piece->depth + reader->base, hours);
	reader->open[piece->depth].heading = !hours && (piece->depth == 0 || piece->number.word);
}

/* ---------------------------------------------------------------- texts */

/* People, named or foreseen, of the open item. */
static bool read_people(struct reader *reader, struct piece *piece)
{
	struct people_line line = people_look(piece->text);

	if (line.kind == PEOPLE_NONE && reader->list && !piece->prose &&
		scan_words(piece->text) <= 30)
		line = (struct people_line){ .kind = PEOPLE_FORESEEN, .certainty = 60 };
	if (line.kind == PEOPLE_NONE)
		return false;
	if (line.kind == PEOPLE_FORESEEN && !line.has_role && !piece->bullet && !reader->list)
		return false;
	set(piece, line.kind == PEOPLE_NAMED ? READING_PEOPLE : READING_LINE, reader->attach,
		line.certainty);
	reader->list = line.kind == PEOPLE_LABEL || (reader->list && !line.has_role);
	return true;
}

/* An annotation belongs to the item above when it stands behind several that have none. */
static void annotate(struct reader *reader, size_t at)
{
	struct piece *piece = piece_at(reader, at);
	unsigned depth = reader->attach;
	const struct open *above = depth ? &reader->open[depth - 1] : NULL;
	size_t next = reader->next[at];
	bool last = next == NONE || piece_at(reader, next)->kind != READING_ITEM ||
		    piece_at(reader, next)->depth < depth;

	if (above && last && above->children >= 2 && !above->annotated && !above->child_annotated &&
		!reader->open[depth].annotated)
		depth = --reader->attach;
	else if (depth)
		reader->open[depth - 1].child_annotated = true;
	reader->open[depth].annotated = true;
	piece->depth = depth;
	reader->list = false;
}

/* Further cells of a flattened table: who, where, which document. */
static void read_cell(struct reader *reader, struct piece *piece)
{
	if (looks_like_room(piece->text))
		set(piece, READING_ROOM, reader->attach, 80);
	else if (!reader->item || !read_people(reader, piece)) {
		size_t at;
		bool people = word_in(piece->text, WORD_INSTITUTION, &at) ||
			      word_in(piece->text, WORD_OFFICE, &at);
		set(piece,
			!reader->item ? READING_UNREAD
			: people      ? READING_LINE
				      : READING_NOTE,
			reader->attach, 60);
		if (!reader->item)
			piece->warning = WARNING_UNREAD;
	}
}

/* A heading by its looks: short, in capitals or a title, with something below it. */
static bool looks_like_heading(const struct reader *reader, const struct piece *piece)
{
	size_t words = scan_words(piece->text), size;
	uint32_t last = scan_last(piece->text);

	return words <= 25 && !piece->prose && piece->begins_line && last != '.' && last != ';' &&
	       last != ',' && scan_is_capital(scan_character(piece->text, &size)) &&
	       (piece->blank_before || piece->line == 0 ||
		       (reader->previous != NONE &&
			       piece_at(reader, reader->previous)->kind == READING_DAY));
}

static void read_dialogue(struct reader *reader, size_t at)
{
	struct piece *piece = piece_at(reader, at);

	if (!reader->item ||
		(piece_at(reader, reader->open[reader->depth].piece)->kind == READING_BREAK)) {
		begin_item(reader, at, READING_ITEM, 60);
		return;
	}
	set(piece, READING_DIALOGUE, reader->attach, 90);
	if (reader->time != NONE)
		piece_at(reader, reader->time)->depth = reader->attach;
	reader->time = NONE;
	reader->list = false;
}

/* Text behind hours: what they are the hours of. */
static void read_timed(struct reader *reader, size_t at)
{
	struct piece *piece = piece_at(reader, at);
	enum reading_kind kind = looks_item_kind(piece);

	if (kind == READING_DIALOGUE)
		read_dialogue(reader, at);
	else
		begin_item(reader, at, kind, 90);
}

/* Hours in the very next line, without a blank line between. */
static bool hours_below(const struct reader *reader, size_t at)
{
	const struct piece *next = at + 1 < reader->pieces->count ? piece_at(reader, at + 1) : NULL;

	return next && next->kind == READING_TIME && next->begins_line && !next->blank_before;
}

/* Hours at the end of the same line: "Adoption of the agenda ....... 9:00-9:30". */
static bool hours_beside(const struct reader *reader, size_t at)
{
	const struct piece *piece = piece_at(reader, at);
	const struct piece *next = at + 1 < reader->pieces->count ? piece_at(reader, at + 1) : NULL;

	return piece->begins_line && !piece->bullet && next && next->kind == READING_TIME &&
	       next->line == piece->line;
}

/* An item whose hours stand behind it: they tell its depth as hours before it do. */
static void begin_with_hours(struct reader *reader, size_t at)
{
	reader->time = at + 1;
	read_timed(reader, at);
	reader->time = NONE;
}

/* "Welcome" above "Sr. Roberto Cuéllar": what the person below does. */
static bool person_below(const struct reader *reader, size_t at)
{
	const struct piece *next = at + 1 < reader->pieces->count ? piece_at(reader, at + 1) : NULL;

	return next && next->kind == READING_UNREAD && next->begins_line && !next->blank_before &&
	       people_look(next->text).kind == PEOPLE_NAMED;
}

/* Text that nothing marks: by its place and its looks, else unread. */
static void read_plain(struct reader *reader, size_t at)
{
	struct piece *piece = piece_at(reader, at);
	const struct piece *before =
		reader->previous == NONE ? piece : piece_at(reader, reader->previous);
	bool unmarked = !reader->numbered && !reader->timed;
	size_t size;

	if (looks_like_heading(reader, piece) &&
		(hours_below(reader, at) ||
			(looks_like_session(piece->text) &&
				(!reader->numbered || hours_follow(reader, at)))))
		begin_item(reader, at, READING_ITEM, 70);
	else if (piece->prose && reader->item) {
		set(piece, READING_ANNOTATION, 0, 70);
		annotate(reader, at);
	} else if (piece->bullet && reader->notes && reader->item)
		set(piece, READING_NOTE, reader->attach, 60);
	else if (piece->bullet && reader->item && !(unmarked && before->kind == READING_DAY))
		set(piece, READING_LINE, reader->attach, 60);
	else if (before->kind == READING_ITEM && reader->item && piece->begins_line &&
		 (!piece->blank_before || scan_last(before->text) == ':') &&
		 scan_words(piece->text) <= 30)
		set(piece, READING_SUBTITLE, reader->depth, 60);
	else if (reader->item &&
		 (piece->text.data[0] == '(' || word_at(piece->text, WORD_REMARK, &size) ||
			 (scan_last(piece->text) == ':' && scan_words(piece->text) <= 6)))
		set(piece, READING_NOTE, reader->attach, 70);
	else if (reader->item && (looks_quoted(piece->text) || person_below(reader, at)))
		set(piece, READING_LINE, reader->attach, 50);
	else if (unmarked &&
		 (looks_like_heading(reader, piece) || (piece->bullet && !reader->item))) {
		begin_item(reader, at, READING_ITEM, 50);
		reader->open[piece->depth].heading = false;
	} else if (piece->prose)
		set(piece, READING_PARAGRAPH, 0, 60);
	else {
		set(piece, READING_UNREAD, reader->attach, 0);
		piece->warning = WARNING_UNREAD;
	}
}

static void read_text(struct reader *reader, size_t at)
{
	struct piece *piece = piece_at(reader, at);
	struct piece *before = reader->previous == NONE ? NULL : piece_at(reader, reader->previous);
	size_t size;

	if (reader->await_title && !piece->bullet) {
		piece->joins = ' ';
		set(piece, READING_ITEM, reader->depth, 90);
		reader->await_title = false;
	} else if (piece->joins && before)
		set(piece, before->kind == READING_TIME ? READING_ITEM : before->kind,
			before->depth, 90);
	else if (before && looks_continued(reader->pieces->lines, before, piece)) {
		piece->joins = ' ';
		set(piece, before->kind, before->depth, before->certainty);
	} else if (before && looks_of_name(before, piece)) {
		piece->joins = ',';
		set(piece, READING_PEOPLE, before->depth, 80);
	} else if (piece->cell)
		read_cell(reader, piece);
	else if (reader->section)
		set(piece, READING_PARAGRAPH, 0, 90);
	else if (looks_like_room(piece->text) && (piece->begins_line || reader->time == NONE))
		set(piece, READING_ROOM, reader->attach, 80);
	else if (reader->time != NONE)
		read_timed(reader, at);
	else if (!piece->prose && hours_beside(reader, at))
		begin_with_hours(reader, at);
	else if (!piece->prose && looks_item_kind(piece) == READING_BREAK && !piece->bullet)
		begin_item(reader, at, READING_BREAK, 80);
	else if (!piece->prose && looks_item_kind(piece) == READING_DIALOGUE)
		read_dialogue(reader, at);
	else if (reader->item && word_at(piece->text, WORD_REMARK, &size))
		set(piece, READING_NOTE, reader->attach, 80);
	else if (!reader->item || !read_people(reader, piece))
		read_plain(reader, at);
}

/* A numbered paragraph explains the open item, or is text of a section. */
static void read_paragraph(struct reader *reader, size_t at)
{
	struct piece *piece = piece_at(reader, at);

	if (reader->section || !reader->item)
		set(piece, READING_PARAGRAPH, 0, 80);
	else {
		set(piece, READING_ANNOTATION, 0, 80);
		annotate(reader, at);
	}
}

static void read_time(struct reader *reader, size_t at)
{
	struct piece *piece = piece_at(reader, at);
	const struct piece *before =
		reader->previous == NONE ? NULL : piece_at(reader, reader->previous);
	piece->hours = hours_after(piece->hours, reader->last_start);
	reader->last_start = piece->hours.starts;
	bool same_line = before && before->line == piece->line && !piece->begins_line;
	bool more = at + 1 < reader->pieces->count && piece_at(reader, at + 1)->line == piece->line;
	bool of_day = before && (before->kind == READING_DAY || before->kind == READING_SITTING ||
					(before->kind == READING_DATES && reader->numbered));

	bool of_all = reader->numbered && at + 1 < reader->pieces->count &&
		      (piece_at(reader, at + 1)->number.size ||
			      looks_like_room(piece_at(reader, at + 1)->text));

	piece->behind = of_day ? !more && (same_line || of_all) : same_line && reader->item;
	if (piece->behind && of_day)
		return;
	if (piece->behind) {
		piece->depth = reader->attach;
		reader->open[reader->depth].hours = piece->hours;
		reader->open[reader->depth].heading = false;
		return;
	}
	reader->time = at;
	reader->section = false;
}

static void read_piece(struct reader *reader, size_t at)
{
	struct piece *piece = piece_at(reader, at);

	if (piece->kind == READING_PAGE && !scan_says_something(piece->text))
		reader->rule = piece->text.size >= 5;
	if (piece->kind == READING_PAGE)
		return;
	bool footnote = reader->rule && piece->kind == READING_UNREAD &&
			(scan_is_digit((unsigned char)piece->text.data[0]) || piece->number.size);
	reader->rule = reader->rule && footnote;
	if (footnote)
		set(piece, READING_FOOTNOTE, 0, 80);
	else if (piece->kind == READING_DAY || piece->kind == READING_PART) {
		reader->item = reader->section = reader->list = reader->await_title = false;
		reader->depth = reader->attach = reader->base = 0;
		reader->last_start = -1;
		reader->time = NONE;
	} else if (piece->kind == READING_SECTION) {
		reader->item = reader->list = reader->await_title = false;
		reader->section = true;
		reader->depth = reader->attach = 0;
	} else if (piece->kind == READING_TIME)
		read_time(reader, at);
	else if (piece->kind == READING_ITEM)
		read_numbered(reader, at);
	else if (piece->kind == READING_ANNOTATION && !piece->joins) {
		if (reader->item)
			annotate(reader, at);
	} else if (piece->kind == READING_UNREAD && piece->number.size)
		read_paragraph(reader, at);
	else if (piece->kind == READING_UNREAD)
		read_text(reader, at);
	if (!(piece->kind == READING_NOTE && piece->bullet))
		reader->notes = piece->kind == READING_NOTE && scan_last(piece->text) == ':';
	reader->previous = at;
}

/* A title on the line below "2. " of a section, which is the section's. */
static void title_sections(struct pieces *pieces)
{
	for (size_t i = 0; i + 1 < pieces->count; i++) {
		struct piece *piece = &pieces->list[i], *next = &pieces->list[i + 1];
		if (piece->kind == READING_SECTION && !piece->text.size &&
			next->kind == READING_UNREAD) {
			next->joins = ' ';
			set(next, READING_SECTION, 0, 90);
		}
	}
}

static size_t *find_next(struct pieces *pieces)
{
	size_t *next = arena_alloc(pieces->arena, (pieces->count + 1) * sizeof *next), found = NONE;

	for (size_t i = pieces->count; i-- > 0;) {
		next[i] = found;
		if (classify_ends_head(pieces, i) && pieces->list[i].kind != READING_TIME)
			found = i;
	}
	return next;
}

void classify(struct pieces *pieces, size_t numbered)
{
	struct reader reader = {
		.pieces = pieces, .time = NONE, .previous = NONE, .last_start = -1
	};
	size_t times = 0;

	title_sections(pieces);
	classify_heads(pieces);
	for (size_t i = 0; i < pieces->count; i++)
		times += pieces->list[i].kind == READING_TIME;
	reader.next = find_next(pieces);
	reader.numbered = numbered >= 2;
	reader.timed = times >= 2;
	for (size_t i = 0; i < pieces->count; i++)
		read_piece(&reader, i);
}
