/*
 * The least that it costs to keep a file in PostgreSQL: rows of 256 KiB by a prepared insert, in
 * pieces of 4 MiB that are committed one after the other, as an upload's are. loader CONNINFO FILE.
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROW = 256 * 1024, ROWS_A_PIECE = 16 };

static void must(PGconn *connection, PGresult *result)
{
	ExecStatusType status = PQresultStatus(result);

	if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
		fprintf(stderr, "%s", PQerrorMessage(connection));
		exit(EXIT_FAILURE);
	}
	PQclear(result);
}

int main(int argc, char **argv)
{
	static char row[ROW];
	PGconn *connection = PQconnectdb(argc == 3 ? argv[1] : "");
	FILE *file = argc == 3 ? fopen(argv[2], "re") : NULL;
	size_t size;

	if (!file || PQstatus(connection) != CONNECTION_OK)
		return EXIT_FAILURE;
	must(connection,
		PQexec(connection,
			"set client_min_messages = error; drop table if exists bench_chunk; "
			"create table bench_chunk (start bigint primary key, data bytea); "
			"alter table bench_chunk alter column data set storage external"));
	must(connection, PQprepare(connection, "chunk",
				 "insert into bench_chunk values ($1::bigint, $2)", 2, NULL));
	for (long number = 0; (size = fread(row, 1, ROW, file)) > 0; number++) {
		char start[24];
		const char *const values[] = { start, row };
		const int sizes[] = { 0, (int)size }, formats[] = { 0, 1 };
		snprintf(start, sizeof start, "%ld", number * ROW);
		if (number % ROWS_A_PIECE == 0)
			must(connection, PQexec(connection, number ? "commit; begin" : "begin"));
		must(connection, PQexecPrepared(connection, "chunk", 2, values, sizes, formats, 0));
	}
	must(connection, PQexec(connection, "commit"));
	must(connection, PQexec(connection, "drop table bench_chunk"));
	PQfinish(connection);
	return EXIT_SUCCESS;
}
