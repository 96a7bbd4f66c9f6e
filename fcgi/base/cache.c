/* Names of derived files. A new way of taking papers apart gets a new number in their names. */
#include "base/cache.h"

#include <errno.h>
#include <sys/stat.h>

/* Raise it when fcgi/paper writes other bytes for the same paper: what is cached is then made anew.
 */
#define INTAKE "1"

static const struct {
	const char *folder, *suffix;
} kinds[] = {
	[CACHE_SEGMENT] = { "segments", "." INTAKE ".segment" },
	[CACHE_CLEANED] = { "cleaned", "." INTAKE ".pdf" },
	[CACHE_PACKET] = { "packets", ".pdf" },
};

const char *cache_name(struct arena *arena, enum cache_kind kind, const char *sha256)
{
	return arena_printf(arena, "%s/%s%s", kinds[kind].folder, sha256, kinds[kind].suffix);
}

const char *cache_path(
	struct arena *arena, const char *directory, enum cache_kind kind, const char *sha256)
{
	return arena_printf(arena, "%s/%s", directory, cache_name(arena, kind, sha256));
}

static bool make_folder(const char *path)
{
	return mkdir(path, 0755) == 0 || errno == EEXIST;
}

bool cache_make(struct arena *arena, const char *directory)
{
	bool made =
		make_folder(directory) && make_folder(arena_printf(arena, "%s/work", directory));

	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		made = made &&
		       make_folder(arena_printf(arena, "%s/%s", directory, kinds[i].folder));
	return made;
}
