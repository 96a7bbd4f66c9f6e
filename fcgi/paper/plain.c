/* Poppler finds the lines of a page. */
#include "paper/plain.h"

#include <poppler.h>
#include <string.h>

bool plain_make_readable(char *text, size_t size)
{
	bool says_something = false;

	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)text[i];
		if ((c < ' ' && (c == 0 || !strchr("\n\t\f", c))) || c == 0x7F)
			text[i] = ' ';
		says_something = says_something || (unsigned char)text[i] > ' ';
	}
	return says_something;
}

bool plain_of_pdf(struct text file, struct buffer *out)
{
	GBytes *bytes = g_bytes_new_static(file.data, file.size);
	PopplerDocument *document = poppler_document_new_from_bytes(bytes, NULL, NULL);
	int pages = document ? poppler_document_get_n_pages(document) : 0;

	for (int i = 0; i < pages && !out->full; i++) {
		PopplerPage *page = poppler_document_get_page(document, i);
		char *text = page ? poppler_page_get_text(page) : NULL;
		if (i > 0)
			buffer_append(out, TEXT("\n\f"));
		if (text)
			buffer_append(out, text_of(text));
		g_free(text);
		if (page)
			g_object_unref(page);
	}
	if (document)
		g_object_unref(document);
	g_bytes_unref(bytes);
	return pages > 0;
}
