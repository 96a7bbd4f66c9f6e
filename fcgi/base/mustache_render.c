/*
 * From nodes and JSON values to text. Values are borrowed; the scopes and the overridden blocks are
 * chains on the C stack; what the page costs is the walk, the look-ups and the copying.
 */
#include "base/mustache.h"

#include <math.h>
#include <string.h>

enum { DEPTH = 64, STEPS = 1 << 22 };

struct scope {
	const cJSON *value;
	const struct scope *outer;
};

/* A chain of parent tags with the blocks that each overrides. Of several that override the same
 * block the outermost counts. */
struct overrides {
	const struct node *parent;
	const struct overrides *outer;
};

/* What is written before each line of a partial: the indentations of all partials around it, the
 * outermost first. */
struct indentation {
	struct text text;
	const struct indentation *outer;
};

struct renderer {
	const struct locale *locale;
	enum escape escape;
	struct buffer *out;
	const struct indentation *indentation;
	const struct overrides *overrides;
	unsigned depth, steps;
	bool failed;
};

static const cJSON yes = { .type = cJSON_True }, no = { .type = cJSON_False };

/* Most of a page's time goes here, so the first letter is compared before strcmp is called. */
static const cJSON *member(const cJSON *object, const char *name)
{
	if (!object || (object->type & 0xFF) != cJSON_Object)
		return NULL;
	for (const cJSON *child = object->child; child; child = child->next)
		if (child->string[0] == name[0] && strcmp(child->string, name) == 0)
			return child;
	return NULL;
}

/* Whether a code equals a name; the code's blanks read as hyphens. */
static bool code_equal(const char *code, const char *name)
{
	while (*code && (*code == *name || (*code == ' ' && *name == '-'))) {
		code++;
		name++;
	}
	return *code == *name;
}

static const cJSON *find(const struct scope *scope, const char *name)
{
	const cJSON *value = NULL;

	for (; scope && !value; scope = scope->outer)
		value = member(scope->value, name);
	return value;
}

/* Whether a string is what the last part of a name says: a code, or "[" and whose value it is. */
static bool is_called(const struct scope *scope, const char *string, const char *part)
{
	const cJSON *other = part[0] == '[' ? find(scope, part + 1) : NULL;

	if (part[0] != '[')
		return code_equal(string, part);
	return cJSON_IsString(other) && strcmp(string, other->valuestring) == 0;
}

static const cJSON *look_up(const struct scope *scope, const struct node *node)
{
	const char *name = node->name;

	if (node->parts == 0)
		return scope->value;
	const cJSON *value = find(scope, name);
	for (unsigned i = 1; value && i < node->parts; i++) {
		name += strlen(name) + 1;
		if (cJSON_IsString(value))
			value = is_called(scope, value->valuestring, name) ? &yes : &no;
		else
			value = member(value, name);
	}
	return value;
}

static bool holds(const cJSON *value)
{
	if (!value || cJSON_IsFalse(value) || cJSON_IsNull(value))
		return false;
	if (cJSON_IsArray(value))
		return value->child != NULL;
	if (cJSON_IsString(value))
		return value->valuestring[0] != '\0';
	return !cJSON_IsNumber(value) || value->valuedouble != 0;
}

