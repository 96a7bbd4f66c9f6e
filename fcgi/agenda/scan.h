/*
 * Looking at UTF-8 text from its front, a character at a time, with case, accents and the many
 * shapes of blanks, dashes and quotes folded away. Everything here takes well-formed UTF-8
 * (agenda/source.h) and allocates nothing.
 */
#ifndef DAIS_AGENDA_SCAN_H
#define DAIS_AGENDA_SCAN_H

#include "base/text.h"

#include <stdint.h>

/* The code point at the front and how many bytes it has; 0 at the end. */
uint32_t scan_character(struct text text, size_t *size);

/*
 * The same, folded: letters of Latin-1 small and without their accent, any blank as ' ', any dash
 * as '-', any single quote as '\''. A combining accent (U+0300 to U+036F) folds to 0x300.
 */
uint32_t scan_folded(struct text text, size_t *size);

bool scan_is_letter(uint32_t character);
bool scan_is_capital(uint32_t character);
bool scan_is_digit(uint32_t character);

/* Bytes of white space at the front: blanks of any width, tabs, line ends. */
size_t scan_blank(struct text text);

/* Bytes at the front that are blanks or one of the ASCII marks; a dash counts when marks has '-'.
 */
size_t scan_marks(struct text text, const char *marks);

/* Without white space at either end. */
struct text scan_trim(struct text text);

/*
 * Bytes at the front that read as the phrase, which is written folded, when no letter or digit
 * follows; else 0. One blank of the phrase stands for any white space.
 */
size_t scan_phrase(struct text text, const char *phrase);

/* A decimal number of at most four digits at the front; returns its bytes or 0. */
size_t scan_number(struct text text, int *number);

/* How many words (runs between white space) a text has. */
size_t scan_words(struct text text);

/* What stands at the very end; 0 when empty. */
uint32_t scan_last(struct text text);

/* Has a letter or a digit. */
bool scan_says_something(struct text text);

#endif
