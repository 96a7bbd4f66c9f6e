/* A hash table with open addressing; object numbers and generations are the key. */
#include "paper/seen.h"

struct seen_object {
	uint32_t id, generation, local;
	bool used;
};

static struct seen_object *entry_for(const struct intake *in, uint32_t id, uint32_t generation)
{
	size_t mask = in->seen_size - 1, i = (id * 2654435761u ^ generation) & mask;

	while (in->seen[i].used && (in->seen[i].id != id || in->seen[i].generation != generation))
		i = (i + 1) & mask;
	return &in->seen[i];
}

static void grow(struct intake *in)
{
	struct seen_object *old = in->seen;
	size_t old_size = in->seen_size;

	in->seen_size = old_size ? old_size * 2 : 4096;
	in->seen = arena_alloc(in->arena, in->seen_size * sizeof *in->seen);
	for (size_t i = 0; i < old_size; i++)
		if (old[i].used)
			*entry_for(in, old[i].id, old[i].generation) = old[i];
}

void seen_init(struct intake *in)
{
	grow(in);
}

void seen_put(struct intake *in, uint32_t id, uint32_t generation, uint32_t local)
{
	if (in->seen_used * 2 >= in->seen_size)
		grow(in);
	struct seen_object *entry = entry_for(in, id, generation);
	in->seen_used += !entry->used;
	*entry = (struct seen_object){
		.id = id, .generation = generation, .local = local, .used = true
	};
}

void seen_add(struct intake *in, qpdf_oh object, uint32_t local)
{
	if (qpdf_oh_is_indirect(in->pdf, object))
		seen_put(in, (uint32_t)qpdf_oh_get_object_id(in->pdf, object),
			(uint32_t)qpdf_oh_get_generation(in->pdf, object), local);
}

bool seen_find(const struct intake *in, uint32_t id, uint32_t generation, uint32_t *local)
{
	const struct seen_object *entry = entry_for(in, id, generation);

	*local = entry->local;
	return entry->used;
}
