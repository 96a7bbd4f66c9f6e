/*
 * Operators are copied as they stand. Within the marked content of a hidden layer a path is kept
 * only where it clips, and a text moves nothing: programs place the next one anew.
 */
#include "paper/visible.h"

#include "paper/layers.h"
#include "paper/lexer.h"
#include "paper/seen.h"
#include "paper/values.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* What an operator does, as far as it matters here (ISO 32000-1, annex A). */
enum effect { STATE, PATH, CLIP, PAINT, SHOW, NEXT_LINE, BEGIN, END, IMAGE };

static const struct {
	const char *words; /* a blank on either side of each */
	enum effect effect;
} effects[] = {
	{ " m l c v y h re ", PATH },
	{ " W W* ", CLIP },
	{ " S s f F f* B B* b b* n ", PAINT },
	{ " Tj TJ Do sh MP DP ", SHOW },
	{ " ' \" ", NEXT_LINE },
	{ " BMC BDC ", BEGIN },
	{ " EMC ", END },
	{ " BI ", IMAGE },
};

/* A name among the resources that marked content may belong to. */
struct property {
	const char *name;
	bool hidden;
};

struct filter {
	struct intake *in;
	struct property *properties;
	size_t count;
	struct visible *out;
	struct text rest;
	struct text name, before; /* the last two operands that are names */
	unsigned depth;     /* of marked content, from where a layer hides it; 0: it is shown */
	struct buffer path; /* a hidden one, which may still clip … */
	struct text clip;   /* … by "W" or "W*" */
};

static enum effect effect_of(struct text word)
{
	char padded[8];

	if (word.size > 3)
		return STATE;
	snprintf(padded, sizeof padded, " %.*s ", (int)word.size, word.data);
	for (size_t i = 0; i < sizeof effects / sizeof *effects; i++)
		if (strstr(effects[i].words, padded))
			return effects[i].effect;
	return STATE;
}

