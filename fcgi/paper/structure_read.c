/*
 * The tree is read level by level, so nothing here calls itself. An element is taken where it is
 * met first: loops end, and an element with two parents stays with one. What cannot be understood
 * is passed over; a tree beyond the limits is given up as a whole.
 */
#include "paper/structure_tree.h"

#include "paper/seen.h"
#include "paper/values.h"

#include <stdlib.h>
#include <string.h>

enum { RELEASE_EVERY = 64 }; /* elements; handles pile up otherwise */

struct reading {
	struct intake *in;
	struct structure *structure;
	uint8_t *met; /* one bit an object id, */
	uint32_t ids; /* of this many */
	bool too_much;
};

struct element *structure_element(const struct structure *structure, uint32_t index)
{
	return (struct element *)structure->elements.data + index;
}

uint32_t structure_elements(const struct structure *structure)
{
	return (uint32_t)(structure->elements.size / sizeof(struct element));
}

const struct kid *structure_kids(const struct structure *structure, const struct element *element)
{
	const struct kid *kids = (const struct kid *)structure->kids.data;

	return kids ? kids + element->kid : NULL;
}

static void append(struct buffer *list, const void *record, size_t size)
{
	buffer_append(list, (struct text){ record, size });
}

static uint32_t id_of(struct reading *re, qpdf_oh object)
{
	return (uint32_t)qpdf_oh_get_object_id(re->in->pdf, object);
}

static uint32_t generation_of(struct reading *re, qpdf_oh object)
{
	return (uint32_t)qpdf_oh_get_generation(re->in->pdf, object);
}

static bool met_before(struct reading *re, uint32_t id)
{
	uint8_t bit = (uint8_t)(1 << id % 8);

	if (id >= re->ids || re->met[id / 8] & bit)
		return true;
	re->met[id / 8] |= bit;
	return false;
}

/* The page that the key names, or that of what stands around it. */
static uint32_t page_of(struct reading *re, qpdf_oh item, uint32_t around)
{
	qpdf_oh page = key_of(re->in, item, "/Pg");
	uint32_t local = INTAKE_NOTHING;

	if (qpdf_oh_is_dictionary(re->in->pdf, page))
		seen_find(re->in, id_of(re, page), generation_of(re, page), &local);
	return local < re->in->pages ? local : around;
}

static void add_kid(struct reading *re, uint32_t element, struct kid kid)
{
	append(&re->structure->kids, &kid, sizeof kid);
	structure_element(re->structure, element)->kids++;
}

static void add_mark(struct reading *re, uint32_t element, qpdf_oh number, struct kid kid)
{
	long long value;

	if (kid.page == STRUCTURE_NONE ||
		!qpdf_oh_get_value_as_longlong(re->in->pdf, number, &value) || value < 0 ||
		value >= STRUCTURE_MARKS)
		return;
	kid.kind = KID_MARK;
	kid.number = (uint32_t)value;
	add_kid(re, element, kid);
}

/* Marked content of a form, or an object as a whole: it becomes a target. */
static void add_reference(struct reading *re, uint32_t element, qpdf_oh item, bool marks)
{
	qpdf_oh object = key_of(re->in, item, marks ? "/Stm" : "/Obj");
	struct kid kid = {
		.kind = KID_OBJECT,
		.page = page_of(re, item, structure_element(re->structure, element)->page),
		.id = id_of(re, object),
		.generation = generation_of(re, object),
	};
	struct target target = {
		.id = kid.id,
		.generation = kid.generation,
		.local = INTAKE_NOTHING,
		.element = marks ? STRUCTURE_NONE : element,
		.number = STRUCTURE_NONE,
	};

	if (kid.id)
		append(&re->structure->targets, &target, sizeof target);
	if (marks)
		add_mark(re, element, key_of(re->in, item, "/MCID"), kid);
	else if (kid.id)
		add_kid(re, element, kid);
}

/* Elements that stand within their parent become objects like the others. */
static void add_element(struct reading *re, uint32_t parent, qpdf_oh item)
{
	const struct element *above =
		parent == STRUCTURE_NONE ? NULL : structure_element(re->structure, parent);
	struct element element = { .id = id_of(re, item), .parent = parent };

	if (element.id && met_before(re, element.id))
		return;
	if (!element.id) {
		item = qpdf_make_indirect_object(re->in->pdf, item);
		element.id = id_of(re, item);
	}
	element.generation = generation_of(re, item);
	element.page = page_of(re, item, above ? above->page : STRUCTURE_NONE);
	element.depth = above ? above->depth + 1 : 0;
	if (structure_elements(re->structure) == STRUCTURE_ELEMENTS ||
		element.depth == STRUCTURE_DEPTH) {
		re->too_much = true;
		return;
	}
	append(&re->structure->elements, &element, sizeof element);
	if (above)
		add_kid(re, parent,
			(struct kid){ .kind = KID_ELEMENT,
				.number = structure_elements(re->structure) - 1 });
}

