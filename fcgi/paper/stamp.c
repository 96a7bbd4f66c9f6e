/*
 * Most of assembling a large packet would be setting heads, so each is set once and then copied:
 * the pages of a paper have the same, and a page's number is put together from figures set before.
 */
#include "paper/stamp.h"

#include "paper/glyphs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Measures at a page width of 612 points (Letter). A strip is a whole number of units high, so that
 * what is drawn below it falls on the same pixels as before. */
static const double LETTER = 612, SIZE = 7.5, SIDE = 72, STRIP = 26, BASELINE = 10, GAP = 18;

/* What a page's content may paint beyond its sides, so that its edge never shows. */
static const double BEYOND = 10, HAIR = 0.001;

enum { PIECES = 8 };

struct stamp {
	struct glyphs *glyphs;
	struct buffer lines;        /* the bytes that the lines below point into */
	struct line figures[10];    /* 0 … 9 */
	struct line pieces[PIECES]; /* the texts of the numbering around the numbers */
	size_t piece_count;
	double widest;     /* number */
	struct buffer set; /* the head as set last: pages that follow mostly have the same */
	struct line head;
	const char *head_text;
	double head_room;
};

/* ---------------------------------------------------------------- numbers */

static const char *with_pages(struct arena *arena, struct text piece, uint32_t pages)
{
	struct buffer out;

	buffer_init(&out, arena, 4096);
	buffer_append(&out, TEXT(""));
	while (piece.size) {
		bool here = text_starts(piece, TEXT("{pages}"));
		if (here)
			buffer_printf(&out, "%u", pages);
		else
			buffer_append(&out, (struct text){ piece.data, 1 });
		piece = text_from(piece, here ? 7 : 1);
	}
	return out.size ? buffer_text(&out).data : "";
}

static void set_numbering(
	struct stamp *stamp, struct arena *arena, const char *numbering, uint32_t pages)
{
	const char *end;

	do {
		end = strstr(numbering, "{page}");
		struct text piece = { numbering,
			end ? (size_t)(end - numbering) : strlen(numbering) };
		struct line *line = &stamp->pieces[stamp->piece_count++];
		*line = glyphs_set(
			stamp->glyphs, with_pages(arena, piece, pages), LETTER, &stamp->lines);
		stamp->widest += line->width;
		numbering = end ? end + 6 : "";
	} while (end && stamp->piece_count < PIECES);
	for (char figure[] = "0"; *figure <= '9'; ++*figure)
		stamp->figures[*figure - '0'] =
			glyphs_set(stamp->glyphs, figure, LETTER, &stamp->lines);
	for (uint32_t rest = pages; rest; rest /= 10)
		stamp->widest += stamp->figures[0].width * (double)(stamp->piece_count - 1);
}

struct stamp *stamp_open(struct arena *arena, const char *numbering, uint32_t pages)
{
	struct glyphs *glyphs = glyphs_open(arena);
	struct stamp *stamp = arena_alloc(arena, sizeof *stamp);

	if (!glyphs)
		return NULL;
	stamp->glyphs = glyphs;
	buffer_init(&stamp->lines, arena, 1 << 16);
	buffer_init(&stamp->set, arena, 1 << 20);
	set_numbering(stamp, arena, numbering ? numbering : "{page} / {pages}", pages);
	return stamp;
}

/* The running head, cut to this width; kept, for the pages of a paper have the same. */
static const struct line *head_line(struct stamp *stamp, const char *head, double room)
{
	if (stamp->head_text != head || stamp->head_room != room) {
		stamp->set.size = 0;
		stamp->head = glyphs_set(stamp->glyphs, head, room, &stamp->set);
		stamp->head_text = head;
		stamp->head_room = room;
	}
	return &stamp->head;
}

/* Five decimals, and a blank behind. Written by hand: printf would be a tenth of the assembly. */
static void put_number(struct buffer *into, double number)
{
	char digits[40];
	size_t at = sizeof digits;
	long long parts = llround(fabs(number) * 100000);
	bool negative = number < 0 && parts != 0, whole = false;

	digits[--at] = ' ';
	for (int i = 0; i < 6 || parts; i++, parts /= 10) {
		if (i == 5 && whole)
			digits[--at] = '.';
		whole = whole || i >= 5 || parts % 10;
		if (whole || i >= 5)
			digits[--at] = (char)('0' + parts % 10);
	}
	if (negative)
		digits[--at] = '-';
	buffer_append(into, (struct text){ digits + at, sizeof digits - at });
}

static void put_numbers(struct buffer *into, size_t count, const double numbers[])
{
	for (size_t i = 0; i < count; i++)
		put_number(into, numbers[i]);
}

/* ---------------------------------------------------------------- the strip */

/* Against Letter, within limits that are of paper: a poster's head can still be read. */
static double scale_of(double width, double unit)
{
	return fmin(fmax(width * unit / LETTER, .4), 4) / unit;
}

double stamp_height(double width, double unit)
{
	return ceil(STRIP * scale_of(width, unit));
}

static bool is_lying(const struct segment_page *page)
{
	return page->rotation % 180 == 90;
}

