/*
 * Objects of the PDF become objects of the segment: each once, in the order in which it is first
 * meant. Text passes through the lexer, which finds the references and leaves out what acts.
 */
#include "paper/objects.h"

#include "paper/deflate.h"
#include "paper/kinds.h"
#include "paper/layers.h"
#include "paper/lexer.h"
#include "paper/seen.h"
#include "paper/structure.h"
#include "paper/values.h"
#include "paper/visible.h"

#include <stdlib.h>
#include <string.h>

enum { DEEPEST = 500 };

struct waiting_object {
	uint32_t id, generation, local;
	bool names;
};

/* A value that libqpdf wrote as text, while it is rewritten token by token for the segment. */
struct rewriting {
	struct intake *in;
	struct text rest;
	int depth;
	bool failed;
};

/* Keys that are never carried, except below name_maps, and what the sender is told of each. */
static const struct {
	const char *key;
	enum intake_note kind; /* NOTE_KINDS: the sender is told nothing */
} dropped[] = {
	{ "/AA", NOTE_ACTIONS },
	{ "/JS", NOTE_SCRIPTS },
	{ "/A", NOTE_KINDS },
	{ "/OpenAction", NOTE_ACTIONS },
	{ "/EF", NOTE_ATTACHMENTS },
	{ "/RF", NOTE_KINDS },
	{ "/AF", NOTE_KINDS },
	{ "/XFA", NOTE_KINDS },
	{ "/EmbeddedFiles", NOTE_ATTACHMENTS },
	{ "/RichMediaContent", NOTE_MEDIA },
	{ "/Metadata", NOTE_KINDS },
	{ "/PieceInfo", NOTE_KINDS },
	{ "/Ref", NOTE_KINDS },
	{ "/OPI", NOTE_KINDS },
	{ "/Alternates", NOTE_KINDS },
	{ "/StructParent", NOTE_KINDS },
	{ "/StructParents", NOTE_KINDS },
	{ "/Parent", NOTE_KINDS },
	{ "/Thumb", NOTE_KINDS },
};

/* Not carried from a stream's dictionary either: the assembly writes the length, and a stream whose
 * data lies in another file is not read from there. */
static const char *const stream_dropped[] = { "/Length", "/DL", "/F", "/FFilter", "/FDecodeParms" };

/* Below these keys names are free: a glyph, a font or a colour may be called /A or /JS. */
static const char *const name_maps[] = { "/Font", "/XObject", "/ColorSpace", "/ExtGState",
	"/Pattern", "/Shading", "/Properties", "/CharProcs", "/Colorants" };

/* Kinds of things that act, wherever they are named as /S, /Type or /Subtype. */
static const char *const acting[] = { "/JavaScript", "/Launch", "/SubmitForm", "/ImportData",
	"/ResetForm", "/GoToR", "/GoToE", "/Rendition", "/RichMedia", "/Movie", "/Sound",
	"/EmbeddedFile", "/Filespec", "/Trans", "/GoTo3DView", "/Hide" };

/* Objects of these types are made anew by the assembly, carried by other files of intake, or
 * dropped. Where anything refers to one of them, the reference becomes null. */
static const char *const frame[] = { "/Pages", "/Page", "/Catalog", "/Outlines", "/StructTreeRoot",
	"/StructElem", "/Action", "/Filespec", "/Annot" };

static bool is_one_of(struct text text, const char *const list[], size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_equal(text, text_of(list[i])))
			return true;
	return false;
}
#define ONE_OF(text, list) is_one_of(text, list, sizeof list / sizeof *list)

void objects_init(struct intake *in)
{
	seen_init(in);
}

void objects_add_page(struct intake *in, qpdf_oh page)
{
	seen_add(in, page, segment_reserve(&in->writer));
}

