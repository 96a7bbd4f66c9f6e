/* Measures are in points. The page's margins are those of the papers' running heads. */
#include "paper/front_blocks.h"

#include "paper/fonts.h"

#include <stdio.h>
#include <string.h>

static const double MARGIN = 72;
static const double LABEL = 112; /* from a row's label to its value */
static const double FROM = 128;  /* from an entry's label to its title */
static const double IN = 66;     /* the column of languages */
static const double NUMBER = 40; /* the column of page numbers */
static const double SPACE = 12;  /* between columns */
static const double INDENT = 26; /* of a level, and from a mark to its text */

enum colour { INK, QUIET, NAVY, GOLD, GOLD_INK, LINE };
static const double colours[][3] = {
	[INK] = { 0.086, 0.125, 0.169 },
	[QUIET] = { 0.278, 0.322, 0.369 },
	[NAVY] = { 0.071, 0.204, 0.302 },
	[GOLD] = { 0.784, 0.588, 0.180 },
	[GOLD_INK] = { 0.541, 0.373, 0.0 }, /* for text: readable on white */
	[LINE] = { 0.812, 0.839, 0.867 },
};

static const struct style {
	const char *name, *font;
	enum colour colour;
	double line, after; /* leading as a factor; space below in points */
	int spacing;        /* between letters, 1/1024 point */
	const char *tag;    /* in the structure tree; NULL: that of the cell around it */
} styles[] = {
	{ "", "Noto Serif 10.5", INK, 1.3, 8, 0, "P" },
	{ "organization", "Noto Sans Bold 9", NAVY, 1.25, 4, 700, "P" },
	{ "committee", "Noto Sans 9", QUIET, 1.3, 3, 0, "P" },
	{ "kicker", "Noto Sans Bold 9.5", GOLD_INK, 1.2, 8, 900, "P" },
	{ "display", "Noto Serif Display 46", NAVY, 1.0, 10, 0, "H1" },
	{ "title", "Noto Serif Display 25", INK, 1.12, 12, 0, "H2" },
	{ "subtitle", "Noto Serif 13", QUIET, 1.3, 8, 0, "P" },
	{ "heading", "Noto Serif Display 30", NAVY, 1.1, 14, 0, "H1" },
	{ "section", "Noto Serif Bold 15", NAVY, 1.25, 6, 0, "H2" },
	{ "part", "Noto Serif Bold 11.5", INK, 1.25, 4, 0, "H3" },
	{ "name", "Noto Serif Bold 12", INK, 1.25, 2, 0, "H2" },
	{ "waiting", "Noto Serif Italic 15", QUIET, 1.3, 8, 0, "P" },
	{ "mark", "Noto Sans Bold 8.5", GOLD_INK, 1.3, 2, 600, "P" },
	{ "small", "Noto Sans 8.5", QUIET, 1.35, 6, 0, "P" },
	{ "value", "Noto Sans 9", INK, 1.3, 4, 0, NULL },
	{ "label", "Noto Sans 9", QUIET, 1.3, 4, 0, NULL },
	{ "digest", "Noto Sans Mono 7.5", INK, 1.5, 4, 0, NULL },
	{ "column", "Noto Sans Bold 8", QUIET, 1.25, 0, 300, NULL },
	{ "entry-label", "Noto Sans Bold 9", NAVY, 1.25, 1, 0, "P" },
	{ "entry-title", "Noto Serif 10.5", INK, 1.25, 1, 0, "P" },
	{ "entry-note", "Noto Sans 8.5", QUIET, 1.3, 0, 0, "P" },
	{ "entry-number", "Noto Serif 10.5", NAVY, 1.25, 0, 0, "P" },
};

static const struct style *style_named(const char *name)
{
	for (size_t i = 0; i < sizeof styles / sizeof *styles; i++)
		if (strcmp(styles[i].name, name) == 0)
			return &styles[i];
	return &styles[0];
}