static double width_of(const struct segment_page *page)
{
	return is_lying(page) ? page->top - page->bottom : page->right - page->left;
}

static double height_of(const struct segment_page *page)
{
	return is_lying(page) ? page->right - page->left : page->top - page->bottom;
}

/* The side of the page's own space that the reader sees at the top, moved outwards (the page is
 * turned clockwise: ISO 32000-1, table 30). Boxes are left, bottom, right, top. */
static void grow(double box[static 4], uint32_t rotation, double by)
{
	static const struct {
		int side, sign;
	} tops[] = { { 3, 1 }, { 0, -1 }, { 1, -1 }, { 2, 1 } };

	box[tops[rotation / 90 % 4].side] += by * tops[rotation / 90 % 4].sign;
}

static void put_box(struct buffer *into, struct text key, const double box[static 4])
{
	buffer_append(into, key);
	put_numbers(into, 4, box);
	buffer_append(into, TEXT("]"));
}

void stamp_boxes(struct buffer *into, const struct segment_page *page, bool strip)
{
	double seen[] = { page->left, page->bottom, page->right, page->top }, media[4];

	if (strip)
		grow(seen, page->rotation, stamp_height(width_of(page), page->unit));
	for (int i = 0; i < 4; i++)
		media[i] = i < 2 ? fmin(page->media[i], seen[i]) : fmax(page->media[i], seen[i]);
	put_box(into, TEXT("/MediaBox["), media);
	put_box(into, TEXT("/CropBox["), seen);
}

/* Clips the content at the strip, so that what was hidden above the visible box does not show in
 * it. The clip ends a hair lower, because viewers round clips outwards. */
static void put_program(struct buffer *into, const struct segment_page *page, struct text program)
{
	double box[] = { page->left - BEYOND, page->bottom - BEYOND, page->right + BEYOND,
		page->top + BEYOND };

	grow(box, page->rotation, -BEYOND - HAIR);
	buffer_append(into, TEXT("q "));
	put_numbers(into, 4, (double[]){ box[0], box[1], box[2] - box[0], box[3] - box[1] });
	buffer_append(into, TEXT("re W n\n"));
	buffer_append(into, program);
	buffer_append(into, TEXT("Q\n"));
}

/* From the corner that is the lower left of what the reader sees (ISO 32000-1, 14.11.2). */
static void turn(struct buffer *into, const struct segment_page *page)
{
	static const char *const turns[] = { "1 0 0 1 ", "0 1 -1 0 ", "-1 0 0 -1 ", "0 -1 1 0 " };
	unsigned quarter = page->rotation / 90 % 4;
	const double corner[] = {
		quarter == 1 || quarter == 2 ? page->right : page->left,
		quarter >= 2 ? page->top : page->bottom,
	};

	buffer_append(into, text_of(turns[quarter]));
	put_numbers(into, 2, corner);
	buffer_append(into, TEXT("cm\n"));
}

static void put_place(struct buffer *into, double x, double y, double size)
{
	put_number(into, size);
	buffer_append(into, TEXT("0 0 "));
	put_numbers(into, 3, (double[]){ size, x, y });
	buffer_append(into, TEXT("Tm "));
}

/* Ends at x. Written in the order in which it is read, each part where the one before it ends. */
static void put_page_number(const struct stamp *stamp, struct buffer *into, uint32_t number,
	double x, double y, double size)
{
	char figures[16];
	int count = snprintf(figures, sizeof figures, "%u", number);
	const struct line *lines[PIECES * (sizeof figures + 1)];
	size_t total = 0;

	for (size_t piece = 0; piece < stamp->piece_count; piece++) {
		for (int i = 0; piece > 0 && i < count; i++)
			lines[total++] = &stamp->figures[figures[i] - '0'];
		lines[total++] = &stamp->pieces[piece];
	}
	for (size_t i = 0; i < total; i++)
		x -= lines[i]->width * size;
	put_place(into, x, y, size);
	for (size_t i = 0; i < total; i++)
		buffer_append(into, lines[i]->operators);
}

void stamp_draw(struct stamp *stamp, struct buffer *into, const struct segment_page *page,
	struct text program, const char *head, uint32_t number)
{
	double width = width_of(page), scale = scale_of(width, page->unit), size = SIZE * scale;
	double side = SIDE * width / LETTER, y = height_of(page) + BASELINE * scale;
	double room = (width - 2 * side - GAP * scale) / size - stamp->widest;

	put_program(into, page, program);
	buffer_append(
		into, TEXT("/Artifact<</Type/Pagination/Subtype/Header/Attached[/Top]>>BDC q\n"));
	turn(into, page);
	buffer_append(into, TEXT(".25 g BT "));
	/* to a thousandth, or a shift of rounding would have the same head set anew */
	put_place(into, side, y, size);
	buffer_append(into, head_line(stamp, head, round(room * 1000) / 1000)->operators);
	put_page_number(stamp, into, number, width - side, y, size);
	buffer_append(into, TEXT("ET Q EMC\n"));
}

bool stamp_write_fonts(struct stamp *stamp, struct document *document, uint32_t dictionary)
{
	return glyphs_write(stamp->glyphs, document, dictionary);
}
