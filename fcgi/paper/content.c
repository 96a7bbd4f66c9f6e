/*
 * A page's content becomes a form XObject, drawn between q and Q: what it leaves open or closes too
 * often then cannot reach the stamp. A single stream is copied as it is, after a look whether it
 * can be decoded; several are joined into one.
 */
#include "paper/content.h"

#include "paper/deflate.h"
#include "paper/objects.h"
#include "paper/values.h"
#include "paper/visible.h"

#include <stdlib.h>

/* The form may paint a little beyond the page, so that its edge never shows. */
enum { BEYOND = 10 };

static uint32_t put_form(
	struct intake *in, qpdf_oh page, const double box[static 4], const struct visible *visible)
{
	uint32_t local = segment_reserve(&in->writer);
	char number[32];

	segment_begin(&in->writer, local, SEGMENT_STREAM);
	segment_put(&in->writer, TEXT("<</Type/XObject/Subtype/Form/BBox["));
	for (int i = 0; i < 4; i++)
		segment_put_word(&in->writer,
			text_of(number_text(number, box[i] + (i < 2 ? -BEYOND : BEYOND))));
	segment_put(&in->writer, TEXT("]/Resources"));
	qpdf_oh resources = key_of(in, page, "/Resources");
	if (visible)
		resources = visible_resources(in, resources, visible);
	if (qpdf_oh_is_dictionary(in->pdf, resources))
		objects_put_value(in, resources, false);
	else
		segment_put(&in->writer, TEXT("<<>>"));
	return local;
}

static uint32_t put_deflated(
	struct intake *in, qpdf_oh page, const double box[static 4], struct text operators)
{
	qpdf_oh resources = key_of(in, page, "/Resources");
	bool part = visible_is_part(in, resources);
	struct visible visible;
	struct buffer small;

	if (part)
		visible_find(in, resources, operators, &visible);
	uint32_t local = put_form(in, page, box, part ? &visible : NULL);
	segment_put(&in->writer, TEXT("/Filter/FlateDecode"));
	segment_end(&in->writer);
	buffer_init(&small, &in->passing, PAPER_MAX_CONTENT);
	if (!deflate_text(&small, part ? buffer_text(&visible.operators) : operators))
		in->fault = true;
	segment_put_stream(&in->writer, local, buffer_text(&small));
	return local;
}

static uint32_t put_raw(struct intake *in, qpdf_oh page, const double box[static 4],
	qpdf_oh dictionary, struct text raw)
{
	static const char *const kept[] = { "/Filter", "/DecodeParms" };
	uint32_t local = put_form(in, page, box, NULL);

	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		qpdf_oh value = key_of(in, dictionary, kept[i]);
		if (qpdf_oh_is_null(in->pdf, value))
			continue;
		segment_put(&in->writer, text_of(kept[i]));
		objects_put_value(in, value, false);
	}
	segment_end(&in->writer);
	segment_put_stream(&in->writer, local, raw);
	return local;
}

static uint32_t unreadable(struct intake *in)
{
	intake_refuse(in, "PDF_PAGE_UNREADABLE");
	return INTAKE_NOTHING;
}

/* Everything the page draws, decoded and joined by libqpdf. */
static uint32_t carry_joined(struct intake *in, qpdf_oh page, const double box[static 4])
{
	unsigned char *decoded = NULL;
	size_t size = 0;
	uint32_t local = INTAKE_NOTHING;

	if (qpdf_oh_get_page_content_data(in->pdf, page, &decoded, &size) & QPDF_ERRORS)
		unreadable(in);
	else if (size > PAPER_MAX_CONTENT)
		intake_refuse(in, "TOO_COMPLEX");
	else
		local = put_deflated(in, page, box, (struct text){ (char *)decoded, size });
	free(decoded);
	return local;
}

/* Damaged data: what can still be read of it is kept, and the sender is told. */
static uint32_t carry_damaged(
	struct intake *in, qpdf_oh page, const double box[static 4], struct buffer *readable)
{
	if (readable->size == 0)
		return unreadable(in);
	intake_note(in, NOTE_REPAIRED);
	return put_deflated(in, page, box, buffer_text(readable));
}

/* As it stands, but for what layers hide. */
static uint32_t carry_whole(struct intake *in, qpdf_oh page, const double box[static 4],
	qpdf_oh dictionary, struct text raw)
{
	struct buffer operators;

	if (!visible_is_part(in, key_of(in, page, "/Resources")))
		return put_raw(in, page, box, dictionary, raw);
	buffer_init(&operators, &in->passing, PAPER_MAX_CONTENT);
	inflate_text(&operators, raw);
	return put_deflated(in, page, box, buffer_text(&operators));
}

static uint32_t carry_single(
	struct intake *in, qpdf_oh page, const double box[static 4], qpdf_oh stream)
{
	qpdf_oh dictionary = qpdf_oh_get_dict(in->pdf, stream);
	unsigned char *bytes = NULL;
	size_t size = 0;
	uint32_t local;

	if (!is_name(in, key_of(in, dictionary, "/Filter"), "/FlateDecode") ||
		!qpdf_oh_is_null(in->pdf, key_of(in, dictionary, "/DecodeParms")))
		return carry_joined(in, page, box);
	if (qpdf_oh_get_stream_data(in->pdf, stream, qpdf_dl_none, NULL, &bytes, &size) &
		QPDF_ERRORS)
		return unreadable(in);
	struct text raw = { (char *)bytes, size };
	switch (inflate_check(raw, PAPER_MAX_CONTENT)) {
	case INFLATE_GOOD: local = carry_whole(in, page, box, dictionary, raw); break;
	case INFLATE_TOO_LARGE:
		local = INTAKE_NOTHING;
		intake_refuse(in, "TOO_COMPLEX");
		break;
	default: {
		struct buffer readable;
		buffer_init(&readable, &in->passing, PAPER_MAX_CONTENT);
		inflate_text(&readable, raw);
		local = carry_damaged(in, page, box, &readable);
	}
	}
	free(bytes);
	return local;
}

uint32_t content_carry(struct intake *in, qpdf_oh page, const double box[static 4])
{
	qpdf_oh contents = key_of(in, page, "/Contents");

	if (qpdf_oh_is_array(in->pdf, contents)) {
		int count = qpdf_oh_get_array_n_items(in->pdf, contents);
		if (count == 0)
			return INTAKE_NOTHING;
		if (count > 1)
			return carry_joined(in, page, box);
		contents = qpdf_oh_get_array_item(in->pdf, contents, 0);
	}
	if (!qpdf_oh_is_stream(in->pdf, contents))
		return INTAKE_NOTHING;
	return carry_single(in, page, box, contents);
}
