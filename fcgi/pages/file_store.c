/* Bytes to and from chunk rows, through the functions of sql/uploads.sql. */
#include "pages/file_store.h"

#include "base/log.h"

#include <string.h>

static const char LOCK[] =
	"select size::text, received::text, digest_state, expires from api.upload_lock($1)";
static const char PUT[] = "select api.chunk_put($1, $2, $3)";
static const char ADVANCE[] = "select api.upload_advance($1, $2, $3)";
static const char COMPLETE[] = "select api.upload_complete($1, $2)";
static const char PEEK[] = "select api.upload_bytes($1, $2, $3)";
static const char CHUNKS[] = "select api.chunks($1, $2, $3)";

/* An upload that has no state yet begins a new digest. A state must have hashed what was received,
 * no more, no less: anything else was not written by this nettle. */
static bool resume_digest(struct file_writer *writer, struct text state)
{
	struct sha256_ctx *digest = &writer->digest;

	if (state.size != sizeof *digest) {
		sha256_init(digest);
		return writer->received == 0;
	}
	memcpy(digest, state.data, sizeof *digest);
	return digest->index < sizeof digest->block &&
	       digest->count * SHA256_BLOCK_SIZE + digest->index == (uint64_t)writer->received;
}

int file_open(struct file_writer *writer, struct db *db, struct arena *arena, const char *upload)
{
	const struct db_value values[] = { DB_TEXT(upload) };
	struct db_row row = db_run(db, arena, LOCK, true, 1, values);

	*writer = (struct file_writer){ .db = db, .arena = arena, .upload = upload };
	if (row.status != 200)
		return row.status;
	if (!text_number(row.column[0], &writer->size) ||
		!text_number(row.column[1], &writer->received))
		return 500;
	if (writer->received == writer->size && writer->size > 0)
		return 409; /* it is whole */
	if (!resume_digest(writer, row.column[2])) {
		log_line(LOG_LEVEL_ERROR, "upload %s: its digest cannot be continued", upload);
		return 500;
	}
	writer->expires = row.column[3].data;
	writer->chunk = arena_alloc(arena, FILE_CHUNK);
	return 200;
}

static const char *decimal(struct arena *arena, long long number)
{
	return arena_printf(arena, "%lld", number);
}

/* The row that is on its way, if any. */
static int await_chunk(struct file_writer *writer)
{
	bool sent = writer->sent;

	writer->sent = false;
	return sent ? db_take(writer->db, writer->arena) : 200;
}

/* Sends a row off and does not wait: the next bytes are read and hashed while PostgreSQL writes. */
static int store_chunk(struct file_writer *writer)
{
	const struct db_value values[] = { DB_TEXT(writer->upload),
		DB_TEXT(decimal(writer->arena, writer->received - (long long)writer->held)),
		DB_BYTES(writer->chunk, writer->held) };
	int status = await_chunk(writer);

	if (writer->held == 0 || status != 200)
		return status;
	writer->sent = db_send(writer->db, PUT, 3, values);
	sha256_update(&writer->digest, writer->held, (const uint8_t *)writer->chunk);
	writer->held = 0;
	return writer->sent ? 200 : 503;
}

int file_write(struct file_writer *writer, struct text bytes)
{
	int status = 200;

	if ((long long)bytes.size > writer->size - writer->received)
		return 413;
	while (bytes.size > 0 && status == 200) {
		size_t room = FILE_CHUNK - writer->held;
		size_t part = bytes.size < room ? bytes.size : room;
		memcpy(writer->chunk + writer->held, bytes.data, part);
		writer->held += part;
		writer->received += (long long)part;
		bytes.data += part;
		bytes.size -= part;
		if (writer->held == FILE_CHUNK)
			status = store_chunk(writer);
	}
	return status;
}

int file_close(struct file_writer *writer, bool ended)
{
	uint8_t sha256[SHA256_DIGEST_SIZE];
	int status = store_chunk(writer);

	if (status == 200)
		status = await_chunk(writer);
	if (status != 200)
		return status;
	const struct db_value so_far[] = { DB_TEXT(writer->upload),
		DB_TEXT(decimal(writer->arena, writer->received)),
		DB_BYTES(&writer->digest, sizeof writer->digest) };
	status = db_run(writer->db, writer->arena, ADVANCE, false, 3, so_far).status;
	if (status != 200 || !(ended || writer->received == writer->size))
		return status;
	sha256_digest(&writer->digest, sizeof sha256, sha256);
	const struct db_value whole[] = { DB_TEXT(writer->upload),
		DB_BYTES(sha256, sizeof sha256) };
	return db_run(writer->db, writer->arena, COMPLETE, false, 2, whole).status;
}

struct text file_peek(struct db *db, struct arena *arena, const char *upload, long long position,
	long long length)
{
	const struct db_value values[] = { DB_TEXT(upload),
		DB_TEXT(decimal(arena, position < 0 ? 0 : position)),
		DB_TEXT(decimal(arena, length)) };

	return db_run(db, arena, PEEK, true, 3, values).column[0];
}

/* Cuts the first and the last chunk to what was asked for. */
struct window {
	long long skip, left;
	bool (*give)(void *context, struct text bytes);
	void *context;
};

static bool give_window(void *context, struct text bytes)
{
	struct window *window = context;

	if (window->skip > 0) {
		bytes.data += window->skip;
		bytes.size -= (size_t)window->skip;
		window->skip = 0;
	}
	if ((long long)bytes.size > window->left)
		bytes.size = (size_t)window->left;
	window->left -= (long long)bytes.size;
	return window->give(window->context, bytes);
}

int file_read(struct db *db, struct arena *arena, const char *upload, long long first,
	long long last, bool (*give)(void *context, struct text bytes), void *context)
{
	const struct db_value values[] = { DB_TEXT(upload), DB_TEXT(decimal(arena, first)),
		DB_TEXT(decimal(arena, last)) };
	struct window window = { .left = last - first + 1, .give = give, .context = context };

	/* How far into its chunk the first byte lies: chunks are as long as they arrived. */
	struct db_row row =
		db_run(db, arena, "select api.chunk_skip($1, $2)::text", false, 2, values);
	if (row.status != 200 || !text_number(row.column[0], &window.skip))
		return row.status == 200 ? 500 : row.status;
	int status = db_each(db, CHUNKS, 3, values, give_window, &window);
	return status == 200 && window.left > 0 ? 500 : status;
}
