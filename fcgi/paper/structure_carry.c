/*
 * Elements, ParentTree and IDTree as objects of the segment. What an element says is copied by a
 * list of keys, so nothing that acts can come along.
 */
#include "paper/structure_tree.h"

#include "paper/layers.h"
#include "paper/objects.h"
#include "paper/values.h"

#include <stdlib.h>
#include <string.h>

enum { RELEASE_EVERY = 64, MOST_MAPPINGS = 32, MOST_ATTRIBUTES = 100 };

/* A key of the ParentTree: the number of the object that bears it. */
struct parent {
	uint32_t local;
	const uint32_t *owners; /* elements, by MCID */
	uint32_t count;         /* of owners; 0: a single element, written without a list */
};

struct carrying {
	struct intake *in;
	struct structure *structure;
	qpdf_oh root;
	struct buffer roles; /* const char *: names that are listed already */
};

/* ---------------------------------------------------------------- roles */

/* The standard type that a name stands for, as the paper's RoleMap says. */
static const char *type_of(struct carrying *carry, const char *name)
{
	struct intake *in = carry->in;
	qpdf_oh map = key_of(in, carry->root, "/RoleMap");
	qpdf_oh type = qpdf_oh_new_name(in->pdf, name);

	for (int i = 0; i < MOST_MAPPINGS; i++) {
		qpdf_oh next = key_of(in, map, qpdf_oh_get_name(in->pdf, type));
		if (!qpdf_oh_is_name(in->pdf, next))
			break;
		type = next;
	}
	return arena_printf(in->arena, "%s", qpdf_oh_unparse_resolved(in->pdf, type));
}

static void list_role(struct carrying *carry, qpdf_oh role, bool mapped)
{
	struct segment_writer *out = &carry->in->writer;
	const char *name = arena_printf(
		&carry->in->passing, "%s", qpdf_oh_unparse_resolved(carry->in->pdf, role));
	const char *const *listed = (const char *const *)carry->roles.data;

	for (size_t i = 0; i < carry->roles.size / sizeof *listed; i++)
		if (strcmp(listed[i], name) == 0)
			return;
	if (carry->roles.size / sizeof *listed == STRUCTURE_ROLES)
		return;
	name = arena_copy(carry->in->arena, text_of(name));
	buffer_append(&carry->roles, (struct text){ (char *)&name, sizeof name });
	const char *type = mapped ? type_of(carry, qpdf_oh_get_name(carry->in->pdf, role)) : name;
	segment_add_role(out, (struct segment_role){ .name = segment_keep(out, text_of(name)),
				      .type = segment_keep(out, text_of(type)) });
}

/* ---------------------------------------------------------------- attributes */

/* "(12.cell7)", 12 being the number of the paper's first object. */
static void put_id(struct intake *in, struct text id)
{
	segment_put(&in->writer, TEXT("("));
	segment_put_number(&in->writer, 0);
	segment_put(&in->writer, TEXT("."));
	for (size_t i = 0; i < id.size; i++) {
		unsigned char c = (unsigned char)id.data[i];
		if (c > ' ' && c < 0x7f && c != '(' && c != ')' && c != '\\')
			segment_put(&in->writer, (struct text){ id.data + i, 1 });
		else
			segment_printf(&in->writer, "\\%03o", c);
	}
	segment_put(&in->writer, TEXT(")"));
}

/* The cells that are heads of this one, by their IDs. */
static void put_headers(struct intake *in, qpdf_oh headers)
{
	int count = items_of(in, headers);

	segment_put(&in->writer, TEXT("/Headers["));
	for (int i = 0; i < count; i++) {
		qpdf_oh item = qpdf_oh_get_array_item(in->pdf, headers, i);
		struct text id;
		if (!qpdf_oh_is_string(in->pdf, item))
			continue;
		id.data = qpdf_oh_get_binary_string_value(in->pdf, item, &id.size);
		id.data = arena_copy(&in->passing, id);
		put_id(in, id);
	}
	segment_put(&in->writer, TEXT("]"));
}

/* IDs of heads stand apart from the other attributes of the same owner. */
static void put_attributes(struct intake *in, qpdf_oh attributes)
{
	qpdf_oh headers = key_of(in, attributes, "/Headers");
	bool heads = qpdf_oh_is_array(in->pdf, headers);

	if (heads) {
		segment_put(&in->writer, TEXT("<</O/Table"));
		put_headers(in, headers);
		segment_put(&in->writer, TEXT(">>"));
		qpdf_oh_remove_key(in->pdf, attributes, "/Headers");
	}
	objects_put_resolved(in, attributes);
	if (heads) /* put back: elements may share this dictionary */
		qpdf_oh_replace_key(in->pdf, attributes, "/Headers", headers);
}

