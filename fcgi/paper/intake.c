/*
 * The order of intake: open, look for reasons to refuse, number the pages, then carry pages, what
 * they need, bookmarks and layers. The first reason to refuse ends it.
 */
#include "paper/intake.h"

#include "paper/actions.h"
#include "paper/annotations.h"
#include "paper/content.h"
#include "paper/destinations.h"
#include "paper/drawing.h"
#include "paper/layers.h"
#include "paper/metadata.h"
#include "paper/objects.h"
#include "paper/outline.h"
#include "paper/structure.h"
#include "paper/values.h"

#include <math.h>
#include <string.h>

enum { MOST_BEFORE = 64 * 1024 };

/* Readers pass over what stands before the header; offsets count from there. */
static void check_header(struct intake *in)
{
	size_t size = in->file.size < MOST_BEFORE ? in->file.size : MOST_BEFORE;
	const char *header = memmem(in->file.data, size, "%PDF-", 5);

	if (in->file.size == 0)
		intake_refuse(in, "PDF_EMPTY");
	else if (!header)
		intake_refuse(in, "TYPE_MISMATCH");
	else
		in->file = text_from(in->file, (size_t)(header - in->file.data));
}

static void refuse_error(struct intake *in)
{
	qpdf_error error = qpdf_get_error(in->pdf);
	enum qpdf_error_code_e code =
		error ? qpdf_get_error_code(in->pdf, error) : qpdf_e_damaged_pdf;

	/* what libqpdf does not support is a way of locking files */
	if (code == qpdf_e_password || code == qpdf_e_unsupported)
		intake_refuse(in, "PDF_PASSWORD");
	else
		intake_refuse(in, "PDF_DAMAGED");
}

static bool read_document(struct intake *in, const char *bytes)
{
	qpdf_silence_errors(in->pdf);
	qpdf_set_suppress_warnings(in->pdf, 1);
	return !(qpdf_read_memory(in->pdf, "paper", bytes, in->file.size, NULL) & QPDF_ERRORS);
}

/* Whether strings and streams are left as they are by this encryption (ISO 32000-1, 7.6.5). */
static bool encrypts_nothing(struct intake *in, qpdf_oh encryption)
{
	static const char *const filters[] = { "/StmF", "/StrF" };
	long long version = 0;

	qpdf_oh_get_value_as_longlong(in->pdf, key_of(in, encryption, "/V"), &version);
	for (size_t i = 0; i < 2; i++) {
		qpdf_oh filter = key_of(in, encryption, filters[i]);
		if (!qpdf_oh_is_null(in->pdf, filter) && !is_name(in, filter, "/Identity"))
			return false;
	}
	return version >= 4;
}

/* Reads a copy in which another word of the same length stands for this one. */
static bool read_without(struct intake *in, const char *word, const char *other)
{
	size_t size = strlen(word);
	char *copy = arena_alloc(in->arena, in->file.size + 1);

	memcpy(copy, in->file.data, in->file.size);
	copy[in->file.size] = '\0';
	for (char *at = copy; (at = memmem(at, in->file.size - (size_t)(at - copy), word, size));
		at += size)
		if (strchr(" \t\r\n<", at[size]))
			memcpy(at, other, size);
	qpdf_cleanup(&in->pdf);
	in->pdf = qpdf_init();
	return read_document(in, copy);
}

/*
 * For a paper in which only the attachments, which are not carried, are encrypted. libqpdf would
 * ask for the password nevertheless, so it is given a copy without the key /Encrypt. If anything
 * else were encrypted after all, libqpdf could not read it.
 */
static bool read_without_attachments(struct intake *in)
{
	return read_without(in, "/Encrypt", "/Unused_") &&
	       encrypts_nothing(in, key_of(in, qpdf_get_trailer(in->pdf), "/Unused_"));
}

/* Where the cross-references lead astray and nothing tells libqpdf so, it is left without them:
 * then it looks for the objects. */
static bool read_without_references(struct intake *in)
{
	return read_without(in, "startxref", "startnone");
}

