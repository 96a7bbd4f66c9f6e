/*
 * Codes are given in the order in which glyphs are first used, so the same lines give the same
 * bytes. Pango gives clusters: characters and the glyphs that show them together. The first glyph
 * of a cluster stands for all of its characters, the others for none. Where more than one glyph
 * takes room, a reader would see a gap behind the first: there the text is said apart (ActualText).
 */
#include "paper/glyphs.h"

#include "paper/fonts.h"

#include <hb-subset.h>
#include <math.h>
#include <string.h>

enum { SIZE = 100, FACES = 250, CODES = 8000, LONGEST = 2000 };

static const double UNITS = (double)SIZE * PANGO_SCALE; /* of pango, at size 1 */

struct code {
	hb_codepoint_t glyph;
	const char *characters; /* UTF-8; empty: none */
	unsigned width;         /* per mille */
	uint32_t next;          /* another code of this glyph, or 0 */
};

struct face {
	hb_face_t *face;
	hb_font_t *font;
	hb_map_t *first; /* code of a glyph */
	struct code *codes;
	uint32_t count; /* code 0 is the glyph that is not there */
};

struct glyphs {
	struct arena *arena;
	PangoLayout *layout;
	struct face faces[FACES];
	size_t face_count;
};

/* A line in the making. */
struct setting {
	struct glyphs *glyphs;
	struct buffer *out;
	const struct face *face;
	double pen, rise; /* where the next glyph comes to stand unless it is moved */
};

struct glyphs *glyphs_open(struct arena *arena)
{
	PangoLayout *layout = fonts_layout(NULL);
	PangoFontDescription *font = pango_font_description_from_string("Noto Sans");

	if (!layout)
		return NULL;
	struct glyphs *glyphs = arena_alloc(arena, sizeof *glyphs);
	*glyphs = (struct glyphs){ .arena = arena, .layout = layout };
	pango_font_description_set_absolute_size(font, UNITS);
	pango_layout_set_font_description(layout, font);
	pango_layout_set_single_paragraph_mode(layout, TRUE);
	pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
	pango_font_description_free(font);
	return glyphs;
}

/* ---------------------------------------------------------------- codes */

static unsigned per_mille(const struct face *face, double font_units)
{
	return (unsigned)lround(fmax(font_units * 1000 / hb_face_get_upem(face->face), 0));
}

static uint32_t add_code(
	struct glyphs *glyphs, struct face *face, hb_codepoint_t glyph, struct text characters)
{
	if (face->count == CODES)
		return 0;
	face->codes[face->count] = (struct code){
		.glyph = glyph,
		.characters = arena_copy(glyphs->arena, characters),
		.width = per_mille(face, hb_font_get_glyph_h_advance(face->font, glyph)),
	};
	return face->count++;
}

static struct face *face_of(struct glyphs *glyphs, PangoFont *font)
{
	hb_face_t *wanted = hb_font_get_face(pango_font_get_hb_font(font));
	size_t at = 0;

	while (at < glyphs->face_count && glyphs->faces[at].face != wanted)
		at++;
	if (at == FACES)
		return NULL;
	struct face *face = &glyphs->faces[at];
	if (at < glyphs->face_count)
		return face;
	*face = (struct face){ .face = hb_face_reference(wanted), .first = hb_map_create() };
	face->font = hb_font_create(wanted);
	face->codes = arena_alloc(glyphs->arena, CODES * sizeof *face->codes);
	add_code(glyphs, face, 0, TEXT(""));
	glyphs->face_count++;
	return face;
}

static uint32_t code_of(
	struct glyphs *glyphs, struct face *face, hb_codepoint_t glyph, struct text characters)
{
	uint32_t code = 0, last = 0;

	if (glyph == 0)
		return 0;
	if (hb_map_has(face->first, glyph))
		code = hb_map_get(face->first, glyph);
	for (; code; code = face->codes[code].next) {
		if (text_equal(text_of(face->codes[code].characters), characters))
			return code;
		last = code;
	}
	code = add_code(glyphs, face, glyph, characters);
	if (last)
		face->codes[last].next = code;
	else if (code)
		hb_map_set(face->first, glyph, code);
	return code;
}

