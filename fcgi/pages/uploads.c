/*
 * Resumable uploads: tus 1.0, its core and the extensions creation, creation-with-upload,
 * termination, expiration and checksum. What arrived of a piece is kept even when the line is cut
 * in the middle; a piece with a checksum is taken whole or not at all. One request writes to an
 * upload at a time, another gets 423. An upload belongs to the person who began it.
 */
#include "base/config.h"
#include "pages/file_kind.h"
#include "pages/file_store.h"
#include "pages/pages.h"
#include "pages/tus.h"
#include "serve/ask.h"
#include "serve/response.h"
#include "serve/server.h"

#include <string.h>

enum { PIECE = 64 * 1024, TUS_CHECKSUM_MISMATCH = 460 };

static const char PIECE_TYPE[] = "application/offset+octet-stream";

static void number_header(struct request *request, const char *name, long long number)
{
	request_add_header(request, name, arena_printf(request->arena, "%lld", number));
}

/* Every request but OPTIONS must name the version it speaks; the answer is 412 otherwise. */
static bool speaks_tus(struct request *request)
{
	const char *version = request_header(request, "HTTP_TUS_RESUMABLE");

	request_add_header(request, "Tus-Resumable", "1.0.0");
	if (version && strcmp(version, "1.0.0") == 0)
		return true;
	request_add_header(request, "Tus-Version", "1.0.0");
	return false;
}

int upload_options(struct request *request)
{
	request_add_header(request, "Tus-Resumable", "1.0.0");
	request_add_header(request, "Tus-Version", "1.0.0");
	request_add_header(request, "Tus-Extension",
		"creation,creation-with-upload,termination,expiration,checksum");
	request_add_header(request, "Tus-Checksum-Algorithm", "sha1,sha256");
	number_header(request, "Tus-Max-Size", config_max_upload(&request->server->config));
	return response_empty(request, 204);
}

static bool has_piece(const struct request *request)
{
	return request->content_type && strcmp(request->content_type, PIECE_TYPE) == 0;
}

/* Takes the body into the file. Returns 200, or why it was not taken. */
static int take_piece(struct request *request, struct file_writer *writer)
{
	char *piece = arena_alloc(request->arena, PIECE);
	struct tus_checksum checksum;
	size_t got;

	if (!tus_checksum_begin(
		    &checksum, text_of(request_header(request, "HTTP_UPLOAD_CHECKSUM"))))
		return 400;
	if (request->content_length > writer->size - writer->received)
		return 413;
	while ((got = request_read(request, piece, PIECE)) > 0) {
		struct text bytes = { piece, got };
		int status = file_write(writer, bytes);
		if (status != 200)
			return status;
		tus_checksum_add(&checksum, bytes);
	}
	return tus_checksum_holds(&checksum) ? 200 : TUS_CHECKSUM_MISMATCH;
}

/* Within a transaction: the body at the end of the upload. offset -1: no check where that is. */
static int append(
	struct request *request, const char *upload, long long offset, struct file_writer *writer)
{
	int status = file_open(writer, request->server->db, request->arena, upload);

	if (status != 200)
		return status;
	if (offset >= 0 && offset != writer->received)
		return 409;
	if (has_piece(request) || offset >= 0)
		status = take_piece(request, writer);
	return status == 200 ? file_close(writer, false) : status;
}

/* Upload-Length and Upload-Metadata, into the input. Returns 0 or what is wrong. */
static int read_creation(struct request *request)
{
	const char *metadata = request_header(request, "HTTP_UPLOAD_METADATA");
	struct text length = text_of(request_header(request, "HTTP_UPLOAD_LENGTH")), name;
	long long size;

	if (!text_number(length, &size) || !tus_metadata(request->arena, text_of(metadata), &name))
		return 400;
	if (size > config_max_upload(&request->server->config))
		return 413;
	if (request->content_length > 0 && !has_piece(request))
		return 415;
	if (name.size && file_name_refusal(arena_copy(request->arena, name)))
		return 415; /* before a byte of it is sent */
	cJSON_AddStringToObject(request->input, "name", arena_copy(request->arena, name));
	cJSON_AddStringToObject(request->input, "metadata", metadata ? metadata : "");
	cJSON_AddStringToObject(request->input, "size", arena_copy(request->arena, length));
	return 0;
}

/* The row, and what of the file comes with it, in one transaction. */
static int create(struct request *request, struct file_writer *writer, const cJSON **made)
{
	struct db *db = request->server->db;
	struct db_answer answer = ask_begin(request);

	if (answer.status == 200)
		answer = ask_step(request, "upload_create", NULL);
	if (answer.status != 200)
		return answer.status;
	*made = json_read(answer.text);
	int status = append(request, json_string(*made, "upload"), -1, writer);
	return status == 200 ? db_commit(db, request->arena).status : status;
}

int upload_create(struct request *request)
{
	struct file_writer writer;
	const cJSON *made = NULL;
	int status;

	if (!speaks_tus(request))
		return response_empty(request, 412);
	if ((status = read_creation(request)))
		return response_empty(request, status);
	status = create(request, &writer, &made);
	db_rollback(request->server->db); /* does nothing after the commit */
	if (status != 200)
		return response_empty(request, status);
	request_add_header(request, "Location",
		arena_printf(request->arena, "uploads/%s", json_string(made, "upload")));
	request_add_header(request, "Upload-Expires", json_string(made, "expires"));
	number_header(request, "Upload-Offset", writer.received);
	return response_empty(request, 201);
}

int upload_head(struct request *request)
{
	if (!speaks_tus(request))
		return response_empty(request, 412);
	struct db_answer answer = ask(request, "upload_state", NULL);
	if (answer.status != 200)
		return response_empty(request, answer.status);
	const cJSON *upload = json_read(answer.text);
	request_add_header(request, "Cache-Control", "no-store");
	request_add_header(request, "Upload-Offset", json_string(upload, "received"));
	request_add_header(request, "Upload-Length", json_string(upload, "size"));
	request_add_header(request, "Upload-Expires", json_string(upload, "expires"));
	if (*json_string(upload, "metadata"))
		request_add_header(request, "Upload-Metadata", json_string(upload, "metadata"));
	return response_empty(request, 200);
}

static int append_committed(struct request *request, long long offset, struct file_writer *writer)
{
	struct db *db = request->server->db;
	struct db_answer answer = ask_begin(request);
	int status = answer.status;

	if (status == 200)
		status = append(request, request_input(request, "upload"), offset, writer);
	if (status == 200)
		status = db_commit(db, request->arena).status;
	db_rollback(db);
	return status;
}

int upload_append(struct request *request)
{
	struct file_writer writer;
	long long offset;

	if (!speaks_tus(request))
		return response_empty(request, 412);
	if (!has_piece(request))
		return response_empty(request, 415);
	if (!text_number(text_of(request_header(request, "HTTP_UPLOAD_OFFSET")), &offset))
		return response_empty(request, 400);
	int status = append_committed(request, offset, &writer);
	if (status != 200)
		return response_empty(request, status);
	number_header(request, "Upload-Offset", writer.received);
	request_add_header(request, "Upload-Expires", writer.expires);
	return response_empty(request, 204);
}

int upload_delete(struct request *request)
{
	if (!speaks_tus(request))
		return response_empty(request, 412);
	int status = ask(request, "upload_delete", NULL).status;
	return response_empty(request, status == 200 ? 204 : status);
}
