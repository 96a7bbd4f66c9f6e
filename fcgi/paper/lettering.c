/* The question is a row of boxes and their texts, the answer a PDF with a page for each. */
#include "paper/lettering.h"

#include <cairo-pdf.h>
#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

static const double PAD = 2, SMALLEST = 2;

/* ---------------------------------------------------------------- setting */

static void set_font(PangoLayout *layout, const struct lettering_box *box, double size)
{
	static const char *const families[] = {
		[LETTERING_SANS] = "Liberation Sans,Arimo,Noto Sans,sans-serif",
		[LETTERING_SERIF] = "Liberation Serif,Tinos,Noto Serif,serif",
		[LETTERING_MONO] = "Liberation Mono,Cousine,Noto Sans Mono,monospace",
	};
	PangoFontDescription *font = pango_font_description_new();

	pango_font_description_set_family_static(font, families[box->family]);
	pango_font_description_set_weight(
		font, box->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_font_description_set_style(
		font, box->italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
	pango_font_description_set_absolute_size(font, size * PANGO_SCALE);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
}

/* Smaller and smaller until the text fits, in large steps while it is far from it. Returns its
 * height. */
static double fit(PangoLayout *layout, const struct lettering_box *box, double width)
{
	double size = box->size > 0 ? box->size : box->lines ? 12 : box->height * 0.67;
	int wide, high;

	for (;;) {
		set_font(layout, box, size);
		pango_layout_get_size(layout, &wide, &high);
		double over = wide / (width * PANGO_SCALE);
		if (box->lines)
			over = fmax(over, high / ((box->height - PAD) * PANGO_SCALE));
		if (over <= 1 || size < SMALLEST)
			return (double)high / PANGO_SCALE;
		size *= over > 4 ? 0.5 : 0.92;
	}
}

/* Removes the characters that mark lines as chosen; the attributes colour the ground of those. */
static PangoAttrList *take_marks(char *text)
{
	PangoAttrList *grounds = pango_attr_list_new();
	const char *from = text;
	char *to = text;

	while (*from) {
		size_t length = strcspn(from, "\n");
		bool chosen = *from == LETTERING_CHOSEN;
		from += chosen;
		length -= chosen;
		PangoAttribute *ground = pango_attr_background_new(0x9999, 0xc1c1, 0xdada);
		ground->start_index = (guint)(to - text);
		ground->end_index = ground->start_index + (chosen ? (guint)length : 0);
		pango_attr_list_insert(grounds, ground);
		length += from[length] == '\n';
		memmove(to, from, length);
		from += length;
		to += length;
	}
	*to = '\0';
	return grounds;
}

static void set_piece(cairo_t *cr, const struct lettering_box *box, const char *text, size_t size,
	PangoAttrList *grounds, double left, double width)
{
	static const PangoAlignment aligned[] = { PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER,
		PANGO_ALIGN_RIGHT };
	PangoLayout *layout = pango_cairo_create_layout(cr);
	int wide;

	pango_cairo_context_set_resolution(pango_layout_get_context(layout), 72);
	pango_layout_set_text(layout, text, (int)size);
	pango_layout_set_attributes(layout, grounds);
	pango_layout_set_alignment(layout, aligned[box->align % 3]);
	if (box->lines) {
		pango_layout_set_width(layout, (int)(width * PANGO_SCALE));
		pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	} else {
		pango_layout_set_single_paragraph_mode(layout, TRUE);
	}
	double height = fit(layout, box, width);
	pango_layout_get_size(layout, &wide, NULL);
	double spare = box->lines ? 0 : width - (double)wide / PANGO_SCALE;
	cairo_move_to(cr, left + spare * (box->align % 3) / 2,
		box->lines ? PAD : (box->height - height) / 2);
	pango_cairo_show_layout(cr, layout);
	g_object_unref(layout);
}

static void set_box(cairo_t *cr, const struct lettering_box *box, const char *bytes)
{
	char *text = g_utf8_make_valid(bytes, box->text_size);
	double pad = box->width > 6 * PAD ? PAD : 0;

	cairo_set_source_rgb(cr, box->colour[0], box->colour[1], box->colour[2]);
	if (box->comb == 0) {
		PangoAttrList *grounds = take_marks(text);
		set_piece(cr, box, text, strlen(text), grounds, pad, box->width - 2 * pad);
		pango_attr_list_unref(grounds);
	} else {
		struct lettering_box cell = *box;
		double width = box->width / box->comb;
		uint32_t at = 0;
		cell.align = 1;
		for (const char *c = text; *c && at < box->comb; c = g_utf8_next_char(c))
			set_piece(cr, &cell, c, (size_t)(g_utf8_next_char(c) - c), NULL,
				width * at++, width);
	}
	g_free(text);
}

static cairo_status_t collect(void *context, const unsigned char *data, unsigned size)
{
	buffer_append(context, (struct text){ (char *)data, size });
	return CAIRO_STATUS_SUCCESS;
}

static void set_boxes(struct text boxes, struct buffer *pdf)
{
	cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(collect, pdf, 1, 1);
	cairo_t *cr = cairo_create(surface);
	struct lettering_box box;

	while (boxes.size >= sizeof box) {
		memcpy(&box, boxes.data, sizeof box);
		boxes = text_from(boxes, sizeof box);
		cairo_pdf_surface_set_size(surface, box.width, box.height);
		set_box(cr, &box, boxes.data);
		cairo_show_page(cr);
		boxes = text_from(boxes, box.text_size);
	}
	cairo_destroy(cr);
	cairo_surface_finish(surface);
	cairo_surface_destroy(surface);
}

int lettering_open(void)
{
	static const struct jail_limits limits = {
		.memory = 1024UL << 20, .file_size = 64UL << 20, .seconds = 20
	};

	return aside_open(set_boxes, &limits);
}
