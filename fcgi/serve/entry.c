/* A name is followed from the route's declaration down to the one field that checks the value. */
#include "serve/entry.h"

#include "base/languages.h"
#include "serve/field.h"

#include <stdint.h>
#include <string.h>

/* What every page takes besides its own fields: a form that was kept while somebody signed in. */
static const struct field draft = { "draft", ID, 36, OPTIONAL };

/* The field of this name, or NULL. fields has count entries, or fewer and then one without name. */
static const struct field *field_named(const struct field *fields, size_t count, struct text name)
{
	for (size_t i = 0; i < count && fields[i].name; i++)
		if (text_equal(name, text_of(fields[i].name)))
			return &fields[i];
	return NULL;
}

static cJSON *list_of(cJSON *object, const char *name)
{
	cJSON *list = cJSON_GetObjectItemCaseSensitive(object, name);

	return list ? list : cJSON_AddArrayToObject(object, name);
}

/* ---------------------------------------------------------------- a field of its own, or a cell */

/* Remembers a field as it was sent, so that the form can be shown filled. */
static void remember(cJSON *form, const struct field *field, const char *sent)
{
	if (field->type == LIST)
		cJSON_AddItemToArray(list_of(form, field->name), cJSON_CreateString(sent));
	else if (field->type == FLAG)
		json_put(form, field->name, cJSON_CreateTrue());
	else if (field->type != SECRET)
		json_put(form, field->name, cJSON_CreateString(sent));
}

/* Which of a page's forms it was. */
static void remember_which(struct request *request)
{
	json_put(request->form, "of", cJSON_CreateString(request->route->function));
	json_put(request->form, "at", cJSON_CreateString(request->path));
}

static const char *accept_value(cJSON *input, const struct field *field, const char *value)
{
	if (field->type == FLAG) {
		json_put(input, field->name, cJSON_CreateTrue());
	} else if (field->type == LIST) {
		cJSON *list = list_of(input, field->name);
		if ((size_t)cJSON_GetArraySize(list) >= field->limit)
			return "too-many";
		cJSON_AddItemToArray(list, cJSON_CreateString(value));
	} else {
		json_put(input, field->name, cJSON_CreateString(value));
	}
	return NULL;
}

/* ---------------------------------------------------------------- a text in several languages */

static bool in_languages(const struct field *field)
{
	return field->type == TITLE || field->type == ANNOTATION;
}

bool entry_has_members(const struct route *route, struct text name)
{
	const struct field *field = field_named(route->fields, ROUTE_FIELDS, name);

	return field && (in_languages(field) || field->type == ROWS);
}

/* The entry of a language in a form's list, which has one for each. */
static cJSON *language_entry(cJSON *form, const char *name, int language)
{
	cJSON *list = list_of(form, name);

	for (int i = cJSON_GetArraySize(list); i < language_count; i++) {
		cJSON *entry = cJSON_CreateObject();
		cJSON_AddStringToObject(entry, "language", languages[i].code);
		cJSON_AddStringToObject(entry, "text", "");
		cJSON_AddArrayToObject(entry, "errors");
		cJSON_AddItemToArray(list, entry);
	}
	return cJSON_GetArrayItem(list, language);
}

static void accept_text(cJSON *input, const char *name, int language, const char *value)
{
	cJSON *texts = cJSON_GetObjectItemCaseSensitive(input, name);

	if (!texts)
		texts = cJSON_AddObjectToObject(input, name);
	json_put(texts, languages[language].code, cJSON_CreateString(value));
}

/* ---------------------------------------------------------------- a list of rows */

/* The row of this number; those before it that were not sent are empty. */
static cJSON *row_of(cJSON *object, const char *name, int number, bool shown)
{
	cJSON *list = list_of(object, name);

	for (int i = cJSON_GetArraySize(list); i <= number; i++) {
		cJSON *row = cJSON_CreateObject();
		cJSON_AddNumberToObject(row, "row", i);
		if (shown)
			cJSON_AddArrayToObject(row, "errors");
		cJSON_AddItemToArray(list, row);
	}
	return cJSON_GetArrayItem(list, number);
}

/* ---------------------------------------------------------------- taking */

/* What a name means: the field that checks the value, the objects it goes into, its language. */
struct entry {
	const struct field *field; /* NULL: nobody declared it */
	cJSON *input, *form;
	int language;
	bool too_many; /* a row beyond the limit */
};

static struct entry entry_of(struct request *request, struct text rest)
{
	const struct route *route = request->route;
	struct text first = text_split(&rest, '.');
	struct entry entry = { field_named(route->fields, ROUTE_FIELDS, first), request->input,
		request->form, -1, false };
	long long number;

	if (route->method == GET && text_equal(first, text_of(draft.name)))
		entry.field = &draft;
	if (entry.field && entry.field->type == ROWS) {
		const struct field *rows = entry.field;
		entry.field = NULL;
		if (!rest.data || !text_number(text_split(&rest, '.'), &number) || !rest.data)
			return entry;
		entry.field = field_named(rows->cells, SIZE_MAX, text_split(&rest, '.'));
		entry.too_many = number >= (long long)rows->limit;
		if (entry.field && !entry.too_many) {
			entry.input = row_of(entry.input, rows->name, (int)number, false);
			if (request->method == POST)
				entry.form = row_of(entry.form, rows->name, (int)number, true);
		}
	}
	if (entry.field && in_languages(entry.field) && rest.data)
		entry.language = language_find(text_split(&rest, '.'));
	if (rest.data || (entry.field && in_languages(entry.field) && entry.language < 0))
		entry.field = NULL;
	return entry;
}

