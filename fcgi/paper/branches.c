/* Keys of the ParentTree are numbers of objects, so the leaves of the sources follow each other. */
#include "paper/branches.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A role's name in one source, and the standard type that it stands for there. */
struct role {
	const char *name, *type;
	const struct source *source;
	bool renamed; /* the name means something else in this document */
};

/* The object `number` is a child of this part's element. */
struct kid {
	uint32_t part, number;
};

/* A leaf of the IDTree; base is the number of its source's first object. */
struct leaf {
	uint32_t base, number;
};

/* Objects that belong to the root of the tree, as offsets from its number. */
enum { PARENTS = 1, NAMES, DOCUMENT, NUMBERS };

static bool is_tagged(const struct source *source)
{
	return source->header.roles > 0;
}

static size_t index_of(const struct branches *branches, const struct source *source)
{
	return (size_t)(source - branches->plan->sources);
}

/* ---------------------------------------------------------------- roles */

static int by_name(const void *a, const void *b)
{
	const struct role *one = a, *other = b;
	int order = strcmp(one->name, other->name);

	return order ? order : (one->source > other->source) - (one->source < other->source);
}

static const char *add_roles(struct branches *branches, const struct source *source)
{
	struct segment segment;
	const char *wrong = segment_open(&segment, source->file);

	if (wrong)
		return wrong;
	for (uint32_t i = 0; i < segment.header->roles && i < source->header.roles; i++) {
		struct role role = { .source = source };
		role.name =
			arena_copy(branches->arena, segment_text(&segment, segment.roles[i].name));
		role.type =
			arena_copy(branches->arena, segment_text(&segment, segment.roles[i].type));
		branches->roles[branches->role_count++] = role;
		role.name = role.type;
		branches->roles[branches->role_count++] = role;
	}
	segment_close(&segment);
	return NULL;
}

/*
 * Several sources may use one role name for different things. A standard type keeps its own
 * meaning. Any other name gets the meaning it has in the first source; elements of a source that
 * means something else by it are written with the standard type instead of the name.
 */
static void settle(struct role *roles, size_t count)
{
	const char *type = roles[0].type;

	for (size_t i = 0; i < count; i++)
		if (strcmp(roles[i].type, roles[i].name) == 0)
			type = roles[i].name;
	for (size_t i = 0; i < count; i++)
		roles[i].renamed = strcmp(roles[i].type, type) != 0;
}

static size_t of_one_name(const struct branches *branches, size_t first)
{
	size_t end = first + 1;

	while (end < branches->role_count &&
		strcmp(branches->roles[end].name, branches->roles[first].name) == 0)
		end++;
	return end - first;
}

static const char *read_roles(struct branches *branches)
{
	const struct plan *plan = branches->plan;
	const char *wrong = NULL;
	size_t most = 0;

	for (size_t i = 0; i < plan->source_count; i++)
		most += plan->sources[i].header.roles;
	branches->roles = arena_alloc(branches->arena, (2 * most + 1) * sizeof *branches->roles);
	for (size_t i = 0; i < plan->source_count && !wrong; i++)
		if (is_tagged(&plan->sources[i]))
			wrong = add_roles(branches, &plan->sources[i]);
	if (branches->role_count)
		qsort(branches->roles, branches->role_count, sizeof *branches->roles, by_name);
	for (size_t i = 0; i < branches->role_count; i += of_one_name(branches, i))
		settle(branches->roles + i, of_one_name(branches, i));
	return wrong;
}

/* The standard type to write instead of this source's role name, or NULL when the name can stay. */
static const char *renamed(
	const struct branches *branches, const struct source *source, struct text name)
{
	size_t low = 0, high = branches->role_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct role *role = &branches->roles[middle];
		int order = strncmp(role->name, name.data, name.size);
		if (order == 0)
			order = role->name[name.size] ? 1 : 0;
		if (order < 0 || (order == 0 && role->source < source))
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < branches->role_count; low++) {
		const struct role *role = &branches->roles[low];
		if (role->source != source || !text_equal(text_of(role->name), name))
			return NULL;
		if (role->renamed)
			return role->type;
	}
	return NULL;
}

size_t branches_begin_element(const struct branches *branches, struct buffer *out,
	const struct source *source, struct text text)
{
	size_t end = 1;

	buffer_append(out, TEXT("<</S"));
	while (end < text.size && text.data[end] != '/')
		end++;
	const char *type = renamed(branches, source, (struct text){ text.data, end });
	if (!type)
		return 0;
	buffer_append(out, text_of(type));
	return end;
}

/* ---------------------------------------------------------------- numbers */

