/*
 * The bytes of files, kept by PostgreSQL in rows of 256 KiB. They stream in and out: a file of any
 * size passes through one chunk of memory. A running SHA-256 goes along and is stored between two
 * pieces, so that a file which arrives over days is hashed once. What is stored is nettle's own
 * struct: an upgrade of nettle that changes it ends the uploads that are open then.
 *
 * Writing happens inside the caller's transaction (db_begin … db_commit): a piece is there whole,
 * with its offset and digest, or not at all. Functions answer an HTTP status: 200, or what the
 * database said.
 */
#ifndef DAIS_PAGES_FILE_STORE_H
#define DAIS_PAGES_FILE_STORE_H

#include "base/db.h"

#include <nettle/sha2.h>

enum { FILE_CHUNK = 256 * 1024 }; /* the table's check constraint says the same */

struct file_writer {
	struct db *db;
	struct arena *arena;
	const char *upload;       /* id of the upload's row */
	const char *expires;      /* when it is swept unless it is filed: an HTTP date */
	long long size, received; /* bytes announced; bytes stored and held */
	struct sha256_ctx digest; /* of all bytes up to received */
	char *chunk;
	size_t held; /* bytes in chunk, not yet sent */
	bool sent;   /* a row is on its way to PostgreSQL */
};

/* Locks the upload for this transaction: 423 when another request writes to it, 404 or 410 when it
 * is not there (any more), 409 when all of it is there. */
int file_open(struct file_writer *writer, struct db *db, struct arena *arena, const char *upload);

/* Takes bytes; 413 when they would exceed the announced size. */
int file_write(struct file_writer *writer, struct text bytes);

/* Stores what is held, the offset and the digest. The file is complete when all announced bytes are
 * there, or when ended says that no more will come: its size is then what was received. */
int file_close(struct file_writer *writer, bool ended);

/* At most length bytes from position on, all in the arena; meant for a look at head or tail. */
struct text file_peek(struct db *db, struct arena *arena, const char *upload, long long position,
	long long length);

/*
 * Gives the bytes from first to last (both included) to give(), chunk by chunk, in one statement of
 * the caller's transaction; give answers false to stop.
 */
int file_read(struct db *db, struct arena *arena, const char *upload, long long first,
	long long last, bool (*give)(void *context, struct text bytes), void *context);

#endif
