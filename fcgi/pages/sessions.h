/* What signing in (pages/sessions.c) and one's account (pages/accounts.c) have in common. */
#ifndef DAIS_PAGES_SESSIONS_H
#define DAIS_PAGES_SESSIONS_H

#include "serve/request.h"

/* Reads the form. 0, or the status; where it helps, the page has then been shown again. */
int session_form(struct request *request);

/*
 * Calls a function that begins a session, with the hash of a new token, and gives the browser the
 * token. 0, or the status; a used link's page has then been shown again. What the function refused
 * without an error stands in request->errors, with status 422 and no answer yet.
 */
int session_ask(struct request *request, const char *function, struct db_answer *answer);

/*
 * Does what derives a key from a password while it holds one of the turns for it, of which there
 * are few; answers work's status, or that the server is busy.
 */
int session_in_turn(struct request *request, int (*work)(struct request *request));

#endif
