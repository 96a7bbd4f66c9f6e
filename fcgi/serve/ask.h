/*
 * Asking the database in the name of whoever sent the request: their session, and the roles that
 * the route demands. What it tells of the person and of a refused form is kept in the request.
 */
#ifndef DAIS_SERVE_ASK_H
#define DAIS_SERVE_ASK_H

#include "serve/request.h"

/* Calls api.<function>(lang, input) in a transaction of its own; input NULL: the request's own. */
struct db_answer ask(struct request *request, const char *function, const cJSON *input);

/*
 * Calls the route's function with the request's input. A form that this person has sent before,
 * with the same idempotency key, is not carried out again, but answered alike.
 */
struct db_answer ask_once(struct request *request);

/* The same in steps, for a transaction that has more than one: begin, step, and db_commit. Whoever
 * begins ends with db_commit or db_rollback; input NULL as above. */
struct db_answer ask_begin(struct request *request);
struct db_answer ask_step(struct request *request, const char *function, const cJSON *input);

#endif
