/*
 * Glyphs come from HarfBuzz one by one (the font's own numbers are kept, so the subset can be made
 * at the end, when it is known what was used). A white ground behind the text keeps it readable on
 * a page that is dark up to its edge.
 */
#include "paper/stamp.h"

#include <hb-subset.h>
#include <hb.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const fonts[] = {
	"/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
	"/usr/share/fonts/truetype/liberation2/LiberationSans-Regular.ttf",
	"/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
	"/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
};

/* Measures at a page width of 612 points (Letter). */
static const double SIZE = 7.5, SIDE = 72, TOP = 22, GAP = 18;

enum { ELLIPSIS = 0x2026, LONGEST = 300 };

/* A line of glyphs, with its width at size 1. */
struct line {
	hb_codepoint_t glyph[LONGEST];
	unsigned count;
	double width;
};

struct stamp {
	hb_face_t *face;
	hb_font_t *font;
	double units;         /* of the font, in one em */
	hb_set_t *glyphs;     /* that were used */
	hb_map_t *characters; /* glyph to the character it was used for */
	struct line head;     /* of the page before: mostly that of the next one too */
	const char *head_text;
	double head_room;
};

struct stamp *stamp_open(void)
{
	hb_blob_t *blob = hb_blob_get_empty();

	for (size_t i = 0; i < sizeof fonts / sizeof *fonts && !hb_blob_get_length(blob); i++)
		blob = hb_blob_create_from_file(fonts[i]);
	if (!hb_blob_get_length(blob))
		return NULL;
	struct stamp *stamp = calloc(1, sizeof *stamp);
	if (!stamp)
		abort();
	stamp->face = hb_face_create(blob, 0);
	hb_blob_destroy(blob);
	stamp->font = hb_font_create(stamp->face);
	stamp->units = hb_face_get_upem(stamp->face);
	stamp->glyphs = hb_set_create();
	stamp->characters = hb_map_create();
	return stamp;
}

static double advance(const struct stamp *stamp, hb_codepoint_t glyph)
{
	return hb_font_get_glyph_h_advance(stamp->font, glyph) / stamp->units;
}

static void add_character(struct stamp *stamp, struct line *line, hb_codepoint_t character)
{
	hb_codepoint_t glyph = 0;

	if (line->count == LONGEST)
		return;
	hb_font_get_nominal_glyph(stamp->font, character, &glyph);
	hb_set_add(stamp->glyphs, glyph);
	hb_map_set(stamp->characters, glyph, character);
	line->glyph[line->count++] = glyph;
	line->width += advance(stamp, glyph);
}

static struct line line_of(struct stamp *stamp, const char *utf8)
{
	struct line line = { .count = 0 };
	hb_buffer_t *buffer = hb_buffer_create();
	unsigned count;

	hb_buffer_add_utf8(buffer, utf8, -1, 0, -1);
	const hb_glyph_info_t *characters = hb_buffer_get_glyph_infos(buffer, &count);
	for (unsigned i = 0; i < count; i++)
		add_character(stamp, &line, characters[i].codepoint);
	hb_buffer_destroy(buffer);
	return line;
}

/* Cuts the line and ends it in an ellipsis when it is wider than it may be. */
static void fit(struct stamp *stamp, struct line *line, double width)
{
	struct line dots = { .count = 0 };

	if (line->width <= width)
		return;
	add_character(stamp, &dots, ELLIPSIS);
	while (line->count && line->width + dots.width > width)
		line->width -= advance(stamp, line->glyph[--line->count]);
	add_character(stamp, line, ELLIPSIS);
}

/* The running head, cut to this width; kept, for the pages of a paper have the same. */
static const struct line *head_line(struct stamp *stamp, const char *head, double room)
{
	if (stamp->head_text != head || stamp->head_room != room) {
		stamp->head = line_of(stamp, head);
		fit(stamp, &stamp->head, room);
		stamp->head_text = head;
		stamp->head_room = room;
	}
	return &stamp->head;
}

/* Three decimals, and a blank behind. Written by hand: printf would be a tenth of linking. */
static void put_number(struct buffer *into, double number)
{
	char digits[32];
	size_t at = sizeof digits;
	long long thousandths = llround(fabs(number) * 1000);

	digits[--at] = ' ';
	for (int i = 0; i < 4 || thousandths; i++, thousandths /= 10) {
		if (i == 3)
			digits[--at] = '.';
		digits[--at] = (char)('0' + thousandths % 10);
	}
	if (number < 0)
		digits[--at] = '-';
	buffer_append(into, (struct text){ digits + at, sizeof digits - at });
}