static void open_document(struct intake *in)
{
	if (read_document(in, in->file.data)) {
		if (qpdf_is_encrypted(in->pdf))
			intake_note(in, NOTE_RESTRICTED);
		return;
	}
	refuse_error(in);
	if (in->refusal && strcmp(in->refusal, "PDF_PASSWORD") == 0 &&
		read_without_attachments(in)) {
		in->refusal = NULL;
		intake_note(in, NOTE_ATTACHMENTS);
	}
}

/* Dynamic forms and collections have no pages of their own to show. */
static void check_kind(struct intake *in)
{
	qpdf_oh root = qpdf_get_root(in->pdf);
	qpdf_oh form = key_of(in, root, "/AcroForm");
	QPDF_BOOL rendering = QPDF_FALSE;

	if (!qpdf_oh_is_dictionary(in->pdf, root))
		intake_refuse(in, "PDF_DAMAGED");
	if (qpdf_oh_is_dictionary(in->pdf, key_of(in, root, "/Collection")))
		intake_refuse(in, "PDF_PORTFOLIO");
	qpdf_oh_get_value_as_bool(in->pdf, key_of(in, root, "/NeedsRendering"), &rendering);
	if (rendering && !qpdf_oh_is_null(in->pdf, key_of(in, form, "/XFA")))
		intake_refuse(in, "PDF_XFA");
}

/* Before anything makes libqpdf build its list of pages. */
static void check_count(struct intake *in)
{
	qpdf_oh pages = key_of(in, qpdf_get_root(in->pdf), "/Pages");
	long long count = 0;

	qpdf_oh_get_value_as_longlong(in->pdf, key_of(in, pages, "/Count"), &count);
	if (count > in->most_pages)
		intake_refuse(in, "TOO_MANY_PAGES");
}

static void number_pages(struct intake *in)
{
	int count = qpdf_get_num_pages(in->pdf);

	if (count <= 0)
		intake_refuse(in, qpdf_has_error(in->pdf) ? "PDF_DAMAGED" : "PDF_EMPTY");
	else if ((uint32_t)count > in->most_pages)
		intake_refuse(in, "TOO_MANY_PAGES");
	else if (qpdf_push_inherited_attributes_to_page(in->pdf) & QPDF_ERRORS)
		intake_refuse(in, "PDF_DAMAGED");
	if (in->refusal)
		return;
	in->pages = (uint32_t)count;
	for (uint32_t i = 0; i < in->pages; i++) {
		qpdf_oh page = qpdf_get_page_n(in->pdf, i);
		objects_add_page(in, page);
		qpdf_oh_release(in->pdf, page);
	}
}

static bool read_box(struct intake *in, qpdf_oh page, const char *key, double box[static 4])
{
	double n[4];

	if (!numbers_of(in, key_of(in, page, key), n, 4))
		return false;
	box[0] = fmin(n[0], n[2]);
	box[1] = fmin(n[1], n[3]);
	box[2] = fmax(n[0], n[2]);
	box[3] = fmax(n[1], n[3]);
	return box[2] - box[0] > 1 && box[3] - box[1] > 1;
}

/* What is no sensible /UserUnit counts as 1. */
static double unit_of(struct intake *in, qpdf_oh page)
{
	double unit;

	return qpdf_oh_get_value_as_number(in->pdf, key_of(in, page, "/UserUnit"), &unit) &&
			       unit > 0.001 && unit < 1e5
		       ? unit
		       : 1;
}

/* What is seen of the page: the crop box within the media box. */
static struct segment_page geometry(struct intake *in, qpdf_oh page)
{
	double media[4], seen[4];
	long long rotation = 0;

