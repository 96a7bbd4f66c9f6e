/* A page of an edition is what the route of its address would show to somebody who is not signed
 * in. */
#include "pages/edition_pages.h"

#include "base/languages.h"
#include "base/log.h"
#include "serve/route.h"
#include "serve/view.h"

#include <string.h>

enum { PAGE_MEMORY = 32 * 1024 * 1024, PAGE_SIZE = 4 * 1024 * 1024, PAGES = 1000 };

struct edition_page edition_page_find(struct db *db, struct arena *arena, const char *lang,
	const char *meeting, const char *page, const char *version)
{
	const struct db_value values[] = { DB_TEXT(lang), DB_TEXT(meeting), DB_TEXT(page),
		DB_TEXT(version) };
	struct db_row row =
		db_run(db, arena, "select number, html from api.edition_page($1, $2, null, $3, $4)",
			false, 4, values);

	return (struct edition_page){ row.status, row.column[0], row.column[1] };
}

static struct text render(const struct server *server, struct arena *arena, const char *lang,
	const char *path, const char *edition)
{
	const struct view *view = server->view;
	cJSON *input = cJSON_CreateObject();
	const char *allowed;
	const struct route *route = route_find(server->routes, GET, path, arena, input, &allowed);
	struct text none = { NULL, 0 };
	struct buffer html;

	if (!route || !route->function)
		return none;
	cJSON_AddStringToObject(input, "number", edition); /* it may still wait for its hour */
	struct db_answer answer = db_step(server->db, arena, route->function, lang, input);
	cJSON *page = answer.status == 200 ? json_read(answer.text) : NULL;
	cJSON *site = view_site(view, lang, path, view_root(arena, path));
	buffer_init(&html, arena, PAGE_SIZE);
	bool good = page && view_render(view, lang, route->template, site, page, &html);
	if (html.full)
		log_line(LOG_LEVEL_WARNING, "page %s is larger than %d MB", path, PAGE_SIZE >> 20);
	return good && !html.full ? buffer_text(&html) : none;
}

static bool store_page(const struct server *server, struct arena *arena, const char *lang,
	const char *meeting, const char *edition, const char *page)
{
	const char *path = arena_printf(arena, "/%s/%s%s%s", lang, meeting, *page ? "/" : "", page);
	struct text html = render(server, arena, lang, path, edition);
	if (!html.data) {
		log_line(LOG_LEVEL_WARNING, "page %s cannot be rendered", path);
		return false;
	}
	const struct db_value values[] = { DB_TEXT(lang), DB_TEXT(meeting), DB_TEXT(edition),
		DB_TEXT(page), DB_TEXT(view_version(server->view)), DB_TEXT(html.data) };
	struct db_row row = db_run(server->db, arena,
		"select api.edition_page_store($1, $2, $3::int, $4, $5, $6)", false, 6, values);
	return row.status == 200;
}

struct page_list {
	struct arena *arena;
	size_t count;
	const char *page[PAGES];
};

static bool add_page(void *context, struct text page)
{
	struct page_list *list = context;

	if (list->count == PAGES)
		return false;
	list->page[list->count++] = arena_copy(list->arena, page);
	return true;
}

bool edition_pages_store(const struct server *server, const char *meeting, const char *edition)
{
	struct arena names, memory;
	const struct db_value values[] = { DB_TEXT(meeting), DB_TEXT(edition) };

	arena_init(&names, PAGE_MEMORY);
	arena_init(&memory, PAGE_MEMORY);
	struct page_list *list = arena_alloc(&names, sizeof *list);
	list->arena = &names;
	bool good = db_each(server->db, "select api.edition_pages($1, $2::int)", 2, values,
			    add_page, list) == 200;
	struct arena *before = json_use_arena(&memory);
	for (size_t i = 0; good && i < list->count; i++) {
		for (int l = 0; good && l < language_count; l++) {
			good = store_page(server, &memory, languages[l].code, meeting, edition,
				list->page[i]);
			arena_reset(&memory);
		}
	}
	json_use_arena(before);
	arena_release(&memory);
	arena_release(&names);
	return good;
}
