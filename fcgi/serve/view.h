/*
 * Pages and mails as people see them: a template over a JSON value, in one language. Loaded once at
 * start, only read afterwards; the command line and the clerk use it like the web workers.
 */
#ifndef DAIS_SERVE_VIEW_H
#define DAIS_SERVE_VIEW_H

#include "base/buffer.h"
#include "base/json.h"

struct view;

/* Templates, catalogs and formats below share. NULL with one sentence in error.
 */
struct view *view_load(const char *share, char error[static 256]);
void view_free(struct view *view);

/*
 * The relative way from a path to the installation's root: "../" from "/en/my", which is one step
 * below it. Never empty, for an empty link means the page itself: "./".
 */
const char *view_root(struct arena *arena, const char *path);

/*
 * The part of a page's context that needs no request: lang, languages, path and root (see
 * request.h), assets (the folder of static files).
 */
cJSON *view_site(const struct view *view, const char *lang, const char *path, const char *root);

/* Tells pages apart that were made with other templates, texts or static files. */
const char *view_version(const struct view *view);

/* A page: page stands over site. False: there is no such template, or it is broken. */
bool view_render(const struct view *view, const char *lang, const char *template, const cJSON *site,
	const cJSON *page, struct buffer *out);

/* The same as plain text, in which nothing is escaped: a mail. */
bool view_write(const struct view *view, const char *lang, const char *template, const cJSON *site,
	const cJSON *page, struct buffer *out);

#endif
