/* Texts are gathered and set together at the end, so that they share their fonts. */
#include "paper/drawing.h"

#include "paper/lexer.h"
#include "paper/objects.h"
#include "paper/operators.h"
#include "paper/values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Room for the texts of all fields and comments: twice the length of a novel. */
enum { MOST_OPERATORS = 16 << 20, MOST_TEXTS = 2 << 20, MOST_PDF = 64 << 20 };

void drawing_begin(struct drawing *drawing, struct intake *in, struct annotations *page)
{
	*drawing = (struct drawing){ .in = in, .page = page, .opacity = 1 };
	buffer_init(&drawing->operators, &in->passing, MOST_OPERATORS);
}

bool drawing_colour(struct drawing *drawing, qpdf_oh array, bool stroke)
{
	static const char *const names[2][5] = { { "", "g", "", "rg", "k" },
		{ "", "G", "", "RG", "K" } };
	double parts[4];
	int count = items_of(drawing->in, array);

	if ((count != 1 && count != 3 && count != 4) ||
		!numbers_of(drawing->in, array, parts, count))
		return false;
	for (int i = 0; i < count; i++)
		buffer_printf(&drawing->operators, "%.4f ", fmin(fmax(parts[i], 0), 1));
	buffer_printf(&drawing->operators, "%s\n", names[stroke][count]);
	return true;
}

void drawing_disc(struct drawing *drawing, qpdf_oh fill, qpdf_oh stroke, const double box[static 4],
	double width)
{
	double inset = width / 2, a = (box[2] - box[0]) / 2 - inset,
	       b = (box[3] - box[1]) / 2 - inset;
	double x = (box[0] + box[2]) / 2, y = (box[1] + box[3]) / 2;
	double ka = 0.5523 * a, kb = 0.5523 * b; /* four Bezier curves look like an ellipse */
	bool filled = drawing_colour(drawing, fill, false);
	bool stroked = drawing_colour(drawing, stroke, true) && width > 0;
	struct buffer *out = &drawing->operators;

	if (!filled && !stroked)
		return;
	buffer_printf(out, "%.3f w %.3f %.3f m\n", width, x + a, y);
	buffer_printf(
		out, "%.3f %.3f %.3f %.3f %.3f %.3f c\n", x + a, y + kb, x + ka, y + b, x, y + b);
	buffer_printf(
		out, "%.3f %.3f %.3f %.3f %.3f %.3f c\n", x - ka, y + b, x - a, y + kb, x - a, y);
	buffer_printf(
		out, "%.3f %.3f %.3f %.3f %.3f %.3f c\n", x - a, y - kb, x - ka, y - b, x, y - b);
	buffer_printf(out, "%.3f %.3f %.3f %.3f %.3f %.3f c h %s\n", x + ka, y - b, x + a, y - kb,
		x + a, y,
		filled && stroked ? "B"
		: filled          ? "f"
				  : "S");
}

static bool has(const char *name, const char *part)
{
	return strcasestr(name, part) != NULL;
}

/* The family, by what the font calls itself: its own file may well be missing. */
static void read_font(struct intake *in, struct text name, struct lettering_box *box)
{
	qpdf_oh form = key_of(in, qpdf_get_root(in->pdf), "/AcroForm");
	qpdf_oh fonts = key_of(in, key_of(in, form, "/DR"), "/Font");
	const char *short_name = arena_copy(&in->passing, name);
	qpdf_oh base = key_of(in, key_of(in, fonts, short_name), "/BaseFont");
	const char *font =
		qpdf_oh_is_name(in->pdf, base) ? qpdf_oh_get_name(in->pdf, base) : short_name;

	if (has(font, "cour") || has(font, "mono") || has(font, "/CoBO"))
		box->family = LETTERING_MONO;
	else if (has(font, "time") || has(font, "serif") || has(font, "roman") || has(font, "/Ti"))
		box->family = has(font, "sans") ? LETTERING_SANS : LETTERING_SERIF;
	box->bold = has(font, "bold");
	box->italic = has(font, "ital") || has(font, "obli");
}

