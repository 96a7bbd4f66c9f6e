/*
 * From a template's source to its nodes, by recursive descent over its sections. Texts are
 * translated here, so that a page costs no look-up. Slices are borrowed from the source or the
 * catalog; names and nodes live in the arena.
 */
#include "base/mustache.h"
#include "base/mustache_scan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH = 64 };

struct compiler {
	struct template *template;
	struct arena *arena;
	const struct catalog *catalog;
	char *error;
	struct scanner scanner; /* what is before .at has been compiled */
	size_t capacity, line, depth;
	bool starts_line; /* nothing was written yet on the line at .at */
};

static size_t lines_before(const struct scanner *scanner, size_t at)
{
	size_t lines = 0;

	for (size_t i = 0; i < at && i < scanner->source.size; i++)
		lines += scanner->source.data[i] == '\n';
	return lines;
}

static bool fail(const struct compiler *c, size_t at, const char *what, struct text name)
{
	snprintf(c->error, 256, "%s.mustache, line %zu: %s%.*s", c->template->name,
		c->line + lines_before(&c->scanner, at), what,
		(int)(name.size < 80 ? name.size : 80), name.size ? name.data : "");
	return false;
}

static bool scan(const struct compiler *c, struct tag *tag)
{
	const char *wrong = tag_next(&c->scanner, tag);

	return !wrong || fail(c, tag->begin, wrong, tag->name);
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

/* Parts of "a.b.c" end in NUL instead of the dot, a last one in brackets instead of the second. */
static void set_name(struct compiler *c, size_t index, struct text dotted)
{
	struct node *node = &c->template->nodes[index];
	char *name = arena_copy(c->arena, dotted);

	node->name = name;
	if (text_equal(dotted, TEXT(".")))
		return;
	node->parts = 1;
	for (size_t i = 0; i < dotted.size; i++) {
		if (name[i] == '.')
			node->parts++;
		if (name[i] == '.' || name[i] == ']')
			name[i] = '\0';
	}
}

/* One node a line, so that the renderer can indent. */
static void add_text(struct compiler *c, struct text text)
{
	while (text.size) {
		const char *end = memchr(text.data, '\n', text.size);
		size_t size = end ? (size_t)(end - text.data) + 1 : text.size;
		size_t index = node_new(c, NODE_TEXT);
		c->template->nodes[index].text = text_slice(text, 0, size);
		c->starts_line = end != NULL;
		text = text_slice(text, size, text.size);
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
	c->scanner.open = open;
	c->scanner.close = rest;
	return true;
}

/* The source up to the tag that closes this one; nothing in between is compiled. */
static bool raw_content(struct compiler *c, const struct tag *opened, struct text *raw)
{
	size_t begin = c->scanner.at;
	struct tag tag;

	while (scan(c, &tag)) {
		if (tag.begin == c->scanner.source.size)
			return fail(c, opened->begin, "never closed: ", opened->name);
		c->scanner.at = tag.end;
		if (tag.kind == '#' && text_equal(tag.name, opened->name))
			return fail(c, tag.begin, "a text within a text: ", tag.name);
		if (tag.kind == '/' && text_equal(tag.name, opened->name)) {
			*raw = text_slice(c->scanner.source, begin, tag.begin);
			return true;
		}
	}
	return false;
}

/* Compiles a text in place of the section that named it. */
static bool add_translation(struct compiler *c, struct text text)
{
	struct scanner outer = c->scanner;
	size_t line = c->line;

	c->line += lines_before(&outer, outer.at);
	c->scanner = (struct scanner){ text, 0, outer.open, outer.close, true };
	bool good = add_nodes(c, NULL);
	c->scanner = outer;
	c->line = line;
	return good;
}

static struct text translation_of(const struct compiler *c, struct text english, unsigned form)
{
	struct text found = { NULL, 0 };

	if (c->catalog)
		found = catalog_get(c->catalog, english, form);
	return found.size ? found : (struct text){ NULL, 0 };
}

/* A text that the catalog does not have: its English, as the block of a parent that marks it. */
static bool add_english(struct compiler *c, struct text english)
{
	if (!c->catalog)
		return add_translation(c, english);
	size_t parent = node_new(c, NODE_UNTRANSLATED);
	size_t block = node_new(c, NODE_BLOCK);
	c->template->nodes[parent].name = "untranslated";
	c->template->nodes[block].name = "english";
	bool good = add_translation(c, english);
	node_end(c, block);
	node_end(c, parent);
	return good;
}

static bool add_tr(struct compiler *c, const struct tag *tag)
{
	struct text raw;

	if (!raw_content(c, tag, &raw))
		return false;
	struct text english = catalog_fold(c->arena, raw);
	struct text found = translation_of(c, english, 0);
	return found.data ? add_translation(c, found) : add_english(c, english);
}

/* The first tag of a plural text names the number that decides. */
static bool name_plural(struct compiler *c, size_t index, const struct tag *tag, struct text text)
{
	struct scanner within = { text, 0, c->scanner.open, c->scanner.close, true };
	struct tag first;

	if (tag_next(&within, &first) || first.begin == text.size || first.kind)
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
		if (!(found.data ? add_translation(c, found)
				 : add_english(c, form == 0 ? one : rest)))
			return false;
		node_end(c, below);
	}
	node_end(c, index);
	return true;
}

static formatter *formatter_of(const struct tag *tag)
{
	static const struct {
		const char *name;
		formatter *format;
	} functions[] = { { "date", locale_date }, { "size", locale_size }, { "left", locale_left },
		{ "either", locale_either }, { "language_name", locale_language },
		{ "language_alone", locale_language_alone } };

	for (size_t i = 0; tag->kind == '#' && i < sizeof functions / sizeof *functions; i++)
		if (text_equal(tag->name, text_of(functions[i].name)))
			return functions[i].format;
	return NULL;
}

static enum node_kind kind_of(const struct tag *tag)
{
	switch (tag->kind) {
	case '#': return formatter_of(tag) ? NODE_FORMATTED : NODE_SECTION;
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

	if (tag->alone) { /* it is not alone on its line, so nothing is indented */
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
		c->template->nodes[index].format = formatter_of(tag);
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
	if (tag->kind == '#' && tag_is_text(tag))
		return tag->name.size == 2 ? add_tr(c, tag) : add_plural(c, tag);
	return add_node(c, tag);
}

/* Compiles up to the tag that closes the opened one, or to the end of the source. */
static bool add_nodes(struct compiler *c, const struct tag *opened)
{
	bool good = true;

	if (++c->depth > DEPTH)
		return fail(c, c->scanner.at, "sections nest too deep", (struct text){ 0 });
	while (good) {
		struct tag tag;
		if (!scan(c, &tag))
			return false;
		add_text(c, text_slice(c->scanner.source, c->scanner.at, tag.begin));
		c->scanner.at = tag.end;
		if (tag.begin == c->scanner.source.size) {
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
		.scanner = { source.data ? source : TEXT(""), 0, TEXT("{{"), TEXT("}}"), false },
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
			if (node->kind == NODE_PARTIAL || node->kind == NODE_PARENT ||
				node->kind == NODE_UNTRANSLATED)
				node->partial = mustache_find(list, node->name);
		}
	}
}

const struct template *mustache_find(const struct template_list *list, const char *name)
{
	struct template key = { .name = name };

	return bsearch(&key, list->first, list->count, sizeof key, compare);
}
