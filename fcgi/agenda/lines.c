/* Splitting a text into lines, and finding what belongs to its pages. */
#include "agenda/lines.h"

#include "agenda/scan.h"
#include "agenda/words.h"

#include <stdlib.h>
#include <string.h>

static struct text line_text(struct text source, const struct line *line)
{
	return text_slice(source, line->at.begin, line->at.end);
}

static size_t count_ends(struct text source)
{
	size_t count = 1;

	for (size_t i = 0; i < source.size; i++)
		count += source.data[i] == '\n';
	return count;
}

static void split(struct arena *arena, struct text source, struct lines *lines)
{
	struct text rest = source;
	bool blank = true, page_break = false;

	lines->list = arena_alloc(arena, count_ends(source) * sizeof *lines->list);
	for (unsigned number = 1; rest.data; number++) {
		struct text raw = text_split(&rest, '\n'), text = scan_trim(raw);
		page_break = page_break || memchr(raw.data, '\f', raw.size);
		if (!text.size) {
			blank = true;
			continue;
		}
		size_t begin = (size_t)(text.data - source.data);
		lines->list[lines->count++] = (struct line){ .at = { begin, begin + text.size },
			.number = number,
			.blank_before = blank,
			.page_break = page_break };
		blank = page_break = false;
	}
}

/* "CP/CAJP-2154/04 rev. 1": a document's symbol, which a text says once, its pages always. */
static bool is_symbol(struct text text)
{
	unsigned slashes = 0;

	for (size_t i = 0; i < text.size; i++)
		slashes += text.data[i] == '/';
	return slashes >= 1 && scan_words(text) <= 4 &&
	       scan_is_capital((unsigned char)text.data[0]);
}

/* Bytes of the symbol before "CP/CAJP-2154/04 – page 2", with the dash; 0 when there is none. */
static size_t symbol_before(struct text text)
{
	for (size_t i = 1; i < text.size; i++) {
		size_t dash = text.data[i] == ' ' ? scan_marks(text_from(text, i + 1), "-") : 0,
		       size;
		if (dash && is_symbol((struct text){ text.data, i }))
			return word_at(text_from(text, i + 1 + dash), WORD_PAGE, &size)
				       ? i + 1 + dash
				       : 0;
	}
	return 0;
}

/* A page's number with nothing else but what pages say: "- 2 -", "Page 2 of 5", "2/5". */
static bool is_page_number(struct text text, int *number, bool *bare)
{
	size_t size, digits;
	int of;

	*bare = true;
	text = text_from(text, symbol_before(text));
	size_t marks = scan_marks(text, "-.|[(");
	text = text_from(text, marks);
	if (word_at(text, WORD_PAGE, &size)) {
		text = text_from(text, size);
		text = text_from(text, scan_blank(text));
		*bare = false;
	}
	digits = scan_number(text, number);
	if (!digits || digits > 3)
		return false;
	text = text_from(text, digits);
	size_t behind = scan_marks(text, "-|])");
	*bare = *bare && !(marks && behind);
	text = text_from(text, behind);
	size_t join = scan_marks(text, "/");
	if (!join)
		join = scan_phrase(text, "of");
	if (!join)
		join = scan_phrase(text, "de");
	if (!join)
		join = scan_phrase(text, "sur");
	if (join && !*bare) {
		text = text_from(text, join);
		text = text_from(text, scan_blank(text));
		text = text_from(text, scan_number(text, &of));
		text = text_from(text, scan_marks(text, "-|])"));
	}
	return text.size == 0;
}

/*
 * Bare numbers on lines of their own are pages when they count up and whole pages lie between them;
 * else they are the numbers of items.
 */
static void mark_page_numbers(struct text source, struct lines *lines)
{
	enum { SHORTEST_PAGE = 12 };
	size_t last = 0;
	int number, expected = 0;
	bool bare;

	for (size_t i = 0; i < lines->count; i++) {
		struct line *line = &lines->list[i];
		if (line->at.end - line->at.begin > 40 ||
			!is_page_number(line_text(source, line), &number, &bare))
			continue;
		bool at_edge =
			line->page_break || i + 1 == lines->count || lines->list[i + 1].page_break;
		bool counts =
			(expected ? number == expected : number <= 3) && i - last >= SHORTEST_PAGE;
		line->page = !bare || at_edge || counts;
		if (line->page) {
			expected = number + 1;
			last = i;
		}
	}
}