	if (!read_box(in, page, "/MediaBox", media))
		memcpy(media, (double[]){ 0, 0, 612, 792 }, 4 * sizeof *media);
	if (!read_box(in, page, "/CropBox", seen))
		memcpy(seen, media, sizeof seen);
	seen[0] = fmax(seen[0], media[0]);
	seen[1] = fmax(seen[1], media[1]);
	seen[2] = fmin(seen[2], media[2]);
	seen[3] = fmin(seen[3], media[3]);
	if (seen[2] - seen[0] <= 1 || seen[3] - seen[1] <= 1)
		memcpy(seen, media, sizeof seen);
	qpdf_oh_get_value_as_longlong(in->pdf, key_of(in, page, "/Rotate"), &rotation);
	rotation = rotation % 90 ? 0 : (rotation % 360 + 360) % 360;
	struct segment_page found = {
		.left = seen[0],
		.bottom = seen[1],
		.right = seen[2],
		.top = seen[3],
		.unit = unit_of(in, page),
		.rotation = (uint32_t)rotation,
	};
	memcpy(found.media, media, sizeof found.media);
	return found;
}

static void put_list(struct intake *in, const struct buffer *locals)
{
	const uint32_t *local = (const uint32_t *)locals->data;

	if (locals->size == 0)
		return;
	segment_put(&in->writer, TEXT("/Annots["));
	for (size_t i = 0; i < locals->size / sizeof *local; i++)
		segment_put_reference(&in->writer, local[i]);
	segment_put(&in->writer, TEXT("]"));
}

/* The names under which the page's program draws: /P its content, /A0 … its annotations. */
static void put_forms(struct intake *in, uint32_t content, const struct buffer *drawn)
{
	const uint32_t *local = (const uint32_t *)drawn->data;

	segment_put(&in->writer, TEXT("/Resources<</XObject<<"));
	if (content != INTAKE_NOTHING) {
		segment_put(&in->writer, TEXT("/P"));
		segment_put_reference(&in->writer, content);
	}
	for (size_t i = 0; i < drawn->size / sizeof *local; i++) {
		segment_printf(&in->writer, "/A%zu", i);
		segment_put_reference(&in->writer, local[i]);
	}
	segment_put(&in->writer, TEXT(">>"));
}

/* All but the boxes, which the assembly may have to enlarge. */
static void put_page(struct intake *in, qpdf_oh page, const struct segment_page *seen)
{
	static const char *const kept[] = { "/UserUnit", "/Group" };

	segment_put(&in->writer, TEXT("<</Type/Page"));
	structure_put_page_key(in, in->page - 1);
	if (seen->rotation)
		segment_printf(&in->writer, "/Rotate %u", seen->rotation);
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
		qpdf_oh value = key_of(in, page, kept[i]);
		if (qpdf_oh_is_null(in->pdf, value))
			continue;
		segment_put(&in->writer, text_of(kept[i]));
		objects_put_value(in, value, false);
	}
}

static void carry_page(struct intake *in, uint32_t number)
{
	qpdf_oh page = qpdf_get_page_n(in->pdf, number);
	struct annotations found;
	struct segment_page seen = geometry(in, page);

	in->page = number + 1;
	actions_note(in, page);
	annotations_carry(in, page, &found);
	uint32_t content = content_carry(in, page, &seen);
	if (in->refusal)
		return;
	segment_begin(&in->writer, number, SEGMENT_PAGE);
	put_page(in, page, &seen);
	put_list(in, &found.links);
	put_forms(in, content, &found.drawn);
	segment_end(&in->writer);
	uint64_t start = in->writer.text.size;
	if (content != INTAKE_NOTHING)
		segment_keep(&in->writer, TEXT("q /P Do Q\n"));
	segment_keep(&in->writer, buffer_text(&found.program));
	seen.program = (struct segment_text){ start, in->writer.text.size - start };
	segment_add_page(&in->writer, seen);
	qpdf_oh_release_all(in->pdf);
	arena_reset(&in->passing);
	in->page = 0;
}

