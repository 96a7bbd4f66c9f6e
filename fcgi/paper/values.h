/*
 * Values of the PDF's objects as C sees them. Handles are released with the rest of the page's.
 */
#ifndef DAIS_PAPER_VALUES_H
#define DAIS_PAPER_VALUES_H

#include "paper/intake_state.h"

/* A key that is a dictionary's and present, else a null handle; both are released with the rest. */
qpdf_oh key_of(const struct intake *in, qpdf_oh dictionary, const char *key);
bool is_name(const struct intake *in, qpdf_oh value, const char *name);

/* How many items an array has; 0 for what is none. */
int items_of(const struct intake *in, qpdf_oh array);

/* Numbers of an array; false unless there are exactly count of them, all finite. */
bool numbers_of(const struct intake *in, qpdf_oh array, double *numbers, int count);

/* Whether look() is true of the stream's decoded data; also true when it cannot be decoded. */
bool stream_does(struct intake *in, qpdf_oh stream, bool (*look)(struct text data));

/* "12", "-0.5": as short as five decimals allow, never with an exponent. */
const char *number_text(char text[static 32], double number);

#endif
