/*
 * What readers show for a mark without an appearance (ISO 32000-1, 12.5.6): lines and areas from
 * its points, texts in its rectangle, a small sign where it is only a place for a comment.
 */
#include "paper/marks.h"

#include "paper/rich.h"
#include "paper/values.h"

#include <math.h>
#include <string.h>

enum { MOST_POINTS = 100 * 1000, MOST_TEXT = 1 << 20 };

/* The mark at hand. */
struct mark {
	struct drawing drawing;
	qpdf_oh annotation;
	const double *rect;
	double width;     /* of its line */
	double around[4]; /* of everything drawn */
};

static struct text string_of(struct intake *in, qpdf_oh annotation, const char *key)
{
	qpdf_oh value = key_of(in, annotation, key);
	struct text text = TEXT("");

	if (qpdf_oh_is_string(in->pdf, value))
		text = text_of(qpdf_oh_get_utf8_value(in->pdf, value));
	text.data = arena_copy(&in->passing, text);
	return text;
}

static void grow(struct mark *mark, double x, double y)
{
	double more = mark->width + 3;

	mark->around[0] = fmin(mark->around[0], x - more);
	mark->around[1] = fmin(mark->around[1], y - more);
	mark->around[2] = fmax(mark->around[2], x + more);
	mark->around[3] = fmax(mark->around[3], y + more);
}

#define PUT(mark, ...) buffer_printf(&(mark)->drawing.operators, __VA_ARGS__)

static double number_at(struct intake *in, qpdf_oh array, int at, double otherwise)
{
	double number = otherwise;
	qpdf_oh item = qpdf_oh_get_array_item(in->pdf, array, at);

	if (!qpdf_oh_get_value_as_number(in->pdf, item, &number) || !(fabs(number) < 1e6))
		number = otherwise;
	qpdf_oh_release(in->pdf, item);
	return number;
}

/* "x y m" or "x y l" for each point of an array. How many there are. */
static int put_path(struct mark *mark, qpdf_oh points)
{
	struct intake *in = mark->drawing.in;
	int count = items_of(in, points) / 2;

	if (count > MOST_POINTS)
		intake_refuse(in, "TOO_COMPLEX");
	for (int i = 0; i < count && !in->refusal; i++) {
		double x = number_at(in, points, 2 * i, 0), y = number_at(in, points, 2 * i + 1, 0);
		PUT(mark, "%.3f %.3f %c\n", x, y, i == 0 ? 'm' : 'l');
		grow(mark, x, y);
	}
	return count;
}

/* The colour of the line, black unless told; then its width and dashes. */
static void use_line(struct mark *mark)
{
	struct intake *in = mark->drawing.in;
	qpdf_oh style = key_of(in, mark->annotation, "/BS"), dashes = key_of(in, style, "/D");

	if (!drawing_colour(&mark->drawing, key_of(in, mark->annotation, "/C"), true))
		PUT(mark, "0 G\n");
	PUT(mark, "%.3f w 1 J 1 j\n", mark->width);
	if (!is_name(in, key_of(in, style, "/S"), "/D"))
		return;
	PUT(mark, "[%.3f] 0 d\n", fabs(number_at(in, dashes, 0, 3)) + 0.1);
}

static double line_width(struct intake *in, qpdf_oh annotation)
{
	qpdf_oh border = key_of(in, annotation, "/Border");
	double width = items_of(in, border) >= 3 ? number_at(in, border, 2, 1) : 1;

	qpdf_oh_get_value_as_number(
		in->pdf, key_of(in, key_of(in, annotation, "/BS"), "/W"), &width);
	return width >= 0 && width < 200 ? width : 1;
}

/* ---------------------------------------------------------------- marks of texts */

enum line_kind { FILLED, BELOW, THROUGH, WAVY, AROUND };

