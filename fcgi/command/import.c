/*
 * dais import and dais people: a file of JSON, given whole to one SQL function that reads it in one
 * transaction. The database says what it made of it; a file that it refuses changes nothing. dais
 * export prints such a file.
 */
#include "command/command.h"

#include "base/json.h"

#include <getopt.h>
#include <string.h>

/* The text of a file that is strict JSON; data NULL when it is not (told). */
static struct text read_json(struct command *command, const char *path)
{
	struct text text = command_read(command, path);
	const char *error = NULL;

	if (!text.data)
		return text;
	json_use_arena(command->arena);
	if (json_parse(text, &error))
		return text;
	command_fail("%s is not JSON: %s", path, error);
	return (struct text){ NULL, 0 };
}

static int report(const char *path, struct db_row row)
{
	if (row.status != 200)
		return command_fail("%s was not read; nothing was changed", path);
	printf("%.*s\n", (int)row.column[0].size, row.column[0].data ? row.column[0].data : "");
	return COMMAND_DONE;
}

/* With its public pages or not at all: a meeting that cannot be shown is not read. */
static struct db_row import_whole(struct command *command, const struct db_value values[2])
{
	const struct db_asker nobody = { 0 };
	struct db_row row = { .status = 503 };

	if (db_begin(command->db, command->arena, &nobody).status != 200) {
		command_fail_database(command);
		return row;
	}
	row = command_run(command, "select admin.meeting_import($1::jsonb, $2)", 2, values);
	const char *slug = row.status == 200 ? json_string(json_read(row.column[0]), "slug") : NULL;
	if (slug && command_pages_of(command, slug) == COMMAND_DONE)
		row.status = db_commit(command->db, command->arena).status;
	else if (slug)
		row.status = 500;
	if (row.status != 200)
		db_rollback(command->db);
	return row;
}

int command_import(struct command *command, int argc, char **argv)
{
	static const struct option options[] = { { "shift-weeks", required_argument, NULL, 's' },
		{ "ahead", no_argument, NULL, 'a' }, { NULL, 0, NULL, 0 } };
	const char *shift = "0";
	long long weeks;

	for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (option == '?')
			return command_usage(argv[0]);
		shift = option == 'a' ? "ahead" : optarg;
		if (option == 's' &&
			!text_number(text_of(*shift == '-' ? shift + 1 : shift), &weeks))
			return command_fail(
				"--shift-weeks wants a whole number, not \"%s\"", shift);
	}
	if (optind + 1 != argc)
		return command_usage(argv[0]);
	struct text text = read_json(command, argv[optind]);
	if (!text.data)
		return COMMAND_TROUBLE;
	const struct db_value values[] = { DB_TEXT(text.data), DB_TEXT(shift) };
	return report(argv[optind], import_whole(command, values));
}

int command_export(struct command *command, int argc, char **argv)
{
	if (argc != 2)
		return command_usage(argv[0]);
	const struct db_value values[] = { DB_TEXT(argv[1]) };
	struct db_row row =
		command_run(command, "select jsonb_pretty(admin.meeting_export($1))", 1, values);
	struct text file = row.column[0];
	if (row.status != 200)
		return COMMAND_TROUBLE;
	if (!file.data)
		return command_fail("there is no meeting %s", argv[1]);
	bool written = fwrite(file.data, 1, file.size, stdout) == file.size &&
		       putchar('\n') != EOF && fflush(stdout) == 0;
	return written ? COMMAND_DONE : command_fail("the file could not be written");
}

int command_people(struct command *command, int argc, char **argv)
{
	if (argc != 2)
		return command_usage(argv[0]);
	struct text text = read_json(command, argv[1]);
	if (!text.data)
		return COMMAND_TROUBLE;
	const struct db_value values[] = { DB_TEXT(text.data) };
	return report(
		argv[1], command_run(command, "select admin.people_import($1::jsonb)", 1, values));
}
