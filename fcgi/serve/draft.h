/*
 * What was written in a form whose session had ended: kept for a day, until whoever wrote it has
 * signed in again. Passwords are never kept (form.c).
 */
#ifndef DAIS_SERVE_DRAFT_H
#define DAIS_SERVE_DRAFT_H

#include "serve/request.h"

/* Keeps the form that was sent; the id that draft_take finds it by, or NULL: nothing was kept. */
const char *draft_keep(struct request *request);

/* Fills the page's forms with what was kept for it and for whoever asks, if there is such a thing.
 */
void draft_take(struct request *request, const char *draft);

#endif
