/*
 * Annotations: a link keeps its rectangle, its border and where it leads; everything else is drawn
 * into the page, form fields too, and what somebody wrote on it stays as a passive annotation.
 */
#include "paper/annotations.h"

#include "paper/actions.h"
#include "paper/destinations.h"
#include "paper/fields.h"
#include "paper/layers.h"
#include "paper/marks.h"
#include "paper/objects.h"
#include "paper/operators.h"
#include "paper/seen.h"
#include "paper/structure.h"
#include "paper/values.h"

#include <math.h>

enum { FLAG_HIDDEN = 2, FLAG_NO_VIEW = 32 };

/* Kinds that people write comments on; what is said of each is kept with these keys. */
static const char *const commented[] = { "/Text", "/Highlight", "/Underline", "/StrikeOut",
	"/Squiggly", "/Square", "/Circle", "/Line", "/Ink", "/Polygon", "/PolyLine", "/Caret",
	"/Stamp", "/FileAttachment", "/Redact" };
static const char *const comment_keys[] = { "/Contents", "/T", "/Subj", "/CreationDate", "/M", "/C",
	"/QuadPoints", "/L", "/Vertices", "/InkList", "/F", "/RT", "/State", "/StateModel" };
static const char *const link_keys[] = { "/Border", "/BS", "/C", "/H", "/QuadPoints", "/F" };

#define COUNT(list) (sizeof list / sizeof *list)

static void put_keys(struct intake *in, qpdf_oh from, const char *const keys[], size_t count)
{
	for (size_t i = 0; i < count; i++) {
		qpdf_oh value = key_of(in, from, keys[i]);
		if (!qpdf_oh_is_null(in->pdf, value)) {
			segment_put(&in->writer, text_of(keys[i]));
			objects_put_value(in, value, false);
		}
		qpdf_oh_release(in->pdf, value);
	}
}

static void add_local(struct buffer *list, uint32_t local)
{
	buffer_append(list, (struct text){ (char *)&local, sizeof local });
}

static void put_numbers(struct intake *in, const double numbers[], int count)
{
	char text[32];

	segment_put(&in->writer, TEXT("["));
	for (int i = 0; i < count; i++)
		segment_put_word(&in->writer, text_of(number_text(text, numbers[i])));
	segment_put(&in->writer, TEXT("]"));
}

static void put_address(struct intake *in, struct text address)
{
	segment_put(&in->writer, TEXT("/A<</S/URI/URI("));
	for (size_t i = 0; i < address.size; i++) {
		unsigned char c = (unsigned char)address.data[i];
		if (c > ' ' && c < 0x7f && c != '(' && c != ')' && c != '\\')
			segment_put(&in->writer, (struct text){ address.data + i, 1 });
		else
			segment_printf(&in->writer, "\\%03o", c);
	}
	segment_put(&in->writer, TEXT(")>>"));
}

static void carry_link(struct intake *in, qpdf_oh annotation, const double rect[static 4],
	struct annotations *found)
{
	struct destination destination;
	bool inside = destination_of_item(in, annotation, &destination);
	struct text address =
		inside ? TEXT("") : destination_address(in, key_of(in, annotation, "/A"));

	if (!inside && address.size == 0)
		return;
	address.data = arena_copy(&in->passing, address);
	uint32_t local = segment_reserve(&in->writer);
	segment_begin(&in->writer, local, SEGMENT_PLAIN);
	segment_put(&in->writer, TEXT("<</Type/Annot/Subtype/Link/Rect"));
	put_numbers(in, rect, 4);
	structure_put_key(in, annotation, local);
	put_keys(in, annotation, link_keys, COUNT(link_keys));
	if (inside) {
		segment_put(&in->writer, TEXT("/Dest["));
		segment_put_reference(&in->writer, destination.page);
		segment_put(&in->writer, text_of(destination.view));
		segment_put(&in->writer, TEXT("]"));
	} else {
		put_address(in, address);
	}
	segment_put(&in->writer, TEXT(">>"));
	segment_end(&in->writer);
	add_local(&found->links, local);
}

static bool is_commented(struct intake *in, qpdf_oh annotation, qpdf_oh subtype)
{
	qpdf_oh text = key_of(in, annotation, "/Contents");
	bool kind = false;

	for (size_t i = 0; i < COUNT(commented); i++)
		kind |= is_name(in, subtype, commented[i]);
	return kind && qpdf_oh_is_string(in->pdf, text) && *qpdf_oh_get_string_value(in->pdf, text);
}

