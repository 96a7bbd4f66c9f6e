/*
 * Passwords: how they are kept, shown and judged. The database keeps salt and verifier, the SHA-256
 * of an Argon2id key; whoever signs in shows the key. So the database decides who signs in, and
 * nothing that a web worker may read there lets it in as somebody else.
 */
#ifndef DAIS_BASE_PASSWORD_H
#define DAIS_BASE_PASSWORD_H

#include "base/arena.h"

/*
 * What person.password keeps for a new password: "argon2id:PASSES:BYTES:SALT:VERIFIER", salt and
 * verifier in hex. NULL when there is no memory for it (64 MiB).
 */
const char *password_store(struct arena *arena, struct text password);

/*
 * The key of a password in hex, 64 digits, to be shown to api.session_begin. recipe is what
 * api.sign_in_lookup answers: the part of the above before the verifier. NULL when the recipe is
 * malformed or there is no memory for it. Takes a tenth of a second on purpose.
 */
const char *password_key(struct arena *arena, struct text password, struct text recipe);

/*
 * What is wrong with a password that somebody chooses, as a code of web/error-text.mustache
 * ("password-common"), or NULL. Only its length and how soon it would be guessed count, never which
 * characters it has. words are what an attacker tries first (the owner's name), in small letters,
 * ended by NULL; or NULL.
 */
const char *password_weakness(struct text password, const char **words);

#endif