static void set_colour(struct lettering_box *box, const double *parts, int count)
{
	for (int i = 0; i < 3; i++)
		box->colour[i] = count == 4   ? 1 - fmin(1, parts[i] + parts[3])
				 : count == 3 ? parts[i]
					      : parts[0];
	for (int i = 0; i < 3; i++)
		box->colour[i] = fmin(fmax(box->colour[i], 0), 1);
}

/* One operator behind the numbers that it takes. */
static void read_operator(
	struct text word, const double *numbers, int count, struct lettering_box *box)
{
	if (text_equal(word, TEXT("Tf")) && count >= 1)
		box->size = fmin(fabs(numbers[count - 1]), 500);
	else if (text_equal(word, TEXT("g")) && count >= 1)
		set_colour(box, numbers + count - 1, 1);
	else if (text_equal(word, TEXT("rg")) && count >= 3)
		set_colour(box, numbers + count - 3, 3);
	else if (text_equal(word, TEXT("k")) && count >= 4)
		set_colour(box, numbers + count - 4, 4);
}

void drawing_look(struct intake *in, qpdf_oh appearance, struct lettering_box *box)
{
	double numbers[8];
	int count = 0;
	struct token token;

	if (!qpdf_oh_is_string(in->pdf, appearance))
		return;
	struct text rest = text_of(
		arena_printf(&in->passing, "%s", qpdf_oh_get_string_value(in->pdf, appearance)));
	while ((token = lexer_next(&rest)).kind != TOKEN_END && token.kind != TOKEN_BAD) {
		char *end, *word = arena_copy(&in->passing, token.text);
		double number = strtod(word, &end);
		if (token.kind == TOKEN_NAME)
			read_font(in, token.text, box);
		else if (*end == '\0' && isfinite(number) && count < 8)
			numbers[count++] = number;
		else
			read_operator(token.text, numbers, count, box);
		if (token.kind == TOKEN_WORD && *end != '\0')
			count = 0;
	}
}

void drawing_place(struct annotations *page, uint32_t local, const double matrix[static 6])
{
	char n[32];

	buffer_append(&page->program, TEXT("q "));
	for (int i = 0; i < 6; i++)
		buffer_printf(&page->program, "%s ", number_text(n, matrix[i]));
	buffer_printf(&page->program, "cm /A%zu Do Q\n", page->drawn.size / sizeof local);
	buffer_append(&page->drawn, (struct text){ (char *)&local, sizeof local });
}

void drawing_end(struct drawing *drawing, const double box[static 4])
{
	struct segment_writer *out = &drawing->in->writer;
	uint32_t local;

	if (!operators_paint(buffer_text(&drawing->operators)))
		return;
	local = segment_reserve(out);
	segment_begin(out, local, SEGMENT_STREAM);
	segment_printf(out, "<</Type/XObject/Subtype/Form/BBox[%.3f %.3f %.3f %.3f]", box[0],
		box[1], box[2], box[3]);
	segment_printf(out,
		"/Resources<</ExtGState<</G<</Type/ExtGState/ca %.3f/CA %.3f/BM/%s>>>>>>",
		drawing->opacity, drawing->opacity, drawing->multiply ? "Multiply" : "Normal");
	segment_end(out);
	struct buffer whole;
	buffer_init(&whole, &drawing->in->passing, MOST_OPERATORS + 16);
	buffer_append(&whole, TEXT("/G gs\n"));
	buffer_append(&whole, buffer_text(&drawing->operators));
	if (whole.full)
		intake_refuse(drawing->in, "TOO_COMPLEX");
	segment_put_stream(out, local, buffer_text(&whole));
	drawing_place(drawing->page, local, (double[]){ 1, 0, 0, 1, 0, 0 });
}

