/* SHA-256 (FIPS 180-4) as dais writes it everywhere: lower-case hex. */
#ifndef DAIS_BASE_DIGEST_H
#define DAIS_BASE_DIGEST_H

#include "base/text.h"

#include <nettle/sha2.h>

enum { DIGEST_HEX = 2 * SHA256_DIGEST_SIZE + 1 };

/* Ends a running digest; it is then as new. */
void digest_hex(struct sha256_ctx *running, char hex[static DIGEST_HEX]);

/* The digest of bytes that are all here. */
void digest_text(struct text text, char hex[static DIGEST_HEX]);

/* The digest of a file and its size in bytes. False: it cannot be read. */
bool digest_file(const char *path, char hex[static DIGEST_HEX], long long *size);

/* A digest as people copy it: large letters, blanks and colons between. False: it is not one. */
bool digest_read(struct text given, char hex[static DIGEST_HEX]);

#endif
