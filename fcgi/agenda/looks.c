/* What pieces and texts look like by themselves, and beside the piece before them. */
#include "agenda/looks.h"

#include "agenda/people.h"
#include "agenda/scan.h"
#include "agenda/words.h"

static bool starts_small(struct text text)
{
	size_t size;
	uint32_t c = scan_character(text, &size);

	return scan_is_letter(c) && !scan_is_capital(c);
}

static bool ends_small(struct text text)
{
	size_t word = text.size, size;

	while (word && text.data[word - 1] != ' ')
		word--;
	struct text last = text_from(text, word);
	return word && ((word_at(last, WORD_SMALL, &size) && size == last.size) ||
			       (word_at(last, WORD_HONORIFIC, &size) && size == last.size));
}

/* Whether a bracket or quotation of the text is still open. */
static bool is_open(struct text text)
{
	int round = 0;

	for (size_t i = 0; i < text.size; i++)
		round += text.data[i] == '(' ? 1 : text.data[i] == ')' ? -1 : 0;
	return round > 0;
}

/* What begins something by its own words: no line that goes on another. */
static bool announces_itself(struct text text)
{
	size_t size;

	return people_look(text).kind != PEOPLE_NONE || word_at(text, WORD_BREAK, &size) ||
	       word_at(text, WORD_DIALOGUE, &size) || word_at(text, WORD_REMARK, &size) ||
	       word_at(text, WORD_ROOM_LABEL, &size) || text.data[0] == '(';
}

/* A line that goes on the one before it, wrapped or cut at a hyphen. */
bool looks_continued(
	const struct lines *lines, const struct piece *before, const struct piece *piece)
{
	if (!piece->begins_line || piece->bullet || before->kind == READING_PAGE ||
		before->kind == READING_DAY || before->kind == READING_TIME ||
		before->kind == READING_SITTING || before->kind == READING_ROOM || before->cell)
		return false;
	const struct line *line = &lines->list[before->line];
	size_t size = line->at.end - line->at.begin;
	uint32_t last = scan_last(before->text);
	bool across = lines->list[piece->line].page_break || piece->line > before->line + 1;
	if (piece->blank_before && !(across && starts_small(piece->text)))
		return false;
	if (last == '-' || last == ',' || ends_small(before->text) || is_open(before->text))
		return true;
	if (starts_small(piece->text) && last != ':' && last != ';')
		return true;
	bool full = lines->width && size * 5 >= lines->width * 4;
	bool ended = last == ':' || (last == '.' && !before->prose && !piece->prose);
	return full && !ended && !announces_itself(piece->text);
}

/* "Director, Ministry of …" in the line below a name. */
bool looks_of_name(const struct piece *before, const struct piece *piece)
{
	size_t size;

	if (before->kind != READING_PEOPLE || piece->blank_before || piece->bullet ||
		!piece->begins_line || people_look(piece->text).has_role)
		return false;
	return word_at(piece->text, WORD_OFFICE, &size) ||
	       word_at(piece->text, WORD_INSTITUTION, &size);
}

bool looks_like_room(struct text text)
{
	size_t size, at, words = scan_words(text);

	if (word_at(text, WORD_ROOM_LABEL, &size))
		return true;
	if (word_at(text, WORD_DIALOGUE, &size))
		return false;
	if (text.data[0] == '(' && text.size > 2 && text.data[text.size - 1] == ')')
		text = text_slice(text, 1, text.size - 1);
	if (words > 7 || !scan_is_capital(scan_character(text, &size)) || scan_last(text) == ':')
		return false;
	const struct word *room = word_in(text, WORD_ROOM, &at);
	if (!room)
		return false;
	size_t bytes;
	word_at(text_from(text, at), WORD_ROOM, &bytes);
	return at == 0 || at + bytes == text.size || (words <= 4 && scan_is_digit(scan_last(text)));
}

/* "Opening session", "Panel on water": sessions without a number. */
bool looks_like_session(struct text text)
{
	size_t size;

	return scan_words(text) <= 14 &&
	       (word_at(text, WORD_OPENING, &size) || word_at(text, WORD_CLOSING, &size) ||
		       word_at(text, WORD_NUMBERED, &size));
}

/* "Opening ceremony", "Close": of the meeting, not of a session. */
bool looks_open_or_close(struct text text)
{
	size_t size;

	return scan_words(text) <= 5 &&
	       (word_at(text, WORD_OPENING, &size) || word_at(text, WORD_CLOSING, &size));
}

bool looks_quoted(struct text text)
{
	return text_starts(text, TEXT("\u201C")) || text_starts(text, TEXT("\u00AB")) ||
	       text_starts(text, TEXT("\""));
}

/* What an item may be besides an item: a break, a dialogue. */
enum reading_kind looks_item_kind(const struct piece *piece)
{
	size_t size, words = scan_words(piece->text);

	if (word_at(piece->text, WORD_BREAK, &size) && words <= 14)
		return READING_BREAK;
	return word_at(piece->text, WORD_DIALOGUE, &size) && words <= 14 ? READING_DIALOGUE
									 : READING_ITEM;
}
