/*
 * A page's content becomes a form XObject, drawn between q and Q: what it leaves open or closes too
 * often then cannot reach the stamp. A single stream is copied as it is, after a look whether it
 * can be decoded; several are joined into one.
 */
#include "paper/content.h"

#include "paper/deflate.h"
#include "paper/objects.h"
#include "paper/picture.h"
#include "paper/structure.h"
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
	segment_put(&in->writer, TEXT("<</Type/XObject/Subtype/Form"));
	structure_put_content_key(in, in->page - 1, local);
	segment_put(&in->writer, TEXT("/BBox["));
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

/* What cannot be read of a page: a reason to return the paper, unless its sender takes a picture.
 */
static bool miss(struct intake *in)
{
	if (!in->as_readable)
		intake_refuse(in, "PDF_PAGE_UNREADABLE");
	return false;
}

static bool is_plain_deflate(struct intake *in, qpdf_oh dictionary)
{
	return is_name(in, key_of(in, dictionary, "/Filter"), "/FlateDecode") &&
	       qpdf_oh_is_null(in->pdf, key_of(in, dictionary, "/DecodeParms"));
}

/* Damaged data is read as far as it goes; the page is one to look at. */
static bool read_deflated(struct intake *in, struct text raw, struct buffer *operators)
{
	size_t before = operators->size;
	enum inflate_verdict verdict = inflate_check(raw, PAPER_MAX_CONTENT - before);

	if (verdict == INFLATE_TOO_LARGE)
		intake_refuse(in, "TOO_COMPLEX");
	else
		inflate_text(operators, raw);
	if (verdict != INFLATE_DAMAGED)
		return !in->refusal;
	if (operators->size == before)
		return miss(in);
	intake_note_page(in, NOTE_DAMAGED);
	return true;
}

/* Decodes the stream, whatever its filters are: libqpdf applies a chain of several. */
static bool read_decoded(struct intake *in, qpdf_oh stream, struct buffer *operators)
{
	unsigned char *decoded = NULL;
	size_t size = 0;
	QPDF_BOOL filtered = QPDF_FALSE;
	bool good = !(qpdf_oh_get_stream_data(
			      in->pdf, stream, qpdf_dl_specialized, &filtered, &decoded, &size) &
			    QPDF_ERRORS) &&
		    filtered;

	if (good && size > PAPER_MAX_CONTENT - operators->size)
		intake_refuse(in, "TOO_COMPLEX");
	else if (good)
		buffer_append(operators, (struct text){ (char *)decoded, size });
	free(decoded);
	return good ? !in->refusal : miss(in);
}

/* An empty stream counts as read, whatever its filter: some writers name a filter for no data. */
static bool read_stream(struct intake *in, qpdf_oh stream, struct buffer *operators)
{
	unsigned char *bytes = NULL;
	size_t size = 0;
	bool read = true;

	if (!qpdf_oh_is_stream(in->pdf, stream))
		return true;
	if (qpdf_oh_get_stream_data(in->pdf, stream, qpdf_dl_none, NULL, &bytes, &size) &
		QPDF_ERRORS)
		read = miss(in);
	else if (size > 0 && is_plain_deflate(in, qpdf_oh_get_dict(in->pdf, stream)))
		read = read_deflated(in, (struct text){ (char *)bytes, size }, operators);
	else if (size > 0)
		read = read_decoded(in, stream, operators);
	free(bytes);
	/* a token ends with its stream (ISO 32000-1, 7.8.2) */
	buffer_append(operators, TEXT("\n"));
	return read;
}

static uint32_t carry_joined(
	struct intake *in, qpdf_oh page, const struct segment_page *seen, qpdf_oh contents)
{
	bool many = qpdf_oh_is_array(in->pdf, contents);
	int count = many ? qpdf_oh_get_array_n_items(in->pdf, contents) : 1;
	struct buffer operators;

	buffer_init(&operators, &in->passing, PAPER_MAX_CONTENT + (size_t)count + 1);
	for (int i = 0; i < count; i++) {
		qpdf_oh stream = many ? qpdf_oh_get_array_item(in->pdf, contents, i) : contents;
		if (!read_stream(in, stream, &operators))
			return in->refusal ? INTAKE_NOTHING : picture_carry(in, page, seen);
	}
	return put_deflated(in, page, seen->media, buffer_text(&operators));
}

/* As it stands, when that can be decoded and no layer hides a part of it. */
static bool carry_whole(struct intake *in, qpdf_oh page, const double box[static 4], qpdf_oh stream,
	uint32_t *local)
{
	qpdf_oh dictionary = qpdf_oh_get_dict(in->pdf, stream);
	unsigned char *bytes = NULL;
	size_t size = 0;

	if (visible_is_part(in, key_of(in, page, "/Resources")) ||
		!is_plain_deflate(in, dictionary) ||
		qpdf_oh_get_stream_data(in->pdf, stream, qpdf_dl_none, NULL, &bytes, &size) &
			QPDF_ERRORS)
		return false;
	struct text raw = { (char *)bytes, size };
	bool good = inflate_check(raw, PAPER_MAX_CONTENT) == INFLATE_GOOD;
	if (good)
		*local = put_raw(in, page, box, dictionary, raw);
	free(bytes);
	return good;
}

uint32_t content_carry(struct intake *in, qpdf_oh page, const struct segment_page *seen)
{
	qpdf_oh contents = key_of(in, page, "/Contents");
	uint32_t local;

	if (items_of(in, contents) == 1)
		contents = qpdf_oh_get_array_item(in->pdf, contents, 0);
	bool single = qpdf_oh_is_stream(in->pdf, contents);
	if (!single && items_of(in, contents) == 0)
		return INTAKE_NOTHING;
	if (single && carry_whole(in, page, seen->media, contents, &local))
		return local;
	return carry_joined(in, page, seen, contents);
}
