/*
 * Templates: four parts, parted by form feeds: a page, the partial p, the data, and the catalog (a
 * .mo file) that both are translated with. Whatever they are, compiling and rendering must end.
 */
#include "base/json.h"
#include "base/mustache.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void render(struct template_list *list, const cJSON *data, struct arena *arena)
{
	static struct locale *locale;
	struct buffer out;

	if (!locale)
		locale = locale_open("fr");
	buffer_init(&out, arena, 1 << 20);
	for (size_t i = 0; i < list->count; i++)
		mustache_render(&list->first[i], locale, ESCAPE_HTML, data, data, &out);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	struct text rest = { (const char *)bytes, size };
	struct text page = text_split(&rest, '\f'), partial = text_split(&rest, '\f');
	struct text json = text_split(&rest, '\f');
	struct template templates[] = { { .name = "page" }, { .name = "p" } };
	struct template_list list = { templates, 2 };
	struct catalog catalog;
	struct arena arena;
	char error[256];

	arena_init(&arena, (size_t)1 << 28);
	json_use_arena(&arena);
	bool translated = !catalog_open(&catalog, rest);
	if (mustache_compile(&templates[0], &arena, page, translated ? &catalog : NULL, error) &&
		mustache_compile(&templates[1], &arena, partial, NULL, error)) {
		mustache_link(&list);
		render(&list, json_parse(json, NULL), &arena);
	}
	json_use_arena(NULL);
	arena_release(&arena);
	return 0;
}
