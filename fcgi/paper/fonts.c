/* Fontconfig's own configuration, less the fonts that hb-subset and a PDF viewer cannot share. */
#include "paper/fonts.h"

#include <fontconfig/fontconfig.h>
#include <stdbool.h>

static const char passed_over[] =
	"<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"urn:fontconfig:fonts.dtd\">"
	"<fontconfig><selectfont><rejectfont>"
	"<pattern><patelt name=\"family\"><string>DejaVu Sans</string></patelt></pattern>"
	"<pattern><patelt name=\"family\"><string>DejaVu Serif</string></patelt></pattern>"
	"<pattern><patelt name=\"color\"><bool>true</bool></patelt></pattern>"
	"<pattern><patelt name=\"outline\"><bool>false</bool></patelt></pattern>"
	"<pattern><patelt name=\"variable\"><bool>true</bool></patelt></pattern>"
	"<pattern><patelt name=\"fontformat\"><string>CFF</string></patelt></pattern>"
	"<pattern><patelt name=\"fontformat\"><string>Type 1</string></patelt></pattern>"
	"<pattern><patelt name=\"fontformat\"><string>CID Type 1</string></patelt></pattern>"
	"</rejectfont></selectfont></fontconfig>";

/* Makes this configuration the current one, which pango uses. */
static bool choose_fonts(void)
{
	static bool chosen;
	FcConfig *config;

	if (chosen)
		return true;
	config = FcInitLoadConfig();
	chosen = config &&
		 FcConfigParseAndLoadFromMemory(config, (const FcChar8 *)passed_over, FcTrue) &&
		 FcConfigBuildFonts(config) && FcConfigSetCurrent(config);
	if (config)
		FcConfigDestroy(config); /* fontconfig holds a reference to the current one */
	return chosen;
}

/* Paper has no pixels: letters stand where the font says, not at whole points. */
static void forget_pixels(PangoContext *context)
{
	cairo_font_options_t *options = cairo_font_options_create();

	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	pango_cairo_context_set_font_options(context, options);
	cairo_font_options_destroy(options);
	pango_cairo_context_set_resolution(context, 72);
	pango_context_set_round_glyph_positions(context, FALSE);
}

PangoLayout *fonts_layout(cairo_t *cr)
{
	if (!choose_fonts())
		return NULL;
	PangoContext *context =
		cr ? pango_cairo_create_context(cr)
		   : pango_font_map_create_context(pango_cairo_font_map_get_default());
	forget_pixels(context);
	pango_context_set_base_dir(context, PANGO_DIRECTION_LTR);
	PangoLayout *layout = pango_layout_new(context);
	pango_layout_set_auto_dir(layout, FALSE);
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	g_object_unref(context);
	return layout;
}

/* 0: every character has a glyph. */
static gunichar unknown_in(const PangoGlyphItem *run)
{
	for (int i = 0; i < run->glyphs->num_glyphs; i++)
		if (run->glyphs->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG)
			return run->glyphs->glyphs[i].glyph & ~PANGO_GLYPH_UNKNOWN_FLAG;
	return 0;
}

static gunichar first_unknown(PangoLayout *layout)
{
	gunichar unknown = 0;

	if (pango_layout_get_unknown_glyphs_count(layout) == 0)
		return 0;
	for (const GSList *line = pango_layout_get_lines_readonly(layout); line; line = line->next)
		for (const GSList *run = ((PangoLayoutLine *)line->data)->runs; run && !unknown;
			run = run->next)
			unknown = unknown_in(run->data);
	return unknown;
}

void fonts_set_text(PangoLayout *layout, struct text text)
{
	enum { KINDS = 50 }; /* of missing characters, after which their boxes are left */
	gunichar unknown;

	pango_layout_set_text(layout, text.data, (int)text.size);
	for (int i = 0; i < KINDS && (unknown = first_unknown(layout)); i++) {
		char wanted[7] = "";
		g_unichar_to_utf8(unknown, wanted);
		gchar **parts = g_strsplit(pango_layout_get_text(layout), wanted, -1);
		gchar *shown = g_strjoinv("\xef\xbf\xbd", parts);
		pango_layout_set_text(layout, shown, -1);
		g_free(shown);
		g_strfreev(parts);
	}
}
