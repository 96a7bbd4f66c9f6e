/*
 * The values of the headers of tus 1.0 (https://tus.io/protocols/resumable-upload), read strictly.
 * They know nothing of requests, so that tests and fuzzers can ask them directly.
 */
#ifndef DAIS_PAGES_TUS_H
#define DAIS_PAGES_TUS_H

#include "base/arena.h"

#include <nettle/sha1.h>
#include <nettle/sha2.h>

enum { TUS_METADATA = 4096 }; /* bytes that Upload-Metadata may have */

/*
 * Upload-Metadata: pairs of a name and a base64 value, parted by commas; a value may be missing.
 * Takes the file's name out of it (empty when there is none). False: malformed, or the name is no
 * UTF-8.
 */
bool tus_metadata(struct arena *arena, struct text header, struct text *file_name);

/* Upload-Checksum: the digest that a piece must have. */
struct tus_checksum {
	enum { TUS_NO_CHECKSUM, TUS_SHA1, TUS_SHA256 } algorithm;
	uint8_t wanted[SHA256_DIGEST_SIZE];
	union {
		struct sha1_ctx sha1;
		struct sha256_ctx sha256;
	} running;
};

/* An absent header (data NULL) wants nothing. False: malformed, or an algorithm we do not have. */
bool tus_checksum_begin(struct tus_checksum *checksum, struct text header);
void tus_checksum_add(struct tus_checksum *checksum, struct text bytes);
bool tus_checksum_holds(struct tus_checksum *checksum);

#endif
