/*
 * From a template's source to its nodes: a scanner that finds one tag at a time, and a recursive
 * descent over sections. Texts are translated here, so that a page costs no look-up. Slices are
 * borrowed from the source or the catalog; names and nodes live in the arena.
 */
#include "base/mustache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH = 64 };

struct compiler {
	struct template *template;
	struct arena *arena;
	const struct catalog *catalog;
	char *error;
	struct text source;
	size_t at;               /* what is before it has been compiled */
	struct text open, close; /* delimiters */
	size_t capacity, line, depth;
	bool starts_line; /* nothing was written yet on the line at .at */
	bool translating; /* source is a text within a line: no tag stands alone in it */
};

struct tag {
	char kind; /* the sigil, or 0 for a value */
	struct text name;
	size_t begin, end; /* in the source; with the rest of the line for a tag alone on it */
	bool alone;
	struct text indentation; /* before a tag that is alone */
};

static bool fail(struct compiler *c, size_t at, const char *what, struct text name)
{
	size_t line = c->line;

	for (size_t i = 0; i < at && i < c->source.size; i++)
		line += c->source.data[i] == '\n';
	snprintf(c->error, 256, "%s.mustache, line %zu: %s%.*s", c->template->name, line, what,
		(int)(name.size < 80 ? name.size : 80), name.size ? name.data : "");
	return false;
}

static size_t find(struct text source, size_t from, struct text wanted)
{
	const char *found =
		memmem(source.data + from, source.size - from, wanted.data, wanted.size);

	return found ? (size_t)(found - source.data) : source.size;
}

static struct text slice(struct text source, size_t begin, size_t end)
{
	return (struct text){ source.data + begin, end - begin };
}

static bool is_text(struct text name)
{
	return text_equal(name, TEXT("tr")) || text_equal(name, TEXT("plural"));
}

/* A tag alone on its line takes the whole line away with it; a text stands within a line. */
static void take_line(const struct compiler *c, struct tag *tag)
{
	size_t begin = tag->begin, end = tag->end;
	struct text source = c->source;

	if (c->translating || !tag->kind || is_text(tag->name))
		return;
	while (begin > 0 && (source.data[begin - 1] == ' ' || source.data[begin - 1] == '\t'))
		begin--;
	if (begin > 0 && source.data[begin - 1] != '\n')
		return;
	while (end < source.size && (source.data[end] == ' ' || source.data[end] == '\t'))
		end++;
	if (end + 1 < source.size && source.data[end] == '\r' && source.data[end + 1] == '\n')
		end++;
	if (end < source.size && source.data[end] != '\n')
		return;
	tag->alone = true;
	tag->indentation = slice(source, begin, tag->begin);
	tag->begin = begin;
	tag->end = end < source.size ? end + 1 : end;
}

/* The next tag from .at on. Without one, tag->begin is the end of the source. */
static bool scan(struct compiler *c, struct tag *tag)
{
	*tag = (struct tag){ .begin = find(c->source, c->at, c->open) };
	if (tag->begin == c->source.size)
		return true;
	size_t inner = tag->begin + c->open.size;
	size_t end = find(c->source, inner, c->close);
	if (end == c->source.size)
		return fail(c, tag->begin, "a tag is not closed", (struct text){ 0 });
	struct text content = text_trim(slice(c->source, inner, end));
	if (content.size && memchr("!=#^/><$&{", content.data[0], 10)) {
		tag->kind = content.data[0];
		content = text_trim(slice(content, 1, content.size));
	}
	if (tag->kind == '=' && content.size && content.data[content.size - 1] == '=')
		content = text_trim(slice(content, 0, content.size - 1));
	if (tag->kind == '&' || tag->kind == '{')
		return fail(c, tag->begin, "unescaped tags are not allowed: ", content);
	if (content.size == 0 && tag->kind != '!')
		return fail(c, tag->begin, "a tag has no name", content);
	if (tag->kind != '!' && tag->kind != '=' && memchr(content.data, '\n', content.size))
		return fail(c, tag->begin, "a tag runs over the line's end: ", content);
	tag->name = content;
	tag->end = end + c->close.size;
	take_line(c, tag);
	return true;
}

/* Nodes are named by their index, because the array moves when it grows. */
static size_t node_new(struct compiler *c, enum node_kind kind)
{
	struct template *template = c->template;

	if (template->count == c->capacity) {
		c->capacity *= 2;
		struct node *nodes = arena_alloc(c->arena, c->capacity * sizeof *nodes);
		template->nodes = memcpy(nodes, template->nodes, template->count * sizeof *nodes);
	}
	template->nodes[template->count] =
		(struct node){ .kind = kind, .span = 1, .starts_line = c->starts_line };
	c->starts_line = false;
	return template->count++;
}

