/*
 * Sheets on letter paper, by cairo and pango. Everything is drawn twice: first into nothing, to
 * learn how many pages each sheet takes, then with the page numbers that follow from it.
 */
#include "paper/front.h"

#include "base/json.h"
#include "paper/fonts.h"
#include "paper/front_markup.h"

#include <cairo-pdf.h>
#include <string.h>

/* Points. */
static const double WIDTH = 612, HEIGHT = 792, LEFT = 72, RIGHT = 540, TOP = 96, BOTTOM = 720;
static const double LABEL = 112; /* from a row's label to its value */
static const double ENTRY = 88;  /* from an entry's label to its title */
static const double NUMBER = 40; /* the column of page numbers */

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
} styles[] = {
	{ "", "Noto Serif 10.5", INK, 1.3, 8, 0 },
	{ "organization", "Noto Sans Bold 9", NAVY, 1.25, 4, 700 },
	{ "committee", "Noto Sans 9", QUIET, 1.3, 3, 0 },
	{ "kicker", "Noto Sans Bold 9.5", GOLD_INK, 1.2, 8, 900 },
	{ "display", "Noto Serif Display 46", NAVY, 1.0, 10, 0 },
	{ "title", "Noto Serif Display 25", INK, 1.12, 12, 0 },
	{ "subtitle", "Noto Serif 13", QUIET, 1.3, 8, 0 },
	{ "heading", "Noto Serif Display 30", NAVY, 1.1, 14, 0 },
	{ "name", "Noto Serif Bold 12", INK, 1.25, 2, 0 },
	{ "waiting", "Noto Serif Italic 15", QUIET, 1.3, 8, 0 },
	{ "small", "Noto Sans 8.5", QUIET, 1.35, 6, 0 },
	{ "value", "Noto Sans 9", INK, 1.3, 4, 0 },
	{ "label", "Noto Sans 9", QUIET, 1.3, 4, 0 },
	{ "code", "Noto Sans 7.5", INK, 1.3, 4, 150 },
	{ "entry-label", "Noto Sans Bold 9", NAVY, 1.25, 0, 0 },
	{ "entry-title", "Noto Serif 10.5", INK, 1.25, 1, 0 },
	{ "entry-note", "Noto Sans 8.5", QUIET, 1.3, 0, 0 },
	{ "entry-number", "Noto Serif 10.5", NAVY, 1.25, 0, 0 },
};

