/*
 * The job of an agenda that came as a file: its plain text is taken out in the jail, and recorded.
 * What each line of it is gets read by the web worker (pages/agenda_texts.c).
 */
#include "clerk/paper.h"

static enum outcome save(struct clerk *clerk, struct job *job, const cJSON *report)
{
	const struct db_value values[] = { DB_TEXT(job->subject), DB_TEXT(json_print(report)) };

	job->error = "the text cannot be recorded";
	return db_run(clerk->db, clerk->arena, "select clerk.agenda_text_taken($1, $2)", false, 2,
		       values)
				       .status == 200
		       ? OUTCOME_DONE
		       : OUTCOME_AGAIN;
}

enum outcome agenda_run(struct clerk *clerk, struct job *job)
{
	const struct db_value values[] = { DB_TEXT(job->subject) };
	struct db_row row = db_run(
		clerk->db, clerk->arena, "select clerk.agenda_text_begin($1)", false, 1, values);
	cJSON *report;

	job->error = "the text's row cannot be read";
	if (row.status != 200)
		return OUTCOME_AGAIN;
	if (!row.column[0].data)
		return OUTCOME_DONE; /* it was swept, or has its text */
	const cJSON *file = json_read(row.column[0]);
	enum outcome outcome = paper_text(clerk, json_string(file, "upload"),
		json_string(file, "media_type"), &report, &job->error);
	return outcome == OUTCOME_DONE ? save(clerk, job, report) : outcome;
}
