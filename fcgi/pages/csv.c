/* The file is turned into UTF-8 once; then each row is taken off its front, and quoted cells are
 * unfolded where they stand. */
#include "pages/csv.h"

#include <string.h>
#include <unicode/ucnv.h>

/* ---------------------------------------------------------------- the characters */

/* data NULL: this is no text in that encoding. UTF-8 takes at most three bytes for each of these.
 */
static struct text converted(struct arena *arena, struct text bytes, const char *encoding)
{
	struct text none = { NULL, 0 };
	size_t most = bytes.size * 3 + 1;
	char *plain = arena_alloc(arena, most);
	UErrorCode error = U_ZERO_ERROR;
	int32_t size = ucnv_convert(
		"UTF-8", encoding, plain, (int32_t)most, bytes.data, (int32_t)bytes.size, &error);

	return U_FAILURE(error) ? none : (struct text){ plain, (size_t)size };
}

/* Well-formed UTF-8 is taken for what it is; what is none has been written by an older program. */
static struct text decoded(struct arena *arena, struct text bytes)
{
	if (text_starts(bytes, TEXT("\xFF\xFE")))
		return converted(arena, text_from(bytes, 2), "UTF-16LE");
	if (text_starts(bytes, TEXT("\xFE\xFF")))
		return converted(arena, text_from(bytes, 2), "UTF-16BE");
	if (text_starts(bytes, TEXT("\xEF\xBB\xBF")))
		bytes = text_from(bytes, 3);
	if (!text_is_utf8(bytes))
		return converted(arena, bytes, "windows-1252");
	return (struct text){ arena_copy(arena, bytes), bytes.size };
}

/* ---------------------------------------------------------------- the separator */

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

/* Excel's own word for it, in a line that it does not count: "sep=;". */
static bool take_word(struct csv *csv)
{
	struct text rest = csv->rest;
	size_t quoted = text_starts(rest, TEXT("\""));

	rest = text_from(rest, quoted);
	if (rest.size < 5 + quoted || !text_equal_nocase(text_slice(rest, 0, 4), TEXT("sep=")))
		return false;
	char separator = rest.data[4];
	rest = text_from(rest, 5 + quoted);
	if (!strchr(",;\t", separator) || (rest.size && !is_line_end(rest.data[0])))
		return false;
	csv->separator = separator;
	csv->rest = text_from(rest, text_starts(rest, TEXT("\r\n")) ? 2 : 1);
	return true;
}

/* Whichever stands most often in the heading, outside of quotation marks. */
static char guessed(struct text text)
{
	static const char candidates[] = ",;\t";
	size_t counts[3] = { 0 }, best = 0;
	bool quoted = false;

	for (size_t i = 0; i < text.size && (quoted || !is_line_end(text.data[i])); i++) {
		const char *found = text.data[i] ? strchr(candidates, text.data[i]) : NULL;
		if (text.data[i] == '"')
			quoted = !quoted;
		else if (found && !quoted)
			counts[found - candidates]++;
	}
	for (size_t i = 1; i < 3; i++)
		if (counts[i] > counts[best])
			best = i;
	return candidates[best];
}

bool csv_open(struct csv *csv, struct arena *arena, struct text bytes)
{
	*csv = (struct csv){ .fault = CSV_GOOD };
	if (text_starts(bytes, TEXT("PK\x03\x04")) || text_starts(bytes, TEXT("\xD0\xCF\x11\xE0")))
		csv->fault = CSV_WORKBOOK;
	else
		csv->rest = decoded(arena, bytes);
	if (!csv->fault && (!csv->rest.data || !text_is_utf8(csv->rest)))
		csv->fault = CSV_NOT_TEXT;
	else if (!csv->fault && text_trim(csv->rest).size == 0)
		csv->fault = CSV_EMPTY;
	if (!csv->fault && !take_word(csv))
		csv->separator = guessed(csv->rest);
	return !csv->fault;
}

/* ---------------------------------------------------------------- the rows */

static bool ends_cell(const struct csv *csv, size_t at)
{
	return at == csv->rest.size || csv->rest.data[at] == csv->separator ||
	       is_line_end(csv->rest.data[at]);
}