static const char *const references[256] = {
	['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;"
};

static void put(struct renderer *r, const char *string)
{
	const char *begin = string, *p = string;

	for (; *p && r->escape != ESCAPE_NONE; p++) {
		const char *reference = references[(unsigned char)*p];
		if (!reference)
			continue;
		buffer_append(r->out, (struct text){ begin, (size_t)(p - begin) });
		buffer_append(r->out, text_of(reference));
		begin = p + 1;
	}
	buffer_append(r->out, text_of(begin));
}

static void put_value(struct renderer *r, const cJSON *value)
{
	if (cJSON_IsString(value)) {
		put(r, value->valuestring);
	} else if (cJSON_IsNumber(value)) {
		double number = value->valuedouble;
		if (fabs(number) < 1e15 && number == trunc(number))
			buffer_printf(r->out, "%lld", (long long)number);
		else
			buffer_printf(r->out, "%.15g", number);
	} else if (cJSON_IsBool(value)) {
		put(r, cJSON_IsTrue(value) ? "true" : "false");
	}
}

static void put_nodes(struct renderer *r, const struct node *node, const struct node *end,
	const struct scope *scope);

static void put_below(struct renderer *r, const struct node *node, const struct scope *scope)
{
	put_nodes(r, node + 1, node + node->span, scope);
}

static void put_section(struct renderer *r, const struct node *node, const struct scope *scope)
{
	const cJSON *value = look_up(scope, node);

	if (!holds(value))
		return;
	struct scope inner = { cJSON_IsArray(value) ? value->child : value, scope };
	if (!cJSON_IsArray(value))
		put_below(r, node, &inner);
	else
		for (; inner.value && !r->failed; inner.value = inner.value->next)
			put_below(r, node, &inner);
}

static void indent(struct renderer *r, const struct indentation *indentation)
{
	if (!indentation)
		return;
	indent(r, indentation->outer);
	buffer_append(r->out, indentation->text);
}

/* Another template in place of the tag, indented as far as a tag alone on its line was. */
static void put_template(struct renderer *r, const struct node *node, const struct scope *scope)
{
	const struct template *template = node->partial;
	struct indentation indentation = { node->text, r->indentation };
	struct overrides overrides = { node, r->overrides };

	if (!template)
		return;
	if (!node->text.data)
		r->indentation = NULL;
	else if (node->text.size)
		r->indentation = &indentation;
	if (node->kind != NODE_PARTIAL)
		r->overrides = &overrides;
	put_nodes(r, template->nodes, template->nodes + template->count, scope);
	r->overrides = overrides.outer;
	r->indentation = indentation.outer;
}

static const struct node *override_of(const struct overrides *overrides, const struct node *block)
{
	const struct node *found = block;

	for (; overrides; overrides = overrides->outer) {
		const struct node *end = overrides->parent + overrides->parent->span;
		for (const struct node *node = overrides->parent + 1; node < end;
			node += node->span)
			if (node->kind == NODE_BLOCK && strcmp(node->name, block->name) == 0)
				found = node;
	}
	return found;
}

static void put_plural(struct renderer *r, const struct node *node, const struct scope *scope)
{
	const cJSON *value = look_up(scope, node);
	double number = cJSON_IsNumber(value)  ? value->valuedouble
			: cJSON_IsArray(value) ? cJSON_GetArraySize(value)
					       : 0;
	const struct node *form = node + 1;

	if (locale_plural(r->locale, number) > 0)
		form += form->span;
	put_below(r, form, scope);
}

/* Whether an element may begin where the page has come to: not within a tag, nor in elements that
 * hold only text. What the page has written tells, since all values are escaped. */
static bool takes_elements(const struct buffer *out)
{
	static const struct text only_text[] = { { "<title", 6 }, { "<option", 7 },
		{ "<textarea", 9 } };
	struct text page = { out->data, out->size };

	while (page.size && page.data[page.size - 1] != '>' && page.data[page.size - 1] != '<')
		page.size--;
	if (page.size && page.data[page.size - 1] == '<')
		return false;
	const char *tag = page.size ? memrchr(page.data, '<', page.size) : NULL;
	struct text opened = tag ? text_from(page, (size_t)(tag - page.data)) : TEXT("");
	for (size_t i = 0; i < sizeof only_text / sizeof *only_text; i++)
		if (text_starts(opened, only_text[i]))
			return false;
	return true;
}

static void put_untranslated(struct renderer *r, const struct node *node, const struct scope *scope)
{
	if (r->escape == ESCAPE_HTML && node->partial && takes_elements(r->out))
		put_template(r, node, scope);
	else
		put_below(r, node + 1, scope);
}

/* Renders the node's content, removes it from the output, and writes it formatted instead. */
static void put_formatted(struct renderer *r, const struct node *node, const struct scope *scope)
{
	size_t begin = r->out->size;
	char formatted[LOCALE_TEXT];

	put_below(r, node, scope);
	if (r->out->size == begin)
		return;
	struct text value = text_trim((struct text){ r->out->data + begin, r->out->size - begin });
	if (!node->format(r->locale, value, formatted))
		return; /* stays as it came */
	r->out->size = begin;
	put(r, formatted);
}

static void put_node(struct renderer *r, const struct node *node, const struct scope *scope)
{
	switch (node->kind) {
	case NODE_TEXT: buffer_append(r->out, node->text); break;
	case NODE_VALUE: put_value(r, look_up(scope, node)); break;
	case NODE_SECTION: put_section(r, node, scope); break;
	case NODE_INVERTED:
		if (!holds(look_up(scope, node)))
			put_below(r, node, scope);
		break;
	case NODE_PARTIAL:
	case NODE_PARENT: put_template(r, node, scope); break;
	case NODE_BLOCK: put_below(r, override_of(r->overrides, node), scope); break;
	case NODE_PLURAL: put_plural(r, node, scope); break;
	case NODE_FORM: break;
	case NODE_UNTRANSLATED: put_untranslated(r, node, scope); break;
	case NODE_FORMATTED: put_formatted(r, node, scope); break;
	}
}

static void put_nodes(struct renderer *r, const struct node *node, const struct node *end,
	const struct scope *scope)
{
	if (++r->depth > DEPTH || ++r->steps > STEPS)
		r->failed = true;
	for (; node < end && !r->failed; node += node->span) {
		if (node->starts_line)
			indent(r, r->indentation);
		put_node(r, node, scope);
		r->failed = r->failed || r->out->full;
	}
	r->depth--;
}

bool mustache_render(const struct template *template, const struct locale *locale,
	enum escape escape, const cJSON *site, const cJSON *page, struct buffer *out)
{
	struct scope outer = { site, NULL };
	struct scope scope = { page, &outer };
	struct renderer renderer = { .locale = locale, .escape = escape, .out = out };

	put_nodes(&renderer, template->nodes, template->nodes + template->count, &scope);
	return !renderer.failed;
}
