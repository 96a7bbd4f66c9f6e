/*
 * Files in the making: a step leaves a complete file in the cache or none, so each works in a
 * directory of its own, and what is finished is renamed.
 */
#ifndef DAIS_CLERK_WORKSHOP_H
#define DAIS_CLERK_WORKSHOP_H

#include "clerk/clerk.h"

/* A new directory below the cache; NULL when it cannot be made. */
const char *workshop_open(struct clerk *clerk);

/* Gives a finished file its name in the cache, after its bytes are on the disk. */
bool workshop_deliver(const char *from, const char *to);

/* Removes the directory with all that is in it. */
void workshop_close(const char *directory);

#endif