/* ---------------------------------------------------------------- setting a line */

/* NULL: there are too many, so what stands for it is the glyph that is not there. */
static void choose_face(struct setting *set, const struct face *face)
{
	if (!face)
		face = set->face ? set->face : set->glyphs->faces;
	if (set->face == face)
		return;
	buffer_printf(set->out, "%s/H%zu 1 Tf[", set->face ? "]TJ" : "",
		(size_t)(face - set->glyphs->faces));
	set->face = face;
}

/* Puts a glyph where pango wants it: TJ moves along the line, Ts above and below. */
static void put_glyph(struct setting *set, uint32_t code, double x, double rise)
{
	long back = lround((set->pen - x) * 1000);

	if (fabs(rise - set->rise) > 0.0005) {
		buffer_printf(set->out, "]TJ %.3f Ts[", rise);
		set->rise = rise;
	}
	if (back)
		buffer_printf(set->out, "%ld", back);
	set->pen -= (double)back / 1000;
	buffer_printf(set->out, "<%04X>", code);
	set->pen += set->face->codes[code].width / 1000.0;
}

/* Without the controls of direction and isolation, which are of no use once the text is shaped. */
static struct text without_marks(struct arena *arena, struct text characters)
{
	char *copy = arena_copy(arena, characters), *to = copy;

	for (const unsigned char *c = (unsigned char *)copy; *c; c++) {
		bool turns = c[0] == 0xe2 &&
			     ((c[1] == 0x80 && (c[2] == 0x8e || c[2] == 0x8f ||
						       (c[2] >= 0xaa && c[2] <= 0xae))) ||
				     (c[1] == 0x81 && c[2] >= 0xa6 && c[2] <= 0xa9));
		if (turns)
			c += 2;
		else
			*to++ = (char)*c;
	}
	return (struct text){ copy, (size_t)(to - copy) };
}

static void put_utf16(struct buffer *into, struct text utf8)
{
	glong units = 0;
	gunichar2 *utf16 = g_utf8_to_utf16(utf8.data, (glong)utf8.size, NULL, &units, NULL);

	for (glong i = 0; i < units; i++)
		buffer_printf(into, "%04X", utf16[i]);
	g_free(utf16);
}

/* ISO 32000-1, 14.9.4; within the brackets of a TJ. */
static void say_apart(struct setting *set, struct text characters)
{
	buffer_append(set->out, TEXT("]TJ/Span<</ActualText<FEFF"));
	put_utf16(set->out, characters);
	buffer_append(set->out, TEXT(">>>BDC["));
}

static bool takes_room(const PangoGlyphInfo *glyph)
{
	return glyph->glyph != PANGO_GLYPH_EMPTY && glyph->geometry.width > 0;
}

/* Glyphs of one cluster, from left to right; x is where the run stands. */
static double put_cluster(struct setting *set, const PangoGlyphItem *run, int from, int to,
	struct text characters, double x)
{
	struct face *face = face_of(set->glyphs, run->item->analysis.font);
	const PangoGlyphInfo *info = run->glyphs->glyphs;
	int wide = 0;