struct press {
	struct front *front;
	cairo_t *cr;
	PangoLayout *layout;
	double y;
	unsigned pages;  /* finished, of all sheets */
	unsigned opened; /* that many, when the sheet at hand began … */
	unsigned page;   /* … at this page of the packet */
	cJSON *links;    /* NULL: nobody wants them yet */
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

/* Sets the text and, when it is to be seen, shows it. Returns its height. */
static double put_text(struct press *press, const char *style_name, const char *text, double x,
	double width, bool shown)
{
	const struct style *style = style_named(style_name);
	double height = set_text(press, style, text, width);

	if (shown && *text) {
		use_colour(press, style->colour);
		cairo_move_to(press->cr, x, press->y);
		pango_cairo_show_layout(press->cr, press->layout);
	}
	return height + (*text ? style->after : 0);
}

static void put_line(struct press *press, double y, double width, enum colour colour)
{
	use_colour(press, colour);
	cairo_set_line_width(press->cr, width);
	cairo_move_to(press->cr, LEFT, y);
	cairo_line_to(press->cr, RIGHT, y);
	cairo_stroke(press->cr);
}

/* ---------------------------------------------------------------- blocks: each returns its height
 */

static double put_row(struct press *press, const struct block *block, bool shown)
{
	const char *style = *block->style ? block->style : "value";
	double label = put_text(press, "label", block->label, LEFT, LABEL - 12, shown);
	double value =
		put_text(press, style, block->text, LEFT + LABEL, RIGHT - LEFT - LABEL, shown);

	return label > value ? label : value;
}

static unsigned page_of(const struct front *front, const char *name)
{
	for (size_t i = 0; i < front->sheet_count; i++)
		if (strcmp(front->sheets[i].name, name) == 0)
			return front->sheets[i].page;
	return 0;
}

static void add_link(struct press *press, double height, unsigned to)
{
	const double box[] = { LEFT, HEIGHT - press->y - height, RIGHT, HEIGHT - press->y };
	cJSON *link = cJSON_CreateObject();

	cJSON_AddNumberToObject(link, "page", press->page + press->pages - press->opened);
	cJSON_AddItemToObject(link, "box", cJSON_CreateDoubleArray(box, 4));
	cJSON_AddNumberToObject(link, "to", to);
	cJSON_AddItemToArray(press->links, link);
}

static double put_entry(struct press *press, const struct block *block, bool shown)
{
	double width = RIGHT - LEFT - ENTRY - NUMBER, top = press->y, gap = 7;
	unsigned to = page_of(press->front, block->to);
	char number[16] = "";

	press->y = top + gap;
	double label = put_text(press, "entry-label", block->label, LEFT, ENTRY - 10, shown);
	double title = put_text(press, "entry-title", block->text, LEFT + ENTRY, width, shown);
	press->y += title;
	title += put_text(press, "entry-note", block->note, LEFT + ENTRY, width, shown);
	press->y = top + gap;
	double height = 2 * gap + (label > title ? label : title);
	if (shown && to > 0) {
		snprintf(number, sizeof number, "%u", to);
		pango_layout_set_alignment(press->layout, PANGO_ALIGN_RIGHT);
		put_text(press, "entry-number", number, RIGHT - NUMBER, NUMBER, true);
		pango_layout_set_alignment(press->layout, PANGO_ALIGN_LEFT);
	}
	press->y = top;
	if (shown)
		put_line(press, top + height, 0.4, LINE);
	if (shown && to > 0 && press->links)
		add_link(press, height, to);
	return height;
}

static double put_block(struct press *press, const struct block *block, bool shown)
{
	switch (block->kind) {
	case BLOCK_TEXT:
		return put_text(press, block->style, block->text, LEFT, RIGHT - LEFT, shown);
	case BLOCK_GAP: return block->size;
	case BLOCK_FILL: return 0;
	case BLOCK_RULE:
		if (shown)
			put_line(press, press->y + 1, strcmp(block->style, "strong") == 0 ? 2 : 0.6,
				strcmp(block->style, "strong") == 0 ? GOLD : LINE);
		return 14;
	case BLOCK_ROW: return put_row(press, block, shown);
	case BLOCK_ENTRY: return put_entry(press, block, shown);
	}
	return 0;
}

/* ---------------------------------------------------------------- sheets */

static void next_page(struct press *press)
{
	cairo_show_page(press->cr);
	press->pages++;
	press->y = TOP;
}

/* What stands behind a fill goes to the foot of the page, if all of it fits. */
static void fill(struct press *press, const struct sheet *sheet, size_t behind)
{
	double rest = 0;

	for (size_t i = behind; i < sheet->first + sheet->count; i++)
		rest += put_block(press, &press->front->blocks[i], false);
	if (press->y < BOTTOM - rest)
		press->y = BOTTOM - rest;
}

/* A name is not left alone at the foot of a page: with it goes what follows, up to the next gap. */
static double height_together(struct press *press, const struct sheet *sheet, size_t at)
{
	const struct block *blocks = press->front->blocks;
	double height = put_block(press, &blocks[at], false);

	if (strcmp(blocks[at].style, "name") != 0)
		return height;
	for (at++; at < sheet->first + sheet->count && blocks[at].kind == BLOCK_ROW; at++)
		height += put_block(press, &blocks[at], false);
	return height;
}

static void draw_sheet(struct press *press, struct sheet *sheet)
{
	press->y = TOP;
	press->opened = press->pages;
	press->page = sheet->page;
	for (size_t i = sheet->first; i < sheet->first + sheet->count; i++) {
		const struct block *block = &press->front->blocks[i];
		if (block->kind == BLOCK_FILL) {
			fill(press, sheet, i + 1);
			continue;
		}
		double height = put_block(press, block, false);
		if (press->y + height_together(press, sheet, i) > BOTTOM && press->y > TOP)
			next_page(press);
		put_block(press, block, true);
		press->y += height;
	}
	next_page(press);
	sheet->pages = press->pages - press->opened;
}

static void add_part(cJSON *parts, const struct sheet *sheet, unsigned segment, unsigned first_page)
{
	cJSON *part = cJSON_CreateObject();

	cJSON_AddNumberToObject(part, "segment", segment);
	cJSON_AddNumberToObject(part, "first", first_page);
	cJSON_AddNumberToObject(part, "pages", sheet->pages);
	if (*sheet->head)
		cJSON_AddStringToObject(part, "head", sheet->head);
	if (*sheet->bookmark)
		cJSON_AddStringToObject(part, "bookmark", sheet->bookmark);
	cJSON_AddNumberToObject(part, "level", sheet->level ? sheet->level : 1);
	cJSON_AddItemToArray(parts, part);
}

static cairo_status_t write_piece(void *file, const unsigned char *bytes, unsigned size)
{
	return fwrite(bytes, 1, size, file) == size ? CAIRO_STATUS_SUCCESS
						    : CAIRO_STATUS_WRITE_ERROR;
}

/* Draws all sheets into the file, or into nothing when plan is NULL. */
static bool draw_all(struct front *front, FILE *file, cJSON *plan)
{
	cairo_surface_t *surface =
		cairo_pdf_surface_create_for_stream(plan ? write_piece : NULL, file, WIDTH, HEIGHT);
	cairo_t *cr = cairo_create(surface);
	struct press press = { .front = front, .cr = cr, .layout = fonts_layout(cr) };
	cJSON *parts = plan ? cJSON_AddArrayToObject(plan, "parts") : NULL;
	unsigned papers = 0;

	press.links = plan ? cJSON_AddArrayToObject(plan, "links") : NULL;
	for (size_t i = 0; press.layout && i < front->sheet_count; i++) {
		struct sheet *sheet = &front->sheets[i];
		unsigned first = press.pages + 1;
		papers += sheet->is_paper;
		if (!sheet->is_paper)
			draw_sheet(&press, sheet);
		if (parts)
			add_part(parts, sheet, sheet->is_paper ? papers : 0,
				sheet->is_paper ? 1 : first);
	}
	/* else what followed was not drawn */
	bool good = press.layout && cairo_status(cr) == CAIRO_STATUS_SUCCESS;
	g_clear_object(&press.layout);
	cairo_destroy(cr);
	cairo_surface_finish(surface);
	good = good && cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS;
	cairo_surface_destroy(surface);
	return good;
}

static void count_pages(struct front *front)
{
	unsigned page = 1;

	for (size_t i = 0; i < front->sheet_count; i++) {
		front->sheets[i].page = page;
		page += front->sheets[i].pages;
	}
}

const char *front_draw(struct arena *arena, struct text markup, FILE *file, char error[static 256])
{
	struct front front;

	json_use_arena(arena);
	if (!front_read(&front, arena, markup, error))
		return NULL;
	cJSON *plan = cJSON_CreateObject();
	cJSON_AddStringToObject(plan, "title", front.title);
	cJSON_AddStringToObject(plan, "author", front.author);
	cJSON_AddStringToObject(plan, "subject", front.subject);
	cJSON_AddStringToObject(plan, "language", front.language);
	cJSON_AddStringToObject(plan, "numbering", front.numbering);
	bool drawn = draw_all(&front, NULL, NULL);
	count_pages(&front);
	if (drawn && draw_all(&front, file, plan) && fflush(file) == 0)
		return json_print(plan);
	snprintf(error, 256, "the sheets cannot be written");
	return NULL;
}