/* What a line says without its digits, as one number: running heads differ by the page's. */
static uint64_t fingerprint(struct text text)
{
	uint64_t hash = 14695981039346656037u; /* FNV-1a */
	size_t size;

	for (; text.size; text = text_from(text, size)) {
		uint32_t c = scan_folded(text, &size);
		if (!scan_is_digit(c) && c != ' ')
			hash = (hash ^ c) * 1099511628211u;
	}
	return hash;
}

struct print {
	uint64_t hash;
	size_t line;
};

static int compare_prints(const void *a, const void *b)
{
	const struct print *one = a, *two = b;

	if (one->hash != two->hash)
		return one->hash < two->hash ? -1 : 1;
	return one->line < two->line ? -1 : one->line > two->line;
}

/* Near a page's edge: a form feed or a page number within three lines. */
static bool at_page_edge(const struct lines *lines, size_t at)
{
	enum { NEAR = 3 };

	for (size_t i = at >= NEAR ? at - NEAR : 0; i <= at + NEAR && i < lines->count; i++)
		if ((lines->list[i].page_break && i <= at) ||
			(lines->list[i].page_break && i > 0 && i - 1 >= at) ||
			(lines->list[i].page && i != at))
			return true;
	return false;
}

/* Lines that come again at the edges of pages. The first stays when it heads the document. */
static void mark_running_heads(struct arena *arena, struct text source, struct lines *lines)
{
	enum { LONGEST = 160, HEAD = 8 };
	struct print *prints = arena_alloc(arena, (lines->count + 1) * sizeof *prints);

	for (size_t i = 0; i < lines->count; i++)
		prints[i] = (struct print){ fingerprint(line_text(source, &lines->list[i])), i };
	qsort(prints, lines->count, sizeof *prints, compare_prints);
	for (size_t from = 0, to; from < lines->count; from = to) {
		size_t edges = 0;
		for (to = from; to < lines->count && prints[to].hash == prints[from].hash; to++)
			edges += at_page_edge(lines, prints[to].line);
		struct text text = line_text(source, &lines->list[prints[from].line]);
		bool symbol = to - from >= 3 && is_symbol(text);
		if (to - from < 2 || text.size > LONGEST ||
			(edges < 2 && !symbol && edges * 2 < to - from))
			continue;
		for (size_t i = from; i < to; i++)
			if (prints[i].line >= HEAD &&
				(symbol || at_page_edge(lines, prints[i].line)))
				lines->list[prints[i].line].page = true;
	}
}

/* Whether a line goes on in the next in the middle of a sentence. */
static bool is_wrapped(struct text source, const struct lines *lines, size_t at)
{
	size_t size;

	if (at + 1 == lines->count || lines->list[at + 1].blank_before)
		return false;
	uint32_t first = scan_character(line_text(source, &lines->list[at + 1]), &size);
	return scan_is_letter(first) && !scan_is_capital(first);
}

/* Wrapped text has many lines of nearly the same length that go on in the next. */
static size_t find_width(struct text source, const struct lines *lines)
{
	enum { LEAST = 45, MOST = 140, ENOUGH = 3 };
	size_t counts[MOST + 1] = { 0 }, at_width = 0;

	for (size_t i = 0; i < lines->count; i++) {
		size_t size = lines->list[i].at.end - lines->list[i].at.begin;
		if (size <= MOST)
			counts[size] += is_wrapped(source, lines, i);
	}
	for (size_t width = MOST; width >= LEAST; width--) {
		at_width += counts[width];
		if (at_width >= ENOUGH && at_width * 50 >= lines->count)
			return width;
	}
	return 0;
}

struct lines lines_read(struct arena *arena, struct text source)
{
	struct lines lines = { NULL, 0, 0 };

	split(arena, source, &lines);
	mark_page_numbers(source, &lines);
	mark_running_heads(arena, source, &lines);
	lines.width = find_width(source, &lines);
	return lines;
}