static void read_kid(struct reading *re, uint32_t element, qpdf_oh item)
{
	struct intake *in = re->in;
	bool dictionary = qpdf_oh_is_dictionary(in->pdf, item);

	if (dictionary && qpdf_oh_is_name(in->pdf, key_of(in, item, "/S")))
		add_element(re, element, item);
	if (element == STRUCTURE_NONE)
		return;
	if (qpdf_oh_is_integer(in->pdf, item))
		add_mark(re, element, item,
			(struct kid){ .page = structure_element(re->structure, element)->page });
	if (!dictionary)
		return;
	if (is_name(in, key_of(in, item, "/Type"), "/MCR"))
		add_reference(re, element, item, true);
	else if (is_name(in, key_of(in, item, "/Type"), "/OBJR"))
		add_reference(re, element, item, false);
}

static void read_kids(struct reading *re, uint32_t element, qpdf_oh holder)
{
	qpdf_oh kids = key_of(re->in, holder, "/K");
	int count = items_of(re->in, kids);

	if (!qpdf_oh_is_array(re->in->pdf, kids))
		read_kid(re, element, kids);
	if (count > STRUCTURE_KIDS)
		re->too_much = true;
	for (int i = 0; i < count && !re->too_much; i++)
		read_kid(re, element, qpdf_oh_get_array_item(re->in->pdf, kids, i));
}

static void read_name(struct reading *re, uint32_t element, qpdf_oh item)
{
	qpdf_oh name = key_of(re->in, item, "/ID");
	struct identified found = { .element = element };

	if (!qpdf_oh_is_string(re->in->pdf, name))
		return;
	found.name.data = qpdf_oh_get_binary_string_value(re->in->pdf, name, &found.name.size);
	found.name.data = arena_copy(re->in->arena, found.name);
	append(&re->structure->identified, &found, sizeof found);
}

static void read_elements(struct reading *re)
{
	for (uint32_t i = 0; i < structure_elements(re->structure) && !re->too_much; i++) {
		struct element *element = structure_element(re->structure, i);
		qpdf_oh item = qpdf_get_object_by_id(
			re->in->pdf, (int)element->id, (int)element->generation);
		element->kid = (uint32_t)(re->structure->kids.size / sizeof(struct kid));
		read_name(re, i, item);
		read_kids(re, i, item);
		if (i % RELEASE_EVERY == 0)
			qpdf_oh_release_all(re->in->pdf);
	}
	qpdf_oh_release_all(re->in->pdf);
}

/* Of two entries for one object the one that an element refers to as a whole comes first. */
static int by_object(const void *a, const void *b)
{
	const struct target *one = a, *other = b;

	if (one->id != other->id)
		return one->id < other->id ? -1 : 1;
	if (one->generation != other->generation)
		return one->generation < other->generation ? -1 : 1;
	return (one->element > other->element) - (one->element < other->element);
}

static int by_name(const void *a, const void *b)
{
	const struct identified *one = a, *other = b;
	size_t size = one->name.size < other->name.size ? one->name.size : other->name.size;
	int order = memcmp(one->name.data, other->name.data, size);

	if (order || one->name.size != other->name.size)
		return order ? order : one->name.size < other->name.size ? -1 : 1;
	return (one->element > other->element) - (one->element < other->element);
}

static void sort(struct buffer *list, size_t record, int (*order)(const void *, const void *))
{
	if (list->size)
		qsort(list->data, list->size / record, record, order);
}

/* Sorted, and each target once. */
static void order_targets(struct structure *structure)
{
	struct target *targets = (struct target *)structure->targets.data;
	size_t count = structure->targets.size / sizeof *targets, kept = 0;

	sort(&structure->targets, sizeof *targets, by_object);
	for (size_t i = 0; i < count; i++)
		if (kept == 0 || targets[kept - 1].id != targets[i].id ||
			targets[kept - 1].generation != targets[i].generation)
			targets[kept++] = targets[i];
	structure->targets.size = kept * sizeof *targets;
}

struct target *structure_target(const struct structure *structure, uint32_t id, uint32_t generation)
{
	struct target *targets = (struct target *)structure->targets.data;
	size_t low = 0, high = structure->targets.size / sizeof *targets, count = high;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (targets[middle].id < id ||
			(targets[middle].id == id && targets[middle].generation < generation))
			low = middle + 1;
		else
			high = middle;
	}
	return low < count && targets[low].id == id && targets[low].generation == generation
		       ? &targets[low]
		       : NULL;
}

static struct marks *marks_of(const struct structure *structure, const struct kid *kid)
{
	struct target *target =
		kid->id ? structure_target(structure, kid->id, kid->generation) : NULL;

	return target ? &target->marks : &structure->pages[kid->page].marks;
}

static uint32_t take_stretch(struct marks *marks, uint32_t used)
{
	marks->first = used;
	return used + marks->count;
}