/* ---------------------------------------------------------------- text */

/* Sets the text into the layout and returns its height in points. */
static double set_text(
	struct press *press, const struct style *style, const char *text, double width)
{
	PangoFontDescription *font = pango_font_description_from_string(style->font);
	PangoAttrList *attributes = pango_attr_list_new();
	int height;

	pango_font_description_set_size(
		font, (int)(pango_font_description_get_size(font) * press->scale));
	pango_attr_list_insert(attributes, pango_attr_letter_spacing_new(style->spacing));
	pango_layout_set_font_description(press->layout, font);
	pango_layout_set_attributes(press->layout, attributes);
	pango_layout_set_line_spacing(press->layout, (float)style->line);
	pango_layout_set_width(press->layout, (int)(width * PANGO_SCALE));
	fonts_set_text(press->layout, text_of(text));
	pango_layout_get_size(press->layout, NULL, &height);
	pango_attr_list_unref(attributes);
	pango_font_description_free(font);
	return *text ? (double)height / PANGO_SCALE : 0;
}

static void use_colour(struct press *press, enum colour colour)
{
	const double *rgb = colours[colour];

	cairo_set_source_rgb(press->cr, rgb[0], rgb[1], rgb[2]);
}

/* What is drawn until close_tag stands in an element of this type (ISO 32000-1, 14.8.4). */
static void open_tag(struct press *press, const char *type, bool shown)
{
	if (shown && type)
		cairo_tag_begin(press->cr, type, NULL);
}

static void close_tag(struct press *press, const char *type, bool shown)
{
	if (shown && type)
		cairo_tag_end(press->cr, type);
}

/* Sets the text and, when it is to be seen, shows it. Returns its height. */
static double put_text(struct press *press, const char *style_name, const char *text, double x,
	double width, bool shown)
{
	const struct style *style = style_named(style_name);
	double height = set_text(press, style, text, width);

	if (shown && *text) {
		open_tag(press, style->tag, true);
		use_colour(press, style->colour);
		cairo_move_to(press->cr, x, press->y);
		pango_cairo_show_layout(press->cr, press->layout);
		close_tag(press, style->tag, true);
	}
	return height + (*text ? style->after * press->scale : 0);
}

/* One text below another. */
static double put_below(struct press *press, const char *style, const char *text, double x,
	double width, double above, bool shown)
{
	double y = press->y;

	press->y += above;
	double height = put_text(press, style, text, x, width, shown);
	press->y = y;
	return above + height;
}

static double right(const struct press *press)
{
	return press->width - MARGIN;
}

static void put_line(struct press *press, double y, double width, enum colour colour)
{
	use_colour(press, colour);
	cairo_set_line_width(press->cr, width);
	cairo_move_to(press->cr, MARGIN, y);
	cairo_line_to(press->cr, right(press), y);
	cairo_stroke(press->cr);
}

/* ---------------------------------------------------------------- what refers to a page */

static const struct sheet *sheet_named(const struct front *front, const char *name)
{
	for (size_t i = 0; *name && i < front->sheet_count; i++)
		if (strcmp(front->sheets[i].name, name) == 0)
			return &front->sheets[i];
	return NULL;
}

/* The page of the packet on which a sheet or a heading begins, once it is known; 0: not yet. */
static unsigned page_named(const struct front *front, const char *name)
{
	const struct sheet *sheet = sheet_named(front, name);

	if (sheet || !*name)
		return sheet ? sheet->page : 0;
	for (size_t i = 0; i < front->sheet_count; i++) {
		sheet = &front->sheets[i];
		for (size_t j = sheet->first; j < sheet->first + sheet->count; j++)
			if (strcmp(front->blocks[j].name, name) == 0)
				return sheet->page ? sheet->page + front->blocks[j].after : 0;
	}
	return 0;
}

