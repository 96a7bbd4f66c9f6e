/*
 * One request, from the first byte to the last. Everything in it lives in its arena.
 *
 * A handler of fcgi/pages answers by one function of response.h and returns the HTTP status; when
 * it returns an error status without having answered, the dispatcher shows that status's page.
 */
#ifndef DAIS_SERVE_REQUEST_H
#define DAIS_SERVE_REQUEST_H

#include "base/buffer.h"
#include "base/db.h"
#include "base/json.h"

#include <fcgiapp.h>

struct server;
struct route;

enum method { METHOD_NONE, GET, HEAD, POST, PATCH, DELETE, OPTIONS };
extern const char *const method_names[OPTIONS + 1];

struct request {
	struct server *server;
	struct arena *arena;
	FCGX_Request *fcgi;

	enum method method;
	const char *path;  /* below the installation's prefix, decoded, begins with '/' */
	const char *query; /* as sent, without '?' */
	const char
		*root; /* the relative way from path to the installation's root: "./", "../../" */
	const char *page; /* where this is read again: path, or of a form the page that shows it */
	const char *lang; /* of the path, else what the reader prefers */
	bool wants_json;  /* suffix .json, or Accept names JSON and not HTML */
	long long body_read;
	long long content_length; /* -1: not told, the body ends with the stream */
	const char *content_type;

	const char *session; /* token out of the cookie (session_read), or NULL */
	const char *
		visitor; /* token that ties forms to a browser nobody has signed in from, or NULL */
	const char *device; /* token of a browser that somebody has signed in from, or NULL */
	const struct route *route;

	const char *once; /* the form's idempotency key, or NULL */

	cJSON *input;  /* object: path parameters and declared fields; what the SQL function gets */
	cJSON *form;   /* object: fields of a form as they were sent, to fill it again */
	cJSON *errors; /* array of {"field", "code"}: what is wrong with the form; NULL when nothing
			  is */
	cJSON *person; /* who asks, as api.request_begin told (ask.h); NULL: nobody, or not asked
			  yet */

	struct buffer headers; /* further lines of the answer, see request_add_header */
	bool answered;
};

/*
 * Takes method, path, language and the like out of the FastCGI parameters. Returns 0, or the status
 * of a malformed request (400, 405, 414).
 */
int request_begin(
	struct request *request, struct server *server, struct arena *arena, FCGX_Request *fcgi);

/* A FastCGI parameter (HTTP_IF_NONE_MATCH), or NULL. Bytes of a stranger: not yet checked. */
const char *request_param(const struct request *request, const char *name);

/* A header's value with everything but printable ASCII refused: NULL then, and when it is absent.
 */
const char *request_header(const struct request *request, const char *name);

/*
 * Reads the next bytes of the body, at most size. 0: the body is at its end, or the client went
 * away: request_cut then tells.
 */
size_t request_read(struct request *request, char *data, size_t size);

/* The body ended before all of CONTENT_LENGTH came. */
bool request_cut(struct request *request);

/* A string of the input, or NULL. */
const char *request_input(const struct request *request, const char *name);

/* A further header line of the answer; a value with control characters is dropped and logged. */
void request_add_header(struct request *request, const char *name, const char *value);

/* Whether such a line was added; name with its colon: "Cache-Control: ". */
bool request_has_header(const struct request *request, const char *name);

/* Puts the reader's network address into the input as "network", for limits of rate. */
void request_add_network(struct request *request);

/* Appends {"field", "code"} to the errors. */
void request_refuse(struct request *request, const char *field, const char *code);

/*
 * Whether a request that changes something comes from a page of ours: Origin and Sec-Fetch-Site
 * where the browser sends them (RFC 6454; W3C Fetch Metadata).
 */
bool request_same_origin(const struct request *request);

#endif
