/*
 * The plain text of a PDF or a DOCX, for the reader of agendas: lines as they are seen, a form feed
 * between two pages, cells of a table apart by tabs.
 */
#ifndef DAIS_PAPER_PLAIN_H
#define DAIS_PAPER_PLAIN_H

#include "base/buffer.h"

/* Each appends to out, which has its maximum; false: the file cannot be opened as such. */
bool plain_of_pdf(struct text file, struct buffer *out);
bool plain_of_docx(struct arena *arena, struct text file, struct buffer *out);

/*
 * Leaves no control characters in a text but those of lines, tabs and pages. Returns whether it
 * says anything: whether something is left besides white space.
 */
bool plain_make_readable(char *text, size_t size);

#endif
