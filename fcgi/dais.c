/*
 * The command line of an installation, run on the server by whoever operates it: sets up, migrates,
 * imports, mints sign-in links, verifies. The table below is all it can do; dais(1) describes it.
 */
#include "base/log.h"
#include "command/command.h"

#include "config.h"

#include <errno.h>
#include <getopt.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	int (*run)(struct command *, int, char **);
	const char *arguments;
	const char *summary;
	bool alone; /* needs neither configuration nor database */
} commands[] = {
	{ "setup", command_setup, "[--name NAME --email ADDRESS] [--password-file FILE]",
		"make the first administrator and the receipt key" },
	{ "migrate", command_migrate, "[--superuser CONNECTION]",
		"bring the database to this version" },
	{ "agenda", command_agenda,
		"FILE [--language L] [--slug S] [--name N] [--body B] [--zone Z] [--starts-on "
		"DATE] "
		"[--readings | --from-readings]",
		"print an agenda's text as a meeting for import", true },
	{ "import", command_import, "FILE [--shift-weeks N | --ahead]", "read a meeting" },
	{ "export", command_export, "MEETING", "print a meeting as a file for import" },
	{ "people", command_people, "FILE", "read people and their roles in a meeting" },
	{ "link", command_link, "ADDRESS", "print a sign-in link that works once" },
	{ "verify", command_verify, "RECEIPT FILE",
		"whether a receipt (saved, or its number) belongs to a file" },
	{ "packet", command_packet,
		"MEETING ITEM --out FILE [--manifest FILE] [--language LANGUAGE] [--two-sided]",
		"compile the packet of a panel" },
	{ "log", command_log, "verify [MEETING]", "check the chain of the event log" },
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static const char version[] = "dais " PACKAGE_VERSION "\n";

int command_fail(const char *format, ...)
{
	va_list arguments;

	fputs("dais: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	return COMMAND_TROUBLE;
}

int command_usage(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(name, commands[i].name) == 0)
			fprintf(stderr, "usage: dais %s %s\n", name, commands[i].arguments);
	return COMMAND_TROUBLE;
}

int command_fail_database(const struct command *command)
{
	struct text said = text_of(db_message(command->db));
	struct text first = text_split(&said, '\n');

	return command_fail("%.*s", (int)first.size, first.data);
}

struct db_row command_run(struct command *command, const char *statement, size_t count,
	const struct db_value values[])
{
	struct db_row row = db_run(command->db, command->arena, statement, false, count, values);

	if (row.status != 200)
		command_fail_database(command);
	return row;
}

struct text command_read(struct command *command, const char *path)
{
	enum { LIMIT = 64 << 20 };
	FILE *file = fopen(path, "re");
	long size = -1;
	struct text text = { NULL, 0 };

	if (file && fseek(file, 0, SEEK_END) == 0)
		size = ftell(file);
	if (size >= 0 && size < LIMIT && fseek(file, 0, SEEK_SET) == 0) {
		char *data = arena_alloc(command->arena, (size_t)size + 1);
		if (fread(data, 1, (size_t)size, file) == (size_t)size)
			text = (struct text){ data, (size_t)size };
	}
	if (!text.data)
		command_fail("%s cannot be read: %s", path,
			size < LIMIT ? strerror(errno) : "too large");
	if (file)
		fclose(file);
	return text;
}

static void print_help(void)
{
	printf("usage: dais [--config FILE] COMMAND [ARGUMENT...]\n"
	       "       dais [--config FILE] --check-config | --help | --version\n\n");
	for (size_t i = 0; i < COMMANDS; i++)
		printf("  %-8s %s\n           %s\n", commands[i].name, commands[i].arguments,
			commands[i].summary);
	printf("\nExit status: 0 done, 1 the answer is no, 2 trouble. See dais(1).\n");
}

/* The command's place in the table, COMMANDS when there is none (told). */
static size_t find_command(const char *name)
{
	for (size_t i = 0; i < COMMANDS; i++)
		if (strcmp(name, commands[i].name) == 0)
			return i;
	command_fail("there is no command \"%s\"; dais --help lists them", name);
	return COMMANDS;
}

static int run_command(size_t which, const struct config *config, int argc, char **argv)
{
	struct arena arena;
	struct command command = { .config = config, .arena = &arena };

	arena_init(&arena, (size_t)256 << 20);
	if (config) {
		command.db = db_open(config->admin_database);
		db_hush(command.db);
	}
	optind = 0; /* glibc: scan anew */
	int status = commands[which].run(&command, argc, argv);
	if (config)
		db_close(command.db);
	arena_release(&arena);
	return status;
}

static int check_config(const struct config *config)
{
	config_print(config, stdout);
	return fflush(stdout) == 0 ? COMMAND_DONE : COMMAND_TROUBLE;
}

int main(int argc, char **argv)
{
	static const struct option options[] = { { "config", required_argument, NULL, 'c' },
		{ "check-config", no_argument, NULL, 'k' }, { "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'v' }, { NULL, 0, NULL, 0 } };
	const char *path = NULL;
	struct config config;
	char error[256];
	bool check = false;

	setvbuf(stdout, NULL, _IOLBF, 0); /* in order with standard error when both go to a file */
	for (int option; (option = getopt_long(argc, argv, "+h", options, NULL)) != -1;) {
		switch (option) {
		case 'c': path = optarg; break;
		case 'k': check = true; break;
		case 'h': print_help(); return COMMAND_DONE;
		case 'v': fputs(version, stdout); return COMMAND_DONE;
		default: print_help(); return COMMAND_TROUBLE;
		}
	}
	check = check || (optind < argc && strcmp(argv[optind], "check-config") == 0);
	if (optind == argc && !check) {
		print_help();
		return COMMAND_TROUBLE;
	}
	argc -= optind;
	argv += optind;
	size_t which = check ? COMMANDS : find_command(argv[0]);
	if (!check && which == COMMANDS)
		return COMMAND_TROUBLE;
	if (!check && commands[which].alone)
		return run_command(which, NULL, argc, argv);
	if (sodium_init() < 0 || !config_load(&config, path, error))
		return command_fail(
			"%s", sodium_init() < 0 ? "no source of random numbers" : error);
	return check ? check_config(&config) : run_command(which, &config, argc, argv);
}