const char *branches_init(struct branches *branches, const struct plan *plan,
	struct document *document, struct arena *arena)
{
	*branches = (struct branches){ .plan = plan, .document = document, .arena = arena };
	branches->pages = arena_alloc(arena, (plan->source_count + 1) * sizeof(uint32_t));
	branches->titles = arena_alloc(arena, (plan->source_count + 1) * sizeof(char *));
	branches->languages = arena_alloc(arena, (plan->source_count + 1) * sizeof(char *));
	branches->part_of = arena_alloc(arena, (plan->pages + 1) * sizeof(uint32_t));
	buffer_init(&branches->kids, arena, (size_t)1 << 28);
	buffer_init(&branches->parents, arena, 1 << 24);
	buffer_init(&branches->names, arena, 1 << 24);
	buffer_init(&branches->namespaces, arena, 1 << 24);
	if (plan->one && !is_tagged(plan->sources))
		return NULL;
	branches->root = document_reserve(document, NUMBERS);
	if (!plan->one)
		branches->parts = document_reserve(document, (uint32_t)plan->part_count);
	for (uint32_t i = 0; i < plan->part_count; i++)
		for (uint32_t p = 0; p < plan->parts[i].count; p++)
			branches->part_of[plan->parts[i].page + p] = i;
	for (size_t i = 0; i < plan->source_count; i++)
		if (!is_tagged(&plan->sources[i]))
			branches->pages[i] =
				document_reserve(document, plan->sources[i].header.pages);
	return read_roles(branches);
}

bool branches_wrap(const struct branches *branches, const struct source *source)
{
	return branches->pages[index_of(branches, source)] != 0;
}

static uint32_t part_number(const struct branches *branches, uint32_t page)
{
	return branches->parts + branches->part_of[page];
}

uint32_t branches_parent(
	const struct branches *branches, const struct source *source, uint32_t page)
{
	return branches->parts ? part_number(branches, source->order[page]) : branches->root;
}

/* ---------------------------------------------------------------- sources */

static void add_kid(struct branches *branches, uint32_t page, uint32_t number)
{
	struct kid kid = { branches->part_of[page], number };

	buffer_append(&branches->kids, (struct text){ (char *)&kid, sizeof kid });
}

/* An element for each page, and the leaf of the ParentTree that leads to them. */
static void put_pages(struct branches *branches, const struct source *source, uint32_t first)
{
	uint32_t leaf = document_reserve(branches->document, 1), pages = source->header.pages;
	struct buffer *out;

	for (uint32_t i = 0; i < pages; i++) {
		out = document_begin(branches->document, first + i);
		buffer_printf(out, "<</S/P/Type/StructElem/P %u 0 R/Pg %u 0 R/K 0>>",
			part_number(branches, source->order[i]), source->base + i);
		document_end(branches->document);
		add_kid(branches, source->order[i], first + i);
	}
	out = document_begin(branches->document, leaf);
	buffer_printf(out, "<</Limits[%u %u]/Nums[", source->base, source->base + pages - 1);
	for (uint32_t i = 0; i < pages; i++)
		buffer_printf(out, "%u[%u 0 R]", source->base + i, first + i);
	buffer_append(out, TEXT("]>>"));
	document_end(branches->document);
	buffer_printf(&branches->parents, " %u 0 R", leaf);
}

static void add_piece(
	struct branches *branches, const struct source *source, const struct segment_piece *piece)
{
	uint32_t number = source->base + piece->object;
	struct leaf leaf = { source->base, number };

	switch ((enum segment_piece_kind)piece->kind) {
	case SEGMENT_PIECE_BRANCH: add_kid(branches, source->order[piece->page], number); break;
	case SEGMENT_PIECE_PARENTS: buffer_printf(&branches->parents, " %u 0 R", number); break;
	case SEGMENT_PIECE_NAMESPACE:
		buffer_printf(&branches->namespaces, " %u 0 R", number);
		break;
	case SEGMENT_PIECE_NAMES:
		buffer_append(&branches->names, (struct text){ (char *)&leaf, sizeof leaf });
		break;
	case SEGMENT_PIECE_KINDS: break;
	}
}

void branches_add(
	struct branches *branches, const struct source *source, const struct segment *segment)
{
	const struct segment_header *header = segment->header;
	size_t at = index_of(branches, source);

	if (!branches->root)
		return;
	if (branches->pages[at])
		put_pages(branches, source, branches->pages[at]);
	for (uint32_t i = 0; i < header->pieces; i++)
		add_piece(branches, source, &segment->pieces[i]);
	if (header->title.size)
		branches->titles[at] =
			arena_copy(branches->arena, segment_text(segment, header->title));
	if (header->language.size)
		branches->languages[at] =
			arena_copy(branches->arena, segment_text(segment, header->language));
	branches->mark_info |= header->mark_info;
}

/* ---------------------------------------------------------------- the whole */

static int by_part(const void *a, const void *b)
{
	const struct kid *one = a, *other = b;

	if (one->part != other->part)
		return one->part < other->part ? -1 : 1;
	return (one->number > other->number) - (one->number < other->number);
}

static void put_string(struct buffer *out, const char *key, const char *value)
{
	if (!value)
		return;
	buffer_append(out, text_of(key));
	document_put_string(out, value);
}

/* The language is the one that the paper declares, else the plan's; the title is the plan's, else
 * the paper's. */
static void put_part(
	struct branches *branches, uint32_t number, const struct kid *kids, size_t count)
{
	const struct part *part = &branches->plan->parts[number];
	size_t source = index_of(branches, part->source);
	const char *language = branches->languages[source];
	struct buffer *out = document_begin(branches->document, branches->parts + number);

