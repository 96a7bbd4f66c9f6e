/*
 * Filing a paper: the form of a panelist's slot, with the id of an upload that is already here
 * (sent by the script) or with the file itself (without a script). The file is stored first, as an
 * upload of its own transaction: whatever is then wrong with the form, the bytes need not be sent
 * again. Filing is one transaction; only after its commit does the sender see a receipt.
 */
#include "pages/arrival.h"
#include "pages/file_kind.h"
#include "pages/file_store.h"
#include "pages/pages.h"
#include "pages/receipts.h"
#include "serve/ask.h"
#include "serve/form.h"
#include "serve/response.h"
#include "serve/server.h"

#include <string.h>

static void replace_string(cJSON *object, const char *name, const char *value)
{
	cJSON_DeleteItemFromObjectCaseSensitive(object, name);
	if (value)
		cJSON_AddStringToObject(object, name, value);
}

static struct text peek_upload(void *context, long long position, long long length)
{
	struct request *request = context;

	return file_peek(request->server->db, request->arena, request_input(request, "upload"),
		position, length);
}

/* Within the filing's transaction: what the file is, into the input. Returns 200, or a fault. */
static int look_at_file(struct request *request)
{
	struct db_answer answer = ask_step(request, "upload_filing", NULL);
	if (answer.status != 200)
		return answer.status;
	const cJSON *upload = json_read(answer.text);
	const char *name = json_string(upload, "name"), *size = json_string(upload, "size");
	struct file_source source = { peek_upload, request, 0 };

	if (!name || !text_number(text_of(size), &source.size))
		return 200; /* not there, or not whole: the database says so */
	struct file_kind kind = file_kind(name, &source);
	replace_string(request->input, "media_type", kind.media_type);
	replace_string(request->input, "refusal", kind.refusal);
	return 200;
}

/* An upload whose bytes are not of a kind that is taken is not offered again as one that has
 * arrived. */
static void discard(struct request *request)
{
	ask(request, "upload_delete", request->input);
	replace_string(request->form, "upload", "");
}

static int read_key_id(struct request *request)
{
	struct receipt_key key;
	int status = receipt_key_load(request, &key);

	if (status == 200)
		replace_string(request->input, "key_id", key.id);
	return status;
}

/* Until the commit is known nobody is told that a paper was received. */
static int commit(struct request *request)
{
	return db_commit(request->server->db, request->arena).status;
}

static int redirect(struct request *request, struct db_answer answer)
{
	const cJSON *made = json_read(answer.text);

	if (request->wants_json)
		return response_json(request, 200, made);
	return response_redirect(request, json_string(made, "location"));
}

static int file_paper(struct request *request)
{
	struct db *db = request->server->db;
	struct db_answer answer = ask_begin(request);
	int status = answer.status;

	if (status == 200)
		status = look_at_file(request);
	if (status == 200) {
		answer = ask_step(request, "submission_create", NULL);
		status = answer.status;
	}
	if (status == 200)
		status = commit(request);
	db_rollback(db);
	return status == 200 ? redirect(request, answer) : status;
}

int submission_create(struct request *request)
{
	struct arrival arrival = { .request = request };
	struct form_file file = arrival_receiver(&arrival);
	int status = form_read(request, &file);

	db_rollback(request->server->db); /* of a file that was cut in its middle */
	if (status == 403)
		return response_form_again(request, 403);
	if (status || arrival.status)
		return arrival.status ? arrival.status : status;
	if (arrival.upload) {
		replace_string(request->input, "upload", arrival.upload);
		replace_string(request->form, "upload", arrival.upload);
	}
	if (request->errors)
		return response_form_again(request, arrival.too_large ? 413 : 422);
	status = read_key_id(request);
	if (status == 200)
		status = file_paper(request);
	if (status != 422 || !request->errors)
		return status;
	if (request_input(request, "refusal"))
		discard(request);
	return response_form_again(request, 422);
}