	characters = without_marks(set->glyphs->arena, characters);
	for (int i = from; i < to; i++)
		wide += takes_room(&info[i]);
	if (wide > 1) {
		choose_face(set, face);
		say_apart(set, characters);
		characters = TEXT("");
	}
	for (int i = from; i < to; i++) {
		bool known = face && !(info[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG);
		if (info[i].glyph != PANGO_GLYPH_EMPTY) {
			choose_face(set, face);
			put_glyph(set,
				known ? code_of(set->glyphs, face, info[i].glyph, characters) : 0,
				x + info[i].geometry.x_offset / UNITS,
				-info[i].geometry.y_offset / UNITS);
			characters = TEXT("");
		}
		x += info[i].geometry.width / UNITS;
	}
	buffer_append(set->out, wide > 1 ? TEXT("]TJ EMC[") : TEXT(""));
	return x;
}

/* Clusters stand in the run in the order in which they are seen. */
static double put_run(struct setting *set, const PangoGlyphItem *run, const char *utf8, double x)
{
	bool ellipsis = run->item->analysis.flags & PANGO_ANALYSIS_FLAG_IS_ELLIPSIS;
	bool to_left = run->item->analysis.level % 2;
	const int *cluster = run->glyphs->log_clusters;
	int count = run->glyphs->num_glyphs, from = 0;

	for (int i = 1; i <= count; i++) {
		if (i < count && cluster[i] == cluster[from])
			continue;
		int end = run->item->length;
		if (to_left && from > 0)
			end = cluster[from - 1];
		if (!to_left && i < count)
			end = cluster[i];
		struct text characters = { utf8 + run->item->offset + cluster[from],
			(size_t)(end - cluster[from]) };
		x = put_cluster(set, run, from, i, ellipsis ? TEXT("…") : characters, x);
		from = i;
	}
	return x;
}

struct line glyphs_set(struct glyphs *glyphs, const char *utf8, double room, struct buffer *into)
{
	struct setting set = { .glyphs = glyphs, .out = into };
	size_t start = into->size, size = strlen(utf8);
	double x = 0;

	while (size > LONGEST || (size < strlen(utf8) && (utf8[size] & 0xc0) == 0x80))
		size--;
	pango_layout_set_width(glyphs->layout, (int)(fmin(fmax(room, 0), 1000) * UNITS));
	fonts_set_text(glyphs->layout, (struct text){ utf8, size });
	const char *text = pango_layout_get_text(glyphs->layout);
	const PangoLayoutLine *line = pango_layout_get_line_readonly(glyphs->layout, 0);
	for (const GSList *run = line ? line->runs : NULL; run; run = run->next)
		x = put_run(&set, run->data, text, x);
	buffer_append(into, set.face ? TEXT("]TJ ") : TEXT(""));
	buffer_append(into, set.rise != 0 ? TEXT("0 Ts ") : TEXT(""));
	return (struct line){ { into->data + start, into->size - start }, x };
}

/* ---------------------------------------------------------------- writing the fonts */

enum part { FONT, CIDS, DESCRIPTOR, FILE_, TO_UNICODE, TO_GLYPH, PARTS };

/* Which characters each code stands for, so that the text can be searched (ISO 32000-1, 9.10.3). */
static void write_characters(
	const struct face *face, struct document *document, uint32_t number, struct buffer *map)
{
	buffer_append(map, TEXT("/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n"
				"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
				"/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
				"1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n"));
	for (uint32_t i = 1; i < face->count; i++) {
		if (!*face->codes[i].characters)
			continue;
		buffer_printf(map, "1 beginbfchar\n<%04X><", i);
		put_utf16(map, text_of(face->codes[i].characters));
		buffer_append(map, TEXT(">\nendbfchar\n"));
	}
	buffer_append(
		map, TEXT("endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n"));
	document_put_deflated(document, number, TEXT("<<"), buffer_text(map));
}

/* Nothing but outlines: what shaping needs has been used. */
static hb_subset_plan_t *plan_subset(const struct face *face)
{
	static const hb_tag_t shaping[] = { HB_TAG('G', 'S', 'U', 'B'), HB_TAG('G', 'P', 'O', 'S'),
		HB_TAG('G', 'D', 'E', 'F') };
	hb_subset_input_t *input = hb_subset_input_create_or_fail();

	if (!input)
		return NULL;
	hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING);
	for (size_t i = 0; i < sizeof shaping / sizeof *shaping; i++)
		hb_set_add(hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG), shaping[i]);
	for (uint32_t i = 0; i < face->count; i++)
		hb_set_add(hb_subset_input_glyph_set(input), face->codes[i].glyph);
	hb_subset_plan_t *plan = hb_subset_plan_create_or_fail(face->face, input);
	hb_subset_input_destroy(input);
	return plan;
}

