/*
 * A web worker: answers FastCGI requests on descriptor 0, one after the other, until it is told to
 * stop; then it ends between two requests, so that a restart loses none. Several of these processes
 * share one socket, which their supervisor keeps open.
 *
 * It never ends because the database is away: it answers 503 and tries again.
 */
#ifndef DAIS_SERVE_WORKER_H
#define DAIS_SERVE_WORKER_H

#include "serve/server.h"

/* Returns the process's exit status. */
int worker_run(struct server *server);

#endif
