/* The head of a document: what stands above its first day, section or item. */
#include "agenda/classify.h"

#include "agenda/looks.h"
#include "agenda/scan.h"
#include "agenda/words.h"

#include <string.h>

static const size_t NONE = (size_t)-1;

static bool open_piece(const struct piece *piece)
{
	return piece->kind == READING_UNREAD && !piece->joins;
}

static void set(struct piece *piece, enum reading_kind kind, unsigned certainty)
{
	piece->kind = kind;
	piece->certainty = certainty;
}

/* A date or a range of days, alone or at the end: "San José, 12-14 May 2010". */
static bool says_dates(struct text text)
{
	struct day first, last;
	bool begins = true;
	size_t size;

	if (text.size > 160)
		return false;
	for (size_t at = 0; at < text.size; at += size) {
		struct text rest = text_from(text, at);
		size_t dates = begins ? dates_read(rest, &first, &last) : 0;
		if (dates && (first.year || at == 0) &&
			scan_words(scan_trim(text_from(rest, dates))) <= 3)
			return true;
		uint32_t c = scan_character(rest, &size);
		begins = !scan_is_letter(c) && !scan_is_digit(c);
	}
	return false;
}

/* Has a digit: "Agenda item 2.3  CD55/1". */
static bool label_like(struct text text)
{
	for (size_t i = 0; i < text.size; i++)
		if (scan_is_digit((unsigned char)text.data[i]))
			return true;
	return false;
}

/* "OEA/Ser.G", "CP/doc.3456/01", "Original: English": of the paper, not of the meeting. */
static bool is_reference(struct text text)
{
	const char *slash = memchr(text.data, '/', text.size);
	size_t words = scan_words(text);

	bool general =
		words == 1 && (scan_phrase(text, "general") || scan_phrase(text, "limitada") ||
				      scan_phrase(text, "limited") || scan_phrase(text, "limitee"));
	size_t size;
	bool paper =
		words <= 14 && slash && label_like(text) && word_at(text, WORD_NUMBERED, &size);

	return general || paper ||
	       (slash && words <= 4 && scan_is_capital((unsigned char)text.data[0])) ||
	       (words <= 3 && (scan_phrase(text, "original") || scan_phrase(text, "distr.")));
}

/* What each line says by itself. */
static void look(struct piece *piece, bool *headed)
{
	size_t size;
	struct text text = piece->text;

	if (text.data[0] == '(')
		set(piece, READING_NOTE, 80);
	else if (looks_quoted(text))
		set(piece, READING_TITLE, 90);
	else if (is_reference(text))
		set(piece, READING_PAGE, 60);
	else if (says_dates(text))
		set(piece, READING_DATES, 90);
	else if (word_at(text, WORD_ROOM_LABEL, &size))
		set(piece, READING_VENUE, 90);
	else if (piece->prose)
		set(piece, READING_PARAGRAPH, 70);
	else if (!*headed && word_has(text, WORD_AGENDA) && scan_words(text) <= 30) {
		set(piece, READING_HEADING, 90);
		*headed = true;
	}
}

static size_t find_kind(
	const struct pieces *pieces, size_t begin, size_t end, enum reading_kind kind)
{
	while (begin < end && pieces->list[begin].kind != kind)
		begin++;
	return begin;
}

/*
 * Without quotation marks the title is the first line below the heading; else the longest, of those
 * that name no institution when there are some.
 */
static void find_title(struct pieces *pieces, size_t begin, size_t end, size_t heading)
{
	size_t title = end, longest = 0;
	bool others = false;

	for (size_t i = begin; i < end && title == end; i++)
		if (open_piece(&pieces->list[i]) && word_has(pieces->list[i].text, WORD_MEETING) &&
			i != heading)
			title = i;
	for (size_t i = begin; i < end; i++)
		others = others || (open_piece(&pieces->list[i]) &&
					   !word_has(pieces->list[i].text, WORD_INSTITUTION));

	for (size_t i = heading < end ? heading + 1 : begin; i < end && title == end; i++)
		if (open_piece(&pieces->list[i]) && scan_words(pieces->list[i].text) >= 2)
			title = i;
	if (title == end)
		for (size_t i = begin; i < end; i++)
			if (open_piece(&pieces->list[i]) && pieces->list[i].text.size > longest &&
				!(others && word_has(pieces->list[i].text, WORD_INSTITUTION))) {
				longest = pieces->list[i].text.size;
				title = i;
			}
	if (title < end)
		set(&pieces->list[title], READING_TITLE, 60);
}

