/*
 * Renders templates for tests: each line of standard input is a JSON object with template, and
 * perhaps data, partials, lang and "escape": false; each line of output one with output or error.
 */
#include "base/json.h"
#include "base/mustache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool compile(struct template *template, struct arena *arena, const char *name,
	const cJSON *source, char error[static 256])
{
	template->name = name;
	return mustache_compile(
		template, arena, text_of(cJSON_GetStringValue(source)), NULL, error);
}

static const char *render(
	struct arena *arena, const cJSON *test, struct buffer *out, char error[static 256])
{
	const cJSON *partials = cJSON_GetObjectItemCaseSensitive(test, "partials"), *partial;
	const cJSON *data = cJSON_GetObjectItemCaseSensitive(test, "data");
	const char *lang = json_string(test, "lang");
	bool plain = cJSON_IsFalse(cJSON_GetObjectItemCaseSensitive(test, "escape"));
	struct template_list list = { .count = 1 };

	list.first =
		arena_alloc(arena, (size_t)(1 + cJSON_GetArraySize(partials)) * sizeof *list.first);
	if (!compile(list.first, arena, " ", cJSON_GetObjectItemCaseSensitive(test, "template"),
		    error))
		return error;
	cJSON_ArrayForEach (partial, partials)
		if (!compile(&list.first[list.count++], arena, partial->string, partial, error))
			return error;
	mustache_link(&list);
	struct locale *locale = locale_open(lang ? lang : "en");
	bool good = mustache_render(mustache_find(&list, " "), locale,
		plain ? ESCAPE_NONE : ESCAPE_HTML, NULL, data, out);
	locale_close(locale);
	return good ? NULL : "rendering failed";
}

int main(void)
{
	struct arena arena;
	char *line = NULL;
	size_t capacity = 0;

	arena_init(&arena, 64 << 20);
	json_use_arena(&arena);
	while (getline(&line, &capacity, stdin) > 0) {
		const char *error = NULL;
		char message[256];
		struct buffer out;
		buffer_init(&out, &arena, 4 << 20);
		const cJSON *test = json_parse(text_trim(text_of(line)), &error);
		if (test)
			error = render(&arena, test, &out, message);
		cJSON *answer = cJSON_CreateObject();
		cJSON_AddStringToObject(
			answer, error ? "error" : "output", error ? error : buffer_text(&out).data);
		puts(json_print(answer));
		arena_reset(&arena);
	}
	free(line);
	arena_release(&arena);
	return 0;
}
