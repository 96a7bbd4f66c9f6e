/* dais log verify: walks the chain of one meeting, or of the installation, and says whether it is
 * whole. */
#include "command/command.h"

#include <string.h>

int command_log(struct command *command, int argc, char **argv)
{
	const char *meeting = argc == 3 ? argv[2] : NULL;
	const struct db_value values[] = { DB_TEXT(meeting) };

	if (argc < 2 || argc > 3 || strcmp(argv[1], "verify") != 0)
		return command_usage(argv[0]);
	struct db_row row = command_run(
		command, "select records, first_broken, head from admin.log_verify($1)", 1, values);
	if (row.status != 200)
		return COMMAND_TROUBLE;
	if (row.column[1].data) {
		printf("broken at record %s of %s\n", row.column[1].data, row.column[0].data);
		return COMMAND_NO;
	}
	printf("%s records, whole, head %s\n", row.column[0].data,
		row.column[2].data ? row.column[2].data : "none");
	return COMMAND_DONE;
}
