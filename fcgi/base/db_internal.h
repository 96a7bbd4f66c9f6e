/*
 * What a struct db holds, for base/db*.c alone: the connection, which is made when it is needed and
 * made anew when it was lost, and the statements that it has prepared.
 */
#ifndef DAIS_BASE_DB_INTERNAL_H
#define DAIS_BASE_DB_INTERNAL_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <time.h>

/* More than there are functions to call: one worker comes to call them all. */
enum { DB_STATEMENTS = 1024, DB_STATEMENT_NAME = 24 };

struct db {
	char *conninfo;
	const char *channel;
	PGconn *connection;
	bool begun;    /* a transaction is open: a lost connection must not be replaced unseen */
	time_t failed; /* when connecting last failed */
	bool quiet;    /* failures are told by db_message only */
	char message[1024]; /* what the last failure said */
	size_t prepared;    /* how many of these this connection knows, as s0, s1, … */
	char *statement[DB_STATEMENTS];
};

/* Whether there is a connection that works. Where there is none, tries to make one, unless that
 * failed a moment ago or a transaction was open on the lost one. */
bool db_connected(struct db *db);

/* Gives the connection up. */
void db_disconnect(struct db *db);

/* Prepares a statement at its first use on this connection and gives its name; false when that
 * fails. */
bool db_prepare(struct db *db, const char *statement, char name[static DB_STATEMENT_NAME]);

/* Remembers, and logs, why a result is a failure. The HTTP status of it. */
int db_failure(struct db *db, const PGresult *result);

#endif
