/* From a request to its answer: the route, who may ask, the form, the one SQL call, the page. */
#ifndef DAIS_SERVE_DISPATCH_H
#define DAIS_SERVE_DISPATCH_H

#include "serve/request.h"

/* Answers the request, whatever it is. */
void dispatch(struct server *server, struct arena *arena, FCGX_Request *fcgi);

/* Shows a page that is read: query, the route's function, its template. For handlers that do so in
 * some cases. */
int dispatch_show(struct request *request);

/* For a handler that adds to what a page shows: reads the query and asks the route's function.
 * Returns 0 with its JSON in value, else the status to answer. */
int dispatch_ask(struct request *request, struct text *value);

/* Changes something: the form, the route's function, and away (303). */
int dispatch_change(struct request *request);

#endif
