/* A step leaves a complete file or none: files are made in a directory of their own and renamed. */
#include "clerk/paper.h"

#include "base/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Seconds that dais-paper may take; a 500-page book takes four. */
enum { INTAKE_TIME = 60, CLEAN_TIME = 300 };

const char *workshop_open(struct clerk *clerk)
{
	char *directory = arena_printf(clerk->arena, "%s/work/XXXXXX", clerk->cache);

	return mkdtemp(directory);
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status;
	(void)kind;
	(void)place;
	return remove(path);
}

void workshop_close(const char *directory)
{
	nftw(directory, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

bool cache_take(const char *from, const char *to)
{
	int file = open(from, O_RDONLY | O_CLOEXEC);
	bool good = file >= 0 && fdatasync(file) == 0 && fchmod(file, 0644) == 0;

	if (file >= 0)
		close(file);
	return good && rename(from, to) == 0;
}

enum outcome child_outcome(struct clerk *clerk, const struct child *child, const char **error)
{
	*error = child_describe(clerk->arena, child);
	return child->end == CHILD_STOPPED ? OUTCOME_STOPPED : OUTCOME_AGAIN;
}

static bool write_all(void *context, struct text piece)
{
	int *file = context;

	while (piece.size > 0) {
		ssize_t size = write(*file, piece.data, piece.size);
		if (size < 0 && errno != EINTR) {
			close(*file);
			*file = -1;
			return false;
		}
		if (size > 0)
			piece = text_from(piece, (size_t)size);
	}
	return true;
}

/* Writes the bytes of an upload into a new file. */
static bool export_bytes(struct clerk *clerk, const char *upload, const char *path)
{
	const struct db_value values[] = { DB_TEXT(upload) };
	int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (file < 0)
		return false;
	int status = db_each(
		clerk->db, "select * from clerk.upload_bytes($1)", 1, values, write_all, &file);
	return file >= 0 && close(file) == 0 && status == 200;
}

static bool is_killed(const struct child *child)
{
	return child->end == CHILD_KILLED && child->status == SIGKILL;
}

/*
 * Runs out of time, or is killed by the kernel for want of memory: the file's fault, not ours. But
 * the memory may have been taken by others: only who is killed twice is too complex.
 */
static struct child run_intake(struct clerk *clerk, const char *original, const char *segment)
{
	const char *const arguments[] = { "dais-paper", "intake", original, segment, NULL };
	struct child child = child_run(clerk, arguments, TEXT(""), INTAKE_TIME);

	if (is_killed(&child))
		child = child_run(clerk, arguments, TEXT(""), INTAKE_TIME);
	if (child.end == CHILD_TIMEOUT || is_killed(&child))
		child = (struct child){ .end = CHILD_EXITED,
			.output = TEXT("{\"code\":\"TOO_COMPLEX\"}") };
	return child;
}

static enum outcome take_apart_in(struct clerk *clerk, const char *directory,
	const struct paper *paper, cJSON **report, const char **error)
{
	const char *original = arena_printf(clerk->arena, "%s/original", directory);
	const char *segment = arena_printf(clerk->arena, "%s/segment", directory);
	const char *wrong;

	*error = "the bytes cannot be read from the database";
	if (!export_bytes(clerk, paper->upload, original))
		return OUTCOME_AGAIN;
	struct child child = run_intake(clerk, original, segment);
	if (child.end != CHILD_EXITED || child.status != 0)
		return child_outcome(clerk, &child, error);
	json_use_arena(clerk->arena);
	*report = json_parse(child.output, &wrong);
	*error = "dais-paper intake answered with something else than JSON";
	if (!*report)
		return OUTCOME_AGAIN;
	if (json_string(*report, "code"))
		return OUTCOME_DONE;
	*error = "the segment cannot be stored";
	return cache_take(segment,
		       cache_path(clerk->arena, clerk->cache, CACHE_SEGMENT, paper->sha256))
		       ? OUTCOME_DONE
		       : OUTCOME_AGAIN;
}

enum outcome paper_take_apart(
	struct clerk *clerk, const struct paper *paper, cJSON **report, const char **error)
{
	const char *directory = workshop_open(clerk);

	*report = NULL;
	*error = "there is no room for files in the making";
	if (!directory)
		return OUTCOME_AGAIN;
	enum outcome outcome = take_apart_in(clerk, directory, paper, report, error);
	workshop_close(directory);
	return outcome;
}

enum outcome paper_segment(
	struct clerk *clerk, const struct paper *paper, cJSON **report, const char **error)
{
	*report = NULL;
	if (access(cache_path(clerk->arena, clerk->cache, CACHE_SEGMENT, paper->sha256), R_OK) == 0)
		return OUTCOME_DONE;
	return paper_take_apart(clerk, paper, report, error);
}

static enum outcome clean_in(struct clerk *clerk, const char *directory, const struct paper *paper,
	const char *to, const char **error)
{
	const char *made = arena_printf(clerk->arena, "%s/cleaned.pdf", directory);
	const char *const arguments[] = { "dais-paper", "clean",
		cache_path(clerk->arena, clerk->cache, CACHE_SEGMENT, paper->sha256), made, NULL };
	struct child child = child_run(clerk, arguments, TEXT(""), CLEAN_TIME);

	if (child.end != CHILD_EXITED || child.status != 0)
		return child_outcome(clerk, &child, error);
	*error = "the cleaned copy cannot be stored";
	return cache_take(made, to) ? OUTCOME_DONE : OUTCOME_AGAIN;
}

enum outcome paper_clean(struct clerk *clerk, const struct paper *paper, const char **error)
{
	const char *to = cache_path(clerk->arena, clerk->cache, CACHE_CLEANED, paper->sha256);
	const char *directory = access(to, R_OK) == 0 ? NULL : workshop_open(clerk);

	*error = "there is no room for files in the making";
	if (!directory)
		return access(to, R_OK) == 0 ? OUTCOME_DONE : OUTCOME_AGAIN;
	enum outcome outcome = clean_in(clerk, directory, paper, to, error);
	workshop_close(directory);
	return outcome;
}
