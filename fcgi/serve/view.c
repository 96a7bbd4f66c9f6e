/* Ties the templates to what every page knows. */
#include "serve/view.h"

#include "base/formats.h"
#include "base/languages.h"
#include "base/templates.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct view {
	struct templates *templates;
	char assets[65]; /* the folder of static files: a hash of their contents */
	char version[65];
	char taken[256], accept[256], refused[1024]; /* of formats: see add_formats */
};

static bool read_assets(struct view *view, const char *share, char error[static 256])
{
	char path[4096];

	snprintf(path, sizeof path, "%s/static/version", share);
	FILE *file = fopen(path, "re");
	if (!file || fscanf(file, "%64[0-9a-f]", view->assets) != 1)
		snprintf(error, 256, "%.200s cannot be read", path);
	if (file)
		fclose(file);
	return view->assets[0] != '\0';
}

void view_free(struct view *view)
{
	templates_free(view->templates);
	free(view);
}

static void append(char *list, size_t capacity, const char *separator, const char *word)
{
	size_t used = strlen(list);

	snprintf(list + used, capacity - used, "%s%s", used ? separator : "", word);
}

static void list_formats(struct view *view)
{
	for (int i = 0; i < format_count; i++) {
		const struct format *format = &formats[i];
		if (format->refusal) {
			append(view->refused, sizeof view->refused, " ", format->ending);
			append(view->refused, sizeof view->refused, " ", format->refusal);
		} else {
			append(view->taken, sizeof view->taken, "|", format->name);
			append(view->accept, sizeof view->accept, ",", format->ending);
		}
	}
}

struct view *view_load(const char *share, char error[static 256])
{
	char web[4096], po[4096];
	struct view *view = calloc(1, sizeof *view);

	if (!view)
		abort();
	snprintf(web, sizeof web, "%s/web", share);
	snprintf(po, sizeof po, "%s/po", share);
	view->templates = templates_load(web, po, error);
	if (!view->templates || !read_assets(view, share, error)) {
		view_free(view);
		return NULL;
	}
	list_formats(view);
	snprintf(view->version, sizeof view->version, "%.24s-%.24s",
		templates_version(view->templates), view->assets);
	return view;
}

const char *view_root(struct arena *arena, const char *path)
{
	struct buffer root;

	buffer_init(&root, arena, 3 * strlen(path) + 1);
	for (const char *c = path + 1; *c; c++)
		if (*c == '/')
			buffer_append(&root, TEXT("../"));
	return root.size ? root.data : "./";
}

const char *view_version(const struct view *view)
{
	return view->version;
}

/* The same page in another language: "es/migrants-2004" for "/en/migrants-2004". */
static void add_language(
	cJSON *list, const struct language *language, const char *lang, const char *path)
{
	bool in_path = path[1] && path[2] && (path[3] == '/' || !path[3]) &&
		       strncmp(path + 1, lang, 2) == 0;
	char other[4096];
	cJSON *one = cJSON_CreateObject();

	snprintf(other, sizeof other, "%s%s", language->code, in_path ? path + 3 : "");
	cJSON_AddStringToObject(one, "code", language->code);
	cJSON_AddStringToObject(one, "name", language->name);
	cJSON_AddStringToObject(one, "path", other);
	cJSON_AddBoolToObject(one, "current", strcmp(language->code, lang) == 0);
	cJSON_AddItemToArray(list, one);
}

/* The names of formats that are taken, their endings, and the endings and refusals of others. */
static void add_formats(cJSON *site, const struct view *view)
{
	cJSON *all = cJSON_AddObjectToObject(site, "formats");

	cJSON_AddStringToObject(all, "taken", view->taken);
	cJSON_AddStringToObject(all, "accept", view->accept);
	cJSON_AddStringToObject(all, "refused", view->refused);
}

cJSON *view_site(const struct view *view, const char *lang, const char *path, const char *root)
{
	cJSON *site = cJSON_CreateObject();
	cJSON *list = cJSON_AddArrayToObject(site, "languages");

	cJSON_AddStringToObject(site, "lang", lang);
	cJSON_AddStringToObject(site, "path", path + 1);
	cJSON_AddStringToObject(site, "root", root);
	cJSON_AddStringToObject(site, "assets", view->assets);
	for (int i = 0; i < language_count; i++)
		add_language(list, &languages[i], lang, path);
	add_formats(site, view);
	return site;
}

bool view_render(const struct view *view, const char *lang, const char *template, const cJSON *site,
	const cJSON *page, struct buffer *out)
{
	return template_render(view->templates, template, lang, ESCAPE_HTML, site, page, out);
}

bool view_write(const struct view *view, const char *lang, const char *template, const cJSON *site,
	const cJSON *page, struct buffer *out)
{
	return template_render(view->templates, template, lang, ESCAPE_NONE, site, page, out);
}