static void node_end(struct compiler *c, size_t index)
{
	c->template->nodes[index].span = (unsigned)(c->template->count - index);
}

/* Parts of "a.b.c" end in NUL instead of the dot. */
static void set_name(struct compiler *c, size_t index, struct text dotted)
{
	struct node *node = &c->template->nodes[index];
	char *name = arena_copy(c->arena, dotted);

	node->name = name;
	if (text_equal(dotted, TEXT(".")))
		return;
	node->parts = 1;
	for (size_t i = 0; i < dotted.size; i++) {
		if (name[i] == '.') {
			name[i] = '\0';
			node->parts++;
		}
	}
}

/* One node a line, so that the renderer can indent. */
static void add_text(struct compiler *c, struct text text)
{
	while (text.size) {
		const char *end = memchr(text.data, '\n', text.size);
		size_t size = end ? (size_t)(end - text.data) + 1 : text.size;
		size_t index = node_new(c, NODE_TEXT);
		c->template->nodes[index].text = slice(text, 0, size);
		c->starts_line = end != NULL;
		text = slice(text, size, text.size);
	}
}

static bool add_nodes(struct compiler *c, const struct tag *opened);

static bool set_delimiters(struct compiler *c, const struct tag *tag)
{
	struct text rest = tag->name;
	struct text open = text_split(&rest, ' ');

	rest = text_trim(rest);
	if (!open.size || !rest.size || memchr(tag->name.data, '=', tag->name.size))
		return fail(c, tag->begin, "cannot change the delimiters to ", tag->name);
	c->open = open;
	c->close = rest;
	return true;
}

/* The source up to the tag that closes this one; nothing in between is compiled. */
static bool raw_content(struct compiler *c, const struct tag *opened, struct text *raw)
{
	size_t begin = c->at;
	struct tag tag;

	while (scan(c, &tag)) {
		if (tag.begin == c->source.size)
			return fail(c, opened->begin, "never closed: ", opened->name);
		c->at = tag.end;
		if (tag.kind == '#' && text_equal(tag.name, opened->name))
			return fail(c, tag.begin, "a text within a text: ", tag.name);
		if (tag.kind == '/' && text_equal(tag.name, opened->name)) {
			*raw = slice(c->source, begin, tag.begin);
			return true;
		}
	}
	return false;
}

/* Compiles a text in place of the section that named it. */
static bool add_translation(struct compiler *c, struct text text)
{
	struct compiler outer = *c;

	for (size_t i = 0; i < c->at; i++)
		c->line += c->source.data[i] == '\n';
	c->source = text;
	c->at = 0;
	c->translating = true;
	bool good = add_nodes(c, NULL);
	c->source = outer.source;
	c->at = outer.at;
	c->line = outer.line;
	c->open = outer.open;
	c->close = outer.close;
	c->translating = outer.translating;
	return good;
}

static struct text translation_of(const struct compiler *c, struct text english, unsigned form)
{
	struct text found = { NULL, 0 };

	if (c->catalog)
		found = catalog_get(c->catalog, english, form);
	return found.size ? found : (struct text){ NULL, 0 };
}

static bool add_tr(struct compiler *c, const struct tag *tag)
{
	struct text raw;

	if (!raw_content(c, tag, &raw))
		return false;
	struct text english = catalog_fold(c->arena, raw);
	struct text found = translation_of(c, english, 0);
	return add_translation(c, found.data ? found : english);
}

/* The first tag of a plural text names the number that decides. */
static bool name_plural(struct compiler *c, size_t index, const struct tag *tag, struct text text)
{
	struct compiler within = *c;
	struct tag first;

	within.source = text;
	within.at = 0;
	within.translating = true;
	if (!scan(&within, &first) || first.begin == text.size || first.kind)
		return fail(c, tag->begin, "no number in the plural of ", text);
	set_name(c, index, first.name);
	return true;
}

static bool add_plural(struct compiler *c, const struct tag *tag)
{
	size_t index = node_new(c, NODE_PLURAL);
	struct text raw, rest;

	if (!raw_content(c, tag, &raw))
		return false;
	rest = catalog_fold(c->arena, raw);
	struct text one = text_split(&rest, '|');
	if (!rest.size || memchr(rest.data, '|', rest.size))
		return fail(c, tag->begin, "a plural text has two forms, parted by |: ", raw);
	if (!name_plural(c, index, tag, one))
		return false;
	for (unsigned form = 0; form < 2; form++) {
		size_t below = node_new(c, NODE_FORM);
		struct text found = translation_of(c, one, form);
		if (!add_translation(c, found.data ? found : form == 0 ? one : rest))
			return false;
		node_end(c, below);
	}
	node_end(c, index);
	return true;
}

