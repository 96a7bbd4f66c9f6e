/*
 * The fields of a form or a query: decoded, held against the route's declaration, and put into the
 * request's input (what is right) and form (as sent, to fill the form again).
 */
#ifndef DAIS_SERVE_FORM_H
#define DAIS_SERVE_FORM_H

#include "serve/request.h"

/* Where the bytes of a file in a multipart form go, as they arrive. Any of them false ends the
 * form. */
struct form_file {
	void *context;
	bool (*begin)(void *context, struct text field, struct text file_name);
	bool (*data)(void *context, struct text bytes);
	bool (*end)(void *context);
};

/* The query of a GET: what does not fit its field is left out. Returns 0 or 400. */
int form_query(struct request *request);

/*
 * The body of a POST: urlencoded, multipart or JSON (an object of strings, booleans, lists of
 * strings, texts by language and lists of rows). file NULL: a file is refused. The form token is
 * checked before a file begins.
 *
 * Returns 0 when the form was read, also when request->errors tells what is wrong with fields;
 * 403 with the error {"token", "expired"} when the token is missing or another's; else 400, 413,
 * 415, or 500 when the file's receiver said false (which may have set errors).
 */
int form_read(struct request *request, const struct form_file *file);

#endif