/* One dictionary or several, without the numbers of revisions between them. */
static void put_each(struct intake *in, qpdf_oh attributes)
{
	if (qpdf_oh_is_dictionary(in->pdf, attributes))
		put_attributes(in, attributes);
	for (int i = 0; i < items_of(in, attributes) && i < MOST_ATTRIBUTES; i++) {
		qpdf_oh item = qpdf_oh_get_array_item(in->pdf, attributes, i);
		if (qpdf_oh_is_dictionary(in->pdf, item))
			put_attributes(in, item);
	}
}

static void put_all_attributes(struct carrying *carry, qpdf_oh item)
{
	struct intake *in = carry->in;
	qpdf_oh own = key_of(in, item, "/A"), class = key_of(in, item, "/C");
	qpdf_oh map = key_of(in, carry->root, "/ClassMap");
	int names = qpdf_oh_is_name(in->pdf, class) ? 1 : items_of(in, class);

	if (!qpdf_oh_is_dictionary(in->pdf, own) && items_of(in, own) == 0 && names == 0)
		return;
	segment_put(&in->writer, TEXT("/A["));
	put_each(in, own);
	for (int i = 0; i < names && i < MOST_ATTRIBUTES; i++) {
		qpdf_oh name = qpdf_oh_is_name(in->pdf, class)
				       ? class
				       : qpdf_oh_get_array_item(in->pdf, class, i);
		if (qpdf_oh_is_name(in->pdf, name))
			put_each(in, key_of(in, map, qpdf_oh_get_name(in->pdf, name)));
	}
	segment_put(&in->writer, TEXT("]"));
}

/* ---------------------------------------------------------------- kids */

static void put_page(struct intake *in, uint32_t page)
{
	if (page == STRUCTURE_NONE)
		return;
	segment_put(&in->writer, TEXT("/Pg"));
	segment_put_reference(&in->writer, page);
}

static void put_mark(struct intake *in, uint32_t page, uint32_t form, uint32_t number)
{
	segment_put(&in->writer, TEXT("<</Type/MCR"));
	put_page(in, page);
	if (form != INTAKE_NOTHING) {
		segment_put(&in->writer, TEXT("/Stm"));
		segment_put_reference(&in->writer, form);
	}
	segment_printf(&in->writer, "/MCID %u>>", number);
}

/* What stays an object, and what was drawn into the page; of an annotation that may be both. */
static void put_object(struct intake *in, const struct kid *kid, const struct target *target)
{
	if (target->local != INTAKE_NOTHING) {
		segment_put(&in->writer, TEXT("<</Type/OBJR"));
		put_page(in, kid->page);
		segment_put(&in->writer, TEXT("/Obj"));
		segment_put_reference(&in->writer, target->local);
		segment_put(&in->writer, TEXT(">>"));
	}
	if (target->number != STRUCTURE_NONE)
		put_mark(in, target->page, INTAKE_NOTHING, target->number);
}

static void put_kid(struct carrying *carry, const struct kid *kid)
{
	struct intake *in = carry->in;
	const struct target *target =
		kid->id ? structure_target(carry->structure, kid->id, kid->generation) : NULL;

	if (kid->kind == KID_ELEMENT) {
		uint32_t local = structure_element(carry->structure, kid->number)->local;
		if (local != INTAKE_NOTHING)
			segment_put_reference(&in->writer, local);
	} else if (kid->kind == KID_MARK) {
		uint32_t form = target ? target->local : carry->structure->pages[kid->page].form;
		if (form != INTAKE_NOTHING)
			put_mark(in, kid->page, form, kid->number);
	} else if (target) {
		put_object(in, kid, target);
	}
}

/* ---------------------------------------------------------------- elements */

static void put_texts(struct intake *in, qpdf_oh item)
{
	static const char *const kept[] = { "/Lang", "/T", "/Alt", "/ActualText", "/E",
		"/Phoneme" };
	/* where layers are hidden, these texts may describe what is hidden: only /Lang stays */
	size_t count = layers_are_off(in) ? 1 : sizeof kept / sizeof *kept;

	for (size_t i = 0; i < count; i++) {
		qpdf_oh value = key_of(in, item, kept[i]);
		if (!qpdf_oh_is_string(in->pdf, value))
			continue;
		segment_put(&in->writer, text_of(kept[i]));
		objects_put_resolved(in, value);
	}
}

static void put_namespace(struct intake *in, qpdf_oh item)
{
	qpdf_oh namespace = key_of(in, item, "/NS");

	if (!qpdf_oh_is_indirect(in->pdf, namespace) || !qpdf_oh_is_dictionary(in->pdf, namespace))
		return;
	segment_put(&in->writer, TEXT("/NS"));
	objects_put_value(in, namespace, false);
}

