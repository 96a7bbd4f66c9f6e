/*
 * The fonts of this machine that can stand in a PDF as they are: outlines in TrueType. Pictures of
 * emoji and fonts of other make are passed over, whatever is installed beside them, so that sheets
 * and running heads are drawn from the same fonts.
 */
#ifndef DAIS_PAPER_FONTS_H
#define DAIS_PAPER_FONTS_H

#include "base/text.h"

#include <pango/pangocairo.h>

/*
 * A layout without width or text, for coordinates in points that are not rounded to pixels. Lines
 * run from left to right unless their text is isolated (U+2068 … U+2069): dais's own languages do.
 * cr may be NULL when nothing is drawn. The caller's, to g_object_unref. NULL: there are no fonts.
 */
PangoLayout *fonts_layout(cairo_t *cr);

/*
 * Sets the layout's text, UTF-8 without noncharacters. A character that no font has becomes U+FFFD,
 * which is drawn and read as such, instead of a box of digits.
 */
void fonts_set_text(PangoLayout *layout, struct text text);

#endif
