/*
 * The one gate to PostgreSQL: nobody else looks at a result's status. A lost connection is made
 * anew; a call that only reads is then repeated once, one that writes answers 503, because nobody
 * knows whether its commit arrived.
 */
#include "base/db.h"

#include "base/db_status.h"
#include "base/log.h"

#include <libpq-fe.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { STATEMENTS = 256 };

static const char LOST[] = "the database does not answer";

struct db {
	char *conninfo;
	const char *channel;
	PGconn *connection;
	bool begun;    /* a transaction is open: a lost connection must not be replaced unseen */
	time_t failed; /* when connecting last failed */
	bool quiet;    /* failures are told by db_message only */
	char message[1024]; /* what the last failure said */
	size_t prepared;    /* how many of these names this connection knows */
	char *statement[STATEMENTS];
};

struct db *db_open(const char *conninfo)
{
	struct db *db = calloc(1, sizeof *db);

	if (!db || !(db->conninfo = strdup(conninfo)))
		abort();
	return db;
}

/* A connection takes the statements it had prepared with it. */
static void disconnect(struct db *db)
{
	while (db->prepared > 0)
		free(db->statement[--db->prepared]);
	PQfinish(db->connection);
	db->connection = NULL;
}

void db_close(struct db *db)
{
	disconnect(db);
	free(db->conninfo);
	free(db);
}

static void ignore_notice(void *context, const char *message)
{
	(void)context;
	(void)message;
}

/* Names are always written with their schema; just-in-time compiling costs more than these calls.
 */
static PGconn *connect_now(const char *conninfo)
{
	static const char *const names[] = { "dbname", "fallback_application_name",
		"client_encoding", "connect_timeout", "options", NULL };
	const char *const values[] = { conninfo, "dais", "UTF8", "3",
		"-c search_path=pg_catalog -c jit=off -c plan_cache_mode=force_generic_plan"
		" -c statement_timeout=60s -c idle_in_transaction_session_timeout=120s",
		NULL };

	return PQconnectdbParams(names, values, 1);
}

static bool connected(struct db *db)
{
	if (db->connection && PQstatus(db->connection) == CONNECTION_OK &&
		PQconsumeInput(db->connection) && PQstatus(db->connection) == CONNECTION_OK)
		return true;
	if (db->begun)
		return false;
	if (db->failed == time(NULL)) /* at most one try a second: others wait for this worker */
		return false;
	disconnect(db);
	db->connection = connect_now(db->conninfo);
	if (PQstatus(db->connection) != CONNECTION_OK) {
		if (!db->quiet)
			log_line(LOG_LEVEL_ERROR, "database: %s", PQerrorMessage(db->connection));
		db->failed = time(NULL);
		snprintf(db->message, sizeof db->message, "%s", LOST);
		return false;
	}
	PQsetNoticeProcessor(db->connection, ignore_notice, NULL);
	return !db->channel || db_listen(db, db->channel);
}

static char *name_of(size_t number, char name[static 24])
{
	snprintf(name, 24, "s%zu", number);
	return name;
}

/* As libpq wrote it, without its last line end. */
static void keep_message(struct db *db, const char *message)
{
	struct text text = text_trim(text_of(message));

	snprintf(db->message, sizeof db->message, "%.*s", (int)text.size, text.data);
}

static int failure_of(struct db *db, const PGresult *result)
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

/* Prepares a statement at its first use on this connection and gives its name; false when that
 * fails. */
static bool prepare(struct db *db, const char *statement, char name[static 24])
{
	size_t number = 0;

	while (number < db->prepared && strcmp(db->statement[number], statement) != 0)
		number++;
	name_of(number, name);
	if (number < db->prepared)
		return true;
	if (number == STATEMENTS)
		return false;
	PGresult *result = PQprepare(db->connection, name, statement, 0, NULL);
	bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
	if (!good)
		failure_of(db, result);
	else if ((db->statement[number] = strdup(statement)))
		db->prepared++;
	PQclear(result);
	return good;
}

static struct text copy_value(struct arena *arena, const PGresult *result, int column)
{
	struct text value = { PQgetvalue(result, 0, column),
		(size_t)PQgetlength(result, 0, column) };

	return (struct text){ arena_copy(arena, value), value.size };
}

/* The first column of the first row; no row or NULL is 404. */
static struct db_answer answer_of(struct db *db, const PGresult *result, struct arena *arena)
{
	struct db_answer answer = { .status = 404 };

