/* Letters and reminders that are due: the database writes their mails. */
#include "clerk/clerk.h"

bool letters_next(struct clerk *clerk)
{
	struct db_row row =
		db_run(clerk->db, clerk->arena, "select clerk.letters_send()", false, 0, NULL);

	return row.status == 200 && text_equal(row.column[0], TEXT("t"));
}

void reminders_send(struct clerk *clerk)
{
	db_run(clerk->db, clerk->arena, "select clerk.reminders_send()", false, 0, NULL);
}
