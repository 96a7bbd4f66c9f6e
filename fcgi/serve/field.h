/* One value of a form against its declaration. */
#ifndef DAIS_SERVE_FIELD_H
#define DAIS_SERVE_FIELD_H

#include "serve/route.h"

/*
 * Checks a value that is known to be UTF-8 without NUL. Answers NULL when it fits and sets *value
 * (trimmed, line ends as LF; in the arena), else the code of what is wrong: too-long,
 * not-one-line, not-an-address, not-a-language, not-a-number, not-a-time, not-valid. An empty
 * value sets *value to NULL.
 */
const char *field_check(
	const struct field *field, struct arena *arena, struct text raw, const char **value);

#endif
