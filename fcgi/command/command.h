/*
 * The subcommands of `dais`: each is one function, named in the table of dais.c. It gets its own
 * arguments (argv[0] is its name), says what it did on standard output and what went wrong in one
 * sentence on standard error, and returns what the program exits with.
 */
#ifndef DAIS_COMMAND_COMMAND_H
#define DAIS_COMMAND_COMMAND_H

#include "base/arena.h"
#include "base/config.h"
#include "base/db.h"

/* As grep and cmp have it. */
enum {
	COMMAND_DONE = 0,
	COMMAND_NO = 1,      /* it was looked at, and the answer is no: no match, a broken chain */
	COMMAND_TROUBLE = 2, /* it could not be done: usage, configuration, file, database */
};

struct command {
	const struct config *config;
	struct arena *arena;
	struct db *db; /* as the administrator; connects at the first statement */
};

int command_setup(struct command *command, int argc, char **argv);
int command_migrate(struct command *command, int argc, char **argv);
int command_agenda(struct command *command, int argc, char **argv);
int command_import(struct command *command, int argc, char **argv);
int command_export(struct command *command, int argc, char **argv);
int command_people(struct command *command, int argc, char **argv);
int command_link(struct command *command, int argc, char **argv);
int command_verify(struct command *command, int argc, char **argv);
int command_packet(struct command *command, int argc, char **argv);
int command_log(struct command *command, int argc, char **argv);

/* Renders the public pages of the newest editions that are not stored yet (pages/edition_pages.h);
 * told when it fails. */
int command_pages(struct command *command);

/* The same of one meeting, within the transaction that is open. */
int command_pages_of(struct command *command, const char *meeting);

/* Prints "dais: " and one sentence; returns COMMAND_TROUBLE. */
int command_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same for what the database said last, its first line. */
int command_fail_database(const struct command *command);

/* For wrong arguments: points to --help and returns COMMAND_TROUBLE. */
int command_usage(const char *name);

/*
 * Runs one statement as the administrator. What the database refuses is told on standard error;
 * then the row's status is not 200.
 */
struct db_row command_run(struct command *command, const char *statement, size_t count,
	const struct db_value values[]);

/* A whole file in the arena, with a NUL behind; data is NULL when it cannot be read (told). */
struct text command_read(struct command *command, const char *path);

#endif