void entry_take(struct request *request, struct text name, struct text value)
{
	struct entry entry = entry_of(request, name);
	const struct field *field = entry.field;
	const char *checked;

	if (!field)
		return;
	const char *wrong =
		entry.too_many ? "too-many" : field_check(field, request->arena, value, &checked);
	const char *sent = arena_copy(request->arena, value);
	if (request->method == POST && !entry.too_many) {
		remember_which(request);
		if (entry.language < 0)
			remember(entry.form, field, sent);
		else
			json_put(language_entry(entry.form, field->name, entry.language), "text",
				cJSON_CreateString(sent));
	}
	if (!wrong && checked && entry.language >= 0)
		accept_text(entry.input, field->name, entry.language, checked);
	else if (!wrong && checked)
		wrong = accept_value(entry.input, field, checked);
	if (wrong)
		request_refuse(request, arena_copy(request->arena, name), wrong);
}

/* ---------------------------------------------------------------- what is required */

static bool refused(const struct request *request, const char *name)
{
	const cJSON *error;

	cJSON_ArrayForEach (error, request->errors)
		if (strcmp(json_string(error, "field"), name) == 0)
			return true;
	return false;
}

static void require(
	struct request *request, const struct field *field, const cJSON *object, const char *prefix)
{
	const char *name = arena_printf(request->arena, "%s%s", prefix, field->name);

	if (field->required == REQUIRED && !refused(request, name) &&
		!cJSON_GetObjectItemCaseSensitive(object, field->name))
		request_refuse(request, name, "required");
}

/* Drops the rows in which nothing was written, and looks what is missing in the others. */
static void finish_rows(struct request *request, const struct field *rows)
{
	cJSON *list = cJSON_GetObjectItemCaseSensitive(request->input, rows->name);
	cJSON *row = list ? list->child : NULL, *next;

	for (; row; row = next) {
		next = row->next;
		if (cJSON_GetArraySize(row) == 1) {
			cJSON_Delete(cJSON_DetachItemViaPointer(list, row));
			continue;
		}
		const char *prefix = arena_printf(request->arena, "%s.%d.", rows->name,
			cJSON_GetObjectItemCaseSensitive(row, "row")->valueint);
		for (const struct field *cell = rows->cells; cell->name; cell++)
			require(request, cell, row, prefix);
	}
	if (list && !list->child)
		cJSON_DeleteItemFromObjectCaseSensitive(request->input, rows->name);
}

void entry_finish(struct request *request)
{
	const struct field *field = request->route->fields;

	for (; field < request->route->fields + ROUTE_FIELDS && field->name; field++) {
		if (field->type == ROWS)
			finish_rows(request, field);
		require(request, field, request->input, "");
	}
}

/* ---------------------------------------------------------------- shown again */

/* Of a list of rows the one of this number, of a text the entry of this language. */
static cJSON *member_of(cJSON *list, struct text name)
{
	long long number;
	cJSON *entry;

	if (text_number(name, &number) && number < cJSON_GetArraySize(list))
		return cJSON_GetArrayItem(list, (int)number);
	cJSON_ArrayForEach (entry, list)
		if (text_equal(name, text_of(json_string(entry, "language"))))
			return entry;
	return NULL;
}

/* Puts an error of "members.0.title.es" to the errors of what it belongs to, as one of "title". */
static void attach(struct arena *arena, cJSON *form, const cJSON *error)
{
	struct text rest = text_of(json_string(error, "field"));
	struct text name = text_split(&rest, '.');
	cJSON *at = NULL, *copy = cJSON_Duplicate(error, true);

	while (rest.data) {
		cJSON *list =
			cJSON_GetObjectItemCaseSensitive(at ? at : form, arena_copy(arena, name));
		at = member_of(list, text_split(&rest, '.'));
		if (!at)
			return;
		if (rest.data)
			name = text_split(&rest, '.');
	}
	if (!at)
		return;
	json_put(copy, "field", cJSON_CreateString(arena_copy(arena, name)));
	cJSON_AddItemToArray(cJSON_GetObjectItemCaseSensitive(at, "errors"), copy);
}

static bool is_revision(const struct route *route, const char *name)
{
	const struct field *field = field_named(route->fields, ROUTE_FIELDS, text_of(name));

	return field && field->type == REVISION;
}

/* A form that was filled in against one revision is shown over another: both, so that its writer
 * loses nothing of what others wrote between the two (sql/revisions.sql). */
static void show_revision(const struct request *request, cJSON *form, const char *name)
{
	struct text sent = text_of(json_string(request->form, name));
	cJSON *now = cJSON_GetObjectItemCaseSensitive(form, name);

	if (!now || !sent.data)
		return;
	struct text base = text_split(&sent, '.');
	json_put(form, name,
		cJSON_CreateString(arena_printf(
			request->arena, "%.*s.%d", (int)base.size, base.data, now->valueint)));
}

void entry_show(const struct request *request, cJSON *page)
{
	const struct field *field = request->route->fields;
	cJSON *form = cJSON_GetObjectItemCaseSensitive(page, "form");
	const cJSON *sent, *error;

	if (cJSON_GetArraySize(request->form) == 0)
		return;
	if (!cJSON_IsObject(form)) {
		json_put(page, "form", cJSON_CreateObject());
		form = cJSON_GetObjectItemCaseSensitive(page, "form");
	}
	for (; field < request->route->fields + ROUTE_FIELDS && field->name; field++)
		if (field->type == REVISION)
			show_revision(request, form, field->name);
		else if (!in_languages(field) && field->type != ROWS)
			cJSON_DeleteItemFromObjectCaseSensitive(form, field->name);
	cJSON_ArrayForEach (sent, request->form)
		if (!is_revision(request->route, sent->string))
			json_put(form, sent->string, cJSON_Duplicate(sent, true));
	cJSON_ArrayForEach (error, request->errors)
		attach(request->arena, form, error);
}
