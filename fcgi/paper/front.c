/*
 * Sheets by cairo and pango. Everything is drawn twice: first into nothing, to learn how many pages
 * each sheet takes, then with the page numbers that follow from it.
 */
#include "paper/front.h"

#include "paper/fonts.h"
#include "paper/front_blocks.h"
#include "paper/stamp.h"

#include <cairo-pdf.h>
#include <string.h>

/* Points; TOP and BOTTOM from the paper's edges. */
static const double TOP = 96, BOTTOM = 72;
static const double HEADING_KEEPS = 48; /* room for what follows a heading */
static const double SMALLEST = 0.25;    /* letters on a sheet that must keep to one page */

/* ISO 216 and ANSI, in points. */
static const struct size {
	const char *name;
	double width, height;
} sizes[] = {
	{ "letter", 612, 792 },
	{ "a4", 210 / 25.4 * 72, 297 / 25.4 * 72 },
};

static const struct size *size_named(const char *name)
{
	return strcmp(name, sizes[1].name) == 0 ? &sizes[1] : &sizes[0];
}

/* ---------------------------------------------------------------- sheets */

/* Above a sheet that has a running head the assembly adds a strip: with it, the page is the
 * paper's. */
static double strip_of(const struct press *press, const struct sheet *sheet)
{
	return *sheet->head ? stamp_height(press->width, 1) : 0;
}

static void begin_page(struct press *press, const struct sheet *sheet)
{
	const struct size *size = size_named(press->front->paper);

	press->width = size->width;
	press->height = size->height - strip_of(press, sheet);
	press->y = TOP - strip_of(press, sheet);
	cairo_pdf_surface_set_size(cairo_get_target(press->cr), press->width, press->height);
}

static void end_page(struct press *press)
{
	cairo_show_page(press->cr);
	press->pages++;
}

static double bottom(const struct press *press)
{
	return press->height - BOTTOM;
}

static double height_from(struct press *press, const struct sheet *sheet, size_t at)
{
	double height = 0;

	for (; at < sheet->first + sheet->count; at++)
		height += block_put(press, &press->front->blocks[at], false);
	return height;
}

static bool is_heading(const struct block *block)
{
	return strcmp(block->style, "section") == 0 || strcmp(block->style, "part") == 0;
}

/*
 * A name is not left alone at the foot of a page: with it goes what follows, up to the next gap;
 * nor is a heading, which takes three lines along.
 */
static double height_together(struct press *press, const struct sheet *sheet, size_t at)
{
	struct block *blocks = press->front->blocks;
	double height = block_put(press, &blocks[at], false);

	for (size_t i = at; is_heading(&blocks[i]) && i + 1 < sheet->first + sheet->count; i++)
		height += is_heading(&blocks[i + 1]) ? block_put(press, &blocks[i + 1], false)
						     : HEADING_KEEPS;
	if (strcmp(blocks[at].style, "name") != 0 && blocks[at].kind != BLOCK_COLUMNS)
		return height;
	for (at++; at < sheet->first + sheet->count &&
		   (blocks[at].kind == BLOCK_ROW || strcmp(blocks[at].style, "mark") == 0);
		at++)
		height += block_put(press, &blocks[at], false);
	return height;
}

/* The column heads that stand over the entries there, or NULL. */
static struct block *columns_over(struct press *press, const struct sheet *sheet, size_t at)
{
	struct block *blocks = press->front->blocks;

	for (size_t i = at; i > sheet->first && blocks[at].kind == BLOCK_ENTRY; i--)
		if (blocks[i - 1].kind == BLOCK_COLUMNS)
			return &blocks[i - 1];
	return NULL;
}

static void next_page(struct press *press, const struct sheet *sheet, size_t at)
{
	struct block *columns = columns_over(press, sheet, at);

	end_page(press);
	begin_page(press, sheet);
	if (columns)
		press->y += block_put(press, columns, true);
}

/* Letters become smaller until all of the sheet stands on one page. */
static void fit(struct press *press, const struct sheet *sheet)
{
	press->scale = 1;
	while (sheet->fit && press->scale > SMALLEST &&
		press->y + height_from(press, sheet, sheet->first) > bottom(press))
		press->scale *= 0.94;
}

/* A text of no style, as papers have it, runs on to the next page. */
static bool runs_on(const struct sheet *sheet, const struct block *block)
{
	return block->kind == BLOCK_TEXT && !*block->style && !sheet->fit;
}

/* Draws a text page by page: on each what finds room of it. */
static void draw_running(
	struct press *press, const struct sheet *sheet, const struct block *whole, double top)
{
	struct block rest = *whole;

	rest.width = 0; /* its height is asked anew */
	for (;;) {
		size_t fitting = block_fitting(press, &rest, bottom(press) - press->y);
		if (!rest.text[fitting] || (fitting == 0 && press->y <= top))
			break;
		if (fitting > 0) {
			struct block begun = rest;
			begun.text = arena_copy(
				press->front->arena, (struct text){ rest.text, fitting });
			block_put(press, &begun, true);
			rest.text += fitting;
			rest.level += *rest.mark ? 1 : 0;
			rest.mark = "";
		}
		end_page(press);
		begin_page(press, sheet);
	}
	press->y += block_put(press, &rest, true);
}

