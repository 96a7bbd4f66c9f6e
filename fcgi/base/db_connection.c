/* Connecting, preparing, and being notified. */
#include "base/db_connection.h"

#include "base/db_internal.h"
#include "base/db_status.h"
#include "base/log.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char LOST[] = "the database does not answer";

struct db *db_open(const char *conninfo)
{
	struct db *db = calloc(1, sizeof *db);

	if (!db || !(db->conninfo = strdup(conninfo)))
		abort();
	return db;
}

/* A connection takes the statements it had prepared with it. */
void db_disconnect(struct db *db)
{
	while (db->prepared > 0)
		free(db->statement[--db->prepared]);
	PQfinish(db->connection);
	db->connection = NULL;
}

void db_close(struct db *db)
{
	db_disconnect(db);
	free(db->conninfo);
	free(db);
}

static void ignore_notice(void *context, const char *message)
{
	(void)context;
	(void)message;
}

/*
 * libpq lets later keywords win: conninfo, given as dbname, may override those before it and not
 * those after it. A server that vanishes without closing the connection is noticed within half a
 * minute. The search path is empty, because names are always written with their schema;
 * just-in-time compilation is off, because it costs more than these calls.
 */
static PGconn *connect_now(const char *conninfo)
{
	static const char *const names[] = { "fallback_application_name", "connect_timeout",
		"keepalives_idle", "keepalives_interval", "keepalives_count", "tcp_user_timeout",
		"dbname", "client_encoding", "options", NULL };
	const char *const values[] = { "dais", "3", "10", "5", "3", "25000", conninfo, "UTF8",
		"-c search_path=pg_catalog -c jit=off -c plan_cache_mode=force_generic_plan"
		" -c statement_timeout=60s -c idle_in_transaction_session_timeout=120s",
		NULL };

	return PQconnectdbParams(names, values, 1);
}

/* As libpq wrote it, without its last line end. */
static void keep_message(struct db *db, const char *message)
{
	struct text text = text_trim(text_of(message));

	snprintf(db->message, sizeof db->message, "%.*s", (int)text.size, text.data);
}

bool db_connected(struct db *db)
{
	if (db->connection && PQstatus(db->connection) == CONNECTION_OK &&
		PQconsumeInput(db->connection) && PQstatus(db->connection) == CONNECTION_OK)
		return true;
	keep_message(db, LOST);
	if (db->begun)
		return false;
	if (db->failed == time(NULL)) /* one attempt a second: each holds up this worker */
		return false;
	db_disconnect(db);
	db->connection = connect_now(db->conninfo);
	if (PQstatus(db->connection) != CONNECTION_OK) {
		struct text said = text_of(PQerrorMessage(db->connection));
		struct text line = text_split(&said, '\n');
		snprintf(db->message, sizeof db->message, "%s: %.*s", LOST, (int)line.size,
			line.data);
		if (!db->quiet)
			log_line(LOG_LEVEL_ERROR, "database: %s", PQerrorMessage(db->connection));
		db->failed = time(NULL);
		return false;
	}
	PQsetNoticeProcessor(db->connection, ignore_notice, NULL);
	return !db->channel || db_listen(db, db->channel);
}

int db_failure(struct db *db, const PGresult *result)
{
	const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
	const char *reason = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
	const char *hint = PQresultErrorField(result, PG_DIAG_MESSAGE_HINT);
	int status = db_status(state);

	snprintf(db->message, sizeof db->message, "%s%s%s", reason ? reason : LOST,
		hint ? ". " : "", hint ? hint : "");
	if (status >= 500 && db->quiet && state)
		keep_message(db, PQresultErrorMessage(result));
	else if (status >= 500 && !db->quiet)
		log_line(LOG_LEVEL_ERROR, "database: %s %s", state ? state : "lost",
			PQresultErrorMessage(result));
	return status;
}

bool db_prepare(struct db *db, const char *statement, char name[static DB_STATEMENT_NAME])
{
	size_t number = 0;

	while (number < db->prepared && strcmp(db->statement[number], statement) != 0)
		number++;
	snprintf(name, DB_STATEMENT_NAME, "s%zu", number);
	if (number < db->prepared)
		return true;
	if (number == DB_STATEMENTS) {
		log_line(LOG_LEVEL_ERROR, "database: no room for the statement %s", statement);
		return false;
	}
	PGresult *result = PQprepare(db->connection, name, statement, 0, NULL);
	bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
	if (!good)
		db_failure(db, result);
	else if (!(db->statement[db->prepared++] = strdup(statement)))
		abort();
	PQclear(result);
	return good;
}

void db_hush(struct db *db)
{
	db->quiet = true;
}

const char *db_message(const struct db *db)
{
	return db->message;
}

int db_socket(const struct db *db)
{
	return db->connection ? PQsocket(db->connection) : -1;
}

bool db_listen(struct db *db, const char *channel)
{
	char statement[64];

	db->channel = NULL; /* or db_connected, after a reconnect, would call this function */
	bool good = db_connected(db);
	db->channel = channel;
	if (!good)
		return false;
	snprintf(statement, sizeof statement, "listen %s", channel);
	PGresult *result = PQexecParams(db->connection, statement, 0, NULL, NULL, NULL, NULL, 0);
	good = PQresultStatus(result) == PGRES_COMMAND_OK;
	PQclear(result);
	return good;
}

bool db_notified(struct db *db)
{
	bool any = false;

	if (!db_connected(db))
		return false;
	for (PGnotify *note; (note = PQnotifies(db->connection)); PQfreemem(note))
		any = true;
	return any;
}