	switch (PQresultStatus(result)) {
	case PGRES_COMMAND_OK: answer.status = 200; break;
	case PGRES_TUPLES_OK:
		if (PQntuples(result) > 0 && !PQgetisnull(result, 0, 0)) {
			answer.status = 200;
			answer.text = copy_value(arena, result, 0);
		}
		break;
	default:
		answer.status = failure_of(db, result);
		const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
		if (answer.status == 422 && detail)
			answer.errors = text_of(arena_copy(arena, text_of(detail)));
	}
	return answer;
}

static const char BEGIN_REQUEST[] = "select api.request_begin($1, $2, $3)";

static const char *call_statement(struct arena *arena, const char *function)
{
	return arena_printf(arena, "select api.%s($1, $2)", function);
}

/* Takes the pipeline's results up to its Sync: first who asks, then the function's answer. */
static struct db_answer receive(struct db *db, struct arena *arena)
{
	struct db_answer answers[2] = { { .status = 503 }, { .status = 503 } };

	for (int i = 0; i < 2; i++) {
		PGresult *result = PQgetResult(db->connection);
		if (!result)
			return answers[1];
		if (PQresultStatus(result) != PGRES_PIPELINE_ABORTED)
			answers[i] = answer_of(db, result, arena);
		else
			answers[i].status = answers[0].status;
		PQclear(result);
		PQclear(PQgetResult(db->connection)); /* the NULL between two results */
	}
	PQclear(PQgetResult(db->connection)); /* the Sync itself */
	if (answers[0].status != 200 && answers[0].status != 404)
		return answers[0];
	answers[1].person = answers[0].text;
	return answers[1];
}

static struct db_answer call_once(struct db *db, struct arena *arena, const struct db_asker *asker,
	const char *statement, const char *const values[2])
{
	const char *const who[] = { asker->session_hash, asker->roles, asker->meeting };
	char begin[24], call[24];
	struct db_answer lost = { .status = 503 };

	if (!connected(db) || !prepare(db, BEGIN_REQUEST, begin) || !prepare(db, statement, call))
		return lost;
	if (!PQenterPipelineMode(db->connection))
		return lost;
	PQsendQueryPrepared(db->connection, begin, 3, who, NULL, NULL, 0);
	PQsendQueryPrepared(db->connection, call, 2, values, NULL, NULL, 0);
	PQpipelineSync(db->connection);
	struct db_answer answer = receive(db, arena);
	PQexitPipelineMode(db->connection);
	return answer;
}

struct db_answer db_call(struct db *db, struct arena *arena, const struct db_asker *asker,
	const char *function, const char *lang, const cJSON *input)
{
	const char *values[] = { lang, input ? json_print(input) : "{}" };
	const char *statement = call_statement(arena, function);
	struct db_answer answer = call_once(db, arena, asker, statement, values);

	if (answer.status == 503 && asker->reads)
		answer = call_once(db, arena, asker, statement, values);
	return answer;
}

/* Sends a statement off. False when there is no connection or the statement cannot be prepared. */
static bool start(struct db *db, const char *statement, bool binary, size_t count,
	const struct db_value values[])
{
	const char *data[DB_VALUES];
	int sizes[DB_VALUES], formats[DB_VALUES];
	char name[24];

	if (!connected(db) || !prepare(db, statement, name))
		return false;
	for (size_t i = 0; i < count; i++) {
		data[i] = values[i].data;
		sizes[i] = (int)values[i].size;
		formats[i] = values[i].binary;
	}
	return PQsendQueryPrepared(db->connection, name, (int)count, data, sizes, formats, binary);
}

/* The result of the statement that was sent; NULL: the connection is lost. */
static PGresult *finish(struct db *db)
{
	PGresult *last = NULL;

	for (PGresult *result; (result = PQgetResult(db->connection)); last = result)
		PQclear(last);
	return last;
}

static PGresult *execute(struct db *db, const char *statement, bool binary, size_t count,
	const struct db_value values[])
{
	return start(db, statement, binary, count, values) ? finish(db) : NULL;
}

static struct db_answer run_one(struct db *db, struct arena *arena, const char *statement,
	size_t count, const struct db_value values[])
{
	PGresult *result = execute(db, statement, false, count, values);
	struct db_answer answer = { .status = 503 };

	if (result)
		answer = answer_of(db, result, arena);
	PQclear(result);
	return answer;
}