static enum node_kind kind_of(const struct tag *tag)
{
	static const struct {
		struct text name;
		enum node_kind kind;
	} functions[] = { { { "date", 4 }, NODE_DATE }, { { "size", 4 }, NODE_SIZE },
		{ { "left", 4 }, NODE_LEFT } };

	for (size_t i = 0; tag->kind == '#' && i < sizeof functions / sizeof *functions; i++)
		if (text_equal(tag->name, functions[i].name))
			return functions[i].kind;
	switch (tag->kind) {
	case '#': return NODE_SECTION;
	case '^': return NODE_INVERTED;
	case '<': return NODE_PARENT;
	case '>': return NODE_PARTIAL;
	case '$': return NODE_BLOCK;
	default: return NODE_VALUE;
	}
}

static bool add_node(struct compiler *c, const struct tag *tag)
{
	enum node_kind kind = kind_of(tag);
	bool below = kind != NODE_VALUE && kind != NODE_PARTIAL;
	bool starts_line = c->starts_line;
	size_t index = node_new(c, kind);

	if (tag->alone) { /* there is nothing of its line to indent */
		c->template->nodes[index].starts_line = false;
		c->starts_line = starts_line;
	}
	if (kind == NODE_PARTIAL || kind == NODE_PARENT) {
		c->template->nodes[index].name = arena_copy(c->arena, tag->name);
		if (tag->alone)
			c->template->nodes[index].text = tag->indentation;
	} else if (kind == NODE_BLOCK) {
		c->template->nodes[index].name = arena_copy(c->arena, tag->name);
	} else {
		set_name(c, index, tag->name);
	}
	if (below && !add_nodes(c, tag))
		return false;
	node_end(c, index);
	return true;
}

static bool add_tag(struct compiler *c, const struct tag *tag)
{
	if (tag->kind == '!')
		return true;
	if (tag->kind == '=')
		return set_delimiters(c, tag);
	if (tag->kind == '#' && text_equal(tag->name, TEXT("tr")))
		return add_tr(c, tag);
	if (tag->kind == '#' && text_equal(tag->name, TEXT("plural")))
		return add_plural(c, tag);
	return add_node(c, tag);
}

/* Compiles up to the tag that closes the opened one, or to the end of the source. */
static bool add_nodes(struct compiler *c, const struct tag *opened)
{
	bool good = true;

	if (++c->depth > DEPTH)
		return fail(c, c->at, "sections nest too deep", (struct text){ 0 });
	while (good) {
		struct tag tag;
		if (!scan(c, &tag))
			return false;
		add_text(c, slice(c->source, c->at, tag.begin));
		c->at = tag.end;
		if (tag.begin == c->source.size) {
			c->at = tag.begin;
			good = !opened || fail(c, opened->begin, "never closed: ", opened->name);
			break;
		}
		if (tag.kind == '/') {
			good = (opened && text_equal(tag.name, opened->name)) ||
			       fail(c, tag.begin, "closes what is not open: ", tag.name);
			break;
		}
		good = add_tag(c, &tag);
	}
	c->depth--;
	return good;
}

bool mustache_compile(struct template *template, struct arena *arena, struct text source,
	const struct catalog *catalog, char error[static 256])
{
	struct compiler compiler = {
		.template = template,
		.arena = arena,
		.catalog = catalog,
		.error = error,
		.source = source.data ? source : TEXT(""),
		.open = TEXT("{{"),
		.close = TEXT("}}"),
		.capacity = 16,
		.line = 1,
		.starts_line = true,
	};

	template->nodes = arena_alloc(arena, compiler.capacity * sizeof *template->nodes);
	template->count = 0;
	return add_nodes(&compiler, NULL);
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct template *)a)->name, ((const struct template *)b)->name);
}

void mustache_link(struct template_list *list)
{
	qsort(list->first, list->count, sizeof *list->first, compare);
	for (size_t i = 0; i < list->count; i++) {
		struct template *template = &list->first[i];
		for (size_t n = 0; n < template->count; n++) {
			struct node *node = &template->nodes[n];
			if (node->kind == NODE_PARTIAL || node->kind == NODE_PARENT)
				node->partial = mustache_find(list, node->name);
		}
	}
}

const struct template *mustache_find(const struct template_list *list, const char *name)
{
	struct template key = { .name = name };

	return bsearch(&key, list->first, list->count, sizeof key, compare);
}