/* A place: "Washington, D.C.", "Sede de la CEPAL, Santiago". */
static bool is_place(struct text text)
{
	size_t at;

	return scan_words(text) <= 12 &&
	       (memchr(text.data, ',', text.size) || word_in(text, WORD_ROOM, &at));
}

static bool is_upper(struct text text)
{
	size_t size;

	for (; text.size; text = text_from(text, size)) {
		uint32_t c = scan_character(text, &size);
		if (scan_is_letter(c) && !scan_is_capital(c))
			return false;
	}
	return true;
}

/* A range of days, or a day with its name: of a meeting rather than of a paper. */
static bool says_when_it_meets(struct text text)
{
	struct day first, last;
	bool begins = true;
	size_t size;

	for (; text.size; text = text_from(text, size)) {
		if (begins && dates_read(text, &first, &last))
			return first.weekday || first.date != last.date ||
			       first.month != last.month;
		uint32_t c = scan_character(text, &size);
		begins = !scan_is_letter(c) && !scan_is_digit(c);
	}
	return false;
}

/* The paper's own date: above the heading, when others say when the meeting is. */
static void drop_paper_dates(struct pieces *pieces, size_t begin, size_t end, size_t heading)
{
	bool below = find_kind(pieces, heading, end, READING_DATES) < end, days = false,
	     meets = false;

	for (size_t i = end; i < pieces->count && i < end + 3; i++)
		days = days || pieces->list[i].kind == READING_DAY;
	for (size_t i = begin; i < end; i++)
		meets = meets || (pieces->list[i].kind == READING_DATES &&
					 says_when_it_meets(pieces->list[i].text));
	for (size_t i = begin; i < end; i++) {
		struct piece *piece = &pieces->list[i];
		if (piece->kind == READING_DATES && !says_when_it_meets(piece->text) &&
			(meets || (i < heading && heading < end && (below || days))))
			set(piece, READING_PAGE, 60);
	}
}

/* Lines wrapped in capitals or behind a small word are one: of headings, titles and bodies. */
static void join_wrapped(struct pieces *pieces, size_t begin, size_t end)
{
	size_t column = begin; /* the last piece at the beginning of a line */

	for (size_t i = begin + 1; i < end; i++) {
		struct piece *before = &pieces->list[column], *piece = &pieces->list[i];
		if (piece->cell)
			continue;
		column = i;
		bool both = piece->kind == READING_UNREAD && before->kind == READING_UNREAD;
		struct text last = before->text;
		size_t size, word = last.size;
		uint32_t first = scan_character(piece->text, &size);
		if (!both || piece->blank_before || piece->bullet || looks_quoted(piece->text))
			continue;
		while (word && last.data[word - 1] != ' ')
			word--;
		bool small = word_at(text_from(last, word), WORD_SMALL, &size) &&
			     word + size == last.size;
		bool lower = scan_is_letter(first) && !scan_is_capital(first);
		if (small || lower || scan_last(last) == '-')
			piece->joins = ' ';
	}
}

/* The kind of whatever a joined piece goes on. */
static void follow_joins(struct pieces *pieces, size_t begin, size_t end)
{
	size_t column = begin;

	for (size_t i = begin + 1; i < end; i++) {
		struct piece *piece = &pieces->list[i];
		if (piece->joins && piece->kind == READING_UNREAD)
			set(piece, pieces->list[column].kind, pieces->list[column].certainty);
		column = piece->cell ? column : i;
	}
}

