/*
 * All templates of the installation, compiled for each language when the program starts. Reads
 * files only then; a template or a text that changes is seen after the next start.
 */
#ifndef DAIS_BASE_TEMPLATES_H
#define DAIS_BASE_TEMPLATES_H

#include "base/mustache.h"

struct templates;

/*
 * Loads every NAME.mustache below the directory web (a name may have folders: "mail/invitation")
 * and the texts po/LANG.mo; po NULL leaves everything in English. On failure returns NULL with one
 * sentence (file, line, reason) in error.
 */
struct templates *templates_load(const char *web, const char *po, char error[static 256]);
void templates_free(struct templates *templates);

/* A hash of all templates and texts, in hex: what was rendered with another one may look otherwise.
 */
const char *templates_version(const struct templates *templates);

bool template_exists(const struct templates *templates, const char *name);

/*
 * Appends the page to out. lang is one of the languages; names are looked for in page, then in
 * site. Returns false when there is no such template, out ran full, or partials nest without end.
 */
bool template_render(const struct templates *templates, const char *name, const char *lang,
	enum escape escape, const cJSON *site, const cJSON *page, struct buffer *out);

#endif
