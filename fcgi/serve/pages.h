/* The handlers of fcgi/pages: what a route's row names where call and show do not suffice. */
#ifndef DAIS_SERVE_PAGES_H
#define DAIS_SERVE_PAGES_H

#include "serve/request.h"

/* pages/health.c */
int health_show(struct request *request);
int ready_show(struct request *request);

/* pages/home.c */
int home_show(struct request *request);

/* pages/sessions.c */
int session_begin(struct request *request);
int link_use(struct request *request);
int session_end(struct request *request);

#endif
