/*
 * The answer to a request: status and headers once, then the body. The security headers that every
 * answer carries are written here and nowhere else.
 */
#ifndef DAIS_SERVE_RESPONSE_H
#define DAIS_SERVE_RESPONSE_H

#include "base/cache.h"
#include "serve/request.h"

/* Status, headers and a whole body. Returns status. type NULL: no body. */
int response_send(struct request *request, int status, const char *type, struct text body);

/* Without a body. */
int response_empty(struct request *request, int status);

/* Marks the answer by a tag (ETag, with its quotation marks). True: the client has it already, and
 * wants 304. */
bool response_known(struct request *request, const char *tag);

/* 303 to a path below the installation's root ("/en/my"). */
int response_redirect(struct request *request, const char *path);

int response_json(struct request *request, int status, const cJSON *value);

/* The page of this template, or the value itself for who wants JSON. value: text of a JSON object.
 */
int response_page(struct request *request, int status, const char *template, struct text value);

/* The form again, filled with what was sent and with its errors: the route's template over
 * again()'s answer. Answers the error page to who wants JSON, or where the route has no such form.
 */
int response_form_again(struct request *request, int status);

/* The page of an error status, in the reader's language. */
int response_error(struct request *request, int status);

/*
 * Headers first, then the body piece by piece, for files: response_begin, response_write until
 * false (the client went away), and no more.
 */
bool response_begin(struct request *request, int status, const char *type, long long length);
bool response_write(struct request *request, struct text piece);

/*
 * Lets the web server send a PDF of the cache (nginx: X-Accel-Redirect to the internal location
 * /.files/), as an attachment. False, and nothing is sent: it is not there (any more).
 */
bool response_cached(
	struct request *request, enum cache_kind kind, const char *sha256, const char *file_name);

/* Content-Disposition: attachment with this file name (RFC 6266, RFC 8187), and a policy under
 * which nothing in it runs, should it be opened all the same. */
void response_attachment(struct request *request, const char *file_name);

#endif