/* "/A#42" is "/AB". */
static const char *plain_name(struct arena *arena, struct text name)
{
	char *plain = arena_copy(arena, name), *to = plain;

	for (const char *from = plain; *from; from++) {
		const char digits[3] = { from[1], from[1] ? from[2] : '\0' };
		if (*from == '#' && isxdigit((unsigned char)digits[0]) &&
			isxdigit((unsigned char)digits[1])) {
			*to++ = (char)strtol(digits, NULL, 16);
			from += 2;
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
	return plain;
}

/* A name that the resources lack counts as hidden, since the paper does hide something. */
static bool is_hidden(const struct filter *filter)
{
	if (strcmp(plain_name(&filter->in->passing, filter->before), "/OC") != 0)
		return false;
	const char *name = plain_name(&filter->in->passing, filter->name);
	for (size_t i = 0; i < filter->count; i++)
		if (strcmp(filter->properties[i].name, name) == 0)
			return filter->properties[i].hidden;
	return true;
}

static void read_properties(struct filter *filter, qpdf_oh resources)
{
	struct intake *in = filter->in;
	qpdf_oh properties = key_of(in, resources, "/Properties");
	struct buffer list;

	buffer_init(&list, &in->passing, PAPER_MAX_NAMES * sizeof(struct property));
	if (!qpdf_oh_is_dictionary(in->pdf, properties))
		return;
	qpdf_oh_begin_dict_key_iter(in->pdf, properties);
	while (qpdf_oh_dict_more_keys(in->pdf)) {
		const char *key = qpdf_oh_dict_next_key(in->pdf);
		struct property property = { arena_copy(&in->passing, text_of(key)),
			layers_hide(in, key_of(in, properties, key)) };
		buffer_append(&list, (struct text){ (char *)&property, sizeof property });
	}
	filter->properties = (struct property *)list.data;
	filter->count = list.size / sizeof *filter->properties;
}

bool visible_is_part(struct intake *in, qpdf_oh resources)
{
	struct filter filter = { .in = in };
	bool part = layers_are_off(in);

	if (!part)
		read_properties(&filter, resources);
	for (size_t i = 0; i < filter.count && !part; i++)
		part = filter.properties[i].hidden;
	return part;
}

/* ---------------------------------------------------------------- words */

/* The next token of operators; what cannot be one is passed over, as readers do. */
static struct token next(struct text *rest)
{
	for (;;) {
		while (rest->size && memchr(" \t\r\n\f", *rest->data, 6))
			*rest = text_from(*rest, 1);
		struct text before = *rest;
		if (rest->size && *rest->data == '%') {
			const char *end = memchr(rest->data, '\n', rest->size);
			*rest = text_from(*rest, end ? (size_t)(end - rest->data) : rest->size);
			continue;
		}
		struct token token = lexer_next(rest);
		if (token.kind != TOKEN_BAD)
			return token;
		*rest = text_from(before, 1);
	}
}

static bool is_operator(struct token token)
{
	return token.kind == TOKEN_WORD && !memchr("+-.0123456789", *token.text.data, 13) &&
	       !text_equal(token.text, TEXT("true")) && !text_equal(token.text, TEXT("false")) &&
	       !text_equal(token.text, TEXT("null"));
}

/* Behind an inline picture: "ID", its data, "EI". */
static void skip_image(struct text *rest)
{
	struct token token;

	do
		token = next(rest);
	while (token.kind != TOKEN_END && !text_equal(token.text, TEXT("ID")));
	for (; rest->size > 0; *rest = text_from(*rest, 1))
		if (rest->size >= 3 && memcmp(rest->data + 1, "EI", 2) == 0 &&
			memchr(" \t\r\n", *rest->data, 5) &&
			(rest->size == 3 || memchr(" \t\r\n", rest->data[3], 5))) {
			*rest = text_from(*rest, 3);
			return;
		}
}

/* ---------------------------------------------------------------- one operator with its operands
 */

static void end_path(struct filter *filter)
{
	if (filter->clip.size > 0) {
		buffer_append(&filter->out->operators, buffer_text(&filter->path));
		buffer_printf(&filter->out->operators, "\n%.*s n\n", (int)filter->clip.size,
			filter->clip.data);
	}
	filter->path.size = 0;
	filter->clip = TEXT("");
}

/* The text is not shown; its line ends, and "\"" has set the spaces between words and letters. */
static void move_on(struct filter *filter, struct text word, struct text whole)
{
	struct text words = next(&whole).text, letters = next(&whole).text;

	if (text_equal(word, TEXT("\"")))
		buffer_printf(&filter->out->operators, "\n%.*s Tw %.*s Tc", (int)words.size,
			words.data, (int)letters.size, letters.data);
	buffer_append(&filter->out->operators, TEXT("\nT*\n"));
}

/* Without the comments that stand among them. */
static void put_words(struct buffer *out, struct text words)
{
	struct token token;

	while ((token = next(&words)).kind != TOKEN_END) {
		buffer_append(out, TEXT(" "));
		buffer_append(out, token.text);
	}
}

static void hide(struct filter *filter, struct text word, struct text whole)
{
	switch (effect_of(word)) {
	case STATE: put_words(&filter->out->operators, whole); return;
	case PATH: put_words(&filter->path, whole); return;
	case CLIP: filter->clip = word; return;
	case PAINT: end_path(filter); return;
	case NEXT_LINE: move_on(filter, word, whole); return;
	case BEGIN: filter->depth++; return;
	case END: filter->depth--; return;
	case SHOW:
	case IMAGE: return;
	}
}

static void show(struct filter *filter, struct text word, struct text whole)
{
	if (effect_of(word) == BEGIN && is_hidden(filter)) {
		filter->depth = 1;
		return;
	}
	buffer_append(&filter->out->operators, whole);
	if (text_equal(word, TEXT("Do")) && filter->name.size > 0)
		buffer_printf(
			&filter->out->drawn, "%s ", plain_name(&filter->in->passing, filter->name));
}

void visible_find(
	struct intake *in, qpdf_oh resources, struct text operators, struct visible *visible)
{
	struct filter filter = { .in = in, .out = visible, .rest = operators };
	const char *begin = operators.data;
	struct token token;

	buffer_init(&visible->operators, &in->passing, PAPER_MAX_CONTENT);
	buffer_init(&visible->drawn, &in->passing, PAPER_MAX_CONTENT);
	buffer_init(&filter.path, &in->passing, PAPER_MAX_CONTENT);
	read_properties(&filter, resources);
	while ((token = next(&filter.rest)).kind != TOKEN_END) {
		if (token.kind == TOKEN_NAME) {
			filter.before = filter.name;
			filter.name = token.text;
		}
		if (!is_operator(token))
			continue;
		if (effect_of(token.text) == IMAGE)
			skip_image(&filter.rest);
		struct text whole = { (char *)begin, (size_t)(filter.rest.data - begin) };
		if (filter.depth)
			hide(&filter, token.text, whole);
		else
			show(&filter, token.text, whole);
		begin = filter.rest.data;
		filter.name = filter.before = TEXT("");
	}
	if (visible->operators.full || visible->drawn.full || filter.path.full)
		intake_refuse(in, "TOO_COMPLEX");
}

/* ---------------------------------------------------------------- resources */

static bool is_drawn(struct intake *in, const struct visible *visible, const char *key)
{
	const char *name = arena_printf(&in->passing, "%s ", key);

	return visible->drawn.size > 0 && strstr(visible->drawn.data, name);
}

static qpdf_oh drawn_objects(struct intake *in, qpdf_oh objects, const struct visible *visible)
{
	qpdf_oh drawn = qpdf_oh_new_dictionary(in->pdf);

	if (!qpdf_oh_is_dictionary(in->pdf, objects))
		return drawn;
	qpdf_oh_begin_dict_key_iter(in->pdf, objects);
	while (qpdf_oh_dict_more_keys(in->pdf)) {
		const char *key = qpdf_oh_dict_next_key(in->pdf);
		if (is_drawn(in, visible, key))
			qpdf_oh_replace_key(in->pdf, drawn, key, key_of(in, objects, key));
	}
	return drawn;
}

/* ---------------------------------------------------------------- glyphs that are drawn */

/* The names of a dictionary; libqpdf lists one dictionary at a time. */
static struct buffer names_of(struct intake *in, qpdf_oh dictionary)
{
	struct buffer names;

	buffer_init(&names, &in->passing, PAPER_MAX_NAMES * sizeof(char *));
	if (!qpdf_oh_is_dictionary(in->pdf, dictionary))
		return names;
	qpdf_oh_begin_dict_key_iter(in->pdf, dictionary);
	while (qpdf_oh_dict_more_keys(in->pdf)) {
		char *name = arena_copy(&in->passing, text_of(qpdf_oh_dict_next_key(in->pdf)));
		buffer_append(&names, (struct text){ (char *)&name, sizeof name });
	}
	return names;
}

/* A glyph without what it draws on layers that are off; the names of what it draws go to drawn. */
static void filter_glyph(struct intake *in, qpdf_oh resources, qpdf_oh glyph, struct buffer *drawn)
{
	unsigned char *data = NULL;
	size_t size = 0;
	struct visible visible;

	if (!qpdf_oh_is_stream(in->pdf, glyph))
		return;
	if (qpdf_oh_get_stream_data(in->pdf, glyph, qpdf_dl_generalized, NULL, &data, &size) &
		QPDF_ERRORS)
		intake_note(in, NOTE_REPAIRED);
	visible_find(in, resources, (struct text){ (char *)data, data ? size : 0 }, &visible);
	free(data);
	buffer_append(drawn, buffer_text(&visible.drawn));
	qpdf_oh_replace_stream_data(in->pdf, glyph, (unsigned char *)visible.operators.data,
		visible.operators.size, qpdf_oh_new_null(in->pdf), qpdf_oh_new_null(in->pdf));
}

/* The glyphs of a font (Type 3) share its resources (ISO 32000-1, 9.6.5). */
static void filter_font(struct intake *in, qpdf_oh font)
{
	qpdf_oh resources = key_of(in, font, "/Resources"), glyphs = key_of(in, font, "/CharProcs");
	struct buffer names = names_of(in, glyphs);
	const char *const *name = (const char *const *)names.data;
	struct visible all;
	uint32_t local;

	if (!is_name(in, key_of(in, font, "/Subtype"), "/Type3") ||
		seen_find(in, (uint32_t)qpdf_oh_get_object_id(in->pdf, font),
			(uint32_t)qpdf_oh_get_generation(in->pdf, font), &local))
		return;
	buffer_init(&all.drawn, &in->passing, PAPER_MAX_CONTENT);
	for (size_t i = 0; i < names.size / sizeof *name && !in->refusal; i++)
		filter_glyph(in, resources, key_of(in, glyphs, name[i]), &all.drawn);
	if (qpdf_oh_is_dictionary(in->pdf, resources))
		qpdf_oh_replace_key(
			in->pdf, font, "/Resources", visible_resources(in, resources, &all));
}

static void filter_fonts(struct intake *in, qpdf_oh fonts)
{
	struct buffer names = names_of(in, fonts);
	const char *const *name = (const char *const *)names.data;

	for (size_t i = 0; i < names.size / sizeof *name; i++)
		filter_font(in, key_of(in, fonts, name[i]));
}

qpdf_oh visible_resources(struct intake *in, qpdf_oh resources, const struct visible *visible)
{
	static const char *const kinds[] = { "/ExtGState", "/ColorSpace", "/Pattern", "/Shading",
		"/Font", "/ProcSet", "/Properties" };
	qpdf_oh left = qpdf_oh_new_dictionary(in->pdf);

	filter_fonts(in, key_of(in, resources, "/Font"));
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		qpdf_oh_replace_key(in->pdf, left, kinds[i], key_of(in, resources, kinds[i]));
	qpdf_oh_replace_key(in->pdf, left, "/XObject",
		drawn_objects(in, key_of(in, resources, "/XObject"), visible));
	return left;
}