/* One quadrilateral: upper left, upper right, lower left, lower right, as everybody writes them. */
static void put_quad(struct mark *mark, const double q[static 8], enum line_kind kind)
{
	double height = hypot(q[0] - q[4], q[1] - q[5]), thick = fmax(0.5, height / 16);
	double part = kind == THROUGH ? 0.5 : 0.12;
	double x = q[4] + (q[0] - q[4]) * part, y = q[5] + (q[1] - q[5]) * part;
	double to_x = q[6] + (q[2] - q[6]) * part, to_y = q[7] + (q[3] - q[7]) * part;
	double length = hypot(to_x - x, to_y - y);

	for (int i = 0; i < 4; i++)
		grow(mark, q[2 * i], q[2 * i + 1]);
	if (kind == FILLED || kind == AROUND) {
		PUT(mark, "%.3f %.3f m %.3f %.3f l %.3f %.3f l %.3f %.3f l h %c\n", q[0], q[1],
			q[2], q[3], q[6], q[7], q[4], q[5], kind == FILLED ? 'f' : 'S');
		return;
	}
	PUT(mark, "%.3f w %.3f %.3f m\n", thick, x, y);
	for (double at = 2; kind == WAVY && at < length && at < 2000; at += 2) {
		double up = fmod(at, 4) > 1 ? thick * 1.5 : 0;
		PUT(mark, "%.3f %.3f l\n", x + (to_x - x) * at / length,
			y + (to_y - y) * at / length + up);
	}
	PUT(mark, "%.3f %.3f l S\n", to_x, to_y);
}

static void put_quads(struct mark *mark, enum line_kind kind)
{
	struct intake *in = mark->drawing.in;
	qpdf_oh points = key_of(in, mark->annotation, "/QuadPoints");
	qpdf_oh colour = key_of(in, mark->annotation, "/C");
	const double *r = mark->rect;
	double q[8] = { r[0], r[3], r[2], r[3], r[0], r[1], r[2], r[1] };
	int count = items_of(in, points) / 8;

	mark->drawing.multiply = kind == FILLED;
	if (!drawing_colour(&mark->drawing, colour, kind != FILLED))
		PUT(mark, "%s\n",
			kind == FILLED   ? "1 1 0 rg"
			: kind == AROUND ? "1 0 0 RG"
					 : "0 G");
	if (count > MOST_POINTS)
		intake_refuse(in, "TOO_COMPLEX");
	for (int i = 0; i < count && !in->refusal; i++) {
		for (int n = 0; n < 8; n++)
			q[n] = number_at(in, points, 8 * i + n, 0);
		put_quad(mark, q, kind);
	}
	if (count == 0)
		put_quad(mark, q, kind);
}

/* ---------------------------------------------------------------- figures */

static void put_end(
	struct mark *mark, qpdf_oh name, double x, double y, double from_x, double from_y)
{
	struct intake *in = mark->drawing.in;
	double length = hypot(x - from_x, y - from_y), size = 4 + 2 * mark->width;
	double ux = length > 0 ? (x - from_x) / length : 1,
	       uy = length > 0 ? (y - from_y) / length : 0;
	double back_x = x - ux * size, back_y = y - uy * size, half = size / 2;
	bool open = is_name(in, name, "/OpenArrow");

	mark->width += size;
	grow(mark, x, y);
	mark->width -= size;
	if (open || is_name(in, name, "/ClosedArrow"))
		PUT(mark, "%.3f %.3f m %.3f %.3f l %.3f %.3f l %s\n", back_x - uy * half,
			back_y + ux * half, x, y, back_x + uy * half, back_y - ux * half,
			open ? "S" : "b");
	else if (is_name(in, name, "/Square") || is_name(in, name, "/Circle") ||
		 is_name(in, name, "/Diamond"))
		PUT(mark, "%.3f %.3f %.3f %.3f re b\n", x - half, y - half, size, size);
	else if (is_name(in, name, "/Butt") || is_name(in, name, "/Slash"))
		PUT(mark, "%.3f %.3f m %.3f %.3f l S\n", x - uy * half, y + ux * half,
			x + uy * half, y - ux * half);
}

static void put_ends(struct mark *mark, qpdf_oh points)
{
	struct intake *in = mark->drawing.in;
	qpdf_oh ends = key_of(in, mark->annotation, "/LE");
	int last = items_of(in, points) / 2 - 1;

	if (items_of(in, ends) != 2 || last < 1)
		return;
	for (int i = 0; i < 2; i++) {
		int at = i == 0 ? 0 : last, beside = i == 0 ? 1 : last - 1;
		put_end(mark, qpdf_oh_get_array_item(in->pdf, ends, i),
			number_at(in, points, 2 * at, 0), number_at(in, points, 2 * at + 1, 0),
			number_at(in, points, 2 * beside, 0),
			number_at(in, points, 2 * beside + 1, 0));
	}
}

