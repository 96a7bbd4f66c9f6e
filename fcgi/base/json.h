/*
 * JSON values (cJSON) that live in an arena. cJSON alone is lenient, so every text passes a strict
 * check first (RFC 8259 and RFC 7493): UTF-8, no duplicate names, no trailing bytes, no NUL, a
 * depth of 64 at the most. Values are never freed one by one.
 */
#ifndef DAIS_BASE_JSON_H
#define DAIS_BASE_JSON_H

#include "base/arena.h"

#include <cjson/cJSON.h>

/*
 * From now on cJSON allocates from this arena; NULL ends that. Returns the one before. cJSON's
 * hooks take no context, so this is the one place where the program keeps a pointer of its own.
 */
struct arena *json_use_arena(struct arena *arena);

/* NULL when the text is not strict JSON; *error then says why, in English, for the log. */
cJSON *json_parse(struct text text, const char **error);

/* For what PostgreSQL wrote, which needs no check; NULL when it is no JSON all the same. */
cJSON *json_read(struct text text);

/* The string under this name, or NULL when it is absent or no string. */
const char *json_string(const cJSON *object, const char *name);

bool json_true(const cJSON *object, const char *name);

/* Sets a member of an object, in the place of one of that name. The value is the object's then. */
void json_put(cJSON *object, const char *name, cJSON *value);

/* Without white space; the result lives in the arena. */
char *json_print(const cJSON *value);

#endif
