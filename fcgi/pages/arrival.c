/* Whatever cannot be kept is read to its end, so that the form's other fields arrive. */
#include "pages/arrival.h"

#include "pages/file_kind.h"
#include "serve/ask.h"
#include "serve/server.h"

static bool fail(struct arrival *arrival, int status)
{
	db_rollback(arrival->request->server->db);
	arrival->status = status;
	return false;
}

static bool file_begin(void *context, struct text field, struct text file_name)
{
	struct arrival *arrival = context;
	struct request *request = arrival->request;
	cJSON *input = cJSON_CreateObject();

	if (!text_equal(field, TEXT("file")))
		return fail(arrival, 400);
	const char *name = arena_copy(request->arena, file_name);
	const char *refusal = file_name_refusal(name);
	if (refusal) {
		request_refuse(request, "file", refusal);
		arrival->unwanted = true;
		return true;
	}
	/* Its size is known at its end; until then the most it may have stands in the row. */
	arrival->size = config_max_upload(&request->server->config);
	cJSON_AddStringToObject(input, "name", name);
	cJSON_AddStringToObject(input, "size", arena_printf(request->arena, "%lld", arrival->size));
	struct db_answer answer = ask_begin(request);
	if (answer.status == 200)
		answer = ask_step(request, "upload_create", input);
	if (answer.status == 401) {
		db_rollback(request->server->db);
		arrival->status = 401;
		arrival->signed_out = true;
		return true;
	}
	if (answer.status != 200)
		return fail(arrival, answer.status);
	arrival->upload = json_string(json_read(answer.text), "upload");
	int status =
		file_open(&arrival->writer, request->server->db, request->arena, arrival->upload);
	return status == 200 || fail(arrival, status);
}

/* A file that is too large is read to its end without being kept, so that the form's other fields
 * arrive and can be shown again. */
static bool file_data(void *context, struct text bytes)
{
	struct arrival *arrival = context;
	int status = arrival->too_large || arrival->signed_out || arrival->unwanted
			     ? 200
			     : file_write(&arrival->writer, bytes);

	if (status == 413)
		arrival->too_large = true;
	return status == 200 || status == 413 || fail(arrival, status);
}

static bool file_end(void *context)
{
	struct arrival *arrival = context;
	struct request *request = arrival->request;

	if (arrival->signed_out || arrival->unwanted)
		return true;
	if (arrival->too_large) {
		db_rollback(request->server->db);
		arrival->upload = NULL;
		request_refuse(request, "file", "too-large");
		return true;
	}
	int status = file_close(&arrival->writer, true);
	if (status == 200)
		status = db_commit(request->server->db, request->arena).status;
	return status == 200 || fail(arrival, status);
}

struct form_file arrival_receiver(struct arrival *arrival)
{
	return (struct form_file){ arrival, file_begin, file_data, file_end };
}