/* A head of our own tables is that of its row when other cells follow it there, else that of the
 * columns below (ISO 32000-1, 14.8.5.7). */
static void put_scope(struct carrying *carry, const struct element *element)
{
	struct intake *in = carry->in;
	const struct element *row = structure_element(carry->structure, element->parent);
	const struct kid *kid = structure_kids(carry->structure, row);
	bool others = false;

	for (uint32_t k = 0; k < row->kids; k++) {
		if (kid[k].kind != KID_ELEMENT)
			continue;
		const struct element *cell = structure_element(carry->structure, kid[k].number);
		qpdf_oh item = qpdf_get_object_by_id(in->pdf, (int)cell->id, (int)cell->generation);
		others |= is_name(in, key_of(in, item, "/S"), "/TD");
	}
	segment_printf(&in->writer, "/A<</O/Table/Scope/%s>>", others ? "Row" : "Column");
}

static void put_element(struct carrying *carry, const struct element *element)
{
	struct intake *in = carry->in;
	struct segment_writer *out = &in->writer;
	bool first = element->parent == STRUCTURE_NONE;
	qpdf_oh item = qpdf_get_object_by_id(in->pdf, (int)element->id, (int)element->generation);
	qpdf_oh role = key_of(in, item, "/S");

	list_role(carry, role, !qpdf_oh_is_dictionary(in->pdf, key_of(in, item, "/NS")));
	segment_begin(out, element->local, first ? SEGMENT_BRANCH : SEGMENT_ELEMENT);
	segment_put(out, text_of(qpdf_oh_unparse_resolved(in->pdf, role)));
	segment_put(out, TEXT("/Type/StructElem"));
	if (!first) {
		segment_put(out, TEXT("/P"));
		segment_put_reference(
			out, structure_element(carry->structure, element->parent)->local);
	}
	put_page(in, element->page);
	put_texts(in, item);
	put_namespace(in, item);
	put_all_attributes(carry, item);
	if (in->own && !first && is_name(in, role, "/TH"))
		put_scope(carry, element);
	qpdf_oh name = key_of(in, item, "/ID");
	if (qpdf_oh_is_string(in->pdf, name)) {
		struct text id;
		id.data = qpdf_oh_get_binary_string_value(in->pdf, name, &id.size);
		segment_put(out, TEXT("/ID"));
		put_id(in, (struct text){ arena_copy(&in->passing, id), id.size });
	}
	segment_put(out, TEXT("/K["));
	const struct kid *kids = structure_kids(carry->structure, element);
	for (uint32_t k = 0; k < element->kids; k++)
		put_kid(carry, &kids[k]);
	segment_put(out, TEXT("]"));
	segment_end(out);
	if (first)
		segment_add_piece(out,
			(struct segment_piece){ .object = element->local,
				.kind = SEGMENT_PIECE_BRANCH,
				.page = element->begins == STRUCTURE_NONE ? 0 : element->begins });
}

static void carry_elements(struct carrying *carry)
{
	for (uint32_t i = 0; i < structure_elements(carry->structure) && !carry->in->fault; i++) {
		const struct element *element = structure_element(carry->structure, i);
		if (element->local != INTAKE_NOTHING)
			put_element(carry, element);
		if (i % RELEASE_EVERY == RELEASE_EVERY - 1) {
			qpdf_oh_release_all(carry->in->pdf);
			carry->root =
				key_of(carry->in, qpdf_get_root(carry->in->pdf), "/StructTreeRoot");
			arena_reset(&carry->in->passing);
		}
	}
}

/* ---------------------------------------------------------------- trees beside the tree */

static void add_parent(
	struct buffer *parents, uint32_t local, const uint32_t *owners, uint32_t count)
{
	struct parent parent = { local, owners, count };

	buffer_append(parents, (struct text){ (char *)&parent, sizeof parent });
}

static void find_parents(struct carrying *carry, struct buffer *parents)
{
	struct structure *structure = carry->structure;
	const struct target *target = (const struct target *)structure->targets.data;

	for (uint32_t i = 0; i < carry->in->pages; i++) {
		const struct tagged_page *page = &structure->pages[i];
		if (page->drawn.count)
			add_parent(parents, i,
				(const uint32_t *)structure->drawn.data + page->drawn.first,
				page->drawn.count);
		if (page->marks.count && page->form != INTAKE_NOTHING)
			add_parent(parents, page->form, structure->owners + page->marks.first,
				page->marks.count);
	}
	for (size_t i = 0; i < structure->targets.size / sizeof *target; i++, target++)
		if (target->local != INTAKE_NOTHING && target->marks.count)
			add_parent(parents, target->local, structure->owners + target->marks.first,
				target->marks.count);
		else if (target->local != INTAKE_NOTHING && target->element != STRUCTURE_NONE)
			add_parent(parents, target->local, &target->element, 0);
}

