/* Directories below the cache's "work"; the sweep removes what a killed clerk left. */
#include "clerk/workshop.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

const char *workshop_open(struct clerk *clerk)
{
	char *directory = arena_printf(clerk->arena, "%s/work/XXXXXX", clerk->cache);

	return mkdtemp(directory);
}

bool workshop_deliver(const char *from, const char *to)
{
	int file = open(from, O_RDONLY | O_CLOEXEC);
	bool good = file >= 0 && fdatasync(file) == 0 && fchmod(file, 0644) == 0;

	if (file >= 0)
		close(file);
	return good && rename(from, to) == 0;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
	(void)status;
	(void)kind;
	(void)walk;
	return remove(path);
}

void workshop_close(const char *directory)
{
	nftw(directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}
