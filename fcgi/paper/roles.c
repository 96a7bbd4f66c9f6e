/* Sorted by name and source; standard types that names stand for are listed as names, too. */
#include "paper/roles.h"

#include <stdlib.h>
#include <string.h>

/* A role's name in one source, and the standard type that it stands for there. */
struct role {
	const char *name, *type;
	const struct source *source;
	bool renamed; /* the name means something else in this document */
};

static int by_name(const void *a, const void *b)
{
	const struct role *one = a, *other = b;
	int order = strcmp(one->name, other->name);

	return order ? order : (one->source > other->source) - (one->source < other->source);
}

static const char *add_roles(struct roles *roles, const struct source *source)
{
	struct segment segment;
	const char *wrong = segment_open(&segment, source->file);

	if (wrong)
		return wrong;
	for (uint32_t i = 0; i < segment.header->roles && i < source->header.roles; i++) {
		struct role role = { .source = source };
		role.name = arena_copy(roles->arena, segment_text(&segment, segment.roles[i].name));
		role.type = arena_copy(roles->arena, segment_text(&segment, segment.roles[i].type));
		roles->role[roles->count++] = role;
		role.name = role.type;
		roles->role[roles->count++] = role;
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

static size_t of_one_name(const struct roles *roles, size_t first)
{
	size_t end = first + 1;

	while (end < roles->count && strcmp(roles->role[end].name, roles->role[first].name) == 0)
		end++;
	return end - first;
}

const char *roles_read(struct roles *roles, const struct plan *plan, struct arena *arena)
{
	const char *wrong = NULL;
	size_t most = 0;

	*roles = (struct roles){ .arena = arena };
	for (size_t i = 0; i < plan->source_count; i++)
		most += plan->sources[i].header.roles;
	roles->role = arena_alloc(arena, (2 * most + 1) * sizeof *roles->role);
	for (size_t i = 0; i < plan->source_count && !wrong; i++)
		if (plan->sources[i].header.roles > 0)
			wrong = add_roles(roles, &plan->sources[i]);
	if (roles->count)
		qsort(roles->role, roles->count, sizeof *roles->role, by_name);
	for (size_t i = 0; i < roles->count; i += of_one_name(roles, i))
		settle(roles->role + i, of_one_name(roles, i));
	return wrong;
}

const char *roles_renamed(const struct roles *roles, const struct source *source, struct text name)
{
	size_t low = 0, high = roles->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const struct role *role = &roles->role[middle];
		int order = strncmp(role->name, name.data, name.size);
		if (order == 0)
			order = role->name[name.size] ? 1 : 0;
		if (order < 0 || (order == 0 && role->source < source))
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < roles->count; low++) {
		const struct role *role = &roles->role[low];
		if (role->source != source || !text_equal(text_of(role->name), name))
			return NULL;
		if (role->renamed)
			return role->type;
	}
	return NULL;
}

void roles_put_map(const struct roles *roles, struct buffer *out)
{
	const char *last = "";

	buffer_append(out, TEXT("/RoleMap<<"));
	for (size_t i = 0; i < roles->count; i++) {
		const struct role *role = &roles->role[i];
		if (role->renamed || strcmp(role->name, role->type) == 0 ||
			strcmp(role->name, last) == 0)
			continue;
		buffer_append(out, text_of(role->name));
		buffer_append(out, text_of(role->type));
		last = role->name;
	}
	buffer_append(out, TEXT(">>"));
}
