/*
 * The job of a paper that was received: takes it apart, makes the copy that others may open, draws
 * it once, and records what came of it. A fault of ours leaves the paper as received and the job
 * failed, for staff to see.
 */
#include "clerk/paper.h"

#include "base/cache.h"
#include "base/digest.h"
#include "base/log.h"

#include <signal.h>
#include <string.h>

static enum outcome save(
	struct clerk *clerk, struct job *job, const char *statement, const cJSON *report)
{
	const struct db_value values[] = { DB_TEXT(job->subject), DB_TEXT(json_print(report)) };

	job->error = "the result cannot be recorded";
	return db_run(clerk->db, clerk->arena, statement, false, 2, values).status == 200
		       ? OUTCOME_DONE
		       : OUTCOME_AGAIN;
}

/* Adds the hash of the cleaned copy, which is what others will hold. */
static bool add_hash(struct clerk *clerk, const struct paper *paper, cJSON *report)
{
	char hex[DIGEST_HEX];
	long long size;

	if (!digest_file(cache_path(clerk->arena, clerk->cache, CACHE_CLEANED, paper->sha256), hex,
		    &size))
		return false;
	cJSON_AddStringToObject(report, "cleaned_sha256", hex);
	return true;
}

static enum outcome renew(struct clerk *clerk, struct job *job, const struct paper *paper)
{
	cJSON *report = cJSON_CreateObject();

	job->error = "the cleaned copy cannot be read";
	return add_hash(clerk, paper, report)
		       ? save(clerk, job, "select clerk.intake_renewed($1, $2)", report)
		       : OUTCOME_AGAIN;
}

/* A paper that was cleared before only needs its files again. */
static enum outcome take(
	struct clerk *clerk, struct job *job, const struct paper *paper, bool cleared)
{
	cJSON *report, *proof;
	enum outcome outcome = cleared ? paper_segment(clerk, paper, &report, &job->error)
				       : paper_take_apart(clerk, paper, &report, &job->error);

	if (outcome != OUTCOME_DONE)
		return outcome;
	if (report && json_string(report, "code"))
		return save(clerk, job, "select clerk.intake_returned($1, $2)", report);
	if (!job_progress(clerk, job, 70))
		return OUTCOME_AGAIN;
	outcome = paper_clean(clerk, paper, &job->error);
	if (outcome != OUTCOME_DONE)
		return outcome;
	if (cleared)
		return renew(clerk, job, paper);
	outcome = paper_proof(clerk, paper, &proof, &job->error);
	if (outcome != OUTCOME_DONE)
		return outcome;
	if (json_string(proof, "code"))
		return save(clerk, job, "select clerk.intake_returned($1, $2)", proof);
	cJSON_AddItemReferenceToObject(
		report, "texts", cJSON_GetObjectItemCaseSensitive(proof, "texts"));
	job->error = "the cleaned copy cannot be read";
	return add_hash(clerk, paper, report)
		       ? save(clerk, job, "select clerk.intake_cleared($1, $2)", report)
		       : OUTCOME_AGAIN;
}

/* An Office file is not opened by anybody before it is known to do nothing by itself. */
static enum outcome look(
	struct clerk *clerk, struct job *job, const struct paper *paper, const char *media_type)
{
	cJSON *report;
	enum outcome outcome = paper_look(clerk, paper, media_type, &report, &job->error);

	if (outcome != OUTCOME_DONE)
		return outcome;
	return json_string(report, "code")
		       ? save(clerk, job, "select clerk.intake_returned($1, $2)", report)
		       : save(clerk, job, "select clerk.intake_passed($1, $2)", report);
}

enum outcome intake_run(struct clerk *clerk, struct job *job)
{
	const struct db_value values[] = { DB_TEXT(job->subject) };
	struct db_row row =
		db_run(clerk->db, clerk->arena, "select clerk.intake_begin($1)", false, 1, values);

	job->error = "there is no such file";
	if (row.status != 200)
		return row.status == 503 ? OUTCOME_AGAIN : OUTCOME_FAILED;
	const cJSON *file = json_read(row.column[0]);
	if (!file)
		return OUTCOME_FAILED;
	struct paper paper = { json_string(file, "upload"), json_string(file, "sha256"),
		json_true(file, "as_readable") };
	const char *media_type = json_string(file, "media_type");
	if (strcmp(media_type, "application/pdf") != 0)
		return look(clerk, job, &paper, media_type);
	bool cleared = strcmp(json_string(file, "state"), "cleared") == 0;
	return take(clerk, job, &paper, cleared);
}
