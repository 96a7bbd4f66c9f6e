/* What outlives a request: made once at start, in the order that main.c shows, and only read
 * afterwards. */
#ifndef DAIS_SERVE_SERVER_H
#define DAIS_SERVE_SERVER_H

#include "base/config.h"
#include "base/db.h"

struct route;
struct view;

struct server {
	struct config config;
	struct db *db;              /* the one connection of this worker */
	const struct view *view;    /* templates, texts and formats of all languages */
	const struct route *routes; /* ends with a row of METHOD_NONE */
};

#endif
