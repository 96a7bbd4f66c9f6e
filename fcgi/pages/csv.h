/*
 * Comma-separated values (RFC 4180) as spreadsheets write them: separated by comma, semicolon or
 * tab, as the first line tells, which may also be Excel's "sep=;"; in UTF-8, in UTF-16 with a byte
 * order mark, else taken as Windows-1252; lines ended by LF, CR LF or CR; quoted cells with line
 * ends in them. A table is read row by row, and nothing is ever guessed about a cell.
 *
 * A cell that a spreadsheet would run as a formula is written with an apostrophe in front, and read
 * back without it (OWASP, "CSV injection").
 */
#ifndef DAIS_PAGES_CSV_H
#define DAIS_PAGES_CSV_H

#include "base/buffer.h"

enum { CSV_BYTES = 1000 * 1000, CSV_ROWS = 5000, CSV_CELLS = 64 };

enum csv_fault {
	CSV_GOOD,
	CSV_EMPTY,
	CSV_WORKBOOK, /* a spreadsheet's own file */
	CSV_NOT_TEXT,
	CSV_QUOTE_OPEN,    /* a quotation mark that is never closed */
	CSV_QUOTE_TRAILED, /* something stands behind the closing quotation mark */
	CSV_TOO_MANY_ROWS,
	CSV_TOO_MANY_CELLS,
};

/* The cells are UTF-8 without NUL and live as long as the arena. */
struct csv {
	struct text rest;
	char separator;
	size_t row; /* of the cells, as a spreadsheet counts: 1 is the heading */
	size_t count;
	struct text cells[CSV_CELLS];
	enum csv_fault fault;
};

/* Begins to read: the bytes of a whole file. False: fault says why. */
bool csv_open(struct csv *csv, struct arena *arena, struct text bytes);

/* The next row that says something. False: it was the last, or fault says what is wrong in row. */
bool csv_next(struct csv *csv);

/* The code of a fault, as web/error-text.mustache words it. */
const char *csv_fault_code(enum csv_fault fault);

/* Writes one cell, first behind a separator unless it begins a row; a row ends with CR LF. */
void csv_write(struct buffer *out, struct text cell, char separator, bool begins_row);

#endif
