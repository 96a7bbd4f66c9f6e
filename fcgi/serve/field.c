/* Field types: one check each; whether an id exists or a time has passed is checked in SQL. */
#include "serve/field.h"

#include "base/languages.h"
#include "base/mail_address.h"

#include <string.h>

static bool control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7f;
}

/* Line ends of every kind become LF (HTML forms send CR LF). */
static struct text with_plain_line_ends(struct arena *arena, struct text raw)
{
	char *copy = arena_alloc(arena, raw.size + 1);
	size_t size = 0;

	for (size_t i = 0; i < raw.size; i++) {
		bool pair = raw.data[i] == '\r' && i + 1 < raw.size && raw.data[i + 1] == '\n';
		if (!pair)
			copy[size++] = raw.data[i] == '\r' ? '\n' : raw.data[i];
	}
	return (struct text){ copy, size };
}

static const char *check_line(struct text value)
{
	for (size_t i = 0; i < value.size; i++)
		if (control(value.data[i]))
			return "not-one-line";
	return NULL;
}

static const char *check_lines(struct text value)
{
	for (size_t i = 0; i < value.size; i++)
		if (control(value.data[i]) && value.data[i] != '\n' && value.data[i] != '\t')
			return "not-valid";
	return NULL;
}

static const char *check_email(struct text value)
{
	return mail_address_is_good(value) ? NULL : "not-an-address";
}

static const char *check_language(struct text value)
{
	return language_find(value) < 0 ? "not-a-language" : NULL;
}

static bool word_char(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       c == '-' || c == '_' || c == '.';
}

static const char *check_word(struct text value)
{
	for (size_t i = 0; i < value.size; i++)
		if (!word_char(value.data[i]))
			return "not-valid";
	return NULL;
}

static const char *check_id(struct text value)
{
	if (value.size != 36)
		return "not-valid";
	for (size_t i = 0; i < value.size; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;
		char c = value.data[i];
		bool hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
		if (dash ? c != '-' : !hex)
			return "not-valid";
	}
	return NULL;
}

static const char *check_number(struct text value)
{
	long long number;

	return text_number(value, &number) ? NULL : "not-a-number";
}

/* "7", or "7.9" of a form that was shown again (sql/revisions.sql). */
static const char *check_revision(struct text value)
{
	long long number;
	bool good = text_number(text_split(&value, '.'), &number);

	return good && (!value.data || text_number(value, &number)) ? NULL : "not-a-number";
}

/* Shape only, d for a digit: PostgreSQL knows whether there is such a day. */
static bool has_shape(struct text value, const char *shape)
{
	if (value.size != strlen(shape))
		return false;
	for (size_t i = 0; i < value.size; i++) {
		bool digit = value.data[i] >= '0' && value.data[i] <= '9';
		if (shape[i] == 'd' ? !digit : value.data[i] != shape[i])
			return false;
	}
	return true;
}

static const char *check_local_time(struct text value)
{
	return has_shape(value, "dddd-dd-ddTdd:dd") ? NULL : "not-a-time";
}

static const char *check_date(struct text value)
{
	return has_shape(value, "dddd-dd-dd") ? NULL : "not-a-time";
}

static const char *check_hour(struct text value)
{
	return has_shape(value, "dd:dd") ? NULL : "not-a-time";
}

static const char *check_flag(struct text value)
{
	(void)value; /* a checkbox sends whatever its value is, and sends nothing when it is off */
	return NULL;
}

const char *field_check(
	const struct field *field, struct arena *arena, struct text raw, const char **value)
{
	static const char *(*const checks[])(struct text) = { [LINE] = check_line,
		[LINES] = check_lines,
		[EMAIL] = check_email,
		[LANGUAGE] = check_language,
		[ID] = check_id,
		[WORD] = check_word,
		[NUMBER] = check_number,
		[LOCAL_TIME] = check_local_time,
		[DATE] = check_date,
		[HOUR] = check_hour,
		[FLAG] = check_flag,
		[LIST] = check_word,
		[TITLE] = check_line,
		[ANNOTATION] = check_lines,
		[REVISION] = check_revision,
		[SECRET] = check_line };
	size_t limit = field->type == LIST ? 64 : field->type == FLAG ? 16 : field->limit;

	*value = NULL;
	if (field->type == LINES || field->type == ANNOTATION)
		raw = with_plain_line_ends(arena, raw);
	if (field->type != SECRET)
		raw = text_trim(raw);
	if (raw.size == 0)
		return NULL;
	if (text_characters(raw) > limit)
		return "too-long";
	const char *wrong = checks[field->type](raw);
	if (!wrong)
		*value = arena_copy(arena, raw);
	return wrong;
}
