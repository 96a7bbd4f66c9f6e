/* No parser of XML: tags are passed over, and what stands between them is the text. */
#include "paper/rich.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_TEXT = 1 << 20, LONGEST_ENTITY = 10 };

static void put_character(struct buffer *out, unsigned long code)
{
	if (code < 0x80)
		buffer_printf(out, "%c", (int)code);
	else if (code < 0x800)
		buffer_printf(out, "%c%c", (int)(0xc0 | code >> 6), (int)(0x80 | (code & 0x3f)));
	else if (code >= 0xd800 && code < 0xe000)
		return; /* halves of UTF-16 pairs are no characters */
	else if (code < 0x10000)
		buffer_printf(out, "%c%c%c", (int)(0xe0 | code >> 12),
			(int)(0x80 | (code >> 6 & 0x3f)), (int)(0x80 | (code & 0x3f)));
	else if (code < 0x110000)
		buffer_printf(out, "%c%c%c%c", (int)(0xf0 | code >> 18),
			(int)(0x80 | (code >> 12 & 0x3f)), (int)(0x80 | (code >> 6 & 0x3f)),
			(int)(0x80 | (code & 0x3f)));
}

/* "&amp;" and its like; returns what is left behind it. What is none stays as it stands. */
static const char *put_entity(struct buffer *out, const char *at)
{
	static const struct {
		const char *name;
		char letter;
	} entities[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' },
		{ "&apos;", '\'' }, { "&nbsp;", ' ' } };
	char *end;

	for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
		if (strncmp(at, entities[i].name, strlen(entities[i].name)) == 0) {
			buffer_append(out, (struct text){ (char *)&entities[i].letter, 1 });
			return at + strlen(entities[i].name);
		}
	if (at[1] == '#') {
		bool hexadecimal = at[2] == 'x' || at[2] == 'X';
		unsigned long code =
			strtoul(at + (hexadecimal ? 3 : 2), &end, hexadecimal ? 16 : 10);
		if (*end == ';' && end - at < LONGEST_ENTITY && code > 0) {
			put_character(out, code);
			return end + 1;
		}
	}
	buffer_append(out, TEXT("&"));
	return at + 1;
}

static bool is_tag(const char *at, const char *name)
{
	size_t size = strlen(name);

	return strncmp(at, name, size) == 0 && at[size] && strchr("> /\t\r\n", at[size]);
}

/* A paragraph or a line that ends here, and is not the first. */
static const char *put_tag(struct buffer *out, const char *at)
{
	const char *end = strchr(at, '>');

	if ((is_tag(at, "<p") || is_tag(at, "<br") || is_tag(at, "<li")) && out->size > 0)
		buffer_append(out, TEXT("\n"));
	return end ? end + 1 : at + strlen(at);
}

static struct text plain(struct intake *in, const char *xhtml)
{
	struct buffer out;

	buffer_init(&out, &in->passing, MOST_TEXT);
	for (const char *at = xhtml; *at;)
		if (*at == '<')
			at = put_tag(&out, at);
		else if (*at == '&')
			at = put_entity(&out, at);
		else if (strchr("\r\n\t ", *at)) {
			at += strspn(at, "\r\n\t ");
			if (out.size > 0 && *at)
				buffer_append(&out, TEXT(" "));
		} else {
			size_t size = strcspn(at, "<&\r\n\t ");
			buffer_append(&out, (struct text){ (char *)at, size });
			at += size;
		}
	while (out.size > 0 && strchr(" \n", out.data[out.size - 1]))
		out.data[--out.size] = '\0';
	if (out.full)
		intake_refuse(in, "TOO_COMPLEX");
	return buffer_text(&out);
}

struct text rich_text(struct intake *in, qpdf_oh value)
{
	unsigned char *data = NULL;
	size_t size = 0;
	char *xhtml = NULL;

	if (qpdf_oh_is_string(in->pdf, value))
		xhtml = arena_copy(&in->passing, text_of(qpdf_oh_get_utf8_value(in->pdf, value)));
	else if (qpdf_oh_is_stream(in->pdf, value) &&
		 !(qpdf_oh_get_stream_data(
			   in->pdf, value, qpdf_dl_generalized, NULL, &data, &size) &
			 QPDF_ERRORS))
		xhtml = arena_copy(&in->passing, (struct text){ (char *)data, data ? size : 0 });
	free(data);
	return xhtml ? plain(in, xhtml) : TEXT("");
}
