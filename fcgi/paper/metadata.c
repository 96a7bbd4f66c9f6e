/* From the information dictionary, else from XMP (ISO 32000-1, 14.3); from the catalog. */
#include "paper/metadata.h"

#include "paper/structure.h"
#include "paper/values.h"

#include <stdlib.h>
#include <string.h>

enum { LONGEST_TITLE = 2000, LONGEST_LANGUAGE = 35, MOST_XMP = 16 << 20 };

/* On one line, of whole characters, or empty. */
static struct text tidy(struct intake *in, struct text title)
{
	char *copy = arena_copy(in->arena, title);

	for (char *c = copy; c < copy + title.size; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = ' ';
	struct text tidied = text_trim((struct text){ copy, title.size });
	return tidied.size <= LONGEST_TITLE && text_is_utf8(tidied) ? tidied : TEXT("");
}

static struct text between(struct text text, const char *open, const char *close)
{
	const char *from = memmem(text.data, text.size, open, strlen(open));
	struct text rest =
		from ? text_from(text, (size_t)(from - text.data) + strlen(open)) : TEXT("");
	const char *to = memmem(rest.data, rest.size, close, strlen(close));

	return to ? (struct text){ rest.data, (size_t)(to - rest.data) } : TEXT("");
}

/* The five names of XML, in place. */
static struct text without_entities(char *text, size_t size)
{
	static const struct {
		const char *name, character;
	} entities[] = { { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&apos;", '\'' },
		{ "&amp;", '&' } };
	size_t kept = 0;

	for (size_t i = 0; i < size; i++) {
		text[kept] = text[i];
		for (size_t e = 0; e < sizeof entities / sizeof *entities && text[i] == '&'; e++)
			if (strncmp(text + i, entities[e].name, strlen(entities[e].name)) == 0) {
				text[kept] = entities[e].character;
				i += strlen(entities[e].name) - 1;
			}
		kept++;
	}
	return (struct text){ text, kept };
}

/* A title in several languages: the first, which is the default one. */
static struct text title_in_xmp(struct intake *in)
{
	qpdf_oh stream = key_of(in, qpdf_get_root(in->pdf), "/Metadata");
	unsigned char *data = NULL;
	size_t size = 0;
	struct text title = TEXT("");

	if (qpdf_oh_is_stream(in->pdf, stream) &&
		!(qpdf_oh_get_stream_data(
			  in->pdf, stream, qpdf_dl_generalized, NULL, &data, &size) &
			QPDF_ERRORS) &&
		data && size <= MOST_XMP) {
		struct text all =
			between((struct text){ (char *)data, size }, "<dc:title", "</dc:title>");
		title = between(between(all, "<rdf:li", "</rdf:Alt>"), ">", "</rdf:li>");
		char *copy = arena_copy(in->arena, title);
		title = without_entities(copy, title.size);
	}
	free(data);
	return title;
}

static struct text title_of(struct intake *in)
{
	qpdf_oh info = key_of(in, qpdf_get_trailer(in->pdf), "/Info");
	qpdf_oh title = key_of(in, info, "/Title");

	if (qpdf_oh_is_string(in->pdf, title) && *qpdf_oh_get_utf8_value(in->pdf, title))
		return tidy(in, text_of(qpdf_oh_get_utf8_value(in->pdf, title)));
	return tidy(in, title_in_xmp(in));
}

/* A tag of BCP 47, or empty. */
static struct text language_of(struct intake *in)
{
	qpdf_oh language = key_of(in, qpdf_get_root(in->pdf), "/Lang");
	struct text tag = TEXT("");

	if (qpdf_oh_is_string(in->pdf, language))
		tag = text_trim(text_of(qpdf_oh_get_utf8_value(in->pdf, language)));
	for (size_t i = 0; i < tag.size; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-",
			    tag.data[i]))
			return TEXT("");
	return tag.size <= LONGEST_LANGUAGE ? tag : TEXT("");
}

void metadata_carry(struct intake *in)
{
	qpdf_oh info = key_of(in, qpdf_get_root(in->pdf), "/MarkInfo");
	QPDF_BOOL marked = QPDF_FALSE, suspects = QPDF_FALSE;

	in->writer.title = segment_keep(&in->writer, title_of(in));
	in->writer.language = segment_keep(&in->writer, language_of(in));
	qpdf_oh_get_value_as_bool(in->pdf, key_of(in, info, "/Marked"), &marked);
	qpdf_oh_get_value_as_bool(in->pdf, key_of(in, info, "/Suspects"), &suspects);
	if (in->structure && marked)
		in->writer.mark_info = SEGMENT_MARKED | (suspects ? SEGMENT_SUSPECTS : 0);
	qpdf_oh_release_all(in->pdf);
}
