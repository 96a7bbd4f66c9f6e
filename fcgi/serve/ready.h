/*
 * The pages of the newest edition, rendered once when it is published and kept in the database, so
 * that the public program costs one row. Derived: what is missing, or was made with other
 * templates, is rendered when it is asked for.
 */
#ifndef DAIS_SERVE_READY_H
#define DAIS_SERVE_READY_H

#include "base/db.h"
#include "serve/view.h"

/*
 * Renders and stores every page of an edition in every language, within the transaction that is
 * open. Takes its own memory, a page at a time. False: what failed is in the log.
 */
bool ready_store(struct db *db, const struct view *view, const char *meeting, const char *edition);

/* A ready page: number is the edition's, html has data NULL when there is none. status as in db.h.
 */
struct ready_page {
	int status;
	struct text number, html;
};

/* page: the part of the address after the meeting: "", "agenda", "items/III". */
struct ready_page ready_find(struct db *db, struct arena *arena, const char *lang,
	const char *meeting, const char *page, const char *version);

#endif
