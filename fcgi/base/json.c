/*
 * The strict check is a recursive descent over the grammar of RFC 8259 that keeps nothing; only a
 * text that passed it is given to cJSON. Duplicate names are looked for in the result.
 */
#include "base/json.h"

#include <stdlib.h>
#include <string.h>

enum { DEPTH = 64, MEMBERS = 256 };

static struct arena *json_arena; /* see json_use_arena */

static void *take(size_t size)
{
	return arena_alloc(json_arena, size);
}

static void leave(void *memory)
{
	(void)memory;
}

struct arena *json_use_arena(struct arena *arena)
{
	cJSON_Hooks hooks = { take, leave };
	struct arena *before = json_arena;

	json_arena = arena;
	cJSON_InitHooks(arena ? &hooks : NULL);
	return before;
}

struct scan {
	const char *at, *end;
	int depth;
};

static bool scan_value(struct scan *scan);

static void skip_blanks(struct scan *scan)
{
	while (scan->at < scan->end && *scan->at && strchr(" \t\r\n", *scan->at))
		scan->at++;
}

static bool accept(struct scan *scan, char wanted)
{
	if (scan->at == scan->end || *scan->at != wanted)
		return false;
	scan->at++;
	return true;
}

static bool scan_word(struct scan *scan, struct text word)
{
	struct text rest = { scan->at, (size_t)(scan->end - scan->at) };

	if (!text_starts(rest, word))
		return false;
	scan->at += word.size;
	return true;
}

static bool scan_digits(struct scan *scan)
{
	const char *start = scan->at;

	while (scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9')
		scan->at++;
	return scan->at > start;
}

static bool scan_number(struct scan *scan)
{
	accept(scan, '-');
	if (!accept(scan, '0') && !scan_digits(scan))
		return false;
	if (accept(scan, '.') && !scan_digits(scan))
		return false;
	if (accept(scan, 'e') || accept(scan, 'E')) {
		if (!accept(scan, '+'))
			accept(scan, '-');
		return scan_digits(scan);
	}
	return true;
}

/* Four hexadecimal digits; -1 when they are none. */
static int scan_hex(struct scan *scan)
{
	int value = 0;

	for (int i = 0; i < 4; i++) {
		if (scan->at == scan->end)
			return -1;
		char c = *scan->at++;
		int digit = c >= '0' && c <= '9'   ? c - '0'
			    : c >= 'a' && c <= 'f' ? c - 'a' + 10
			    : c >= 'A' && c <= 'F' ? c - 'A' + 10
						   : -1;
		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

/* After \u: a character that is no NUL; surrogates only as a pair (RFC 7493, 2.1). */
static bool scan_escape_u(struct scan *scan)
{
	int unit = scan_hex(scan);

	if (unit <= 0 || (unit >= 0xDC00 && unit <= 0xDFFF))
		return false;
	if (unit < 0xD800 || unit > 0xDBFF)
		return true;
	if (!scan_word(scan, TEXT("\\u")))
		return false;
	unit = scan_hex(scan);
	return unit >= 0xDC00 && unit <= 0xDFFF;
}

static bool scan_string(struct scan *scan)
{
	if (!accept(scan, '"'))
		return false;
	while (scan->at < scan->end) {
		unsigned char c = (unsigned char)*scan->at++;
		if (c == '"')
			return true;
		if (c < ' ')
			return false;
		if (c != '\\')
			continue;
		if (scan->at == scan->end || !*scan->at || !strchr("\"\\/bfnrtu", *scan->at))
			return false;
		if (*scan->at++ == 'u' && !scan_escape_u(scan))
			return false;
	}
	return false;
}

static bool scan_member(struct scan *scan)
{
	skip_blanks(scan);
	if (!scan_string(scan))
		return false;
	skip_blanks(scan);
	return accept(scan, ':') && scan_value(scan);
}

/* The inside of an object or array, after its opening bracket. */
static bool scan_list(struct scan *scan, char close, bool (*element)(struct scan *))
{
	if (++scan->depth > DEPTH)
		return false;
	skip_blanks(scan);
	if (!accept(scan, close)) {
		do {
			if (!element(scan))
				return false;
			skip_blanks(scan);
		} while (accept(scan, ','));
		if (!accept(scan, close))
			return false;
	}
	scan->depth--;
	return true;
}

static bool scan_value(struct scan *scan)
{
	skip_blanks(scan);
	if (scan->at == scan->end)
		return false;
	switch (*scan->at) {
	case '{': scan->at++; return scan_list(scan, '}', scan_member);
	case '[': scan->at++; return scan_list(scan, ']', scan_value);
	case '"': return scan_string(scan);
	case 't': return scan_word(scan, TEXT("true"));
	case 'f': return scan_word(scan, TEXT("false"));
	case 'n': return scan_word(scan, TEXT("null"));
	default: return scan_number(scan);
	}
}

/* Few members are compared each with each; more than MEMBERS count as an attack. */
static bool names_differ(const cJSON *value)
{
	int members = 0;

	for (const cJSON *one = value->child; one; one = one->next) {
		if (!names_differ(one))
			return false;
		if (!cJSON_IsObject(value))
			continue;
		if (++members > MEMBERS)
			return false;
		for (const cJSON *other = value->child; other != one; other = other->next)
			if (strcmp(one->string, other->string) == 0)
				return false;
	}
	return true;
}

cJSON *json_parse(struct text text, const char **error)
{
	const char *ignored;

	if (!error)
		error = &ignored;
	*error = "no UTF-8";
	if (text.size == 0 || !text_is_utf8(text))
		return NULL;
	struct scan scan = { text.data, text.data + text.size, 0 };
	*error = "no JSON";
	if (!scan_value(&scan))
		return NULL;
	skip_blanks(&scan);
	if (scan.at != scan.end)
		return NULL;
	cJSON *value = cJSON_ParseWithLength(text.data, text.size);
	if (!value)
		return NULL;
	*error = "a name stands twice, or an object is too large";
	if (!names_differ(value)) {
		cJSON_Delete(value);
		return NULL;
	}
	*error = NULL;
	return value;
}

cJSON *json_read(struct text text)
{
	return text.size ? cJSON_ParseWithLength(text.data, text.size) : NULL;
}

const char *json_string(const cJSON *object, const char *name)
{
	return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, name));
}

bool json_true(const cJSON *object, const char *name)
{
	return cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(object, name));
}

void json_put(cJSON *object, const char *name, cJSON *value)
{
	if (!cJSON_ReplaceItemInObjectCaseSensitive(object, name, value))
		cJSON_AddItemToObject(object, name, value);
}

char *json_print(const cJSON *value)
{
	return cJSON_PrintUnformatted(value);
}