static bool write_file(
	const struct face *face, struct document *document, uint32_t first, struct buffer *glyphs)
{
	hb_subset_plan_t *plan = plan_subset(face);
	hb_face_t *subset = plan ? hb_subset_plan_execute_or_fail(plan) : NULL;
	char dictionary[64];
	unsigned size;

	if (!subset)
		return false;
	const hb_map_t *numbers = hb_subset_plan_old_to_new_glyph_mapping(plan);
	for (uint32_t i = 0; i < face->count; i++) {
		hb_codepoint_t glyph = hb_map_get(numbers, face->codes[i].glyph);
		const char bytes[] = { (char)(glyph >> 8), (char)glyph };
		buffer_append(glyphs, (struct text){ bytes, sizeof bytes });
	}
	document_put_deflated(document, first + TO_GLYPH, TEXT("<<"), buffer_text(glyphs));
	hb_blob_t *blob = hb_face_reference_blob(subset);
	const char *data = hb_blob_get_data(blob, &size);
	snprintf(dictionary, sizeof dictionary, "<</Length1 %u", size);
	document_put_deflated(
		document, first + FILE_, text_of(dictionary), (struct text){ data, size });
	hb_blob_destroy(blob);
	hb_face_destroy(subset);
	hb_subset_plan_destroy(plan);
	return true;
}

static void write_cids(
	const struct face *face, struct document *document, uint32_t first, size_t at)
{
	struct buffer *out = document_begin(document, first + CIDS);

	buffer_printf(out,
		"<</Type/Font/Subtype/CIDFontType2/BaseFont/DAISAA+Head%zu/CIDToGIDMap %u 0 R"
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
		"/FontDescriptor %u 0 R/DW 0/W[0[",
		at, first + TO_GLYPH, first + DESCRIPTOR);
	for (uint32_t i = 0; i < face->count; i++)
		buffer_printf(out, i ? " %u" : "%u", face->codes[i].width);
	buffer_append(out, TEXT("]]>>"));
	document_end(document);
}

static void write_descriptor(
	const struct face *face, struct document *document, uint32_t first, size_t at)
{
	struct buffer *out = document_begin(document, first + DESCRIPTOR);
	hb_font_extents_t extents = { 0 };
	double em = hb_face_get_upem(face->face) / 1000.0;

	hb_font_get_h_extents(face->font, &extents);
	buffer_printf(out,
		"<</Type/FontDescriptor/FontName/DAISAA+Head%zu/Flags 4/ItalicAngle 0/StemV 80"
		"/Ascent %.0f/Descent %.0f/CapHeight 700/FontBBox[0 %.0f 1000 %.0f]"
		"/FontFile2 %u 0 R>>",
		at, extents.ascender / em, extents.descender / em, extents.descender / em,
		extents.ascender / em, first + FILE_);
	document_end(document);
}

static bool write_face(
	const struct face *face, struct document *document, uint32_t first, size_t at)
{
	struct arena arena;
	struct buffer scratch;

	buffer_printf(document_begin(document, first),
		"<</Type/Font/Subtype/Type0/BaseFont/DAISAA+Head%zu/Encoding/Identity-H"
		"/DescendantFonts[%u 0 R]/ToUnicode %u 0 R>>",
		at, first + CIDS, first + TO_UNICODE);
	document_end(document);
	write_cids(face, document, first, at);
	write_descriptor(face, document, first, at);
	arena_init(&arena, (size_t)16 << 20);
	buffer_init(&scratch, &arena, 1 << 23);
	write_characters(face, document, first + TO_UNICODE, &scratch);
	buffer_init(&scratch, &arena, 1 << 20);
	bool good = write_file(face, document, first, &scratch);
	arena_release(&arena);
	return good;
}

bool glyphs_write(struct glyphs *glyphs, struct document *document, uint32_t dictionary)
{
	uint32_t first = document_reserve(document, (uint32_t)glyphs->face_count * PARTS);
	struct buffer *out = document_begin(document, dictionary);
	bool good = true;

	buffer_append(out, TEXT("<<"));
	for (size_t i = 0; i < glyphs->face_count; i++)
		buffer_printf(out, "/H%zu %u 0 R", i, first + (uint32_t)i * PARTS);
	buffer_append(out, TEXT(">>"));
	document_end(document);
	for (size_t i = 0; i < glyphs->face_count && good; i++)
		good = write_face(&glyphs->faces[i], document, first + (uint32_t)i * PARTS, i);
	return good;
}
