/*
 * dais log verify: walks the chains of the event log (the installation's and each meeting's, or one
 * of them) and says of each whether it is whole. A changed, missing or added event breaks it.
 */
#include "command/command.h"

#include <string.h>

enum { CHAINS = 10 * 1000 };

struct chains {
	struct arena *arena;
	const char **name; /* "": the installation's */
	size_t count;
};

static bool remember(void *context, struct text name)
{
	struct chains *chains = context;

	if (chains->count == CHAINS)
		return false;
	chains->name[chains->count++] = arena_copy(chains->arena, name);
	return true;
}

static int verify(struct command *command, const char *chain)
{
	const char *name = *chain ? chain : "(installation)";
	const struct db_value values[] = { DB_TEXT(*chain ? chain : NULL) };
	struct db_row row = command_run(
		command, "select events, first_broken, head from admin.log_verify($1)", 1, values);

	if (row.status != 200)
		return COMMAND_TROUBLE;
	if (row.column[1].data) {
		printf("%s: broken at event %s of %s\n", name, row.column[1].data,
			row.column[0].data);
		return COMMAND_NO;
	}
	printf("%s: whole, events %s, head %s\n", name, row.column[0].data,
		row.column[2].data ? row.column[2].data : "none");
	return COMMAND_DONE;
}

int command_log(struct command *command, int argc, char **argv)
{
	struct chains chains = { command->arena,
		arena_alloc(command->arena, CHAINS * sizeof *chains.name), 0 };
	int worst = COMMAND_DONE;

	if (argc < 2 || argc > 3 || strcmp(argv[1], "verify") != 0)
		return command_usage(argv[0]);
	const struct db_value values[] = { DB_TEXT(argc == 3 ? argv[2] : NULL) };
	int read =
		db_each(command->db, "select admin.log_chains($1)", 1, values, remember, &chains);
	if (read == DB_STOPPED) /* half of them must not look like all */
		return command_fail("there are more than %d chains: name a meeting", CHAINS);
	if (read != 200)
		return command_fail_database(command);
	if (chains.count == 0)
		return command_fail("there is no meeting %s", argv[2]);
	for (size_t i = 0; i < chains.count; i++) {
		int status = verify(command, chains.name[i]);
		worst = status > worst ? status : worst;
	}
	return worst;
}