static void put_figure(struct mark *mark, const char *key, bool closed)
{
	struct intake *in = mark->drawing.in;
	qpdf_oh points = key_of(in, mark->annotation, key);
	bool filled = drawing_colour(&mark->drawing, key_of(in, mark->annotation, "/IC"), false);

	use_line(mark);
	if (put_path(mark, points) > 0)
		PUT(mark, "%s\n", closed ? filled ? "b" : "s" : "S");
	if (!closed)
		put_ends(mark, points);
}

static void put_ink(struct mark *mark)
{
	struct intake *in = mark->drawing.in;
	qpdf_oh strokes = key_of(in, mark->annotation, "/InkList");

	use_line(mark);
	for (int i = 0; i < items_of(in, strokes) && i < MOST_POINTS; i++)
		if (put_path(mark, qpdf_oh_get_array_item(in->pdf, strokes, i)) > 0)
			PUT(mark, "S\n");
}

static void put_area(struct mark *mark, bool round)
{
	struct intake *in = mark->drawing.in;
	qpdf_oh fill = key_of(in, mark->annotation, "/IC");
	double inset[4] = { 0 }, box[4], half = mark->width / 2;

	numbers_of(in, key_of(in, mark->annotation, "/RD"), inset, 4);
	for (int i = 0; i < 4; i++)
		box[i] = mark->rect[i] + (i < 2 ? inset[i] : -inset[i]);
	use_line(mark);
	if (round) {
		drawing_disc(
			&mark->drawing, fill, key_of(in, mark->annotation, "/C"), box, mark->width);
		return;
	}
	bool filled = drawing_colour(&mark->drawing, fill, false);
	PUT(mark, "%.3f %.3f %.3f %.3f re %s\n", box[0] + half, box[1] + half,
		box[2] - box[0] - mark->width, box[3] - box[1] - mark->width,
		mark->width == 0 ? filled ? "f" : "n"
		: filled         ? "B"
				 : "S");
}

/* ---------------------------------------------------------------- texts */

static void put_frame(struct mark *mark, const char *operator)
{
	double half = mark->width / 2;

	PUT(mark, "%.3f %.3f %.3f %.3f re %s\n", mark->rect[0] + half, mark->rect[1] + half,
		mark->rect[2] - mark->rect[0] - mark->width,
		mark->rect[3] - mark->rect[1] - mark->width, operator);
}

static void put_free_text(struct mark *mark)
{
	struct intake *in = mark->drawing.in;
	qpdf_oh callout = key_of(in, mark->annotation, "/CL");
	const double *r = mark->rect;
	struct lettering_box box = { .lines = 1, .width = r[2] - r[0], .height = r[3] - r[1] };
	long long align = 0;

	if (drawing_colour(&mark->drawing, key_of(in, mark->annotation, "/C"), false))
		put_frame(mark, "f");
	if (!qpdf_oh_is_null(in->pdf, key_of(in, mark->annotation, "/BS")) && mark->width > 0) {
		PUT(mark, "0 G %.3f w\n", mark->width);
		put_frame(mark, "S");
	}
	if (items_of(in, callout) >= 4 && put_path(mark, callout) > 0)
		PUT(mark, "S\n");
	drawing_end(&mark->drawing, mark->around);
	mark->drawing.operators.size = 0;
	qpdf_oh_get_value_as_longlong(in->pdf, key_of(in, mark->annotation, "/Q"), &align);
	box.align = align == 1 || align == 2 ? (uint8_t)align : 0;
	drawing_look(in, key_of(in, mark->annotation, "/DA"), &box);
	struct text text = string_of(in, mark->annotation, "/Contents");
	if (text.size == 0)
		text = rich_text(in, key_of(in, mark->annotation, "/RC"));
	drawing_text(in, mark->drawing.page, box, text, r[0], r[1], 0);
}

/* "/NotApproved" reads NOT APPROVED. */
static struct text stamp_text(struct intake *in, qpdf_oh name)
{
	const char *letters =
		qpdf_oh_is_name(in->pdf, name) ? qpdf_oh_get_name(in->pdf, name) + 1 : "Draft";
	struct buffer text;

	buffer_init(&text, &in->passing, MOST_TEXT);
	for (const char *c = letters; *c; c++) {
		bool capital = *c >= 'A' && *c <= 'Z';
		if (capital && c != letters && c[-1] >= 'a')
			buffer_append(&text, TEXT(" "));
		buffer_printf(&text, "%c", *c >= 'a' && *c <= 'z' ? *c - 32 : *c);
	}
	return buffer_text(&text);
}

