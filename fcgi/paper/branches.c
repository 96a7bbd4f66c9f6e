/* Keys of the ParentTree are numbers of objects, so the leaves of the sources follow each other. */
#include "paper/branches.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* ---------------------------------------------------------------- elements and numbers */

size_t branches_begin_element(const struct branches *branches, struct buffer *out,
	const struct source *source, struct text text)
{
	size_t end = 1;

	buffer_append(out, TEXT("<</S"));
	while (end < text.size && text.data[end] != '/')
		end++;
	const char *type = roles_renamed(&branches->roles, source, (struct text){ text.data, end });
	if (!type)
		return 0;
	buffer_append(out, text_of(type));
	return end;
}

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
	buffer_init(&branches->link_parents, arena, 1 << 24);
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
	return roles_read(&branches->roles, plan, arena);
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
		document_put_reference(out, TEXT("<</S/P/Type/StructElem/P "),
			part_number(branches, source->order[i]));
		document_put_reference(out, TEXT("/Pg "), source->base + i);
		buffer_append(out, TEXT("/K 0>>"));
		document_end(branches->document);
		add_kid(branches, source->order[i], first + i);
	}
	out = document_begin(branches->document, leaf);
	buffer_printf(out, "<</Limits[%u %u]/Nums[", source->base, source->base + pages - 1);
	for (uint32_t i = 0; i < pages; i++) {
		buffer_number(out, source->base + i);
		document_put_reference(out, TEXT("["), first + i);
		buffer_append(out, TEXT("]"));
	}
	buffer_append(out, TEXT("]>>"));
	document_end(branches->document);
	document_put_reference(&branches->parents, TEXT(" "), leaf);
}

void branches_add_links(struct branches *branches, uint32_t page, uint32_t page_object,
	uint32_t first, uint32_t count)
{
	if (!branches->parts || count == 0)
		return;
	uint32_t element = document_reserve(branches->document, count + 1), leaf = element + count;
	for (uint32_t i = 0; i < count; i++) {
		struct buffer *out = document_begin(branches->document, element + i);
		buffer_printf(out,
			"<</S/Link/Type/StructElem/P %u 0 R/Pg %u 0 R/K<</Type/OBJR/Obj %u 0 R>>>>",
			part_number(branches, page), page_object, first + i);
		document_end(branches->document);
		add_kid(branches, page, element + i);
	}
	struct buffer *out = document_begin(branches->document, leaf);
	buffer_printf(out, "<</Limits[%u %u]/Nums[", first, first + count - 1);
	for (uint32_t i = 0; i < count; i++)
		buffer_printf(out, "%u %u 0 R ", first + i, element + i);
	buffer_append(out, TEXT("]>>"));
	document_end(branches->document);
	buffer_printf(&branches->link_parents, " %u 0 R", leaf);
}

static void add_piece(
	struct branches *branches, const struct source *source, const struct segment_piece *piece)
{
	uint32_t number = source->base + piece->object;
	struct leaf leaf = { source->base, number };

	switch ((enum segment_piece_kind)piece->kind) {
	case SEGMENT_PIECE_BRANCH: add_kid(branches, source->order[piece->page], number); break;
	case SEGMENT_PIECE_PARENTS:
		document_put_reference(&branches->parents, TEXT(" "), number);
		break;
	case SEGMENT_PIECE_NAMESPACE:
		document_put_reference(&branches->namespaces, TEXT(" "), number);
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

	document_put_reference(
		out, TEXT("<</S/Part/Type/StructElem/P "), branches->root + DOCUMENT);
	put_string(out, "/T", part->bookmark ? part->bookmark : branches->titles[source]);
	put_string(out, "/Lang", language ? language : part->language);
	buffer_append(out, TEXT("/K["));
	for (size_t i = 0; i < count; i++)
		document_put_reference(out, TEXT(" "), kids[i].number);
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
	document_put_reference(out, TEXT("<</S/Document/Type/StructElem/P "), branches->root);
	put_string(out, "/Lang", branches->plan->language);
	buffer_append(out, TEXT("/K["));
	for (uint32_t i = 0; i < branches->plan->part_count; i++)
		document_put_reference(out, TEXT(" "), branches->parts + i);
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
		document_put_reference(&list, TEXT(" "), leaf[i].number);
	put_node(branches, branches->root + NAMES, buffer_text(&list));
}

static void put_root(struct branches *branches)
{
	const struct kid *kids = (const struct kid *)branches->kids.data;
	size_t count = branches->kids.size / sizeof *kids;
	struct buffer *out = document_begin(branches->document, branches->root);

	buffer_printf(out, "<</Type/StructTreeRoot/ParentTree %u 0 R/ParentTreeNextKey %u",
		branches->root + PARENTS, branches->document->objects);
	if (branches->names.size)
		document_put_reference(out, TEXT("/IDTree "), branches->root + NAMES);
	roles_put_map(&branches->roles, out);
	if (branches->namespaces.size) {
		buffer_append(out, TEXT("/Namespaces["));
		buffer_append(out, buffer_text(&branches->namespaces));
		buffer_append(out, TEXT("]"));
	}
	buffer_append(out, TEXT("/K["));
	if (branches->parts)
		document_put_reference(out, TEXT(""), branches->root + DOCUMENT);
	for (size_t i = 0; i < count && !branches->parts; i++)
		document_put_reference(out, TEXT(" "), kids[i].number);
	buffer_append(out, TEXT("]>>"));
	document_end(branches->document);
}

void branches_write(struct branches *branches)
{
	if (!branches->root)
		return;
	if (branches->parts)
		put_parts(branches);
	/* links have the numbers behind those of all sources */
	buffer_append(&branches->parents, buffer_text(&branches->link_parents));
	put_node(branches, branches->root + PARENTS, buffer_text(&branches->parents));
	if (branches->names.size)
		put_names(branches);
	put_root(branches);
	branches->document->failed |= branches->kids.full || branches->parents.full ||
				      branches->names.full || branches->namespaces.full;
}
