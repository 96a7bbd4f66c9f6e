/*
 * The public pages of the newest edition, sent as they were rendered when it was published, and
 * publishing, which renders them. Whoever is signed in, or wants JSON, gets the page made for the
 * occasion.
 */
#include "base/log.h"
#include "pages/edition_pages.h"
#include "pages/pages.h"
#include "serve/ask.h"
#include "serve/dispatch.h"
#include "serve/form.h"
#include "serve/response.h"
#include "serve/route.h"
#include "serve/server.h"
#include "serve/view.h"

#include <string.h>

/* What follows /{lang}/{meeting} in the path. */
static const char *page_of(const struct request *request)
{
	const char *rest = request->path + 4 + strlen(request_input(request, "meeting"));

	return *rest == '/' ? rest + 1 : rest;
}

int edition_page_show(struct request *request)
{
	const char *version = view_version(request->server->view);

	if (request->session || request->wants_json || *request->query)
		return dispatch_show(request);
	struct edition_page page = edition_page_find(request->server->db, request->arena,
		request->lang, request_input(request, "meeting"), page_of(request), version);
	if (page.status != 200)
		return page.status;
	const char *tag = arena_printf(request->arena, "\"%s-%s\"", page.version.data, version);
	if (response_known(request, tag))
		return response_empty(request, 304);
	if (!page.html.data)
		return dispatch_show(request);
	return response_send(request, 200, "text/html; charset=utf-8", page.html);
}

/* The edition stands by now; pages that could not be rendered are rendered when they are asked for.
 */
static void store_pages(struct request *request)
{
	struct db *db = request->server->db;

	if (ask_begin(request).status == 200 &&
		edition_pages_store(request->server, request_input(request, "meeting"),
			request_input(request, "number")) &&
		db_commit(db, request->arena).status == 200)
		return;
	log_line(LOG_LEVEL_WARNING, "the pages of a new edition were not rendered");
	db_rollback(db);
}

int edition_publish(struct request *request)
{
	int status = dispatch_change(request);

	if (status < 400)
		store_pages(request);
	return status;
}

/* The editions as an Atom feed (RFC 4287): what a page would be, of another type. */
int edition_feed_show(struct request *request)
{
	const struct view *view = request->server->view;
	struct db_answer answer = ask(request, request->route->function, NULL);
	struct buffer feed;

	if (answer.status != 200)
		return answer.status;
	if (request->wants_json)
		return response_page(request, 200, request->route->template, answer.text);
	cJSON *site = view_site(view, request->lang, request->path, request->root);
	buffer_init(&feed, request->arena, 4 << 20);
	if (!view_render(view, request->lang, request->route->template, site,
		    json_read(answer.text), &feed) ||
		feed.full)
		return 500;
	return response_send(
		request, 200, "application/atom+xml; charset=utf-8", buffer_text(&feed));
}
