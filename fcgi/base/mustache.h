/*
 * The template language: Mustache (its core specification, and inheritance) over JSON values,
 * translated while it is compiled. Templates are our own files, so a mistake in one is found when
 * it is loaded; rendering cannot fail over the template's form.
 *
 * What differs from Mustache:
 * - {{{name}}} and {{&name}} are refused: nothing unescaped can be written.
 * - {{#tr}}English with {{name}}{{/tr}}: its raw content, white space folded, is looked up in the
 *   language's catalog; what is found there takes its place. {{#plural}}{{count}} paper|{{count}}
 *   papers{{/plural}} does the same with one text for each plural form, chosen by the number (or
 * the length of the list) that its first tag names.
 * - A text that the catalog does not have stays English; where it stands between the tags of HTML
 *   the template "untranslated", with the text as its block "english", marks it so.
 * - {{#date}}, {{#size}}, {{#left}}, {{#either}}, {{#language_name}} and {{#language_alone}} format
 *   what their content renders to (base/locale.h).
 * - A dotted name below a string compares: {{#state.not-designated}} holds when the string state is
 *   "not-designated" or "not designated", {{#chosen.[code]}} when it is the value of code.
 * - As in mustache.js, "" and 0 are false to a section.
 */
#ifndef DAIS_BASE_MUSTACHE_H
#define DAIS_BASE_MUSTACHE_H

#include "base/buffer.h"
#include "base/catalog.h"
#include "base/locale.h"

#include <cjson/cJSON.h>

/* How a section function writes its content's text (base/locale.h). */
typedef bool formatter(
	const struct locale *locale, struct text value, char out[static LOCALE_TEXT]);

enum node_kind {
	NODE_TEXT,     /* .text as it is */
	NODE_VALUE,    /* {{name}} */
	NODE_SECTION,  /* {{#name}} */
	NODE_INVERTED, /* {{^name}} */
	NODE_PARTIAL,  /* {{>name}} */
	NODE_PARENT,   /* {{<name}}, with the blocks that it overrides below */
	NODE_BLOCK,    /* {{$name}} */
	NODE_PLURAL,   /* .name is the number that chooses among the forms below */
	NODE_FORM,
	NODE_UNTRANSLATED, /* a parent whose block is the English; in attributes the English alone
			    */
	NODE_FORMATTED,    /* .format writes what is below otherwise */
};

/* Nodes lie flat in the order of the source: what is below a node follows it. */
struct node {
	enum node_kind kind;
	unsigned span;    /* this node and all below it */
	unsigned parts;   /* of a dotted name; 0 is the implicit iterator {{.}} */
	bool starts_line; /* a partial's indentation is written before it */
	struct text text; /* of a partial alone on its line: its indentation; else data is NULL */
	const char *name; /* its parts one after the other, each ending in NUL */
	formatter *format;
	const struct template *partial; /* NULL: there is no such template, and nothing is shown */
};

struct template
{
	const char *name;
	struct node *nodes;
	size_t count;
};

struct template_list {
	struct template *first;
	size_t count;
};

/* XML is escaped as HTML is, and has other elements. */
enum escape { ESCAPE_HTML, ESCAPE_XML, ESCAPE_NONE };

/*
 * Compiles source, which must outlive the template, for one language; catalog is NULL for English.
 * template->name is set by the caller. On failure returns false with name, line and reason in
 * error.
 */
bool mustache_compile(struct template *template, struct arena *arena, struct text source,
	const struct catalog *catalog, char error[static 256]);

/* Sorts the list and leads partials and parents to their templates. */
void mustache_link(struct template_list *list);

const struct template *mustache_find(const struct template_list *list, const char *name);

/*
 * Appends the page to out. Names are looked for in page, then in site; either may be NULL. Returns
 * false when out ran full or partials nest deeper than 64.
 */
bool mustache_render(const struct template *template, const struct locale *locale,
	enum escape escape, const cJSON *site, const cJSON *page, struct buffer *out);

#endif