/* False for null and for what belongs to the frame, which is not carried from here. */
static bool worth_carrying(struct intake *in, uint32_t id, uint32_t generation)
{
	qpdf_oh object = qpdf_get_object_by_id(in->pdf, (int)id, (int)generation);
	bool wanted = !qpdf_oh_is_null(in->pdf, object);

	if (wanted && qpdf_oh_is_dictionary(in->pdf, object)) {
		qpdf_oh type = key_of(in, object, "/Type");
		wanted = !layers_depend(in, object);
		for (size_t i = 0; i < sizeof frame / sizeof *frame && wanted; i++)
			wanted = !is_name(in, type, frame[i]);
		qpdf_oh_release(in->pdf, type);
	}
	if (wanted && qpdf_oh_is_stream(in->pdf, object) &&
		kind_is_file(in, qpdf_oh_get_dict(in->pdf, object))) {
		intake_note(in, NOTE_ATTACHMENTS);
		wanted = false;
	}
	qpdf_oh_release(in->pdf, object);
	return wanted;
}

uint32_t objects_carry(struct intake *in, uint32_t id, uint32_t generation, bool names)
{
	uint32_t local;

	if (seen_find(in, id, generation, &local))
		return local;
	local = INTAKE_NOTHING;
	if (segment_objects(&in->writer) - in->elements >= PAPER_MAX_OBJECTS) {
		intake_refuse(in, "TOO_COMPLEX");
		return INTAKE_NOTHING;
	}
	if (worth_carrying(in, id, generation)) {
		local = segment_reserve(&in->writer);
		struct waiting_object waiting = { id, generation, local, names };
		buffer_append(&in->queue, (struct text){ (char *)&waiting, sizeof waiting });
	}
	seen_put(in, id, generation, local);
	return local;
}

static void rewrite_value(struct rewriting *re, struct token token, bool names);

static void skip_value(struct rewriting *re)
{
	int depth = 0;

	do {
		struct token token = lexer_next(&re->rest);
		if (token.kind == TOKEN_END || token.kind == TOKEN_BAD)
			re->failed = true;
		if (token.kind == TOKEN_ARRAY || token.kind == TOKEN_DICTIONARY)
			depth++;
		if (token.kind == TOKEN_ARRAY_END || token.kind == TOKEN_DICTIONARY_END)
			depth--;
	} while (depth > 0 && !re->failed);
}

static bool is_dropped(struct rewriting *re, struct text key)
{
	for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++)
		if (text_equal(key, text_of(dropped[i].key))) {
			if (dropped[i].kind != NOTE_KINDS)
				intake_note(re->in, dropped[i].kind);
			return true;
		}
	return false;
}

static void rewrite_entry(struct rewriting *re, struct text key, bool names)
{
	struct segment_writer *out = &re->in->writer;
	struct token value;

	if (!names && is_dropped(re, key)) {
		skip_value(re);
		return;
	}
	segment_put_name(out, key);
	value = lexer_next(&re->rest);
	if (!names && value.kind == TOKEN_NAME && ONE_OF(value.text, acting) &&
		(text_equal(key, TEXT("/S")) || text_equal(key, TEXT("/Type")) ||
			text_equal(key, TEXT("/Subtype")))) {
		segment_put(out, TEXT("/Removed"));
		intake_note(re->in, NOTE_ACTIONS);
		return;
	}
	rewrite_value(re, value, !names && ONE_OF(key, name_maps));
}

static void rewrite_dictionary(struct rewriting *re, bool names)
{
	for (;;) {
		struct token key = lexer_next(&re->rest);
		if (key.kind == TOKEN_DICTIONARY_END)
			return;
		if (key.kind != TOKEN_NAME)
			re->failed = true;
		if (re->failed)
			return;
		rewrite_entry(re, key.text, names);
	}
}

static void rewrite_array(struct rewriting *re)
{
	for (;;) {
		struct token item = lexer_next(&re->rest);
		if (item.kind == TOKEN_ARRAY_END || re->failed)
			return;
		rewrite_value(re, item, false);
	}
}