static void put_numbers(struct buffer *into, size_t count, const double numbers[])
{
	for (size_t i = 0; i < count; i++)
		put_number(into, numbers[i]);
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

static void put_glyph(struct buffer *into, hb_codepoint_t glyph)
{
	static const char digits[] = "0123456789ABCDEF";
	const char hex[] = { digits[glyph >> 12 & 15], digits[glyph >> 8 & 15],
		digits[glyph >> 4 & 15], digits[glyph & 15] };

	buffer_append(into, (struct text){ hex, sizeof hex });
}

static void draw_line(
	struct buffer *into, const struct line *line, double x, double y, double scale)
{
	double size = SIZE * scale, pad = 2.5 * scale;

	if (line->count == 0)
		return;
	buffer_append(into, TEXT("1 g "));
	put_numbers(
		into, 4, (double[]){ x - pad, y - pad, line->width * size + 2 * pad, size + pad });
	buffer_append(into, TEXT("re f .25 g\nBT /S "));
	put_number(into, size);
	buffer_append(into, TEXT("Tf "));
	put_numbers(into, 2, (double[]){ x, y });
	buffer_append(into, TEXT("Td <"));
	for (unsigned i = 0; i < line->count; i++)
		put_glyph(into, line->glyph[i]);
	buffer_append(into, TEXT("> Tj ET\n"));
}

void stamp_draw(struct stamp *stamp, struct buffer *into, const struct segment_page *page,
	const char *head, const char *number)
{
	bool lying = page->rotation % 180 == 90;
	double across = page->right - page->left, up = page->top - page->bottom;
	double width = lying ? up : across, height = lying ? across : up;
	double scale = width / 612 < .4 ? .4 : width / 612 > 4 ? 4 : width / 612;
	double room = width - 2 * SIDE * scale;
	struct line right = line_of(stamp, number);

	fit(stamp, &right, room / (SIZE * scale));
	const struct line *left =
		head_line(stamp, head, (room - GAP * scale) / (SIZE * scale) - right.width);
	buffer_append(into, TEXT("/Artifact<</Type/Pagination/Subtype/Header>>BDC q\n"));
	turn(into, page);
	draw_line(into, left, SIDE * scale, height - TOP * scale, scale);
	draw_line(into, &right, width - SIDE * scale - right.width * SIZE * scale,
		height - TOP * scale, scale);
	buffer_append(into, TEXT("Q EMC\n"));
}

static double per_mille(const struct stamp *stamp, double font_units)
{
	return font_units * 1000 / stamp->units;
}

static void write_widths(struct stamp *stamp, struct buffer *out)
{
	hb_codepoint_t glyph = HB_SET_VALUE_INVALID;

	buffer_append(out, TEXT("/W["));
	while (hb_set_next(stamp->glyphs, &glyph))
		buffer_printf(out, "%u[%.0f]", glyph, advance(stamp, glyph) * 1000);
	buffer_append(out, TEXT("]"));
}

/* Which character each glyph stands for, so that the text can be searched (ISO 32000-1, 9.10.3). */
static void write_map(
	struct stamp *stamp, struct document *document, uint32_t number, struct arena *arena)
{
	hb_codepoint_t glyph = HB_SET_VALUE_INVALID;
	struct buffer map;

	buffer_init(&map, arena, 1 << 20);
	buffer_append(
		&map, TEXT("/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n"
			   "/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
			   "/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
			   "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n"));
	while (hb_set_next(stamp->glyphs, &glyph)) {
		uint32_t c = hb_map_get(stamp->characters, glyph);
		if (c >= 0x10000)
			buffer_printf(&map, "1 beginbfchar\n<%04X><%04X%04X>\nendbfchar\n", glyph,
				0xD800 + ((c - 0x10000) >> 10 & 0x3FF), 0xDC00 + (c & 0x3FF));
		else
			buffer_printf(&map, "1 beginbfchar\n<%04X><%04X>\nendbfchar\n", glyph, c);
	}
	buffer_append(
		&map, TEXT("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n"));
	document_put_deflated(document, number, TEXT("<<"), buffer_text(&map));
}

static bool write_file(struct stamp *stamp, struct document *document, uint32_t number)
{
	hb_subset_input_t *input = hb_subset_input_create_or_fail();
	char dictionary[64];
	hb_face_t *subset;

	if (!input)
		return false;
	hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_RETAIN_GIDS | HB_SUBSET_FLAGS_NO_HINTING);
	hb_set_union(hb_subset_input_glyph_set(input), stamp->glyphs);
	subset = hb_subset_or_fail(stamp->face, input);
	hb_subset_input_destroy(input);
	if (!subset)
		return false;
	hb_blob_t *blob = hb_face_reference_blob(subset);
	unsigned size;
	const char *data = hb_blob_get_data(blob, &size);
	snprintf(dictionary, sizeof dictionary, "<</Length1 %u", size);
	document_put_deflated(document, number, text_of(dictionary), (struct text){ data, size });
	hb_blob_destroy(blob);
	hb_face_destroy(subset);
	return true;
}

bool stamp_write_font(struct stamp *stamp, struct document *document, uint32_t font)
{
	uint32_t cid = font + 1, descriptor = font + 2, file = font + 3, map = font + 4;
	struct buffer *out;
	hb_font_extents_t extents;
	struct arena arena;

	hb_font_get_h_extents(stamp->font, &extents);
	out = document_begin(document, font);
	buffer_printf(out,
		"<</Type/Font/Subtype/Type0/BaseFont/DAISAA+Head/Encoding/Identity-H"
		"/DescendantFonts[%u 0 R]/ToUnicode %u 0 R>>",
		cid, map);
	document_end(document);
	out = document_begin(document, cid);
	buffer_printf(out,
		"<</Type/Font/Subtype/CIDFontType2/BaseFont/DAISAA+Head/CIDToGIDMap/Identity"
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
		"/FontDescriptor %u 0 R/DW 0",
		descriptor);
	write_widths(stamp, out);
	buffer_append(out, TEXT(">>"));
	document_end(document);
	out = document_begin(document, descriptor);
	buffer_printf(out,
		"<</Type/FontDescriptor/FontName/DAISAA+Head/Flags 4/ItalicAngle 0/StemV 80"
		"/Ascent %.0f/Descent %.0f/CapHeight 700/FontBBox[0 %.0f 1000 %.0f]"
		"/FontFile2 %u 0 R>>",
		per_mille(stamp, extents.ascender), per_mille(stamp, extents.descender),
		per_mille(stamp, extents.descender), per_mille(stamp, extents.ascender), file);
	document_end(document);
	arena_init(&arena, (size_t)64 << 20);
	write_map(stamp, document, map, &arena);
	arena_release(&arena);
	return write_file(stamp, document, file);
}
