/*
 * The names of roles that the elements of several papers use, and what each paper means by them.
 */
#ifndef DAIS_PAPER_ROLES_H
#define DAIS_PAPER_ROLES_H

#include "base/buffer.h"
#include "paper/plan.h"

struct role;

struct roles {
	struct arena *arena;
	struct role *role; /* of all sources, by name */
	size_t count;
};

/* Reads those of all sources. Returns NULL, or what is wrong in English. */
const char *roles_read(struct roles *roles, const struct plan *plan, struct arena *arena);

/* The standard type to write instead of this source's role name, or NULL when the name can stay. */
const char *roles_renamed(const struct roles *roles, const struct source *source, struct text name);

/* Writes "/RoleMap<<...>>". */
void roles_put_map(const struct roles *roles, struct buffer *out);

#endif
