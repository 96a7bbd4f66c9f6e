/* From lines to paragraphs, and from lines to their addresses; the template writes the elements. */
#include "clerk/mail_page.h"

#include <string.h>

static void add_piece(struct arena *arena, cJSON *pieces, const char *name, struct text text)
{
	cJSON *piece = cJSON_CreateObject();

	if (text.size == 0)
		return;
	cJSON_AddStringToObject(piece, name, arena_copy(arena, text));
	cJSON_AddItemToArray(pieces, piece);
}

static bool begins_address(struct text text)
{
	return text_starts(text, TEXT("https://")) || text_starts(text, TEXT("http://"));
}

/* As far as the next blank; the full stop of the sentence around it is no part of it. */
static size_t address_size(struct text text)
{
	size_t size = 0;

	while (size < text.size && !strchr(" \t<>\"", text.data[size]))
		size++;
	while (size > 0 && strchr(".,;:!?)", text.data[size - 1]))
		size--;
	return size;
}

static cJSON *pieces_of(struct arena *arena, struct text line)
{
	cJSON *pieces = cJSON_CreateArray();
	size_t plain = 0;

	while (plain < line.size) {
		struct text rest = text_from(line, plain);
		size_t size = begins_address(rest) ? address_size(rest) : 0;
		if (size == 0) {
			plain++;
			continue;
		}
		add_piece(arena, pieces, "text", text_slice(line, 0, plain));
		add_piece(arena, pieces, "address", text_slice(rest, 0, size));
		line = text_from(rest, size);
		plain = 0;
	}
	add_piece(arena, pieces, "text", line);
	return pieces;
}

static cJSON *add_paragraph(cJSON *paragraphs)
{
	cJSON *paragraph = cJSON_CreateObject();

	cJSON_AddItemToArray(paragraphs, paragraph);
	return cJSON_AddArrayToObject(paragraph, "lines");
}

cJSON *mail_page(struct arena *arena, struct text subject, struct text text)
{
	cJSON *page = cJSON_CreateObject(), *lines = NULL;
	cJSON *paragraphs = cJSON_AddArrayToObject(page, "paragraphs");

	cJSON_AddStringToObject(page, "subject", arena_copy(arena, subject));
	while (text.data) {
		struct text line = text_trim(text_split(&text, '\n'));
		if (line.size == 0) {
			lines = NULL;
			continue;
		}
		cJSON *entry = cJSON_CreateObject();
		if (!lines)
			lines = add_paragraph(paragraphs);
		cJSON_AddBoolToObject(entry, "more", cJSON_GetArraySize(lines) > 0);
		cJSON_AddItemToObject(entry, "pieces", pieces_of(arena, line));
		cJSON_AddItemToArray(lines, entry);
	}
	return page;
}