/* The appearance of the annotations that stay: empty, because the page's content draws them. */
static uint32_t empty_form(struct intake *in)
{
	if (in->empty_form == 0) {
		in->empty_form = segment_reserve(&in->writer);
		segment_begin(&in->writer, in->empty_form, SEGMENT_STREAM);
		segment_put(&in->writer,
			TEXT("<</Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<<>>"));
		segment_end(&in->writer);
		segment_put_stream(&in->writer, in->empty_form, TEXT("\n"));
	}
	return in->empty_form;
}

/*
 * A comment stays as a passive annotation: readers list it, and open it where it was made. A reply
 * stands behind what it answers in everybody's list, so that its number is known.
 */
static void carry_comment(struct intake *in, qpdf_oh annotation, qpdf_oh subtype,
	const double rect[static 4], struct annotations *found)
{
	uint32_t form = empty_form(in), local = segment_reserve(&in->writer);
	bool file = is_name(in, subtype, "/FileAttachment");

	segment_begin(&in->writer, local, SEGMENT_PLAIN);
	segment_put(&in->writer, TEXT("<</Type/Annot/Subtype"));
	if (file)
		segment_put(&in->writer, TEXT("/Text"));
	else
		objects_put_value(in, subtype, false);
	segment_put(&in->writer, TEXT("/Rect"));
	put_numbers(in, rect, 4);
	put_keys(in, annotation, comment_keys, COUNT(comment_keys));
	qpdf_oh answered = key_of(in, annotation, "/IRT");
	uint32_t number;
	if (seen_find(in, (uint32_t)qpdf_oh_get_object_id(in->pdf, answered),
		    (uint32_t)qpdf_oh_get_generation(in->pdf, answered), &number) &&
		number != INTAKE_NOTHING) {
		segment_put(&in->writer, TEXT("/IRT"));
		segment_put_reference(&in->writer, number);
	}
	structure_put_key(in, annotation, local);
	segment_put(&in->writer, TEXT("/AP<</N"));
	segment_put_reference(&in->writer, form);
	segment_put(&in->writer, TEXT(">>>>"));
	segment_end(&in->writer);
	add_local(&found->links, local);
	seen_add(in, annotation, local);
	intake_note(in, NOTE_COMMENTS);
}

/* The stream that shows the annotation: /N, or the state of it that /AS names. */
static qpdf_oh appearance_of(struct intake *in, qpdf_oh annotation)
{
	qpdf_oh normal = key_of(in, key_of(in, annotation, "/AP"), "/N");
	qpdf_oh state = key_of(in, annotation, "/AS");

	if (qpdf_oh_is_dictionary(in->pdf, normal) && qpdf_oh_is_name(in->pdf, state))
		normal = key_of(in, normal, qpdf_oh_get_name(in->pdf, state));
	return normal;
}

/* A free text whose appearance is there and shows nothing, as some programs leave it. */
static bool is_stub(struct intake *in, qpdf_oh annotation, qpdf_oh subtype, qpdf_oh appearance)
{
	return is_name(in, subtype, "/FreeText") &&
	       (qpdf_oh_is_string(in->pdf, key_of(in, annotation, "/Contents")) ||
		       !qpdf_oh_is_null(in->pdf, key_of(in, annotation, "/RC"))) &&
	       !stream_does(in, appearance, operators_paint);
}

/* The rectangle around the appearance's box after its own matrix (ISO 32000-1, 12.5.5). */
static void box_of(const double box[static 4], const double m[static 6], double out[static 4])
{
	out[0] = out[1] = INFINITY;
	out[2] = out[3] = -INFINITY;
	for (int corner = 0; corner < 4; corner++) {
		double x = box[corner & 1 ? 2 : 0], y = box[corner & 2 ? 3 : 1];
		double tx = m[0] * x + m[2] * y + m[4], ty = m[1] * x + m[3] * y + m[5];
		out[0] = fmin(out[0], tx);
		out[1] = fmin(out[1], ty);
		out[2] = fmax(out[2], tx);
		out[3] = fmax(out[3], ty);
	}
}

/* False when it cannot be drawn: its box has no area, or its stream is not carried. */
static bool draw(struct intake *in, qpdf_oh appearance, const double rect[static 4],
	struct annotations *found)
{
	qpdf_oh dictionary = qpdf_oh_get_dict(in->pdf, appearance);
	double box[4], around[4], matrix[6] = { 1, 0, 0, 1, 0, 0 };