static void rewrite_compound(struct rewriting *re, struct token token, bool names)
{
	bool array = token.kind == TOKEN_ARRAY;

	if (++re->depth > DEEPEST) {
		intake_refuse(re->in, "TOO_COMPLEX");
		re->failed = true;
		return;
	}
	segment_put(&re->in->writer, token.text);
	if (array)
		rewrite_array(re);
	else
		rewrite_dictionary(re, names);
	segment_put(&re->in->writer, array ? TEXT("]") : TEXT(">>"));
	re->depth--;
}

static void put_reference(struct intake *in, uint32_t id, uint32_t generation, bool names)
{
	uint32_t local = objects_carry(in, id, generation, names);

	if (local == INTAKE_NOTHING)
		segment_put_word(&in->writer, TEXT("null"));
	else
		segment_put_reference(&in->writer, local);
}

static void rewrite_value(struct rewriting *re, struct token token, bool names)
{
	switch (token.kind) {
	case TOKEN_ARRAY:
	case TOKEN_DICTIONARY: rewrite_compound(re, token, names); return;
	case TOKEN_REFERENCE: put_reference(re->in, token.id, token.generation, names); return;
	case TOKEN_INTEGER:
	case TOKEN_WORD: segment_put_word(&re->in->writer, token.text); return;
	case TOKEN_NAME: segment_put_name(&re->in->writer, token.text); return;
	case TOKEN_STRING: segment_put(&re->in->writer, token.text); return;
	default: re->failed = true;
	}
}

/* What the lexer cannot read although libqpdf wrote it is a bug, and must not pass in silence. */
static void check(const struct rewriting *re)
{
	if (re->failed)
		re->in->fault = true;
}

/* libqpdf's answer lasts until it is asked again, which finding references does. */
static struct rewriting begin_rewriting(struct intake *in, qpdf_oh value)
{
	in->scratch.size = 0;
	buffer_append(&in->scratch, text_of(qpdf_oh_unparse_resolved(in->pdf, value)));
	return (struct rewriting){
		.in = in, .rest = buffer_text(&in->scratch), .failed = in->scratch.full
	};
}

void objects_put_value(struct intake *in, qpdf_oh value, bool names)
{
	if (qpdf_oh_is_indirect(in->pdf, value)) {
		put_reference(in, (uint32_t)qpdf_oh_get_object_id(in->pdf, value),
			(uint32_t)qpdf_oh_get_generation(in->pdf, value), names);
		return;
	}
	struct rewriting re = begin_rewriting(in, value);
	rewrite_value(&re, lexer_next(&re.rest), names);
	check(&re);
}

void objects_put_resolved(struct intake *in, qpdf_oh value)
{
	struct rewriting re = begin_rewriting(in, value);

	rewrite_value(&re, lexer_next(&re.rest), false);
	check(&re);
}

/* The dictionary of a stream, left open for the length that the assembly adds. */
static void put_stream_dictionary(struct intake *in, qpdf_oh dictionary)
{
	struct rewriting re = begin_rewriting(in, dictionary);
	struct token token = lexer_next(&re.rest);

	re.failed |= token.kind != TOKEN_DICTIONARY;
	segment_put(&in->writer, TEXT("<<"));
	while (!re.failed && (token = lexer_next(&re.rest)).kind == TOKEN_NAME) {
		if (ONE_OF(token.text, stream_dropped))
			skip_value(&re);
		else
			rewrite_entry(&re, token.text, false);
	}
	re.failed |= token.kind != TOKEN_DICTIONARY_END;
	check(&re);
}

static void put_stream(struct intake *in, uint32_t local, qpdf_oh stream, struct text raw)
{
	segment_begin(&in->writer, local, SEGMENT_STREAM);
	put_stream_dictionary(in, qpdf_oh_get_dict(in->pdf, stream));
	structure_put_key(in, stream, local);
	segment_end(&in->writer);
	segment_put_stream(&in->writer, local, raw);
}

