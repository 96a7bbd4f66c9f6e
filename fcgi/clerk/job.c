/* The queue: takes a job, runs it, and records what came of it. */
#include "base/log.h"
#include "clerk/clerk.h"

#include "base/json.h"

#include <string.h>

static const struct {
	const char *kind;
	enum outcome (*run)(struct clerk *, struct job *);
} kinds[] = {
	{ "agenda", agenda_run },
	{ "intake", intake_run },
	{ "packet", packet_run },
};

bool job_progress(struct clerk *clerk, const struct job *job, int percent)
{
	const struct db_value values[] = { DB_TEXT(job->id), DB_TEXT(job->attempt),
		DB_TEXT(arena_printf(clerk->arena, "%d", percent)) };
	struct db_row row = db_run(
		clerk->db, clerk->arena, "select clerk.job_progress($1, $2, $3)", false, 3, values);

	return row.status == 200 && text_equal(row.column[0], TEXT("t"));
}

static enum outcome run(struct clerk *clerk, struct job *job)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(job->kind, kinds[i].kind) == 0)
			return kinds[i].run(clerk, job);
	job->error = "there is no such kind of job";
	return OUTCOME_FAILED;
}

/* Should the database be away now, the job stays "running" without its lock: somebody repeats it.
 */
static void save(struct clerk *clerk, const struct job *job, enum outcome outcome)
{
	static const char *const statements[] = {
		[OUTCOME_DONE] = "select clerk.job_done($1, $2)",
		[OUTCOME_AGAIN] = "select clerk.job_failed($1, $2, $3, true)",
		[OUTCOME_FAILED] = "select clerk.job_failed($1, $2, $3, false)",
		[OUTCOME_STOPPED] = "select clerk.job_release($1, $2)",
	};
	const struct db_value values[] = { DB_TEXT(job->id), DB_TEXT(job->attempt),
		DB_TEXT(job->error ? job->error : "failed") };
	bool failed = outcome == OUTCOME_AGAIN || outcome == OUTCOME_FAILED;

	if (failed)
		log_line(LOG_LEVEL_WARNING, "job %s (%s), attempt %s: %s", job->id, job->kind,
			job->attempt, values[2].data);
	db_run(clerk->db, clerk->arena, statements[outcome], false, failed ? 3 : 2, values);
}

bool job_next(struct clerk *clerk)
{
	struct db_row row =
		db_run(clerk->db, clerk->arena, "select clerk.job_claim()", false, 0, NULL);

	if (row.status != 200 || !row.column[0].data)
		return false;
	json_use_arena(clerk->arena);
	const cJSON *claimed = json_read(row.column[0]);
	struct job job = { json_string(claimed, "id"), json_string(claimed, "attempt"),
		json_string(claimed, "kind"), json_string(claimed, "subject"), NULL };
	save(clerk, &job, run(clerk, &job));
	return true;
}
