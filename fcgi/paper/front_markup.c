/* GMarkup does the parsing; here every element fills one record of a table. */
#include "paper/front_markup.h"

#include <glib.h>
#include <hb.h>
#include <stdio.h>
#include <string.h>

struct reader {
	struct front *front;
	struct arena *arena;
	struct buffer text; /* of the block at hand */
};

static bool runs_to_left(const char *utf8)
{
	hb_unicode_funcs_t *unicode = hb_unicode_funcs_get_default();

	for (; *utf8; utf8 = g_utf8_next_char(utf8))
		if (hb_script_get_horizontal_direction(
			    hb_unicode_script(unicode, g_utf8_get_char(utf8))) == HB_DIRECTION_RTL)
			return true;
	return false;
}

/*
 * A text is isolated from the line it will stand in, as the template isolates the parts of a text
 * (U+2068 … U+2069), so that an Arabic name does not take the number beside it along. Where all
 * runs from left to right such marks would only be in the way of who copies or searches the text.
 */
static const char *isolated(struct arena *arena, const char *utf8)
{
	struct buffer out;

	buffer_init(&out, arena, strlen(utf8) + 8);
	if (runs_to_left(utf8)) {
		buffer_printf(&out, "\u2068%s\u2069", utf8);
		return buffer_text(&out).data;
	}
	buffer_append(&out, TEXT(""));
	for (; *utf8; utf8++)
		if (strncmp(utf8, "\u2068", 3) == 0 || strncmp(utf8, "\u2069", 3) == 0)
			utf8 += 2;
		else
			buffer_append(&out, (struct text){ utf8, 1 });
	return out.size ? buffer_text(&out).data : "";
}

static const char *attribute(
	struct reader *reader, const gchar **names, const gchar **values, const char *name)
{
	for (size_t i = 0; names[i]; i++)
		if (strcmp(names[i], name) == 0)
			return isolated(reader->arena,
				arena_copy(reader->arena, text_trim(text_of(values[i]))));
	return "";
}

static unsigned number(const char *digits, unsigned most)
{
	long long value = 0;

	return text_number(text_of(digits), &value) && value <= most ? (unsigned)value : 0;
}

static void begin_packet(struct reader *reader, const gchar **names, const gchar **values)
{
	struct front *front = reader->front;

	front->title = attribute(reader, names, values, "title");
	front->author = attribute(reader, names, values, "author");
	front->subject = attribute(reader, names, values, "subject");
	front->language = attribute(reader, names, values, "language");
	front->numbering = attribute(reader, names, values, "numbering");
	front->paper = attribute(reader, names, values, "paper");
	front->two_sided = strcmp(attribute(reader, names, values, "sides"), "2") == 0;
}

static const char *begin_sheet(
	struct reader *reader, bool is_paper, const gchar **names, const gchar **values)
{
	struct front *front = reader->front;

	if (front->sheet_count == FRONT_SHEETS)
		return "too many sheets";
	front->sheets[front->sheet_count++] = (struct sheet){
		.is_paper = is_paper,
		.name = attribute(reader, names, values, "name"),
		.bookmark = attribute(reader, names, values, "bookmark"),
		.head = attribute(reader, names, values, "head"),
		.language = attribute(reader, names, values, "language"),
		.fit = strcmp(attribute(reader, names, values, "fit"), "page") == 0,
		.level = number(attribute(reader, names, values, "level"), 12),
		.pages = number(attribute(reader, names, values, "pages"), 1000 * 1000),
		.first = front->block_count,
	};
	return is_paper && !front->sheets[front->sheet_count - 1].pages ? "a paper without pages"
									: NULL;
}

static const struct {
	const char *element;
	enum block_kind kind;
} kinds[] = {
	{ "p", BLOCK_TEXT },
	{ "gap", BLOCK_GAP },
	{ "fill", BLOCK_FILL },
	{ "rule", BLOCK_RULE },
	{ "row", BLOCK_ROW },
	{ "entry", BLOCK_ENTRY },
	{ "columns", BLOCK_COLUMNS },
};
enum { KINDS = sizeof kinds / sizeof *kinds };

static const char *begin_block(
	struct reader *reader, const char *element, const gchar **names, const gchar **values)
{
	struct front *front = reader->front;
	size_t kind = 0;

	while (kind < KINDS && strcmp(element, kinds[kind].element) != 0)
		kind++;
	if (kind == KINDS)
		return "an unknown element";
	if (front->sheet_count == 0 || front->sheets[front->sheet_count - 1].is_paper)
		return "a block outside of a sheet";
	if (front->block_count == FRONT_BLOCKS)
		return "too many blocks";
	front->sheets[front->sheet_count - 1].count++;
	front->blocks[front->block_count++] = (struct block){
		.kind = kinds[kind].kind,
		.text = "",
		.style = attribute(reader, names, values, "style"),
		.label = attribute(reader, names, values, "label"),
		.who = attribute(reader, names, values, "who"),
		.note = attribute(reader, names, values, "note"),
		.mark = attribute(reader, names, values, "mark"),
		.language = attribute(reader, names, values, "language"),
		.to = attribute(reader, names, values, "to"),
		.size = number(attribute(reader, names, values, "size"), 1000),
		.level = number(attribute(reader, names, values, "level"), 12),
		.name = attribute(reader, names, values, "name"),
		.bookmark = attribute(reader, names, values, "bookmark"),
	};
	buffer_init(&reader->text, reader->arena, 128 * 1024);
	return NULL;
}