static void add_link(struct press *press, double height, unsigned to)
{
	const double box[] = { MARGIN, press->height - press->y - height, right(press),
		press->height - press->y };
	cJSON *link = cJSON_CreateObject();

	cJSON_AddNumberToObject(link, "page", press->page + press->pages - press->opened);
	cJSON_AddItemToObject(link, "box", cJSON_CreateDoubleArray(box, 4));
	cJSON_AddNumberToObject(link, "to", to);
	cJSON_AddItemToArray(press->links, link);
}

/* Its pages in the packet, once they are known: "7", or "7–12". */
static void say_pages(const struct sheet *sheet, char text[static 32])
{
	if (sheet && sheet->page && sheet->pages > 1)
		snprintf(text, 32, "%u–%u", sheet->page, sheet->page + sheet->pages - 1);
	else
		snprintf(text, 32, "%.0u", sheet ? sheet->page : 0);
}

/* ---------------------------------------------------------------- blocks */

static double put_row(struct press *press, const struct block *block, bool shown)
{
	const char *style = *block->style ? block->style : "value", *value = block->text;
	double width = right(press) - MARGIN - LABEL;
	const struct sheet *to = sheet_named(press->front, block->to);
	char pages[32];

	if (*block->to) {
		say_pages(to, pages);
		value = pages;
	} else if (!*value)
		return 0; /* nothing to tell */
	open_tag(press, "TR", shown);
	open_tag(press, "TH", shown);
	double high = put_text(press, "label", block->label, MARGIN, LABEL - SPACE, shown);
	close_tag(press, "TH", shown);
	open_tag(press, "TD", shown);
	double other = put_text(press, style, value, MARGIN + LABEL, width, shown);
	close_tag(press, "TD", shown);
	close_tag(press, "TR", shown);
	high = high > other ? high : other;
	if (shown && to && to->page && press->links)
		add_link(press, high, to->page);
	return high;
}

/* Four columns: from whom, what, in which language, on which page. */
static double put_entry(struct press *press, const struct block *block, bool shown)
{
	const double what = MARGIN + FROM, where = right(press) - NUMBER, in = where - IN, gap = 7;
	unsigned to = page_named(press->front, block->to);
	char number[16] = "";

	press->y += gap;
	open_tag(press, "TR", shown);
	open_tag(press, "TD", shown);
	double from = put_text(press, "entry-label", block->label, MARGIN, FROM - SPACE, shown);
	from = put_below(press, "entry-note", block->who, MARGIN, FROM - SPACE, from, shown);
	close_tag(press, "TD", shown);
	open_tag(press, "TD", shown);
	double high = put_text(press, "entry-title", block->text, what, in - what - SPACE, shown);
	high = put_below(press, "mark", block->mark, what, in - what - SPACE, high, shown);
	high = put_below(press, "entry-note", block->note, what, in - what - SPACE, high, shown);
	close_tag(press, "TD", shown);
	open_tag(press, "TD", shown);
	put_text(press, "entry-note", block->language, in, IN - SPACE, shown);
	close_tag(press, "TD", shown);
	open_tag(press, "TD", shown);
	if (to)
		snprintf(number, sizeof number, "%u", to);
	pango_layout_set_alignment(press->layout, PANGO_ALIGN_RIGHT);
	put_text(press, "entry-number", number, where, NUMBER, shown);
	pango_layout_set_alignment(press->layout, PANGO_ALIGN_LEFT);
	close_tag(press, "TD", shown);
	close_tag(press, "TR", shown);
	press->y -= gap;
	high = 2 * gap + (from > high ? from : high);
	if (shown)
		put_line(press, press->y + high, 0.4, LINE);
	if (shown && to && press->links)
		add_link(press, high, to);
	return high;
}

static double put_column(struct press *press, const char *text, double x, double width, bool shown)
{
	open_tag(press, "TH", shown);
	double high = put_text(press, "column", text, x, width, shown);
	close_tag(press, "TH", shown);
	return high;
}

