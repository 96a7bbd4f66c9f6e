/*
 * Three encodings end in the same place: add_pair() for every field, then finish() once. What a
 * form may hold is bounded before it is read.
 */
#include "serve/form.h"

#include "serve/entry.h"
#include "serve/field.h"
#include "serve/multipart.h"
#include "serve/session.h"

#include <string.h>

enum { BODY = 256 * 1024, PAIRS = 4096 };

/* What every form sends besides its own fields: its idempotency key. */
static const struct field once = { "once", WORD, 64, OPTIONAL };

/* A form's reading, over all of its fields. */
struct reading {
	struct request *request;
	const struct form_file *file;
	struct buffer value; /* of the field that is being read */
	struct text name;
	bool in_file, token_seen;
	int pairs;
	size_t bytes;
	int status; /* why reading was stopped, or 0 */
};

static bool stop(struct reading *reading, int status)
{
	reading->status = status;
	return false;
}

static bool add_pair(struct reading *reading, struct text name, struct text value)
{
	struct request *request = reading->request;

	if (++reading->pairs > PAIRS)
		return stop(reading, 413);
	if (!text_is_utf8(name) || !text_is_utf8(value))
		return stop(reading, 400);
	if (text_equal(name, TEXT("token"))) {
		reading->token_seen = session_form_token_matches(request, value);
		return true;
	}
	if (text_equal(name, text_of(once.name)))
		return !field_check(&once, request->arena, value, &request->once) ||
		       stop(reading, 400);
	entry_take(request, name, value);
	return true;
}

/* After the last field: the token, and what is required. */
static int finish(struct reading *reading)
{
	struct request *request = reading->request;

	if (reading->status == 403 || (!reading->status && !reading->token_seen)) {
		request_refuse(request, "token", "expired");
		return 403;
	}
	if (reading->status)
		return reading->status;
	entry_finish(request);
	return 0;
}

/* ---------------------------------------------------------------- urlencoded, and the query */

static int hex_digit(char c)
{
	return c >= '0' && c <= '9'   ? c - '0'
	       : c >= 'a' && c <= 'f' ? c - 'a' + 10
	       : c >= 'A' && c <= 'F' ? c - 'A' + 10
				      : -1;
}

/* WHATWG URL, application/x-www-form-urlencoded; a stray % is malformed here. data NULL: malformed.
 */
static struct text decode(struct arena *arena, struct text coded)
{
	char *plain = arena_alloc(arena, coded.size + 1);
	size_t size = 0;

	for (size_t i = 0; i < coded.size; i++) {
		char c = coded.data[i];
		if (c == '%') {
			int high = i + 2 < coded.size ? hex_digit(coded.data[i + 1]) : -1;
			int low = high < 0 ? -1 : hex_digit(coded.data[i + 2]);
			if (low < 0)
				return (struct text){ NULL, 0 };
			c = (char)(high * 16 + low);
			i += 2;
		} else if (c == '+') {
			c = ' ';
		}
		plain[size++] = c;
	}
	return (struct text){ plain, size };
}

static bool read_pairs(struct reading *reading, struct text rest)
{
	struct arena *arena = reading->request->arena;

	while (rest.data) {
		struct text value = text_split(&rest, '&');
		if (value.size == 0)
			continue;
		struct text name = decode(arena, text_split(&value, '='));
		value = decode(arena, value);
		if (!name.data || !value.data)
			return stop(reading, 400);
		if (!add_pair(reading, name, value))
			return false;
	}
	return true;
}

int form_query(struct request *request)
{
	struct reading reading = { .request = request };

	if (!read_pairs(&reading, text_of(*request->query ? request->query : NULL)))
		return 400;
	request->errors = NULL;
	return 0;
}

/* The whole of a small body; data NULL: it is too large or was cut. */
static struct text read_body(struct request *request)
{
	struct text none = { NULL, 0 };

	if (request->content_length > BODY)
		return none;
	char *body = arena_alloc(request->arena, BODY + 1);
	size_t size = 0, got;
	while (size <= BODY && (got = request_read(request, body + size, BODY + 1 - size)) > 0)
		size += got;
	return size > BODY || request_cut(request) ? none : (struct text){ body, size };
}

/* ---------------------------------------------------------------- JSON */

static bool read_value(struct reading *reading, const char *name, const cJSON *value);

/* The members of an object, or of a list of them, are named as a form's fields are. */
static bool read_members(struct reading *reading, const char *name, const cJSON *object)
{
	const cJSON *member;
	int number = 0;

	cJSON_ArrayForEach (member, object) {
		const char *key = member->string
					  ? member->string
					  : arena_printf(reading->request->arena, "%d", number++);
		if (!read_value(reading, arena_printf(reading->request->arena, "%s.%s", name, key),
			    member))
			return false;
	}
	return true;
}

