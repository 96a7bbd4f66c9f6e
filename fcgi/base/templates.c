/*
 * Finds the template files, reads each once, and compiles it once a language: translation happens
 * there, so a page in Spanish costs what it costs in English. A few hundred kilobytes in all.
 */
#include "base/templates.h"

#include "base/digest.h"
#include "base/languages.h"

#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAXIMUM = 4 << 20, MEMORY_MAXIMUM = 256 << 20, FILES_MAXIMUM = 1000 };

struct source {
	const char *name;
	struct text text;
};

struct voice {
	struct locale *locale;
	struct catalog catalog;
	struct template_list list;
};

struct templates {
	struct arena arena;
	struct voice *voices; /* one for each language */
	struct source sources[FILES_MAXIMUM];
	size_t count;
	struct sha256_ctx digest; /* of all files, in the order in which they are read */
	char version[DIGEST_HEX];
};

static bool fail(char error[static 256], const char *path, const char *reason)
{
	snprintf(error, 256, "%s: %s", path, reason);
	return false;
}

static bool read_file(struct arena *arena, const char *path, struct text *text, char *error)
{
	FILE *file = fopen(path, "re");
	char *data = arena_alloc(arena, 1);
	size_t size = 0;

	if (!file)
		return fail(error, path, strerror(errno));
	if (fseek(file, 0, SEEK_END) == 0 && ftell(file) > 0) {
		size = (size_t)ftell(file);
		rewind(file);
	}
	if (size < FILE_MAXIMUM) {
		data = arena_alloc(arena, size + 1);
		size = fread(data, 1, size, file);
	}
	bool good = !ferror(file) && size < FILE_MAXIMUM;
	fclose(file);
	*text = (struct text){ data, size };
	return good || fail(error, path, "cannot be read");
}

/* The name of a template, or NULL for a file that is none. */
static const char *name_of(struct arena *arena, const char *web, const char *path)
{
	struct text name = text_of(path + strlen(web));
	struct text suffix = TEXT(".mustache");

	while (name.size && name.data[0] == '/')
		name = text_from(name, 1);
	if (name.size <= suffix.size || !text_ends(name, suffix))
		return NULL;
	return arena_copy(arena, (struct text){ name.data, name.size - suffix.size });
}

static bool add_source(struct templates *t, const char *name, const char *path, char *error)
{
	struct source *source = &t->sources[t->count];

	if (t->count == FILES_MAXIMUM)
		return fail(error, path, "too many templates");
	if (!read_file(&t->arena, path, &source->text, error))
		return false;
	if (!text_is_utf8(source->text))
		return fail(error, path, "is not UTF-8");
	sha256_update(&t->digest, strlen(name) + 1, (const uint8_t *)name);
	sha256_update(&t->digest, source->text.size, (const uint8_t *)source->text.data);
	source->name = name;
	t->count++;
	return true;
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
	return strcmp((*a)->fts_name, (*b)->fts_name);
}

static bool read_sources(struct templates *t, const char *web, char *error)
{
	char *const roots[] = { (char *)web, NULL };
	FTS *walk = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR | FTS_NOSTAT, by_name);
	bool good = walk != NULL;

	for (FTSENT *entry; good && (entry = fts_read(walk));) {
		const char *name = entry->fts_info == FTS_D || entry->fts_info == FTS_DP
					   ? NULL
					   : name_of(&t->arena, web, entry->fts_path);
		if (name)
			good = add_source(t, name, entry->fts_path, error);
	}
	if (walk)
		fts_close(walk);
	if (good && t->count == 0)
		good = fail(error, web, "holds no templates");
	return good;
}

static bool read_catalog(struct templates *t, int language, const char *po, char *error)
{
	const char *path = arena_printf(&t->arena, "%s/%s.mo", po, languages[language].code);
	struct text file;

	if (!read_file(&t->arena, path, &file, error))
		return false;
	sha256_update(&t->digest, file.size, (const uint8_t *)file.data);
	const char *wrong = catalog_open(&t->voices[language].catalog, file);
	return !wrong || fail(error, path, wrong);
}

static bool load_language(struct templates *t, int language, const char *po, char *error)
{
	struct voice *voice = &t->voices[language];
	struct template_list *list = &voice->list;
	bool english = language == 0 || !po;

	voice->locale = locale_open(languages[language].code);
	if (!voice->locale)
		return fail(error, languages[language].code, "ICU does not know this language");
	if (!english && !read_catalog(t, language, po, error))
		return false;
	list->first = arena_alloc(&t->arena, t->count * sizeof *list->first);
	for (list->count = 0; list->count < t->count; list->count++) {
		struct template *template = &list->first[list->count];
		template->name = t->sources[list->count].name;
		if (!mustache_compile(template, &t->arena, t->sources[list->count].text,
			    english ? NULL : &voice->catalog, error))
			return false;
	}
	mustache_link(list);
	return true;
}

const char *templates_version(const struct templates *templates)
{
	return templates->version;
}

struct templates *templates_load(const char *web, const char *po, char error[static 256])
{
	struct templates *t = calloc(1, sizeof *t);

	if (!t) {
		fail(error, web, "out of memory");
		return NULL;
	}
	arena_init(&t->arena, MEMORY_MAXIMUM);
	sha256_init(&t->digest);
	t->voices = arena_alloc(&t->arena, (size_t)language_count * sizeof *t->voices);
	bool good = read_sources(t, web, error);
	for (int i = 0; good && i < language_count; i++)
		good = load_language(t, i, po, error);
	if (good) {
		digest_hex(&t->digest, t->version);
		return t;
	}
	templates_free(t);
	return NULL;
}

void templates_free(struct templates *templates)
{
	if (!templates)
		return;
	for (int i = 0; i < language_count; i++)
		locale_close(templates->voices[i].locale);
	arena_release(&templates->arena);
	free(templates);
}

bool template_exists(const struct templates *templates, const char *name)
{
	return mustache_find(&templates->voices[0].list, name) != NULL;
}

bool template_render(const struct templates *templates, const char *name, const char *lang,
	enum escape escape, const cJSON *site, const cJSON *page, struct buffer *out)
{
	int language = language_find(text_of(lang));
	const struct template *template =
		language < 0 ? NULL : mustache_find(&templates->voices[language].list, name);

	return template && mustache_render(template, templates->voices[language].locale, escape,
				   site, page, out);
}
