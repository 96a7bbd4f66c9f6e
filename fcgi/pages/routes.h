/* The one table of addresses; see serve/route.h for what a row says. */
#ifndef DAIS_PAGES_ROUTES_H
#define DAIS_PAGES_ROUTES_H

#include "serve/route.h"

/* Ends with a row of METHOD_NONE. */
extern const struct route routes[];

#endif
