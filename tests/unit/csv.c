/* Tables as spreadsheets write them, each told as its cells with | between them and / behind a row;
 * what is wrong with one is told as its row and code. */
#include "pages/csv.h"

#include "tap.h"

#include <stdlib.h>

static const char *told(struct arena *arena, struct text bytes)
{
	struct buffer out;
	struct csv csv;

	buffer_init(&out, arena, 1 << 22);
	if (csv_open(&csv, arena, bytes))
		while (csv_next(&csv)) {
			for (size_t i = 0; i < csv.count; i++) {
				buffer_append(&out, i ? TEXT("|") : TEXT(""));
				buffer_append(&out, csv.cells[i]);
			}
			buffer_append(&out, TEXT("/"));
		}
	if (csv.fault)
		buffer_printf(&out, "%zu %s", csv.row, csv_fault_code(csv.fault));
	return buffer_text(&out).data;
}

static const struct {
	const char *name;
	struct text bytes;
	const char *told;
} cases[] = {
	{ "comma", TEXT("a,b\r\n1,2\r\n"), "a|b/1|2/" },
	{ "semicolon", TEXT("a;b\n1,5;2\n"), "a|b/1,5|2/" },
	{ "tab", TEXT("a\tb\r1;2\t3"), "a|b/1;2|3/" },
	{ "a separator in quotes does not count", TEXT("\"a,b,c\";d\n1;2"), "a,b,c|d/1|2/" },
	{ "Excel's word", TEXT("sep=;\r\na\r\n1;2\r\n"), "a/1|2/" },
	{ "Excel's word in quotes", TEXT("\"sep=,\"\na;b\n"), "a;b/" },
	{ "Excel's word, and nothing more", TEXT("sep=;"), "" },
	{ "a heading that begins like it", TEXT("sep=x;b\n1;2"), "sep=x|b/1|2/" },
	{ "a byte order mark",
		TEXT("\xEF\xBB\xBF"
		     "a,b\n\xC3\xA9,\xE2\x80\x99"),
		"a|b/é|’/" },
	{ "UTF-16, little end first",
		TEXT("\xFF\xFE"
		     "a\0;\0\xE9\0\n\0001\0;\0\x19\x20"),
		"a|é/1|’/" },
	{ "UTF-16, big end first",
		TEXT("\xFE\xFF"
		     "\0a\0;\0\xE9\0\n\0001\0;\x20\x19"),
		"a|é/1|’/" },
	{ "Windows-1252", TEXT("a;b\nM\xE9xico;\x93x\x94 \x80"), "a|b/México|“x” €/" },
	{ "a line end in quotes", TEXT("a,b\n\"x\r\ny\",2\n"), "a|b/x\r\ny|2/" },
	{ "a quotation mark in quotes", TEXT("a\n\"say \"\"no\"\"\"\n\"\"\n"), "a/say \"no\"/" },
	{ "a quotation mark inside a bare cell", TEXT("a\nCôte \"d'\"Ivoire\n"),
		"a/Côte \"d'\"Ivoire/" },
	{ "empty cells and rows", TEXT("a,b\n\n,\n1,\n , \n"), "a|b/1|/" },
	{ "a last row without an end", TEXT("a,b\n1,"), "a|b/1|/" },
	{ "a guarded formula", TEXT("'=1+1,'-2,'+3,'@4,'\t5,''=6,'7,''8,=9"),
		"=1+1|-2|+3|@4|\t5|'=6|'7|''8|=9/" },
	{ "nothing", TEXT(""), "0 empty" },
	{ "blanks", TEXT(" \r\n "), "0 empty" },
	{ "a workbook", TEXT("PK\x03\x04xl"), "0 csv-workbook" },
	{ "an old workbook", TEXT("\xD0\xCF\x11\xE0\xA1"), "0 csv-workbook" },
	{ "bytes", TEXT("a,b\n\0,2"), "0 csv-not-text" },
	{ "a quotation mark that is never closed", TEXT("a,b\n1,2\n\"x,3\ny,4\n"),
		"a|b/1|2/3 csv-quote-open" },
	{ "something behind a quotation mark", TEXT("a,b\n1,2\n\"x\"y,3\n"),
		"a|b/1|2/3 csv-quote-trailed" },
};

/* A cell as it is written, and read back. */
static const char *round_trip(struct arena *arena, const char *cell)
{
	struct buffer out;

	buffer_init(&out, arena, 1 << 16);
	csv_write(&out, TEXT("a"), ';', true);
	csv_write(&out, text_of(cell), ';', false);
	buffer_append(&out, TEXT("\r\n"));
	return told(arena, buffer_text(&out));
}

static const char *written(struct arena *arena, const char *cell)
{
	struct buffer out;

	buffer_init(&out, arena, 1 << 16);
	csv_write(&out, text_of(cell), ',', true);
	return buffer_text(&out).data;
}

/* So many rows of "x", or cells of "x". */
static struct text repeated(struct arena *arena, const char *piece, size_t times)
{
	struct buffer out;

	buffer_init(&out, arena, 1 << 22);
	for (size_t i = 0; i < times; i++)
		buffer_append(&out, text_of(piece));
	return buffer_text(&out);
}

static size_t rows_of(struct arena *arena, struct text bytes, enum csv_fault *fault)
{
	struct csv csv;
	size_t rows = 0;

	if (csv_open(&csv, arena, bytes))
		while (csv_next(&csv))
			rows++;
	*fault = csv.fault;
	return rows;
}

int main(void)
{
	static const char *const cells[] = { "plain", "=1+1", "'=1+1", "''-x", "@SUM(A1)", "+1",
		"-1", "'tis", "a\"b;c\nd", "\tx", "\uFF1D1", "" };
	struct arena arena;
	enum csv_fault fault;

	arena_init(&arena, (size_t)1 << 28);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		is(told(&arena, cases[i].bytes) ? told(&arena, cases[i].bytes) : "", cases[i].told,
			"%s", cases[i].name);
	for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
		is(round_trip(&arena, cells[i]), arena_printf(&arena, "a|%s/", cells[i]),
			"written and read: %s", i == 8 ? "four at once" : cells[i]);
	is(written(&arena, "=1+1"), "\"'=1+1\"", "a formula is written as text");
	is(written(&arena, "\uFF1D1"), "\"'\uFF1D1\"", "in its wide form, too");
	is(written(&arena, "Costa Rica"), "\"Costa Rica\"", "a name as it is");

	ok(rows_of(&arena, repeated(&arena, "x\n", CSV_ROWS + 1), &fault) == CSV_ROWS + 1 && !fault,
		"as many rows as are taken");
	rows_of(&arena, repeated(&arena, "x\n", CSV_ROWS + 2), &fault);
	ok(fault == CSV_TOO_MANY_ROWS, "one more");
	rows_of(&arena, repeated(&arena, "\n", CSV_ROWS * 3), &fault);
	ok(fault == CSV_EMPTY, "rows that say nothing");
	ok(rows_of(&arena, repeated(&arena, "x,", CSV_CELLS - 1), &fault) == 1 && !fault,
		"as many cells as are taken");
	rows_of(&arena, repeated(&arena, "x,", CSV_CELLS), &fault);
	ok(fault == CSV_TOO_MANY_CELLS, "one more");
	arena_release(&arena);
	return done();
}
