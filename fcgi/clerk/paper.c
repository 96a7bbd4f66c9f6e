/* Each step in a directory of its own (workshop.h). */
#include "clerk/paper.h"

#include "base/cache.h"
#include "base/digest.h"
#include "clerk/workshop.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/*
 * Seconds that a step may take on a machine with much else to do; a 500-page book takes four. What
 * a paper itself may use is a limit of processor time, which dais-paper sets itself.
 */
enum { STEP_TIME = 300 };

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
static bool write_bytes(struct clerk *clerk, const char *upload, const char *path)
{
	const struct db_value values[] = { DB_TEXT(upload) };
	int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (file < 0)
		return false;
	int status = db_each(
		clerk->db, "select * from clerk.upload_bytes($1)", 1, values, write_all, &file);
	return file >= 0 && close(file) == 0 && status == 200;
}

/* Writes the paper into a new file. Its hash stands in a receipt and names what the cache keeps of
 * it, so bytes with another hash are no paper: somebody changed what the database holds. */
static enum outcome export_original(
	struct clerk *clerk, const struct paper *paper, const char *path, const char **error)
{
	char hex[DIGEST_HEX];
	long long size;

	*error = "the bytes cannot be read from the database";
	if (!write_bytes(clerk, paper->upload, path) || !digest_file(path, hex, &size))
		return OUTCOME_AGAIN;
	*error = "the bytes in the database are not those of the receipt: their hash is another";
	return strcmp(hex, paper->sha256) == 0 ? OUTCOME_DONE : OUTCOME_FAILED;
}

/* Runs a step that answers with a report. */
static enum outcome ask(
	struct clerk *clerk, const char *const arguments[], cJSON **report, const char **error)
{
	struct child child = child_run(clerk, arguments, TEXT(""), STEP_TIME);
	const char *wrong;

	if (child.end != CHILD_EXITED || child.status != 0)
		return child_outcome(clerk, &child, error);
	json_use_arena(clerk->arena);
	*report = json_parse(child.output, &wrong);
	*error = "dais-paper answered with something else than JSON";
	return *report ? OUTCOME_DONE : OUTCOME_AGAIN;
}

static enum outcome take_apart_in(struct clerk *clerk, const char *directory,
	const struct paper *paper, cJSON **report, const char **error)
{
	const char *original = arena_printf(clerk->arena, "%s/original", directory);
	const char *segment = arena_printf(clerk->arena, "%s/segment", directory);

	enum outcome outcome = export_original(clerk, paper, original, error);
	if (outcome != OUTCOME_DONE)
		return outcome;
	const char *step = paper->as_readable ? "salvage" : "intake";
	const char *const arguments[] = { "dais-paper", step, original, segment, NULL };
	outcome = ask(clerk, arguments, report, error);
	if (outcome != OUTCOME_DONE || json_string(*report, "code"))
		return outcome;
	*error = "the segment cannot be stored";
	return workshop_deliver(segment,
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

static enum outcome look_in(struct clerk *clerk, const char *directory, const struct paper *paper,
	const char *media_type, cJSON **report, const char **error)
{
	const char *original = arena_printf(clerk->arena, "%s/original", directory);
	const char *const arguments[] = { "dais-paper", "office", original, media_type, NULL };
	enum outcome outcome = export_original(clerk, paper, original, error);

	return outcome == OUTCOME_DONE ? ask(clerk, arguments, report, error) : outcome;
}

enum outcome paper_look(struct clerk *clerk, const struct paper *paper, const char *media_type,
	cJSON **report, const char **error)
{
	const char *directory = workshop_open(clerk);

	*report = NULL;
	*error = "there is no room for files in the making";
	if (!directory)
		return OUTCOME_AGAIN;
	enum outcome outcome = look_in(clerk, directory, paper, media_type, report, error);
	workshop_close(directory);
	return outcome;
}

static enum outcome text_in(struct clerk *clerk, const char *directory, const char *upload,
	const char *media_type, cJSON **report, const char **error)
{
	const char *file = arena_printf(clerk->arena, "%s/agenda", directory);
	const char *const arguments[] = { "dais-paper", "text", file, media_type, NULL };

	*error = "the bytes cannot be read from the database";
	return write_bytes(clerk, upload, file) ? ask(clerk, arguments, report, error)
						: OUTCOME_AGAIN;
}

enum outcome paper_text(struct clerk *clerk, const char *upload, const char *media_type,
	cJSON **report, const char **error)
{
	const char *directory = workshop_open(clerk);

	*report = NULL;
	*error = "there is no room for files in the making";
	if (!directory)
		return OUTCOME_AGAIN;
	enum outcome outcome = text_in(clerk, directory, upload, media_type, report, error);
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
	struct child child = child_run(clerk, arguments, TEXT(""), STEP_TIME);

	if (child.end != CHILD_EXITED || child.status != 0)
		return child_outcome(clerk, &child, error);
	*error = "the cleaned copy cannot be stored";
	return workshop_deliver(made, to) ? OUTCOME_DONE : OUTCOME_AGAIN;
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

enum outcome paper_proof(
	struct clerk *clerk, const struct paper *paper, cJSON **report, const char **error)
{
	const char *const arguments[] = { "dais-paper", "proof",
		cache_path(clerk->arena, clerk->cache, CACHE_CLEANED, paper->sha256), NULL };

	return ask(clerk, arguments, report, error);
}
