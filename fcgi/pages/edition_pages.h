/*
 * The pages of the newest edition, rendered once when it is published and kept in the database, so
 * that the public program costs one row. Derived: what is missing, or was made with other
 * templates, is rendered when it is asked for.
 */
#ifndef DAIS_PAGES_EDITION_PAGES_H
#define DAIS_PAGES_EDITION_PAGES_H

#include "base/arena.h"
#include "serve/server.h"

/*
 * Renders and stores every page of an edition in every language, within the transaction that is
 * open in server->db. Takes its own memory, a page at a time. False: what failed is in the log.
 */
bool edition_pages_store(const struct server *server, const char *meeting, const char *edition);

/* A page that is kept: version says what it shows, html has data NULL when there is none. status as
 * in db.h.
 */
struct edition_page {
	int status;
	struct text version, html;
};

/* page: the part of the address after the meeting: "", "agenda", "items/III". */
struct edition_page edition_page_find(struct db *db, struct arena *arena, const char *lang,
	const char *meeting, const char *page, const char *version);

#endif
