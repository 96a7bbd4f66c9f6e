/*
 * Where derived files lie below the cache directory, named by the SHA-256 of what they were made
 * from. Any of them may be deleted at any time: whoever needs it asks the clerk to make it again.
 */
#ifndef DAIS_BASE_CACHE_H
#define DAIS_BASE_CACHE_H

#include "base/arena.h"

enum cache_kind {
	CACHE_SEGMENT, /* a paper taken apart; by the original's SHA-256 */
	CACHE_CLEANED, /* the copy of a paper that others may open; by the original's SHA-256 */
	CACHE_PACKET,  /* a compiled packet; by its own SHA-256 */
};

/* The path below the cache directory, which the web server knows too. sha256: lower-case hex. */
const char *cache_name(struct arena *arena, enum cache_kind kind, const char *sha256);

/* The whole path; directory is the configuration's cache. */
const char *cache_path(
	struct arena *arena, const char *directory, enum cache_kind kind, const char *sha256);

/* Makes the folders of a cache. False with errno when that cannot be done. */
bool cache_make(struct arena *arena, const char *directory);

#endif