/* A cell in quotation marks, which are doubled where they are meant. Returns what it took. */
static size_t take_quoted(struct csv *csv, struct text *cell)
{
	char *data = (char *)csv->rest.data; /* our own copy */
	size_t at = 1, size = 0;

	for (; at < csv->rest.size; at++) {
		if (data[at] == '"' && !(at + 1 < csv->rest.size && data[at + 1] == '"'))
			break;
		at += data[at] == '"';
		data[size++] = data[at];
	}
	*cell = (struct text){ data, size };
	if (at == csv->rest.size)
		csv->fault = CSV_QUOTE_OPEN;
	else if (!ends_cell(csv, ++at))
		csv->fault = CSV_QUOTE_TRAILED;
	return at;
}

static size_t take_plain(const struct csv *csv, struct text *cell)
{
	size_t at = 0;

	while (!ends_cell(csv, at))
		at++;
	*cell = (struct text){ csv->rest.data, at };
	return at;
}

/* What a spreadsheet would take for a formula begins so, also in the wide forms of East Asia. */
static bool begins_formula(struct text cell)
{
	static const char *const wide[] = { "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20" };

	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
		if (text_starts(cell, text_of(wide[i])))
			return true;
	return cell.size && strchr("=+-@\t\r\n", cell.data[0]);
}

/* Apostrophes and then a formula: one of them was put there, or one more has to be. */
static bool is_guarded(struct text cell)
{
	while (text_starts(cell, TEXT("'")))
		cell = text_from(cell, 1);
	return begins_formula(cell);
}

static struct text without_guard(struct text cell)
{
	return text_starts(cell, TEXT("'")) && is_guarded(cell) ? text_from(cell, 1) : cell;
}

/* One row, also one that says nothing. False: a fault. */
static bool take_row(struct csv *csv)
{
	bool more = true;

	for (csv->count = 0; more; csv->count++) {
		struct text cell;
		size_t taken = text_starts(csv->rest, TEXT("\"")) ? take_quoted(csv, &cell)
								  : take_plain(csv, &cell);
		if (!csv->fault && csv->count == CSV_CELLS)
			csv->fault = CSV_TOO_MANY_CELLS;
		if (csv->fault)
			return false;
		csv->cells[csv->count] = without_guard(cell);
		csv->rest = text_from(csv->rest, taken);
		more = csv->rest.size && csv->rest.data[0] == csv->separator;
		if (more)
			csv->rest = text_from(csv->rest, 1);
	}
	if (csv->rest.size)
		csv->rest = text_from(csv->rest, text_starts(csv->rest, TEXT("\r\n")) ? 2 : 1);
	return true;
}

static bool says_something(const struct csv *csv)
{
	for (size_t i = 0; i < csv->count; i++)
		if (text_trim(csv->cells[i]).size)
			return true;
	return false;
}

bool csv_next(struct csv *csv)
{
	while (!csv->fault && csv->rest.size) {
		csv->row++;
		if (csv->row > CSV_ROWS + 1)
			csv->fault = CSV_TOO_MANY_ROWS;
		else if (take_row(csv) && says_something(csv))
			return true;
	}
	return false;
}

/* ---------------------------------------------------------------- writing, and names */

const char *csv_fault_code(enum csv_fault fault)
{
	static const char *const codes[] = { [CSV_EMPTY] = "empty",
		[CSV_WORKBOOK] = "csv-workbook",
		[CSV_NOT_TEXT] = "csv-not-text",
		[CSV_QUOTE_OPEN] = "csv-quote-open",
		[CSV_QUOTE_TRAILED] = "csv-quote-trailed",
		[CSV_TOO_MANY_ROWS] = "csv-too-many-rows",
		[CSV_TOO_MANY_CELLS] = "csv-too-many-cells" };

	return codes[fault];
}

void csv_write(struct buffer *out, struct text cell, char separator, bool begins_row)
{
	if (!begins_row)
		buffer_append(out, (struct text){ &separator, 1 });
	buffer_append(out, TEXT("\""));
	if (is_guarded(cell))
		buffer_append(out, TEXT("'"));
	while (cell.data) {
		buffer_append(out, text_split(&cell, '"'));
		buffer_append(out, cell.data ? TEXT("\"\"") : TEXT("\""));
	}
}
