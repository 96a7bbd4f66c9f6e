/* Fontconfig's own configuration, less the fonts that hb-subset and a PDF viewer cannot share. */
#include "paper/fonts.h"

#include <fontconfig/fontconfig.h>
#include <stdbool.h>

static const char passed_over[] =
	"<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"urn:fontconfig:fonts.dtd\">"
	"<fontconfig><selectfont><rejectfont>"
	"<pattern><patelt name=\"color\"><bool>true</bool></patelt></pattern>"
	"<pattern><patelt name=\"outline\"><bool>false</bool></patelt></pattern>"
	"<pattern><patelt name=\"variable\"><bool>true</bool></patelt></pattern>"
	"<pattern><patelt name=\"fontformat\"><string>CFF</string></patelt></pattern>"
	"<pattern><patelt name=\"fontformat\"><string>Type 1</string></patelt></pattern>"
	"<pattern><patelt name=\"fontformat\"><string>CID Type 1</string></patelt></pattern>"
	"</rejectfont></selectfont></fontconfig>";

/* Fontconfig is asked by pango, which takes what is current. */
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
		FcConfigDestroy(config); /* being current, it has another owner */
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
	g_object_unref(context);
	return layout;
}
