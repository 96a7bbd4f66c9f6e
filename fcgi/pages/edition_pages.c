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
	struct db_row row = db_run(db, arena,
		"select version, html from api.edition_page($1, $2, null, $3, $4)", false, 4,
		values);

	return (struct edition_page){ row.status, row.column[0], row.column[1] };
}

/* Of an edition's page in one language: the part of its address after the meeting, and its JSON. */
struct page {
	const char *name;
	const char *value;
};

static struct text render(const struct server *server, struct arena *arena, const char *lang,
	const char *path, const char *value)
{
	const struct view *view = server->view;
	const char *allowed;
	const struct route *route =
		route_find(server->routes, GET, path, arena, cJSON_CreateObject(), &allowed);
	const cJSON *page = json_read(text_of(value));
	struct text none = { NULL, 0 };
	struct buffer html;

	if (!route || !page)
		return none;
	cJSON *site = view_site(view, lang, path, view_root(arena, path));
	buffer_init(&html, arena, PAGE_SIZE);
	bool good = view_render(view, lang, route->template, site, page, &html);
	if (html.full)
		log_line(LOG_LEVEL_WARNING, "page %s is larger than %d MB", path, PAGE_SIZE >> 20);
	return good && !html.full ? buffer_text(&html) : none;
}

static bool store_page(const struct server *server, struct arena *arena, const char *lang,
	const char *meeting, const char *edition, const struct page *page)
{
	const char *slash = *page->name ? "/" : "";
	const char *path = arena_printf(arena, "/%s/%s%s%s", lang, meeting, slash, page->name);
	struct text html = render(server, arena, lang, path, page->value);
	if (!html.data) {
		log_line(LOG_LEVEL_WARNING, "page %s cannot be rendered", path);
		return false;
	}
	const struct db_value values[] = { DB_TEXT(lang), DB_TEXT(meeting), DB_TEXT(edition),
		DB_TEXT(page->name), DB_TEXT(view_version(server->view)), DB_TEXT(html.data) };
	struct db_row row = db_run(server->db, arena,
		"select api.edition_page_store($1, $2, $3::int, $4, $5, $6)", false, 6, values);
	return row.status == 200;
}

struct page_list {
	struct arena *arena;
	size_t count;
	struct page page[PAGES];
};

static bool add_page(void *context, struct text row)
{
	struct page_list *list = context;
	struct text name = text_split(&row, '\n');

	if (list->count == PAGES)
		return false;
	list->page[list->count++] =
		(struct page){ arena_copy(list->arena, name), arena_copy(list->arena, row) };
	return true;
}

/* What all pages of a language show comes with one question: asked page by page, each would read
 * the whole edition again. */
static bool store_language(const struct server *server, struct arena *values, const char *lang,
	const char *meeting, const char *edition)
{
	const struct db_value which[] = { DB_TEXT(lang), DB_TEXT(meeting), DB_TEXT(edition) };
	struct page_list *list = arena_alloc(values, sizeof *list);
	struct arena memory;

	list->arena = values;
	bool good = db_each(server->db, "select api.edition_pages($1, $2, $3::int)", 3, which,
			    add_page, list) == 200;
	arena_init(&memory, PAGE_MEMORY);
	struct arena *before = json_use_arena(&memory);
	for (size_t i = 0; good && i < list->count; i++) {
		good = store_page(server, &memory, lang, meeting, edition, &list->page[i]);
		arena_reset(&memory);
	}
	json_use_arena(before);
	arena_release(&memory);
	return good;
}

bool edition_pages_store(const struct server *server, const char *meeting, const char *edition)
{
	struct arena values;
	bool good = true;

	arena_init(&values, PAGE_MEMORY);
	for (int l = 0; good && l < language_count; l++) {
		good = store_language(server, &values, languages[l].code, meeting, edition);
		arena_reset(&values);
	}
	arena_release(&values);
	return good;
}