	buffer_printf(out, "<</S/Part/Type/StructElem/P %u 0 R", branches->root + DOCUMENT);
	put_string(out, "/T", part->bookmark ? part->bookmark : branches->titles[source]);
	put_string(out, "/Lang", language ? language : part->language);
	buffer_append(out, TEXT("/K["));
	for (size_t i = 0; i < count; i++)
		buffer_printf(out, " %u 0 R", kids[i].number);
	buffer_append(out, TEXT("]>>"));
	document_end(branches->document);
}

static void put_parts(struct branches *branches)
{
	const struct kid *kids = (const struct kid *)branches->kids.data;
	size_t count = branches->kids.size / sizeof *kids, at = 0;

	if (count)
		qsort(branches->kids.data, count, sizeof *kids, by_part);
	for (uint32_t i = 0; i < branches->plan->part_count; i++) {
		size_t first = at;
		while (at < count && kids[at].part == i)
			at++;
		put_part(branches, i, kids + first, at - first);
	}
	struct buffer *out = document_begin(branches->document, branches->root + DOCUMENT);
	buffer_printf(out, "<</S/Document/Type/StructElem/P %u 0 R", branches->root);
	put_string(out, "/Lang", branches->plan->language);
	buffer_append(out, TEXT("/K["));
	for (uint32_t i = 0; i < branches->plan->part_count; i++)
		buffer_printf(out, " %u 0 R", branches->parts + i);
	buffer_append(out, TEXT("]>>"));
	document_end(branches->document);
}

/* The root of a number or name tree, directly above all leaves: 7.9.6 asks for no further levels,
 * however many leaves there are. */
static void put_node(struct branches *branches, uint32_t number, struct text leaves)
{
	struct buffer *out = document_begin(branches->document, number);

	buffer_append(out, TEXT("<</Kids["));
	buffer_append(out, leaves);
	buffer_append(out, TEXT("]>>"));
	document_end(branches->document);
}

/* Keys begin with the base in decimal and are sorted as strings: "1234." stands before "56." */
static int by_key(const void *a, const void *b)
{
	char one[16], other[16];

	snprintf(one, sizeof one, "%u.", ((const struct leaf *)a)->base);
	snprintf(other, sizeof other, "%u.", ((const struct leaf *)b)->base);
	return strcmp(one, other);
}

static void put_names(struct branches *branches)
{
	struct leaf *leaf = (struct leaf *)branches->names.data;
	size_t count = branches->names.size / sizeof *leaf;
	struct buffer list;

	buffer_init(&list, branches->arena, 1 << 24);
	if (count)
		qsort(leaf, count, sizeof *leaf, by_key);
	for (size_t i = 0; i < count; i++)
		buffer_printf(&list, " %u 0 R", leaf[i].number);
	put_node(branches, branches->root + NAMES, buffer_text(&list));
}

static void put_role_map(const struct branches *branches, struct buffer *out)
{
	const char *last = "";

	buffer_append(out, TEXT("/RoleMap<<"));
	for (size_t i = 0; i < branches->role_count; i++) {
		const struct role *role = &branches->roles[i];
		if (role->renamed || strcmp(role->name, role->type) == 0 ||
			strcmp(role->name, last) == 0)
			continue;
		buffer_append(out, text_of(role->name));
		buffer_append(out, text_of(role->type));
		last = role->name;
	}
	buffer_append(out, TEXT(">>"));
}

static void put_root(struct branches *branches)
{
	const struct kid *kids = (const struct kid *)branches->kids.data;
	size_t count = branches->kids.size / sizeof *kids;
	struct buffer *out = document_begin(branches->document, branches->root);

	buffer_printf(out, "<</Type/StructTreeRoot/ParentTree %u 0 R/ParentTreeNextKey %u",
		branches->root + PARENTS, branches->document->objects);
	if (branches->names.size)
		buffer_printf(out, "/IDTree %u 0 R", branches->root + NAMES);
	put_role_map(branches, out);
	if (branches->namespaces.size) {
		buffer_append(out, TEXT("/Namespaces["));
		buffer_append(out, buffer_text(&branches->namespaces));
		buffer_append(out, TEXT("]"));
	}
	buffer_append(out, TEXT("/K["));
	if (branches->parts)
		buffer_printf(out, "%u 0 R", branches->root + DOCUMENT);
	for (size_t i = 0; i < count && !branches->parts; i++)
		buffer_printf(out, " %u 0 R", kids[i].number);
	buffer_append(out, TEXT("]>>"));
	document_end(branches->document);
}

void branches_write(struct branches *branches)
{
	if (!branches->root)
		return;
	if (branches->parts)
		put_parts(branches);
	put_node(branches, branches->root + PARENTS, buffer_text(&branches->parents));
	if (branches->names.size)
		put_names(branches);
	put_root(branches);
	branches->document->failed |= branches->kids.full || branches->parents.full ||
				      branches->names.full || branches->namespaces.full;
}