static void begin(GMarkupParseContext *context, const gchar *element, const gchar **names,
	const gchar **values, gpointer data, GError **error)
{
	struct reader *reader = data;
	const char *wrong = NULL;

	(void)context;
	if (strcmp(element, "packet") == 0)
		begin_packet(reader, names, values);
	else if (strcmp(element, "sheet") == 0 || strcmp(element, "paper") == 0)
		wrong = begin_sheet(reader, *element == 'p', names, values);
	else
		wrong = begin_block(reader, element, names, values);
	if (wrong)
		g_set_error(error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "<%s>: %s",
			element, wrong);
}

/* White space as HTML has it: any run of it is one blank. */
static const char *folded(struct arena *arena, struct text text)
{
	char *copy = arena_copy(arena, text_trim(text));
	char *to = copy;

	for (const char *from = copy; *from; from++) {
		bool blank = *from == ' ' || *from == '\n' || *from == '\t' || *from == '\r';
		if (!blank)
			*to++ = *from;
		else if (to[-1] != ' ') /* a trimmed text does not begin with a blank */
			*to++ = ' ';
	}
	*to = '\0';
	return isolated(arena, copy);
}

/* Hexadecimal digits in groups of eight, which eyes can compare. */
static const char *grouped(struct arena *arena, const char *digits)
{
	struct buffer out;

	buffer_init(&out, arena, 4096);
	for (size_t i = 0; digits[i]; i++)
		buffer_printf(&out, "%s%c", i > 0 && i % 8 == 0 ? " " : "", digits[i]);
	return out.size ? buffer_text(&out).data : "";
}

static void end(GMarkupParseContext *context, const gchar *element, gpointer data, GError **error)
{
	struct reader *reader = data;
	struct front *front = reader->front;

	(void)context;
	(void)element;
	(void)error;
	if (!reader->text.arena) /* the element ends that holds all others */
		return;
	struct block *block = &front->blocks[front->block_count - 1];
	block->text = folded(reader->arena, buffer_text(&reader->text));
	if (strcmp(block->style, "digest") == 0)
		block->text = grouped(reader->arena, block->text);
	reader->text.arena = NULL;
}

static void take_text(
	GMarkupParseContext *context, const gchar *text, gsize size, gpointer data, GError **error)
{
	struct reader *reader = data;

	(void)context;
	(void)error;
	if (reader->text.arena)
		buffer_append(&reader->text, (struct text){ text, size });
}

/*
 * Noncharacters (Unicode 15.0, section 23.7) as U+FFFD: cairo draws nothing any more once it has
 * met one, so that a single one in a title would take a whole packet away.
 */
static struct text without_noncharacters(struct arena *arena, struct text text)
{
	unsigned char *copy = (unsigned char *)arena_copy(arena, text), *to = copy;

	for (const unsigned char *c = copy; *c; c++) { /* zeros behind the end match nothing */
		bool of_plane =
			c[0] >= 0xf0 && (c[1] & 0x0f) == 0x0f && c[2] == 0xbf && c[3] >= 0xbe;
		bool of_block = c[0] == 0xef && c[1] == 0xb7 && c[2] >= 0x90 && c[2] <= 0xaf;
		bool at_end = c[0] == 0xef && c[1] == 0xbf && c[2] >= 0xbe;
		if (!of_plane && !of_block && !at_end) {
			*to++ = *c;
			continue;
		}
		memcpy(to, "\xef\xbf\xbd", 3);
		to += 3;
		c += of_plane ? 3 : 2;
	}
	return (struct text){ (const char *)copy, (size_t)(to - copy) };
}

bool front_read(
	struct front *front, struct arena *arena, struct text markup, char error[static 256])
{
	static const GMarkupParser parser = {
		.start_element = begin, .end_element = end, .text = take_text
	};
	struct reader reader = { .front = front, .arena = arena };
	GError *wrong = NULL;

	markup = without_noncharacters(arena, markup);
	*front = (struct front){ .arena = arena,
		.title = "",
		.author = "",
		.subject = "",
		.language = "en",
		.numbering = "",
		.paper = "" };
	front->sheets = arena_alloc(arena, FRONT_SHEETS * sizeof *front->sheets);
	front->blocks = arena_alloc(arena, FRONT_BLOCKS * sizeof *front->blocks);
	GMarkupParseContext *context = g_markup_parse_context_new(&parser, 0, &reader, NULL);
	bool good =
		g_markup_parse_context_parse(context, markup.data, (gssize)markup.size, &wrong) &&
		g_markup_parse_context_end_parse(context, &wrong);
	if (wrong)
		snprintf(error, 256, "the sheets' markup: %s", wrong->message);
	g_clear_error(&wrong);
	g_markup_parse_context_free(context);
	return good;
}
