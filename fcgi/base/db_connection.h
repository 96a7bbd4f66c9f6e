/*
 * The connection behind db.h, for base/db*.c alone: made when it is needed, made anew when it was
 * lost, with the statements that it has prepared.
 */
#ifndef DAIS_BASE_DB_CONNECTION_H
#define DAIS_BASE_DB_CONNECTION_H

#include "base/db.h"

#include <libpq-fe.h>
#include <time.h>

enum { DB_STATEMENTS = 256, DB_STATEMENT_NAME = 24 };

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

/* Whether there is a connection that works; makes one when there is none and may be one. */
bool db_connected(struct db *db);

/* Gives the connection up. */
void db_disconnect(struct db *db);

/* Prepares a statement at its first use on this connection and gives its name; false when that
 * fails. */
bool db_prepare(struct db *db, const char *statement, char name[static DB_STATEMENT_NAME]);

/* Remembers, and logs, why a result is a failure. The HTTP status of it. */
int db_failure(struct db *db, const PGresult *result);

#endif