struct db_answer db_begin(struct db *db, struct arena *arena, const struct db_asker *asker)
{
	const struct db_value who[] = { DB_TEXT(asker->session_hash), DB_TEXT(asker->roles),
		DB_TEXT(asker->meeting) };
	struct db_answer begun = run_one(db, arena, "begin", 0, NULL);

	if (begun.status != 200)
		return begun;
	db->begun = true;
	struct db_answer answer = run_one(db, arena, BEGIN_REQUEST, 3, who);
	answer.person = answer.text;
	if (answer.status == 404 && !asker->roles)
		answer.status = 200; /* nobody is signed in, and nobody needs to be */
	return answer;
}

struct db_answer db_step(struct db *db, struct arena *arena, const char *function, const char *lang,
	const cJSON *input)
{
	const struct db_value values[] = { DB_TEXT(lang),
		DB_TEXT(input ? json_print(input) : "{}") };

	return run_one(db, arena, call_statement(arena, function), 2, values);
}

struct db_answer db_commit(struct db *db, struct arena *arena)
{
	struct db_answer answer = { .status = 503 };

	if (db->connection && PQtransactionStatus(db->connection) == PQTRANS_INTRANS)
		answer = run_one(db, arena, "commit", 0, NULL);
	db_rollback(db); /* what could not be committed; else nothing */
	return answer;
}

void db_rollback(struct db *db)
{
	db->begun = false;
	if (!db->connection || PQtransactionStatus(db->connection) == PQTRANS_IDLE)
		return;
	PQclear(PQexecParams(db->connection, "rollback", 0, NULL, NULL, NULL, NULL, 0));
}

struct db_row db_run(struct db *db, struct arena *arena, const char *statement, bool binary,
	size_t count, const struct db_value values[])
{
	PGresult *result = execute(db, statement, binary, count, values);
	struct db_row row = { .status = 503 };

	if (!result)
		return row;
	if (PQresultStatus(result) == PGRES_TUPLES_OK) {
		row.status = PQntuples(result) > 0 ? 200 : 404;
		row.columns = PQnfields(result) < DB_VALUES ? PQnfields(result) : DB_VALUES;
		for (int i = 0; row.status == 200 && i < row.columns; i++)
			if (!PQgetisnull(result, 0, i))
				row.column[i] = copy_value(arena, result, i);
	} else {
		row.status = answer_of(db, result, arena).status;
	}
	PQclear(result);
	return row;
}

bool db_send(struct db *db, const char *statement, size_t count, const struct db_value values[])
{
	return start(db, statement, false, count, values);
}

int db_take(struct db *db, struct arena *arena)
{
	PGresult *result = finish(db);
	int status = result ? answer_of(db, result, arena).status : 503;

	PQclear(result);
	return status;
}

int db_each(struct db *db, const char *statement, size_t count, const struct db_value values[],
	bool (*row)(void *context, struct text column), void *context)
{
	int status = 200;
	bool wanted = true;

	if (!start(db, statement, true, count, values))
		return 503;
	PQsetSingleRowMode(db->connection);
	for (PGresult *result; (result = PQgetResult(db->connection)); PQclear(result)) {
		if (PQresultStatus(result) == PGRES_SINGLE_TUPLE)
			wanted =
				wanted && row(context, (struct text){ PQgetvalue(result, 0, 0),
							       (size_t)PQgetlength(result, 0, 0) });
		else if (PQresultStatus(result) != PGRES_TUPLES_OK)
			status = failure_of(db, result);
	}
	return status;
}

bool db_script(struct db *db, const char *script)
{
	if (!connected(db))
		return false;
	PGresult *result = PQexec(db->connection, script);
	ExecStatusType status = PQresultStatus(result);
	bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
	if (!good)
		failure_of(db, result);
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

	db->channel = NULL; /* connected() comes back here for a channel that is set */
	if (!connected(db)) {
		db->channel = channel;
		return false;
	}
	db->channel = channel;
	snprintf(statement, sizeof statement, "listen %s", channel);
	PGresult *result = PQexecParams(db->connection, statement, 0, NULL, NULL, NULL, NULL, 0);
	bool good = PQresultStatus(result) == PGRES_COMMAND_OK;
	PQclear(result);
	return good;
}

bool db_notified(struct db *db)
{
	bool any = false;

	if (!connected(db))
		return false;
	for (PGnotify *note; (note = PQnotifies(db->connection)); PQfreemem(note))
		any = true;
	return any;
}
