/*
 * The two cookies: a session (somebody signed in) and a visitor (nobody has; it only ties forms to
 * the browser they were shown in). Tokens are 256 random bits; the database knows their hash only.
 */
#ifndef DAIS_SERVE_SESSION_H
#define DAIS_SERVE_SESSION_H

#include "serve/request.h"

enum { TOKEN_SIZE = 43 }; /* base64url of 32 bytes, RFC 4648 section 5, without padding */

/* 256 random bits as base64url. */
char *token_new(struct arena *arena);

/* Hex SHA-256 of a token, as the database keeps it. */
char *token_hash(struct arena *arena, const char *token);

/* Takes both cookies out of the request. */
void session_read(struct request *request);

/* Hex SHA-256 of the session's token, or NULL. */
const char *session_hash(const struct request *request);

/* Sends a new session's token to the browser, or takes it away. */
void session_set(struct request *request, const char *token);
void session_clear(struct request *request);

/* The token that forms of this request are tied to; makes a visitor's cookie where there is none.
 */
const char *session_form_key(struct request *request);

#endif