/* A form or pattern that draws on layers that are off, without what it draws there. */
static void carry_visible(struct intake *in, uint32_t local, qpdf_oh stream, qpdf_oh dictionary)
{
	qpdf_oh resources = key_of(in, dictionary, "/Resources");
	unsigned char *data = NULL;
	size_t size = 0;
	struct visible visible;
	struct buffer small;

	if (qpdf_oh_get_stream_data(in->pdf, stream, qpdf_dl_generalized, NULL, &data, &size) &
		QPDF_ERRORS)
		intake_note(in, NOTE_REPAIRED);
	if (size > PAPER_MAX_CONTENT)
		intake_refuse(in, "TOO_COMPLEX");
	else
		visible_find(
			in, resources, (struct text){ (char *)data, data ? size : 0 }, &visible);
	free(data);
	if (in->refusal)
		return;
	buffer_init(&small, &in->passing, PAPER_MAX_CONTENT);
	if (!deflate_text(&small, buffer_text(&visible.operators)))
		in->fault = true;
	qpdf_oh_replace_key(
		in->pdf, dictionary, "/Resources", visible_resources(in, resources, &visible));
	qpdf_oh_replace_key(
		in->pdf, dictionary, "/Filter", qpdf_oh_new_name(in->pdf, "/FlateDecode"));
	qpdf_oh_remove_key(in->pdf, dictionary, "/DecodeParms");
	put_stream(in, local, stream, buffer_text(&small));
	arena_reset(&in->passing);
}

/* An empty form in the place of a picture or form that is not carried: drawing it has no effect. */
static void carry_hidden(struct intake *in, uint32_t local)
{
	segment_begin(&in->writer, local, SEGMENT_STREAM);
	segment_put(&in->writer, TEXT("<</Type/XObject/Subtype/Form/BBox[0 0 1 1]/Resources<<>>"));
	segment_end(&in->writer);
	segment_put_stream(&in->writer, local, TEXT("\n"));
}

static void carry_stream(struct intake *in, uint32_t local, qpdf_oh stream)
{
	unsigned char *raw = NULL;
	size_t size = 0;
	qpdf_oh dictionary = qpdf_oh_get_dict(in->pdf, stream);
	bool program = kind_is_postscript(in, dictionary);

	if (kind_is_huge(in, dictionary))
		intake_refuse(in, "TOO_COMPLEX");
	if (program)
		intake_note(in, NOTE_SCRIPTS);
	if (program || layers_hide(in, key_of(in, dictionary, "/OC"))) {
		carry_hidden(in, local);
		return;
	}
	if (kind_is_drawing(in, dictionary) &&
		visible_is_part(in, key_of(in, dictionary, "/Resources"))) {
		carry_visible(in, local, stream, dictionary);
		return;
	}
	if (qpdf_oh_get_stream_data(in->pdf, stream, qpdf_dl_none, NULL, &raw, &size) & QPDF_ERRORS)
		intake_note(in, NOTE_REPAIRED);
	put_stream(in, local, stream, (struct text){ (char *)raw, raw ? size : 0 });
	free(raw);
}

static void carry_object(struct intake *in, const struct waiting_object *waiting)
{
	qpdf_oh object = qpdf_get_object_by_id(in->pdf, (int)waiting->id, (int)waiting->generation);

	if (qpdf_oh_is_stream(in->pdf, object)) {
		carry_stream(in, waiting->local, object);
	} else {
		struct rewriting re = begin_rewriting(in, object);
		segment_begin(&in->writer, waiting->local, SEGMENT_PLAIN);
		rewrite_value(&re, lexer_next(&re.rest), waiting->names);
		segment_end(&in->writer);
		check(&re);
	}
	qpdf_oh_release_all(in->pdf);
}

bool objects_run(struct intake *in)
{
	for (size_t done = 0; done < in->queue.size && !in->refusal && !in->fault;) {
		struct waiting_object waiting; /* a copy: carrying may grow and so move the queue */
		memcpy(&waiting, in->queue.data + done, sizeof waiting);
		carry_object(in, &waiting);
		done += sizeof waiting;
	}
	in->queue.size = 0;
	return !in->refusal && !in->fault;
}