void drawing_text(struct intake *in, struct annotations *page, struct lettering_box box,
	struct text text, double x, double y, int rotation)
{
	static const double turns[4][4] = { { 1, 0, 0, 1 }, { 0, 1, -1, 0 }, { -1, 0, 0, -1 },
		{ 0, -1, 1, 0 } };
	const double *turn = turns[rotation / 90 % 4];
	uint32_t local;

	if (text.size == 0 || !(box.width >= 1) || !(box.height >= 1))
		return;
	if (!in->texts.arena)
		buffer_init(&in->texts, in->arena, MOST_TEXTS);
	if (!in->text_forms.arena)
		buffer_init(&in->text_forms, in->arena, MOST_TEXTS);
	local = segment_reserve(&in->writer);
	box.text_size = (uint32_t)text.size;
	buffer_append(&in->texts, (struct text){ (char *)&box, sizeof box });
	buffer_append(&in->texts, text);
	buffer_append(&in->text_forms, (struct text){ (char *)&local, sizeof local });
	if (in->texts.full)
		intake_refuse(in, "TOO_COMPLEX");
	drawing_place(page, local, (double[]){ turn[0], turn[1], turn[2], turn[3], x, y });
}

bool drawing_adopt(
	struct intake *in, uint32_t local, qpdf_data from, size_t number, const char *more)
{
	qpdf_oh page = qpdf_get_page_n(from, number);
	qpdf_oh resources = qpdf_oh_get_key(from, page, "/Resources");
	qpdf_oh content = qpdf_oh_get_key(from, page, "/Contents");
	unsigned char *raw = NULL;
	size_t size = 0;

	if (!qpdf_oh_is_indirect(from, resources))
		resources = qpdf_make_indirect_object(from, resources);
	qpdf_oh here = qpdf_oh_copy_foreign_object(in->pdf, from, resources);
	bool good =
		qpdf_oh_is_dictionary(in->pdf, here) &&
		!(qpdf_oh_get_stream_data(from, content, qpdf_dl_generalized, NULL, &raw, &size) &
			QPDF_ERRORS);
	segment_begin(&in->writer, local, SEGMENT_STREAM);
	segment_put(&in->writer, TEXT("<</Type/XObject/Subtype/Form/BBox"));
	segment_put(&in->writer,
		text_of(qpdf_oh_unparse_resolved(from, qpdf_oh_get_key(from, page, "/MediaBox"))));
	segment_put(&in->writer, text_of(more));
	segment_put(&in->writer, TEXT("/Resources"));
	objects_put_value(in, here, false);
	segment_end(&in->writer);
	segment_put_stream(&in->writer, local, (struct text){ (char *)raw, raw ? size : 0 });
	free(raw);
	return good;
}

void drawing_finish(struct intake *in)
{
	const uint32_t *local = (const uint32_t *)in->text_forms.data;
	size_t count = in->text_forms.size / sizeof *local;
	struct buffer pdf;

	if (count == 0)
		return;
	buffer_init(&pdf, in->arena, MOST_PDF);
	in->texts_pdf = qpdf_init(); /* lends its streams until all is carried */
	qpdf_silence_errors(in->texts_pdf);
	enum aside_end end = aside_ask(in->lettering, buffer_text(&in->texts), &pdf);
	if (end == ASIDE_TOO_MUCH)
		intake_refuse(in, "TOO_COMPLEX");
	if (end == ASIDE_TOO_MUCH)
		return;
	bool good = end == ASIDE_DONE &&
		    !(qpdf_read_memory(in->texts_pdf, "texts", pdf.data, pdf.size, NULL) &
			    QPDF_ERRORS) &&
		    qpdf_get_num_pages(in->texts_pdf) == (int)count;
	for (size_t i = 0; i < count && good; i++)
		good = drawing_adopt(in, local[i], in->texts_pdf, i, "");
	in->fault |= !good;
}
