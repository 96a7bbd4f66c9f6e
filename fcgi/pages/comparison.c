/* Two editions of a document side by side: the rows come from the database, and of those whose text
 * has changed the words that went and came are found here. */
#include "base/json.h"
#include "pages/pages.h"
#include "pages/wording.h"
#include "serve/dispatch.h"
#include "serve/response.h"
#include "serve/route.h"

#include <string.h>

static void put_piece(struct arena *arena, cJSON *list, struct text text, bool marked)
{
	cJSON *piece = cJSON_CreateObject();

	cJSON_AddStringToObject(piece, "text", arena_copy(arena, text));
	cJSON_AddBoolToObject(piece, "mark", marked);
	cJSON_AddItemToArray(list, piece);
}

/* {text, mark}, … as a member of the row; the white space behind marked words is not marked. */
static void put_pieces(
	struct arena *arena, cJSON *row, const char *name, struct wording_pieces pieces)
{
	cJSON *list = cJSON_AddArrayToObject(row, name);

	for (size_t i = 0; i < pieces.count; i++) {
		struct text text = pieces.piece[i].text;
		size_t size = text.size;
		while (pieces.piece[i].marked && size > 0 && strchr(" \r\n\t", text.data[size - 1]))
			size--;
		put_piece(arena, list, text_slice(text, 0, size), pieces.piece[i].marked);
		if (size < text.size)
			put_piece(arena, list, text_from(text, size), false);
	}
}

static struct text text_under(const cJSON *row, const char *name)
{
	return text_of(json_string(cJSON_GetObjectItemCaseSensitive(row, name), "text"));
}

int comparison_show(struct request *request)
{
	struct wording wording;
	struct text value;
	cJSON *row;

	int failed = dispatch_ask(request, &value);
	if (failed)
		return failed;
	cJSON *page = json_read(value);
	wording_init(&wording, request->arena);
	cJSON_ArrayForEach (row, cJSON_GetObjectItemCaseSensitive(page, "rows")) {
		struct wording_pieces left, right;
		if (strcmp(json_string(row, "code"), "changed") != 0)
			continue;
		wording_compare(
			&wording, text_under(row, "was"), text_under(row, "text"), &left, &right);
		put_pieces(request->arena, row, "went", left);
		put_pieces(request->arena, row, "came", right);
	}
	return response_page(request, 200, request->route->template, text_of(json_print(page)));
}