/* Deep nesting ends at the names' length: no declared one is so long. */
static bool read_value(struct reading *reading, const char *name, const cJSON *value)
{
	const cJSON *element;

	if (cJSON_IsString(value))
		return add_pair(reading, text_of(name), text_of(value->valuestring));
	if (cJSON_IsTrue(value))
		return add_pair(reading, text_of(name), TEXT("true"));
	if (cJSON_IsFalse(value) || cJSON_IsNull(value))
		return true;
	if (cJSON_IsObject(value) || (cJSON_IsArray(value) && cJSON_IsObject(value->child))) {
		struct text rest = text_of(name);
		bool declared = entry_has_members(reading->request->route, text_split(&rest, '.'));
		return declared && strlen(name) < 200 ? read_members(reading, name, value)
						      : stop(reading, 400);
	}
	if (!cJSON_IsArray(value))
		return stop(reading, 400);
	cJSON_ArrayForEach (element, value)
		if (!cJSON_IsString(element))
			return stop(reading, 400);
		else if (!add_pair(reading, text_of(name), text_of(element->valuestring)))
			return false;
	return true;
}

static bool read_json(struct reading *reading, struct text body)
{
	const cJSON *object = json_parse(body, NULL), *member;

	if (!cJSON_IsObject(object))
		return stop(reading, 400);
	cJSON_ArrayForEach (member, object)
		if (!read_value(reading, member->string, member))
			return false;
	return true;
}

/* ---------------------------------------------------------------- multipart */

static bool part_begin(void *context, const struct multipart_part *part)
{
	struct reading *reading = context;

	reading->in_file = part->file_name.size > 0; /* an empty name: no file was chosen */
	reading->name =
		(struct text){ arena_copy(reading->request->arena, part->name), part->name.size };
	if (!reading->in_file) {
		buffer_init(&reading->value, reading->request->arena, BODY);
		return true;
	}
	if (!reading->token_seen)
		return stop(reading, 403);
	if (!reading->file)
		return stop(reading, 400);
	json_put(reading->request->form, "file_name",
		cJSON_CreateString(arena_copy(reading->request->arena, part->file_name)));
	return reading->file->begin(reading->file->context, part->name, part->file_name) ||
	       stop(reading, 500);
}

static bool part_data(void *context, struct text bytes)
{
	struct reading *reading = context;

	if (reading->in_file)
		return reading->file->data(reading->file->context, bytes) || stop(reading, 500);
	reading->bytes += bytes.size;
	if (reading->bytes > BODY)
		return stop(reading, 413);
	buffer_append(&reading->value, bytes);
	return true;
}

static bool part_end(void *context)
{
	struct reading *reading = context;

	if (reading->in_file)
		return reading->file->end(reading->file->context) || stop(reading, 500);
	return add_pair(reading, reading->name, buffer_text(&reading->value));
}

static bool read_multipart(struct reading *reading, struct multipart *multipart)
{
	enum { PIECE = 64 * 1024 };
	char *piece = arena_alloc(reading->request->arena, PIECE);
	size_t got;

	while ((got = request_read(reading->request, piece, PIECE)) > 0)
		if (!multipart_push(multipart, (struct text){ piece, got }))
			return stop(reading, reading->status ? reading->status : 400);
	return multipart_complete(multipart) || stop(reading, 400);
}

/* ---------------------------------------------------------------- the three together */

static bool media_type(const struct request *request, struct text wanted)
{
	struct text type = text_of(request->content_type);

	return text_equal_nocase(text_trim(text_split(&type, ';')), wanted);
}

int form_read(struct request *request, const struct form_file *file)
{
	struct reading reading = { .request = request, .file = file };
	struct multipart_handlers handlers = { &reading, part_begin, part_data, part_end };
	struct multipart *multipart =
		multipart_new(request->arena, request->content_type, &handlers);
	bool json = media_type(request, TEXT("application/json"));

	if (multipart) {
		read_multipart(&reading, multipart);
		return finish(&reading);
	}
	if (!json && !media_type(request, TEXT("application/x-www-form-urlencoded")))
		return 415;
	struct text body = read_body(request);
	if (!body.data)
		return request->content_length <= BODY && request_cut(request) ? 400 : 413;
	if (json)
		read_json(&reading, body);
	else
		read_pairs(&reading, body);
	return finish(&reading);
}
