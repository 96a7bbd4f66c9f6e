/*
 * Path, query, cookies and preferences of a request: one a line. What comes out of a query are
 * declared fields only, and a path's language is one of ours.
 */
#include "pages/routes.h"
#include "serve/form.h"
#include "serve/session.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const struct field cells[] = { { "name", LINE, 20, OPTIONAL },
	{ "title", TITLE, 20, OPTIONAL }, { NULL } };
static const struct route route = { GET, "/{lang}/test", VISITOR, "test", "test",
	{ { "line", LINE, 20, OPTIONAL }, { "lines", LINES, 20, OPTIONAL },
		{ "email", EMAIL, 50, OPTIONAL }, { "id", ID, 36, OPTIONAL },
		{ "word", WORD, 10, OPTIONAL }, { "number", NUMBER, 10, OPTIONAL },
		{ "at", LOCAL_TIME, 16, OPTIONAL }, { "flag", FLAG, 1, OPTIONAL },
		{ "list", LIST, 3, OPTIONAL }, { "title", TITLE, 20, OPTIONAL },
		{ "text", ANNOTATION, 20, OPTIONAL }, { "rows", ROWS, 3, OPTIONAL, cells } } };

static const char *const names[] = { "DAIS_PATH", "QUERY_STRING", "HTTP_COOKIE",
	"HTTP_ACCEPT_LANGUAGE", "HTTP_ACCEPT", "CONTENT_LENGTH", "CONTENT_TYPE", "HTTP_ORIGIN" };
enum { NAMES = sizeof names / sizeof *names };

static void fill(struct arena *arena, struct text rest, char **envp)
{
	for (size_t i = 0; i < NAMES && rest.data; i++) {
		struct text value = text_split(&rest, '\n');
		*envp++ = arena_printf(arena, "%s=%.*s", names[i], (int)value.size, value.data);
	}
	*envp = arena_printf(arena, "REQUEST_METHOD=GET");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	char *envp[NAMES + 2] = { NULL };
	FCGX_Request fcgi = { .envp = envp };
	struct request request;
	const char *allowed;

	if (size > 20000)
		return 0;
	arena_init(&arena, (size_t)1 << 27);
	json_use_arena(&arena);
	fill(&arena, (struct text){ (const char *)data, size }, envp);
	if (request_begin(&request, NULL, &arena, &fcgi) == 0) {
		session_read(&request);
		route_find(routes, GET, request.path, &arena, request.input, &allowed);
		request.route = &route;
		form_query(&request);
		if (strlen(request.lang) != 2 || cJSON_GetArraySize(request.form) > 0)
			abort();
		if (request.session && strlen(request.session) != 43)
			abort();
	}
	json_use_arena(NULL);
	arena_release(&arena);
	return 0;
}
