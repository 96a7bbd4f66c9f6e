/*
 * The cookies: a session (somebody signed in), a visitor (nobody has; it only ties forms to the
 * browser they were shown in) and a device (somebody has signed in here before). Tokens are 256
 * random bits; the database knows their hash only.
 */
#ifndef DAIS_SERVE_SESSION_H
#define DAIS_SERVE_SESSION_H

#include "serve/request.h"

enum { TOKEN_SIZE = 43 }; /* base64url of 32 bytes, RFC 4648 section 5, without padding */

/* 256 random bits as base64url. */
char *token_new(struct arena *arena);

/* Hex SHA-256 of a token, as the database keeps it. */
char *token_hash(struct arena *arena, const char *token);

/* Takes the cookies out of the request. */
void session_read(struct request *request);

/* Hex SHA-256 of the session's token, or NULL. */
const char *session_hash(const struct request *request);

/* Sends a new session's token to the browser, or takes it away. */
void session_set(struct request *request, const char *token);
void session_clear(struct request *request);

/*
 * Hex SHA-256 of the token by which a browser is known again after a sign-in by password; a browser
 * that has none gets one by session_keep_device, once the sign-in is good.
 */
const char *session_device(struct request *request);
void session_keep_device(struct request *request);

/*
 * What a page's form must send back as "token": derived from the session's token or, when nobody is
 * signed in, the visitor's, which is made and sent when the browser has none yet.
 */
const char *session_form_token(struct request *request);

/* Whether a form sent back the token of its page. False without any cookie: there is nothing that a
 * token could be tied to. */
bool session_form_token_matches(struct request *request, struct text token);

#endif
