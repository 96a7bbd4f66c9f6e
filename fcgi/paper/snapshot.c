/* Cairo writes the words first and the picture over them: they are there, and not seen. */
#include "paper/snapshot.h"

#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <poppler.h>
#include <string.h>

static const double DOTS_PER_POINT = 150.0 / 72, MOST_PIXELS = 5000; /* of a side */

static cairo_status_t collect(void *context, const unsigned char *data, unsigned size)
{
	buffer_append(context, (struct text){ (char *)data, size });
	return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *draw(PopplerPage *page, double width, double height, double scale)
{
	cairo_surface_t *picture = cairo_image_surface_create(CAIRO_FORMAT_RGB24,
		(int)fmax(1, ceil(width * scale)), (int)fmax(1, ceil(height * scale)));
	cairo_t *cr = cairo_create(picture);

	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	cairo_scale(cr, scale, scale);
	poppler_page_render(page, cr);
	cairo_destroy(cr);
	cairo_surface_flush(picture);
	return picture;
}

static bool is_white(cairo_surface_t *picture)
{
	const unsigned char *row = cairo_image_surface_get_data(picture);
	int width = cairo_image_surface_get_width(picture);

	for (int y = cairo_image_surface_get_height(picture); row && y > 0; y--) {
		const uint32_t *pixel = (const uint32_t *)(const void *)row;
		for (int x = 0; x < width; x++)
			if ((pixel[x] & 0xffffff) != 0xffffff)
				return false;
		row += cairo_image_surface_get_stride(picture);
	}
	return true;
}

/* One word, as wide and as high as its box. */
static void put_word(cairo_t *cr, const char *word, size_t size, const PopplerRectangle *box)
{
	double width = box->x2 - box->x1, height = box->y2 - box->y1;
	PangoLayout *layout = pango_cairo_create_layout(cr);
	int wide, high;

	pango_layout_set_text(layout, word, (int)size);
	pango_layout_get_size(layout, &wide, &high);
	if (width > 0 && height > 0 && wide > 0 && high > 0) {
		cairo_save(cr);
		cairo_translate(cr, box->x1, box->y1);
		cairo_scale(cr, width * PANGO_SCALE / wide, height * PANGO_SCALE / high);
		pango_cairo_show_layout(cr, layout);
		cairo_restore(cr);
	}
	g_object_unref(layout);
}

/* The box of a word grows by that of its next letter, which stands to any side of it. */
static void widen(PopplerRectangle *box, const PopplerRectangle *letter)
{
	box->x1 = fmin(box->x1, fmin(letter->x1, letter->x2));
	box->y1 = fmin(box->y1, fmin(letter->y1, letter->y2));
	box->x2 = fmax(box->x2, fmax(letter->x1, letter->x2));
	box->y2 = fmax(box->y2, fmax(letter->y1, letter->y2));
}

static void put_words(cairo_t *cr, PopplerPage *page)
{
	PopplerRectangle *boxes = NULL, box = { 0 };
	guint count = 0;
	char *text = poppler_page_get_text(page);

	poppler_page_get_text_layout(page, &boxes, &count);
	const char *at = text, *word = NULL;
	for (guint i = 0; at && *at && i < count; i++, at = g_utf8_next_char(at)) {
		bool blank = g_unichar_isspace(g_utf8_get_char(at));
		if (blank && word)
			put_word(cr, word, (size_t)(at - word), &box);
		if (!blank && !word)
			box = boxes[i];
		word = blank ? NULL : word ? word : at;
		widen(&box, &boxes[i]);
	}
	if (word)
		put_word(cr, word, (size_t)(at - word), &box);
	g_free(boxes);
	g_free(text);
}

static void write_page(PopplerPage *page, struct buffer *out)
{
	double width, height;

	poppler_page_get_size(page, &width, &height);
	double scale = fmin(DOTS_PER_POINT, MOST_PIXELS / fmax(fmax(width, height), 1));
	cairo_surface_t *picture = draw(page, width, height, scale);
	if (!is_white(picture)) {
		cairo_surface_t *pdf =
			cairo_pdf_surface_create_for_stream(collect, out, width, height);
		cairo_t *cr = cairo_create(pdf);
		put_words(cr, page);
		cairo_scale(cr, 1 / scale, 1 / scale);
		cairo_set_source_surface(cr, picture, 0, 0);
		cairo_paint(cr);
		cairo_show_page(cr);
		cairo_destroy(cr);
		cairo_surface_finish(pdf);
		cairo_surface_destroy(pdf);
	}
	cairo_surface_destroy(picture);
}

void snapshot_draw(struct text pdf, struct buffer *out)
{
	GBytes *bytes = g_bytes_new_static(pdf.data, pdf.size);
	PopplerDocument *document = poppler_document_new_from_bytes(bytes, NULL, NULL);
	PopplerPage *page = document ? poppler_document_get_page(document, 0) : NULL;

	if (page) {
		write_page(page, out);
		g_object_unref(page);
	}
	if (document)
		g_object_unref(document);
	g_bytes_unref(bytes);
}