static void read_head(struct pieces *pieces, size_t begin, size_t end)
{
	bool headed = false;

	join_wrapped(pieces, begin, end);
	for (size_t i = begin; i < end; i++)
		if (open_piece(&pieces->list[i]))
			look(&pieces->list[i], &headed);
	size_t heading = find_kind(pieces, begin, end, READING_HEADING), title;
	drop_paper_dates(pieces, begin, end, heading);
	if (find_kind(pieces, begin, end, READING_TITLE) == end)
		find_title(pieces, begin, end, heading);
	title = find_kind(pieces, begin, end, READING_TITLE);
	for (size_t i = begin; i < end; i++) {
		struct piece *piece = &pieces->list[i];
		bool before_text = i + 1 < end && pieces->list[i + 1].kind == READING_PARAGRAPH;
		if (!open_piece(piece))
			continue;
		if (word_has(piece->text, WORD_INSTITUTION) &&
			(i < heading || is_upper(piece->text)))
			set(piece, READING_BODY, 70);
		else if (before_text && scan_words(piece->text) <= 8)
			set(piece, READING_SECTION, 60);
		else if (is_place(piece->text))
			set(piece, READING_VENUE, 60);
		else if (scan_words(piece->text) <= 20)
			set(piece, i < title ? READING_TITLE : READING_NOTE, 50);
		else {
			piece->certainty = 0;
			piece->warning = WARNING_UNREAD;
		}
	}
	follow_joins(pieces, begin, end);
}

/* The only day of a text, or one without a weekday above others with theirs, is the meeting's date.
 */
static void read_first_day(struct pieces *pieces)
{
	size_t days = 0, first = NONE;
	struct day day, other = { 0 };

	for (size_t i = 0; i < pieces->count; i++) {
		const struct piece *piece = &pieces->list[i];
		if (first == NONE &&
			(piece->kind == READING_ITEM || piece->kind == READING_SECTION ||
				piece->kind == READING_TIME))
			return;
		if (piece->kind != READING_DAY)
			continue;
		days++;
		if (first == NONE)
			first = i;
		else if (days == 2)
			day_read(text_from(piece->text, scan_marks(piece->text, "-*=|[(")), &other);
	}
	if (first == NONE || !day_read(pieces->list[first].text, &day) || day.ordinal || !day.date)
		return;
	bool same = day.date == other.date && day.month == other.month;
	if (days == 1 || same || (!day.weekday && (other.weekday || other.ordinal)))
		set(&pieces->list[first], READING_DATES, 80);
}

/* Whether the head of the document ends before this piece. */
bool classify_ends_head(const struct pieces *pieces, size_t at)
{
	const struct piece *piece = &pieces->list[at];

	return piece->kind == READING_DAY || piece->kind == READING_SITTING ||
	       piece->kind == READING_ITEM || piece->kind == READING_SECTION ||
	       piece->kind == READING_PART || (piece->kind == READING_TIME && piece->begins_line);
}

/* Where nothing ends the head: it is as long as it has lines of a head, then items begin. */
static size_t short_head(const struct pieces *pieces, size_t begin)
{
	size_t end = begin, last = begin;
	enum { LONGEST = 14 };

	for (; end < pieces->count && end < begin + LONGEST; end++) {
		const struct piece *piece = &pieces->list[end];
		struct day first, second;
		if (piece->bullet || looks_like_session(piece->text))
			break;
		if (dates_read(piece->text, &first, &second) || word_has(piece->text, WORD_AGENDA))
			last = end + 1;
	}
	return last > begin ? last : end < begin + 1 ? end : begin + 1;
}

void classify_heads(struct pieces *pieces)
{
	read_first_day(pieces);
	for (size_t at = 0; at < pieces->count;) {
		size_t end = at;
		while (end < pieces->count && !classify_ends_head(pieces, end))
			end++;
		read_head(pieces, at, end < pieces->count ? end : short_head(pieces, at));
		while (end < pieces->count && pieces->list[end].kind != READING_PART)
			end++;
		at = end < pieces->count ? end + 1 : end;
	}
}