static int by_local(const void *a, const void *b)
{
	const struct parent *one = a, *other = b;

	return (one->local > other->local) - (one->local < other->local);
}

static void put_owner(struct carrying *carry, uint32_t element)
{
	uint32_t local = element == STRUCTURE_NONE
				 ? INTAKE_NOTHING
				 : structure_element(carry->structure, element)->local;

	if (local == INTAKE_NOTHING)
		segment_put_word(&carry->in->writer, TEXT("null"));
	else
		segment_put_reference(&carry->in->writer, local);
}

static uint32_t begin_leaf(struct carrying *carry, enum segment_piece_kind kind)
{
	struct segment_writer *out = &carry->in->writer;
	uint32_t local = segment_reserve(out);

	carry->in->elements++;
	segment_add_piece(out, (struct segment_piece){ .object = local, .kind = kind });
	segment_begin(out, local, SEGMENT_PLAIN);
	return local;
}

static void carry_parents(struct carrying *carry)
{
	struct segment_writer *out = &carry->in->writer;
	struct buffer found;

	buffer_init(&found, carry->in->arena, 64 << 20);
	find_parents(carry, &found);
	const struct parent *parent = (const struct parent *)found.data;
	size_t count = found.size / sizeof *parent;
	if (count == 0)
		return;
	qsort(found.data, count, sizeof *parent, by_local);
	begin_leaf(carry, SEGMENT_PIECE_PARENTS);
	segment_put(out, TEXT("<</Limits["));
	segment_put_number(out, parent[0].local);
	segment_put(out, TEXT(" "));
	segment_put_number(out, parent[count - 1].local);
	segment_put(out, TEXT("]/Nums["));
	for (size_t i = 0; i < count; i++, parent++) {
		segment_put_number(out, parent->local);
		segment_put(out, parent->count ? TEXT("[") : TEXT(" "));
		for (uint32_t k = 0; k < parent->count || k == 0; k++)
			put_owner(carry, parent->owners[k]);
		segment_put(out, parent->count ? TEXT("]") : TEXT(" "));
	}
	segment_put(out, TEXT("]>>"));
	segment_end(out);
}

static void carry_names(struct carrying *carry)
{
	struct segment_writer *out = &carry->in->writer;
	const struct identified *named = (struct identified *)carry->structure->identified.data;
	size_t count = carry->structure->identified.size / sizeof *named;

	if (count == 0)
		return;
	begin_leaf(carry, SEGMENT_PIECE_NAMES);
	segment_put(out, TEXT("<</Limits["));
	put_id(carry->in, named[0].name);
	put_id(carry->in, named[count - 1].name);
	segment_put(out, TEXT("]/Names["));
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && text_equal(named[i].name, named[i - 1].name))
			continue;
		put_id(carry->in, named[i].name);
		put_owner(carry, named[i].element);
	}
	segment_put(out, TEXT("]>>"));
	segment_end(out);
}

static void carry_namespaces(struct carrying *carry)
{
	struct intake *in = carry->in;
	qpdf_oh list = key_of(in, carry->root, "/Namespaces");

	for (int i = 0; i < items_of(in, list) && i < STRUCTURE_ROLES; i++) {
		qpdf_oh item = qpdf_oh_get_array_item(in->pdf, list, i);
		uint32_t id = (uint32_t)qpdf_oh_get_object_id(in->pdf, item);
		uint32_t local =
			id ? objects_carry(
				     in, id, (uint32_t)qpdf_oh_get_generation(in->pdf, item), false)
			   : INTAKE_NOTHING;
		if (local != INTAKE_NOTHING)
			segment_add_piece(&in->writer, (struct segment_piece){ .object = local,
							       .kind = SEGMENT_PIECE_NAMESPACE });
	}
}

void structure_carry(struct intake *in)
{
	struct carrying carry = { .in = in, .structure = in->structure };

	if (!in->structure)
		return;
	carry.root = key_of(in, qpdf_get_root(in->pdf), "/StructTreeRoot");
	buffer_init(&carry.roles, in->arena, STRUCTURE_ROLES * sizeof(char *));
	carry_elements(&carry);
	carry_namespaces(&carry);
	carry_parents(&carry);
	carry_names(&carry);
	qpdf_oh_release_all(in->pdf);
}