	if (!numbers_of(in, key_of(in, dictionary, "/BBox"), box, 4))
		return false;
	numbers_of(in, key_of(in, dictionary, "/Matrix"), matrix, 6);
	box_of(box, matrix, around);
	double width = around[2] - around[0], height = around[3] - around[1];
	if (!(width > 1e-6) || !(height > 1e-6))
		return false;
	double sx = (rect[2] - rect[0]) / width, sy = (rect[3] - rect[1]) / height;
	uint32_t local = objects_carry(in, (uint32_t)qpdf_oh_get_object_id(in->pdf, appearance),
		(uint32_t)qpdf_oh_get_generation(in->pdf, appearance), false);
	if (local == INTAKE_NOTHING || !(fabs(sx) < 1e5) || !(fabs(sy) < 1e5))
		return false;
	drawing_place(found, local,
		(double[]){ sx, 0, 0, sy, rect[0] - around[0] * sx, rect[1] - around[1] * sy });
	return true;
}

/* Readers show a reply in the list of comments only; most programs hide it on the page. */
static bool is_reply(struct intake *in, qpdf_oh annotation)
{
	return qpdf_oh_is_dictionary(in->pdf, key_of(in, annotation, "/IRT")) &&
	       !is_name(in, key_of(in, annotation, "/RT"), "/Group");
}

static void sort_pair(double *low, double *high)
{
	double smaller = fmin(*low, *high);

	*high = fmax(*low, *high);
	*low = smaller;
}

/* By its own appearance, or by one that is made for it. */
static void show(struct intake *in, qpdf_oh annotation, qpdf_oh subtype,
	const double rect[static 4], struct annotations *found)
{
	bool field = is_name(in, subtype, "/Widget");
	qpdf_oh appearance =
		field ? fields_appearance(in, annotation) : appearance_of(in, annotation);

	if (qpdf_oh_is_stream(in->pdf, appearance) &&
		!is_stub(in, annotation, subtype, appearance) && draw(in, appearance, rect, found))
		return;
	if (field)
		fields_draw(in, annotation, rect, found);
	else if (!is_reply(in, annotation))
		marks_draw(in, annotation, rect, found);
}

static void note_kind(struct intake *in, qpdf_oh annotation, qpdf_oh subtype)
{
	static const char *const media[] = { "/Screen", "/RichMedia", "/Movie", "/Sound", "/3D" };

	actions_note(in, annotation);
	if (is_name(in, subtype, "/Widget"))
		intake_note(in, NOTE_FIELDS);
	if (is_name(in, subtype, "/FileAttachment"))
		intake_note(in, NOTE_ATTACHMENTS);
	for (size_t i = 0; i < COUNT(media); i++)
		if (is_name(in, subtype, media[i]))
			intake_note(in, NOTE_MEDIA);
}

static void carry_annotation(struct intake *in, qpdf_oh annotation, struct annotations *found)
{
	qpdf_oh subtype = key_of(in, annotation, "/Subtype");
	double rect[4];
	long long flags = 0;

	qpdf_oh_get_value_as_longlong(in->pdf, key_of(in, annotation, "/F"), &flags);
	note_kind(in, annotation, subtype);
	if (!numbers_of(in, key_of(in, annotation, "/Rect"), rect, 4) ||
		is_name(in, subtype, "/Popup"))
		return;
	sort_pair(&rect[0], &rect[2]);
	sort_pair(&rect[1], &rect[3]);
	if (layers_hide(in, key_of(in, annotation, "/OC")))
		return;
	if (is_name(in, subtype, "/Link"))
		carry_link(in, annotation, rect, found);
	bool hidden = flags & (FLAG_HIDDEN | FLAG_NO_VIEW);
	if (hidden && !is_reply(in, annotation))
		return;
	struct structure_mark mark =
		structure_begin_mark(in, annotation, &found->program, found->drawn.size);
	if (!hidden)
		show(in, annotation, subtype, rect, found);
	structure_end_mark(in, annotation, &found->program, found->drawn.size, mark);
	if (is_commented(in, annotation, subtype))
		carry_comment(in, annotation, subtype, rect, found);
}

void annotations_carry(struct intake *in, qpdf_oh page, struct annotations *found)
{
	qpdf_oh list = key_of(in, page, "/Annots");
	int count = qpdf_oh_is_array(in->pdf, list) ? qpdf_oh_get_array_n_items(in->pdf, list) : 0;

	buffer_init(&found->links, &in->passing, PAPER_MAX_ANNOTATIONS * sizeof(uint32_t));
	/* at most two forms for each annotation: its frame and its text */
	buffer_init(&found->drawn, &in->passing, PAPER_MAX_ANNOTATIONS * 2 * sizeof(uint32_t));
	buffer_init(&found->program, &in->passing, PAPER_MAX_ANNOTATIONS * 2 * 200);
	if (count > PAPER_MAX_ANNOTATIONS)
		intake_refuse(in, "TOO_COMPLEX");
	for (int i = 0; i < count && !in->refusal; i++)
		carry_annotation(in, qpdf_oh_get_array_item(in->pdf, list, i), found);
}