static void draw_sheet(struct press *press, struct sheet *sheet)
{
	begin_page(press, sheet);
	fit(press, sheet);
	press->opened = press->pages;
	press->page = sheet->page;
	double top = press->y;
	for (size_t i = sheet->first; i < sheet->first + sheet->count; i++) {
		struct block *block = &press->front->blocks[i];
		if (block->kind == BLOCK_FILL) { /* what follows goes to the foot of the page */
			double rest = bottom(press) - height_from(press, sheet, i + 1);
			press->y = press->y < rest ? rest : press->y;
			continue;
		}
		if (runs_on(sheet, block)) {
			block_table(press, NULL);
			draw_running(press, sheet, block, top);
			continue;
		}
		if (press->y + height_together(press, sheet, i) > bottom(press) && press->y > top)
			next_page(press, sheet, i);
		block->after = press->pages - press->opened;
		block_table(press, block);
		press->y += block_put(press, block, true);
	}
	block_table(press, NULL);
	end_page(press);
	sheet->pages = press->pages - press->opened;
}

/* ---------------------------------------------------------------- the plan */

static cJSON *add_part(cJSON *parts, unsigned segment, unsigned first, unsigned pages)
{
	cJSON *part = cJSON_CreateObject();

	cJSON_AddNumberToObject(part, "segment", segment);
	cJSON_AddNumberToObject(part, "first", first);
	cJSON_AddNumberToObject(part, "pages", pages);
	cJSON_AddItemToArray(parts, part);
	return part;
}

/* The bookmarks of the headings on a sheet. */
static void add_marks(cJSON *part, const struct front *front, const struct sheet *sheet)
{
	cJSON *marks = NULL;

	for (size_t i = sheet->first; i < sheet->first + sheet->count; i++) {
		const struct block *block = &front->blocks[i];
		if (!*block->bookmark)
			continue;
		marks = marks ? marks : cJSON_AddArrayToObject(part, "marks");
		cJSON *mark = cJSON_CreateObject();
		cJSON_AddNumberToObject(mark, "page", block->after + 1);
		cJSON_AddStringToObject(mark, "bookmark", block->bookmark);
		cJSON_AddNumberToObject(mark, "level", block->level ? block->level : 1);
		cJSON_AddItemToArray(marks, mark);
	}
}

static void add_sheet(cJSON *parts, const struct front *front, const struct sheet *sheet,
	unsigned segment, unsigned first_page)
{
	cJSON *part = add_part(parts, segment, first_page, sheet->pages);

	if (*sheet->name)
		cJSON_AddStringToObject(part, "name", sheet->name);
	if (*sheet->head)
		cJSON_AddStringToObject(part, "head", sheet->head);
	if (*sheet->language)
		cJSON_AddStringToObject(part, "language", sheet->language);
	if (*sheet->bookmark)
		cJSON_AddStringToObject(part, "bookmark", sheet->bookmark);
	cJSON_AddNumberToObject(part, "level", sheet->level ? sheet->level : 1);
	add_marks(part, front, sheet);
}

/* An empty page, so that what follows begins on the front of a leaf. */
static void draw_blank(struct press *press, cJSON *parts)
{
	begin_page(press, &(struct sheet){ .head = "" });
	end_page(press);
	if (parts)
		add_part(parts, 0, press->pages, 1);
}

static cairo_status_t write_piece(void *file, const unsigned char *bytes, unsigned size)
{
	return fwrite(bytes, 1, size, file) == size ? CAIRO_STATUS_SUCCESS
						    : CAIRO_STATUS_WRITE_ERROR;
}

static void draw_sheets(struct press *press, cJSON *parts)
{
	unsigned papers = 0;

	for (size_t i = 0; i < press->front->sheet_count; i++) {
		struct sheet *sheet = &press->front->sheets[i];
		if (sheet->behind_blank)
			draw_blank(press, parts);
		unsigned first = press->pages + 1;
		papers += sheet->is_paper;
		if (!sheet->is_paper)
			draw_sheet(press, sheet);
		if (parts)
			add_sheet(parts, press->front, sheet, sheet->is_paper ? papers : 0,
				sheet->is_paper ? 1 : first);
	}
}

/* Draws all sheets into the file, or into nothing when plan is NULL. */
static bool draw_all(struct front *front, FILE *file, cJSON *plan)
{
	cairo_surface_t *surface =
		cairo_pdf_surface_create_for_stream(plan ? write_piece : NULL, file, 1, 1);
	cairo_t *cr = cairo_create(surface);
	struct press press = { .front = front, .cr = cr, .layout = fonts_layout(cr) };
	cJSON *parts = plan ? cJSON_AddArrayToObject(plan, "parts") : NULL;

	press.links = plan ? cJSON_AddArrayToObject(plan, "links") : NULL;
	if (press.layout)
		draw_sheets(&press, parts);
	/* after an error cairo draws nothing more, so the status tells of all */
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
		struct sheet *sheet = &front->sheets[i];
		sheet->behind_blank = front->two_sided && page % 2 == 0;
		page += sheet->behind_blank;
		sheet->page = page;
		page += sheet->pages;
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
