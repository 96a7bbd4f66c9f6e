/*
 * Asking PostgreSQL over the connection of db_connection.h.
 *
 * Functions answer one JSON value. A web request is one round trip: the session is bound and the
 * route's function called in one implicit transaction (a libpq pipeline up to its Sync), committed
 * together. Statements are prepared once a connection.
 */
#ifndef DAIS_BASE_DB_H
#define DAIS_BASE_DB_H

#include "base/arena.h"
#include "base/db_connection.h"
#include "base/json.h"

#include <stdint.h>

/* Who asks, as the transaction is told. */
struct db_asker {
	const char *session_hash; /* hex SHA-256 of the session token, or NULL */
	const char *roles;        /* PostgreSQL array of the roles that may ask; NULL: everybody */
	const char *meeting;      /* slug, or NULL */
	const char *once;         /* the form's idempotency key (sql/once.sql), or NULL */
	bool reads; /* changes nothing, so it may be repeated after a lost connection */
};

/* What a call came to. Lives in the arena of the call. */
struct db_answer {
	int status;         /* HTTP status: 200; 404 for NULL; else what the SQLSTATE means */
	struct text text;   /* of 200: the JSON as PostgreSQL wrote it */
	struct text person; /* JSON of who asks; empty when nobody is signed in */
	struct text
		errors; /* of 422, and of a 409 that says what: JSON list of {"field", "code"} */
};

/* Calls api.<function>(lang, input) for the asker. function is a name of ours, never a stranger's.
 */
struct db_answer db_call(struct db *db, struct arena *arena, const struct db_asker *asker,
	const char *function, const char *lang, const cJSON *input);

/*
 * Several steps in one transaction: begin, then db_step and db_run, then commit or roll back. A
 * step that fails leaves only db_rollback. Each answers like db_call. asker NULL: nobody asks, the
 * program works in its own name. A connection that is lost inside is not replaced before the end.
 */
struct db_answer db_begin(struct db *db, struct arena *arena, const struct db_asker *asker);
struct db_answer db_step(struct db *db, struct arena *arena, const char *function, const char *lang,
	const cJSON *input);
struct db_answer db_commit(struct db *db, struct arena *arena);
/* Ends whatever transaction is open; harmless when there is none. */
void db_rollback(struct db *db);

/* A parameter of a statement: text, or bytes when binary is set. data NULL is SQL's NULL. */
struct db_value {
	const char *data;
	size_t size;
	bool binary;
};

#define DB_TEXT(string) ((struct db_value){ (string), 0, false })
#define DB_BYTES(bytes, count) ((struct db_value){ (const char *)(bytes), (count), true })

/* At most this many parameters and columns. */
enum { DB_VALUES = 8 };

/* The first row of a statement: columns in the arena, each with a NUL behind. */
struct db_row {
	int status; /* 200, 404 when there is no row, else as in struct db_answer */
	int columns;
	struct text column[DB_VALUES];
};

/*
 * Runs one constant statement (`select … from api.function($1, …)`) with count parameters; alone it
 * is a transaction of its own. With binary set the columns come in PostgreSQL's binary form.
 */
struct db_row db_run(struct db *db, struct arena *arena, const char *statement, bool binary,
	size_t count, const struct db_value values[]);

/*
 * The same without waiting, for a row of values that is written: db_send sends it off, db_take
 * waits for its status. Between the two nothing else may be asked; a rollback ends both.
 */
bool db_send(struct db *db, const char *statement, size_t count, const struct db_value values[]);
int db_take(struct db *db, struct arena *arena);

/*
 * The same for any number of rows, without holding them in memory: each is given to row(), which
 * answers false to stop: the statement is then cancelled, which fails a transaction that is open.
 * Returns a status as above, 200 also when there was no row; DB_STOPPED when row() wanted no more.
 */
enum { DB_STOPPED = 499 };

int db_each(struct db *db, const char *statement, size_t count, const struct db_value values[],
	bool (*row)(void *context, struct text column), void *context);

/*
 * Sends a whole file of SQL, a constant of ours. Inside a transaction that a statement has begun it
 * stays part of it. False when anything in it failed; db_message then says what.
 */
bool db_script(struct db *db, const char *script);

#endif