static void put_stamp(struct mark *mark)
{
	struct intake *in = mark->drawing.in;
	const double *r = mark->rect;
	struct lettering_box box = { .bold = 1,
		.align = 1,
		.colour = { 0.7, 0, 0 },
		.width = r[2] - r[0],
		.height = r[3] - r[1] };

	mark->width = 2;
	PUT(mark, "0.7 0 0 RG 2 w\n");
	put_frame(mark, "S");
	drawing_text(in, mark->drawing.page, box,
		stamp_text(in, key_of(in, mark->annotation, "/Name")), r[0], r[1], 0);
}

/* A sheet of paper with lines, or the corner of a caret: 20 points at most. */
static void put_sign(struct mark *mark, const char *operators)
{
	const double *r = mark->rect;
	double side = fmin(20, fmin(r[2] - r[0], r[3] - r[1]));

	if (!drawing_colour(
		    &mark->drawing, key_of(mark->drawing.in, mark->annotation, "/C"), false))
		PUT(mark, "1 0.9 0.4 rg\n");
	PUT(mark, "0.3 G q %.3f 0 0 %.3f %.3f %.3f cm %s Q\n", side, side, r[0], r[3] - side,
		operators);
}

#define NOTE_SIGN                                                                                  \
	"0.06 w 0.1 0.1 0.8 0.8 re B 0.25 0.7 m 0.75 0.7 l 0.25 0.5 m 0.75 0.5 l 0.25 0.3 m 0.6 "  \
	"0.3 l S"
#define CARET_SIGN "0.06 w 0.1 0.1 m 0.4 0.3 0.5 0.6 0.5 0.9 c 0.5 0.6 0.6 0.3 0.9 0.1 c b"

static void put_mark(struct mark *mark, const char *kind)
{
	if (strcmp(kind, "/Highlight") == 0)
		put_quads(mark, FILLED);
	else if (strcmp(kind, "/Underline") == 0)
		put_quads(mark, BELOW);
	else if (strcmp(kind, "/StrikeOut") == 0)
		put_quads(mark, THROUGH);
	else if (strcmp(kind, "/Squiggly") == 0)
		put_quads(mark, WAVY);
	else if (strcmp(kind, "/Redact") == 0)
		put_quads(mark, AROUND);
	else if (strcmp(kind, "/Square") == 0 || strcmp(kind, "/Circle") == 0)
		put_area(mark, kind[1] == 'C');
	else if (strcmp(kind, "/Line") == 0)
		put_figure(mark, "/L", false);
	else if (strcmp(kind, "/Polygon") == 0 || strcmp(kind, "/PolyLine") == 0)
		put_figure(mark, "/Vertices", strcmp(kind, "/Polygon") == 0);
	else if (strcmp(kind, "/Ink") == 0)
		put_ink(mark);
	else if (strcmp(kind, "/FreeText") == 0)
		put_free_text(mark);
	else if (strcmp(kind, "/Stamp") == 0)
		put_stamp(mark);
	else if (strcmp(kind, "/Text") == 0)
		put_sign(mark, NOTE_SIGN);
	else if (strcmp(kind, "/Caret") == 0)
		put_sign(mark, CARET_SIGN);
}

void marks_draw(struct intake *in, qpdf_oh annotation, const double rect[static 4],
	struct annotations *page)
{
	qpdf_oh subtype = key_of(in, annotation, "/Subtype");
	struct mark mark = {
		.annotation = annotation, .rect = rect, .width = line_width(in, annotation)
	};
	size_t before = page->drawn.size;
	double opacity = 1;

	if (!qpdf_oh_is_name(in->pdf, subtype))
		return;
	const char *kind = arena_copy(&in->passing, text_of(qpdf_oh_get_name(in->pdf, subtype)));
	memcpy(mark.around, rect, sizeof mark.around);
	drawing_begin(&mark.drawing, in, page);
	qpdf_oh_get_value_as_number(in->pdf, key_of(in, annotation, "/CA"), &opacity);
	mark.drawing.opacity = opacity >= 0 && opacity <= 1 ? opacity : 1;
	put_mark(&mark, kind);
	drawing_end(&mark.drawing, mark.around);
	if (page->drawn.size > before)
		intake_note(in, NOTE_MARKS);
}
