/* Letters, reminders and the news of editions that are due: the database writes their mails. */
#include "clerk/clerk.h"

static bool has_written(struct clerk *clerk, const char *statement)
{
	struct db_row row = db_run(clerk->db, clerk->arena, statement, false, 0, NULL);

	return row.status == 200 && text_equal(row.column[0], TEXT("t"));
}

bool letters_next(struct clerk *clerk)
{
	return has_written(clerk, "select clerk.letters_send()") ||
	       has_written(clerk, "select clerk.editions_tell()");
}

void reminders_send(struct clerk *clerk)
{
	db_run(clerk->db, clerk->arena, "select clerk.reminders_send()", false, 0, NULL);
}