/* Those layers that show: the assembly lists them, so that readers can switch them. */
static void carry_layers(struct intake *in)
{
	qpdf_oh properties = key_of(in, qpdf_get_root(in->pdf), "/OCProperties");
	qpdf_oh groups = key_of(in, properties, "/OCGs");

	for (int i = 0; i < items_of(in, groups) && !in->refusal; i++) {
		qpdf_oh group = qpdf_oh_get_array_item(in->pdf, groups, i);
		int id = qpdf_oh_get_object_id(in->pdf, group);
		int generation = qpdf_oh_get_generation(in->pdf, group);
		uint32_t local = id ? objects_carry(in, (uint32_t)id, (uint32_t)generation, false)
				    : INTAKE_NOTHING;
		struct segment_layer layer = layers_state(in, group);
		layer.object = local;
		if (local != INTAKE_NOTHING)
			segment_add_layer(&in->writer, layer);
	}
	qpdf_oh_release_all(in->pdf);
}

/* ---------------------------------------------------------------- a second chance */

/* Takes those kids of the page tree out that are nothing: libqpdf gives up at one. Looks at no more
 * than so many of them, so that a tree in a circle ends, too. */
static void drop_from(struct intake *in, qpdf_oh node, int *left)
{
	qpdf_oh kids = key_of(in, node, "/Kids");

	for (int i = items_of(in, kids); i-- > 0 && --*left > 0;) {
		qpdf_oh kid = qpdf_oh_get_array_item(in->pdf, kids, i);
		if (is_name(in, key_of(in, kid, "/Type"), "/Pages"))
			drop_from(in, kid, left);
		if (qpdf_oh_is_dictionary(in->pdf, kid))
			continue;
		qpdf_oh_erase_item(in->pdf, kids, i);
		intake_note(in, NOTE_REPAIRED);
	}
}

static bool drop_missing_pages(struct intake *in)
{
	int left = PAPER_MAX_PAGES * 2;

	drop_from(in, key_of(in, qpdf_get_root(in->pdf), "/Pages"), &left);
	return !(qpdf_update_all_pages_cache(in->pdf) & QPDF_ERRORS);
}

static void look_at_pages(struct intake *in)
{
	static void (*const steps[])(struct intake *) = { check_kind, check_count, number_pages };

	for (size_t i = 0; i < sizeof steps / sizeof *steps && !in->refusal; i++)
		steps[i](in);
}

/* What other readers open although it is damaged is repaired, one way after the other. */
static void open_somehow(struct intake *in)
{
	static bool (*const ways[])(
		struct intake *) = { drop_missing_pages, read_without_references };

	open_document(in);
	look_at_pages(in);
	for (size_t i = 0; i < sizeof ways / sizeof *ways && in->refusal; i++) {
		if (strcmp(in->refusal, "PDF_DAMAGED") != 0 || !ways[i](in))
			continue;
		in->refusal = NULL;
		look_at_pages(in);
	}
}

static void carry_everything(struct intake *in)
{
	destinations_read_names(in);
	layers_read(in);
	structure_read(in);
	qpdf_oh_release_all(in->pdf);
	for (uint32_t i = 0; i < in->pages && !in->refusal; i++)
		carry_page(in, i);
	if (!in->refusal)
		carry_layers(in);
	if (!in->refusal)
		drawing_finish(in);
	if (!in->refusal && objects_run(in))
		outline_carry(in);
	if (!in->refusal && !in->fault)
		structure_carry(in);
	if (!in->refusal && objects_run(in))
		metadata_carry(in);
}

bool intake_paper(struct intake *in)
{
	static void (*const steps[])(struct intake *) = { check_header, open_somehow,
		actions_note_catalog, carry_everything };

	arena_init(&in->passing, (size_t)768 << 20);
	buffer_init(&in->queue, in->arena, PAPER_MAX_OBJECTS * 32);
	buffer_init(&in->scratch, in->arena, 64 * 1024 * 1024);
	objects_init(in);
	for (size_t i = 0; i < sizeof steps / sizeof *steps && !in->refusal; i++)
		steps[i](in);
	arena_release(&in->passing);
	if (in->texts_pdf)
		qpdf_cleanup(&in->texts_pdf);
	if (qpdf_more_warnings(in->pdf))
		intake_note(in, NOTE_REPAIRED);
	if (!in->refusal && !in->fault && !segment_finish(&in->writer))
		intake_refuse(in, "TOO_COMPLEX");
	return !in->fault;
}
