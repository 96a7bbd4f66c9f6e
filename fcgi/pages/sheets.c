/*
 * Tables that go out as a file for a spreadsheet, and come back from one. What comes back is kept
 * as it was read, {"columns": ["code", …], "rows": [{"row": 2, "cells": ["MEX", …]}]}, and the
 * database says what it means; here only its shape is looked at.
 */
#include "pages/csv.h"
#include "pages/pages.h"
#include "serve/ask.h"
#include "serve/form.h"
#include "serve/response.h"
#include "serve/route.h"

#include <string.h>

/* ---------------------------------------------------------------- coming in */

/* A string of JSON (RFC 8259, 7). Tables are large: a value for each cell would be too many. */
static void write_string(struct buffer *out, struct text text)
{
	buffer_append(out, TEXT("\""));
	for (size_t i = 0; i < text.size; i++) {
		char c = text.data[i];
		if ((unsigned char)c < ' ')
			buffer_printf(out, "\\u%04x", c);
		else if (c == '"' || c == '\\')
			buffer_append(out, (struct text){ (char[]){ '\\', c }, 2 });
		else
			buffer_append(out, (struct text){ &c, 1 });
	}
	buffer_append(out, TEXT("\""));
}

static void write_cells(struct buffer *out, const struct csv *csv)
{
	size_t count = csv->count;

	while (count && text_trim(csv->cells[count - 1]).size == 0)
		count--;
	buffer_append(out, TEXT("["));
	for (size_t i = 0; i < count; i++) {
		buffer_append(out, i ? TEXT(",") : TEXT(""));
		write_string(out, csv->cells[i]);
	}
	buffer_append(out, TEXT("]"));
}

static void write_rows(struct buffer *out, struct csv *csv)
{
	buffer_append(out, TEXT("{\"columns\":"));
	if (csv_next(csv))
		write_cells(out, csv);
	else
		buffer_append(out, TEXT("[]"));
	buffer_append(out, TEXT(",\"rows\":["));
	for (bool first = true; csv_next(csv); first = false) {
		buffer_printf(out, "%s{\"row\":%zu,\"cells\":", first ? "" : ",", csv->row);
		write_cells(out, csv);
		buffer_append(out, TEXT("}"));
	}
	buffer_append(out, TEXT("]}"));
}

static void refuse_at(struct request *request, const char *code, size_t row)
{
	request_refuse(request, "file", code);
	cJSON *error = cJSON_GetArrayItem(request->errors, cJSON_GetArraySize(request->errors) - 1);
	cJSON_AddNumberToObject(error, "row", (double)row);
}

/* The table into the input, or what is wrong with its shape to the errors. */
static void take_table(struct request *request, struct text bytes)
{
	struct buffer json;
	struct csv csv;

	buffer_init(&json, request->arena, 6 * CSV_BYTES); /* \u0001 for each byte */
	if (csv_open(&csv, request->arena, bytes))
		write_rows(&json, &csv);
	if (csv.fault)
		refuse_at(request, csv_fault_code(csv.fault), csv.row);
	else
		json_put(request->input, "table", cJSON_CreateRaw(buffer_text(&json).data));
}

struct parcel {
	struct buffer bytes;
	bool came;
};

static bool file_begin(void *context, struct text field, struct text file_name)
{
	struct parcel *parcel = context;

	(void)file_name;
	parcel->came = true;
	return text_equal(field, TEXT("file"));
}

static bool file_data(void *context, struct text bytes)
{
	buffer_append(&((struct parcel *)context)->bytes, bytes);
	return true;
}

static bool file_end(void *context)
{
	(void)context;
	return true;
}

int sheet_read(struct request *request)
{
	struct parcel parcel = { 0 };
	struct form_file file = { &parcel, file_begin, file_data, file_end };

	buffer_init(&parcel.bytes, request->arena, CSV_BYTES + 1);
	int status = form_read(request, &file);
	if (status == 403)
		return response_form_again(request, 403);
	if (status)
		return status;
	if (parcel.bytes.full || parcel.bytes.size > CSV_BYTES)
		request_refuse(request, "file", "too-large");
	else if (parcel.came)
		take_table(request, buffer_text(&parcel.bytes));
	if (request->errors)
		return response_form_again(request, 422);
	struct db_answer answer = ask_once(request);
	if (answer.status == 422 && request->errors)
		return response_form_again(request, 422);
	if (answer.status != 200)
		return answer.status;
	return response_redirect(request, json_string(json_read(answer.text), "location"));
}

/* ---------------------------------------------------------------- going out */

/* The comma is the decimal sign where these languages are read, so spreadsheets expect another. */
static char separator_of(const struct request *request)
{
	return strcmp(request->lang, "en") == 0 ? ',' : ';';
}

static void write_row(struct buffer *out, const cJSON *cells, char separator)
{
	const cJSON *cell;

	cJSON_ArrayForEach (cell, cells)
		csv_write(out, text_of(cJSON_IsString(cell) ? cell->valuestring : ""), separator,
			cell == cells->child);
	buffer_append(out, TEXT("\r\n"));
}

int sheet_file(struct request *request)
{
	struct db_answer answer = ask(request, request->route->function, NULL);
	struct buffer out;
	const cJSON *row;

	if (answer.status != 200)
		return answer.status;
	const cJSON *table = json_read(answer.text);
	buffer_init(&out, request->arena, 8 * CSV_BYTES);
	buffer_append(&out, TEXT("\xEF\xBB\xBF")); /* without it Excel reads no UTF-8 */
	write_row(&out, cJSON_GetObjectItemCaseSensitive(table, "columns"), separator_of(request));
	cJSON_ArrayForEach (row, cJSON_GetObjectItemCaseSensitive(table, "rows"))
		write_row(&out, row, separator_of(request));
	response_attachment(request, json_string(table, "file_name"));
	return response_send(request, 200, "text/csv; charset=utf-8", buffer_text(&out));
}
