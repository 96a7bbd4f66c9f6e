/* Housekeeping: rows by the database's own rules, and directories that a killed clerk left behind.
 */
#include "clerk/workshop.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/* Seconds since the last file or progress: no step takes that long. */
enum { LEFT_BEHIND = 2 * 3600 };

void sweep(struct clerk *clerk)
{
	const char *work = arena_printf(clerk->arena, "%s/work", clerk->cache);
	DIR *directory = opendir(work);
	struct stat status;

	db_run(clerk->db, clerk->arena, "select clerk.sweep()", false, 0, NULL);
	for (struct dirent *entry; directory && (entry = readdir(directory));) {
		const char *path = arena_printf(clerk->arena, "%s/%s", work, entry->d_name);
		if (entry->d_name[0] != '.' && lstat(path, &status) == 0 &&
			status.st_mtime < time(NULL) - LEFT_BEHIND)
			workshop_close(path);
	}
	if (directory)
		closedir(directory);
}