/* The heads of an entry's columns. */
static double put_columns(struct press *press, const struct block *block, bool shown)
{
	const double what = MARGIN + FROM, where = right(press) - NUMBER, in = where - IN;

	open_tag(press, "TR", shown);
	double high = put_column(press, block->label, MARGIN, FROM - SPACE, shown);
	double other = put_column(press, block->text, what, in - what - SPACE, shown);
	high = high > other ? high : other;
	other = put_column(press, block->language, in, IN - SPACE, shown);
	high = high > other ? high : other;
	pango_layout_set_alignment(press->layout, PANGO_ALIGN_RIGHT);
	other = put_column(press, block->note, where, NUMBER, shown);
	pango_layout_set_alignment(press->layout, PANGO_ALIGN_LEFT);
	close_tag(press, "TR", shown);
	high = (high > other ? high : other) + 4;
	if (shown)
		put_line(press, press->y + high, 0.8, NAVY);
	return high;
}

static double put_rule(struct press *press, const struct block *block, bool shown)
{
	bool strong = strcmp(block->style, "strong") == 0;

	if (shown)
		put_line(press, press->y + 1, strong ? 2 : 0.6, strong ? GOLD : LINE);
	return 14 * press->scale;
}

/* Gaps give way before letters do. */
static double gap_of(const struct press *press, const struct block *block)
{
	return press->scale > 0.5 ? block->size * (2 * press->scale - 1) : 0;
}

/* Rows and entries one after the other are a table. */
static bool is_of_table(const struct block *block)
{
	return block->kind == BLOCK_ROW || block->kind == BLOCK_ENTRY ||
	       block->kind == BLOCK_COLUMNS;
}

void block_table(struct press *press, const struct block *block)
{
	bool wanted = block && is_of_table(block);

	if (wanted != press->in_table)
		(wanted ? open_tag : close_tag)(press, "Table", true);
	press->in_table = wanted;
}

static double text_left(const struct block *block)
{
	unsigned level = *block->bookmark ? 0 : block->level;

	return MARGIN + INDENT * (level + (*block->mark ? 1 : 0));
}

static double put_paragraph(struct press *press, const struct block *block, bool shown)
{
	double left = text_left(block);

	if (*block->mark && *block->text)
		put_text(press, block->style, block->mark, left - INDENT, INDENT, shown);
	return put_text(press, block->style, block->text, left, right(press) - left, shown);
}

size_t block_fitting(struct press *press, const struct block *block, double room)
{
	double left = text_left(block);
	size_t fitting = 0;
	int lines = 0, bottom;

	if (set_text(press, style_named(block->style), block->text, right(press) - left) <= room)
		return strlen(block->text);
	PangoLayoutIter *iter = pango_layout_get_iter(press->layout);
	do {
		pango_layout_iter_get_line_yrange(iter, NULL, &bottom);
		fitting = (size_t)pango_layout_iter_get_line_readonly(iter)->start_index;
	} while (bottom <= room * PANGO_SCALE && ++lines && pango_layout_iter_next_line(iter));
	pango_layout_iter_free(iter);
	return lines > 1 ? fitting : 0;
}

static double put(struct press *press, const struct block *block, bool shown)
{
	switch (block->kind) {
	case BLOCK_TEXT: return put_paragraph(press, block, shown);
	case BLOCK_GAP: return gap_of(press, block);
	case BLOCK_FILL: return 0;
	case BLOCK_RULE: return put_rule(press, block, shown);
	case BLOCK_ROW: return put_row(press, block, shown);
	case BLOCK_ENTRY: return put_entry(press, block, shown);
	case BLOCK_COLUMNS: return put_columns(press, block, shown);
	}
	return 0;
}

double block_put(struct press *press, struct block *block, bool shown)
{
	bool known = block->scale == press->scale && block->width == press->width;

	if (shown || !known)
		block->height = put(press, block, shown);
	block->scale = press->scale;
	block->width = press->width;
	return block->height;
}
