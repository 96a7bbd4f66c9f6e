/*
 * QR codes (ISO/IEC 18004, by libqrencode) as the path of a drawing: one unit a module, the quiet
 * zone of four around it. The template has the drawing, so nothing of HTML is made here.
 */
#ifndef DAIS_PAGES_QR_H
#define DAIS_PAGES_QR_H

#include "base/arena.h"

/*
 * The path (SVG 1.1, 8.3) of the dark modules of what says text, and how many units the drawing is
 * wide and high. NULL: it does not fit a code.
 */
const char *qr_path(struct arena *arena, const char *text, int *size);

#endif
