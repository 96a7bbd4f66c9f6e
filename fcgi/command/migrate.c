/*
 * dais migrate: brings the database to the version of the SQL files in share. Everything happens in
 * one transaction: changes that are new, each once, then all functions and policies anew. A failure
 * anywhere leaves the database as it was; nobody ever sees half of it.
 */
#include "command/command.h"

#include "base/digest.h"

#include <dirent.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

/* These stand before all other files: the others rely on them, or are not sent at all. */
static const char *const first[] = { "access.sql", "events.sql" };
static const char *const apart[] = { "roles.sql", "database.sql", "migrate.sql", "access.sql",
	"events.sql" };

static const char *sql_path(struct command *command, const char *name)
{
	return arena_printf(command->arena, "%s/sql/%s", command->config->share, name);
}

static bool send_file(struct command *command, struct db *db, const char *name)
{
	struct text script = command_read(command, sql_path(command, name));

	if (!script.data)
		return false;
	if (db_script(db, script.data))
		return true;
	command_fail("%s: %s", name, db_message(db));
	return false;
}

/* Roles belong to the cluster, and some rights to its superuser: only a superuser gives them. */
static bool make_roles(struct command *command, const char *superuser)
{
	struct db *db = db_open(superuser);

	db_hush(db);
	bool made = send_file(command, db, "roles.sql") && send_file(command, db, "database.sql");

	db_close(db);
	if (made)
		puts("roles made or already there");
	return made;
}

static bool apply_change(struct command *command, const char *name)
{
	const char *path = arena_printf(command->arena, "changes/%s", name);
	struct text script = command_read(command, sql_path(command, path));
	char hex[DIGEST_HEX];

	if (!script.data)
		return false;
	digest_text(script, hex);

	const struct db_value values[] = { DB_TEXT(name), DB_TEXT(hex) };
	struct db_row wanted =
		command_run(command, "select deploy.change_begin($1, $2)", 2, values);
	if (wanted.status != 200)
		return false;
	if (!text_equal(wanted.column[0], TEXT("t")))
		return true;
	if (!send_file(command, command->db, path))
		return false;
	printf("%s applied\n", path);
	return command_run(command, "select deploy.change_end($1, $2)", 2, values).status == 200;
}

static int is_sql(const struct dirent *entry)
{
	return text_ends(text_of(entry->d_name), TEXT(".sql"));
}

static int is_noun(const struct dirent *entry)
{
	for (size_t i = 0; i < sizeof apart / sizeof *apart; i++)
		if (strcmp(entry->d_name, apart[i]) == 0)
			return false;
	return is_sql(entry);
}

/* Calls apply for every wanted file of a folder, in the order of their names; -1 when one failed.
 */
static int apply_folder(struct command *command, const char *folder,
	int (*wanted)(const struct dirent *), bool (*apply)(struct command *, const char *))
{
	struct dirent **entries = NULL;
	int count = scandir(folder, &entries, wanted, alphasort);
	bool good = count > 0;

	if (!good)
		command_fail("there are no SQL files in %s", folder);
	for (int i = 0; i < count; i++) {
		good = good && apply(command, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return good ? count : -1;
}

/* A noun's file says it when a function of its own belongs to somebody else than dais_owner. */
static bool apply_noun(struct command *command, const char *name)
{
	return command_run(command, "set local role dais_owner", 0, NULL).status == 200 &&
	       send_file(command, command->db, name) &&
	       command_run(command, "reset role", 0, NULL).status == 200;
}

static bool apply_all(struct command *command)
{
	int nouns;

	if (db_begin(command->db, command->arena, NULL).status != 200) {
		command_fail_database(command);
		return false;
	}
	if (!send_file(command, command->db, "migrate.sql") ||
		apply_folder(command, sql_path(command, "changes"), is_sql, apply_change) < 0)
		return false;
	for (size_t i = 0; i < sizeof first / sizeof *first; i++)
		if (!apply_noun(command, first[i]))
			return false;
	nouns = apply_folder(command, sql_path(command, ""), is_noun, apply_noun);
	if (nouns < 0)
		return false;
	if (db_commit(command->db, command->arena).status != 200) {
		command_fail_database(command);
		return false;
	}
	printf("functions and policies of %d files in place\n",
		nouns + (int)(sizeof first / sizeof *first));
	return true;
}

int command_migrate(struct command *command, int argc, char **argv)
{
	static const struct option options[] = { { "superuser", required_argument, NULL, 's' },
		{ NULL, 0, NULL, 0 } };
	const char *superuser = NULL;

	for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (option != 's')
			return command_usage(argv[0]);
		superuser = optarg;
	}
	if (optind != argc)
		return command_usage(argv[0]);
	if (superuser && !make_roles(command, superuser))
		return COMMAND_TROUBLE;
	if (apply_all(command))
		return command_pages(command);
	db_rollback(command->db);
	return command_fail("the database was left as it was");
}