/* Gives each content stream a stretch of owners; how many there are. */
static uint64_t count_marks(struct reading *re)
{
	struct structure *structure = re->structure;
	const struct kid *kids = (const struct kid *)structure->kids.data;
	struct target *targets = (struct target *)structure->targets.data;
	uint32_t used = 0;

	for (size_t i = 0; i < structure->kids.size / sizeof *kids; i++) {
		if (kids[i].kind != KID_MARK)
			continue;
		struct marks *marks = marks_of(structure, &kids[i]);
		if (marks->count <= kids[i].number)
			marks->count = kids[i].number + 1;
	}
	for (uint32_t i = 0; i < re->in->pages && used <= STRUCTURE_MARKS; i++)
		used = take_stretch(&structure->pages[i].marks, used);
	for (size_t i = 0; i < structure->targets.size / sizeof *targets && used <= STRUCTURE_MARKS;
		i++)
		used = take_stretch(&targets[i].marks, used);
	return used;
}

/* Who owns each mark; an element for each is known, since elements are read in order. */
static void note_owners(struct reading *re, uint32_t marks)
{
	struct structure *structure = re->structure;

	structure->owners = arena_alloc(re->in->arena, (marks + 1) * sizeof *structure->owners);
	memset(structure->owners, 0xff, (marks + 1) * sizeof *structure->owners);
	for (uint32_t i = 0; i < structure_elements(structure); i++) {
		const struct element *element = structure_element(structure, i);
		const struct kid *kid = structure_kids(structure, element);
		for (uint32_t k = 0; k < element->kids; k++, kid++)
			if (kid->kind == KID_MARK)
				structure->owners[marks_of(structure, kid)->first + kid->number] =
					i;
	}
}

/* An element without a page begins where the first of its kids does. Backwards, because kids come
 * after their parents. */
static void find_begins(struct structure *structure)
{
	for (uint32_t i = structure_elements(structure); i-- > 0;) {
		struct element *element = structure_element(structure, i);
		const struct kid *kid = structure_kids(structure, element);
		element->begins = element->page;
		for (uint32_t k = 0; k < element->kids && element->begins == STRUCTURE_NONE; k++)
			element->begins =
				kid[k].kind == KID_ELEMENT
					? structure_element(structure, kid[k].number)->begins
					: kid[k].page;
	}
}

/* Reserves the elements' numbers in the segment. An object that is carried already, such as a page,
 * is not written as an element, too. */
static void number_elements(struct reading *re)
{
	for (uint32_t i = 0; i < structure_elements(re->structure); i++) {
		struct element *element = structure_element(re->structure, i);
		element->local = INTAKE_NOTHING;
		if (seen_find(re->in, element->id, element->generation, &element->local)) {
			element->local = INTAKE_NOTHING;
			continue;
		}
		element->local = segment_reserve(&re->in->writer);
		seen_put(re->in, element->id, element->generation, element->local);
		re->in->elements++;
	}
}

static void begin(struct reading *re)
{
	struct structure *structure = re->structure;
	struct arena *arena = re->in->arena;
	int size = 0;

	qpdf_oh_get_value_as_int(
		re->in->pdf, key_of(re->in, qpdf_get_trailer(re->in->pdf), "/Size"), &size);
	re->ids = size > 0 && size < 10 * 1000 * 1000 ? (uint32_t)size + 1 : 10 * 1000 * 1000;
	re->met = arena_alloc(arena, re->ids / 8 + 1);
	buffer_init(&structure->elements, arena, STRUCTURE_ELEMENTS * sizeof(struct element));
	buffer_init(&structure->kids, arena, STRUCTURE_KIDS * sizeof(struct kid));
	buffer_init(&structure->targets, arena, STRUCTURE_KIDS * sizeof(struct target));
	buffer_init(&structure->identified, arena, STRUCTURE_ELEMENTS * sizeof(struct identified));
	buffer_init(&structure->drawn, arena, STRUCTURE_KIDS * sizeof(uint32_t));
	structure->pages = arena_alloc(arena, re->in->pages * sizeof *structure->pages);
	for (uint32_t i = 0; i < re->in->pages; i++)
		structure->pages[i].form = INTAKE_NOTHING;
}

void structure_read(struct intake *in)
{
	struct structure *structure = arena_alloc(in->arena, sizeof *structure);
	struct reading re = { .in = in, .structure = structure };
	qpdf_oh root = key_of(in, qpdf_get_root(in->pdf), "/StructTreeRoot");

	if (!qpdf_oh_is_dictionary(in->pdf, root))
		return;
	begin(&re);
	met_before(&re, id_of(&re, root));
	read_kids(&re, STRUCTURE_NONE, root);
	read_elements(&re);
	order_targets(structure);
	uint64_t marks = count_marks(&re);
	if (re.too_much || structure->kids.full || structure->targets.full ||
		marks > STRUCTURE_MARKS) {
		intake_note(in, NOTE_STRUCTURE);
		return;
	}
	if (structure_elements(structure) == 0)
		return;
	sort(&structure->identified, sizeof(struct identified), by_name);
	note_owners(&re, (uint32_t)marks);
	find_begins(structure);
	number_elements(&re);
	in->structure = structure;
}
