/*
 * The one gate to PostgreSQL: nobody else looks at a result's status. A lost connection is made
 * anew; a call that only reads is then repeated once, one that writes answers 503, because nobody
 * knows whether its commit arrived.
 */
#include "base/db.h"

#include "base/db_internal.h"

#include <string.h>

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
		answer.status = db_failure(db, result);
		const char *detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL);
		if ((answer.status == 422 || answer.status == 409) && detail)
			answer.errors = text_of(arena_copy(arena, text_of(detail)));
	}
	return answer;
}

static const char BEGIN_REQUEST[] = "select api.request_begin($1, $2, $3)";

/* As api.<function>, but only when this form has not been answered before. */
static const char CALL_ONCE[] = "select api.once($1, $2, $3, $4)";

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

static struct db_answer try_call(struct db *db, struct arena *arena, const struct db_asker *asker,
	const char *statement, int count, const char *const values[])
{
	const char *const who[] = { asker->session_hash, asker->roles, asker->meeting };
	char begin[DB_STATEMENT_NAME], call[DB_STATEMENT_NAME];
	struct db_answer lost = { .status = 503 };

	if (!db_connected(db) || !db_prepare(db, BEGIN_REQUEST, begin) ||
		!db_prepare(db, statement, call))
		return lost;
	if (!PQenterPipelineMode(db->connection))
		return lost;
	PQsendQueryPrepared(db->connection, begin, 3, who, NULL, NULL, 0);
	PQsendQueryPrepared(db->connection, call, count, values, NULL, NULL, 0);
	PQpipelineSync(db->connection);
	struct db_answer answer = receive(db, arena);
	/* this fails when results are left over, which the next call would take for its own */
	if (!PQexitPipelineMode(db->connection))
		db_disconnect(db);
	return answer;
}

static bool is_lost(const struct db *db)
{
	return !db->connection || PQstatus(db->connection) != CONNECTION_OK;
}

struct db_answer db_call(struct db *db, struct arena *arena, const struct db_asker *asker,
	const char *function, const char *lang, const cJSON *input)
{
	const char *values[] = { lang, input ? json_print(input) : "{}", function, asker->once };
	const char *statement = asker->once ? CALL_ONCE : call_statement(arena, function);
	int count = asker->once ? 4 : 2;
	struct db_answer answer = try_call(db, arena, asker, statement, count, values);

	if (answer.status == 503 && asker->reads && is_lost(db))
		answer = try_call(db, arena, asker, statement, count, values);
	return answer;
}

/* Sends a statement off. False when there is no connection or the statement cannot be prepared. */
static bool start(struct db *db, const char *statement, bool binary, size_t count,
	const struct db_value values[])
{
	const char *data[DB_VALUES];
	int sizes[DB_VALUES], formats[DB_VALUES];
	char name[DB_STATEMENT_NAME];

	if (!db_connected(db) || !db_prepare(db, statement, name))
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
	struct db_answer begun = run_one(db, arena, "begin", 0, NULL);

	if (begun.status != 200)
		return begun;
	db->begun = true;
	if (!asker)
		return begun;
	const struct db_value who[] = { DB_TEXT(asker->session_hash), DB_TEXT(asker->roles),
		DB_TEXT(asker->meeting) };
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
	db_rollback(db); /* when the commit failed; does nothing after one that succeeded */
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

/* Asks the server to stop the statement. Rows that are on their way must still be read. */
static void cancel(struct db *db)
{
	PGcancel *order = PQgetCancel(db->connection);
	char reason[256];

	if (order)
		PQcancel(order, reason, sizeof reason);
	PQfreeCancel(order);
}

int db_each(struct db *db, const char *statement, size_t count, const struct db_value values[],
	bool (*row)(void *context, struct text column), void *context)
{
	int status = 200;

	if (!start(db, statement, true, count, values))
		return 503;
	PQsetSingleRowMode(db->connection);
	for (PGresult *result; (result = PQgetResult(db->connection)); PQclear(result)) {
		if (status == DB_STOPPED)
			continue;
		if (PQresultStatus(result) == PGRES_SINGLE_TUPLE) {
			struct text column = { PQgetvalue(result, 0, 0),
				(size_t)PQgetlength(result, 0, 0) };
			if (!row(context, column)) {
				status = DB_STOPPED;
				cancel(db);
			}
		} else if (PQresultStatus(result) != PGRES_TUPLES_OK) {
			status = db_failure(db, result);
		}
	}
	return status;
}

bool db_script(struct db *db, const char *script)
{
	if (!db_connected(db))
		return false;
	PGresult *result = PQexec(db->connection, script);
	ExecStatusType status = PQresultStatus(result);
	bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
	if (!good)
		db_failure(db, result);
	PQclear(result);
	return good;
}
