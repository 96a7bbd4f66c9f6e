/* The scanner of templates: where a tag begins and ends, and what it takes of its line. */
#include "base/mustache_scan.h"

#include <string.h>

static size_t find(struct text source, size_t from, struct text wanted)
{
	const char *found =
		memmem(source.data + from, source.size - from, wanted.data, wanted.size);

	return found ? (size_t)(found - source.data) : source.size;
}

bool tag_is_text(const struct tag *tag)
{
	return text_equal(tag->name, TEXT("tr")) || text_equal(tag->name, TEXT("plural"));
}

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

/* A tag alone on its line takes the whole line away with it; a text stands within a line. */
static void take_line(const struct scanner *scanner, struct tag *tag)
{
	struct text source = scanner->source;
	size_t begin = tag->begin, end = tag->end;

	if (scanner->within_line || !tag->kind || tag_is_text(tag))
		return;
	while (begin > 0 && blank(source.data[begin - 1]))
		begin--;
	if (begin > 0 && source.data[begin - 1] != '\n')
		return;
	while (end < source.size && blank(source.data[end]))
		end++;
	if (end + 1 < source.size && source.data[end] == '\r' && source.data[end + 1] == '\n')
		end++;
	if (end < source.size && source.data[end] != '\n')
		return;
	tag->alone = true;
	tag->indentation = text_slice(source, begin, tag->begin);
	tag->begin = begin;
	tag->end = end < source.size ? end + 1 : end;
}

/* Takes the sigil off the content; what is left is the name. */
static const char *read_content(struct tag *tag, struct text content)
{
	if (content.size && memchr("!=#^/><$&{", content.data[0], 10)) {
		tag->kind = content.data[0];
		content = text_trim(text_slice(content, 1, content.size));
	}
	if (tag->kind == '=' && content.size && content.data[content.size - 1] == '=')
		content = text_trim(text_slice(content, 0, content.size - 1));
	tag->name = content;
	if (tag->kind == '&' || tag->kind == '{')
		return "unescaped tags are not allowed: ";
	if (tag->kind == '!' || tag->kind == '=')
		return NULL;
	if (content.size == 0)
		return "a tag has no name";
	return memchr(content.data, '\n', content.size) ? "a tag runs over the line's end: " : NULL;
}

const char *tag_next(const struct scanner *scanner, struct tag *tag)
{
	struct text source = scanner->source;

	*tag = (struct tag){ .begin = find(source, scanner->at, scanner->open) };
	tag->end = tag->begin;
	if (tag->begin == source.size)
		return NULL;
	size_t inner = tag->begin + scanner->open.size;
	size_t end = find(source, inner, scanner->close);
	if (end == source.size)
		return "a tag is not closed";
	tag->end = end + scanner->close.size;
	const char *wrong = read_content(tag, text_trim(text_slice(source, inner, end)));
	if (!wrong)
		take_line(scanner, tag);
	return wrong;
}
