/*
 * Is this the file that the receipt speaks of? Anybody may ask, with the receipt's number or its
 * whole text, and the file or its SHA-256. The file is hashed as it arrives and kept nowhere. The
 * answer is match or no match, and nothing else about the paper.
 */
#include "pages/receipts.h"

#include "base/digest.h"
#include "pages/pages.h"
#include "serve/ask.h"
#include "serve/form.h"
#include "serve/response.h"
#include "serve/server.h"

#include <string.h>

struct question {
	struct sha256_ctx running;
	bool has_file;
};

static bool file_begin(void *context, struct text field, struct text file_name)
{
	struct question *question = context;

	(void)file_name;
	sha256_init(&question->running);
	question->has_file = true;
	return text_equal(field, TEXT("file"));
}

static bool file_data(void *context, struct text bytes)
{
	struct question *question = context;

	sha256_update(&question->running, bytes.size, (const uint8_t *)bytes.data);
	return true;
}

static bool file_end(void *context)
{
	(void)context;
	return true;
}

static void set(cJSON *object, const char *name, const char *value)
{
	json_put(object, name, cJSON_CreateString(value));
}

/* The SHA-256 of the file that came counts before the one that was written, as tools group it. */
static void settle_digest(struct request *request, struct question *question)
{
	char hex[DIGEST_HEX];

	if (question->has_file) {
		digest_hex(&question->running, hex);
		set(request->input, "sha256", hex);
		return;
	}
	const char *given = request_input(request, "sha256");
	if (!given)
		request_refuse(request, "file", "file-or-digest");
	else if (digest_read(text_of(given), hex))
		set(request->input, "sha256", hex);
	else
		request_refuse(request, "sha256", "not-a-digest");
}

/*
 * A whole receipt must be word for word ours, signature included; a number stands for itself. Of
 * one under an earlier key the words decide alone: the database holds them. Returns 200, or why
 * that cannot be said now: a receipt must not be called false for a key that cannot be read.
 */
static int settle_receipt(struct request *request, bool *genuine)
{
	struct text given = text_of(request_input(request, "receipt"));
	char *number = receipt_number(request->arena, given);
	struct receipt_key key;

	*genuine = true;
	if (number) {
		set(request->input, "receipt", number);
		return 200;
	}
	int status = receipt_key_load(request, &key);
	if (status != 200)
		return status;
	struct receipt receipt = receipt_check(request->arena, &key, given);
	if (!receipt.readable) {
		request_refuse(request, "receipt", "not-a-receipt");
		return 422;
	}
	set(request->input, "receipt", arena_copy(request->arena, receipt.number));
	set(request->input, "text", arena_copy(request->arena, receipt.text));
	*genuine = receipt.genuine || receipt.other_key;
	return 200;
}

static int answer(struct request *request, bool genuine)
{
	struct db_answer found = ask(request, "receipt_matches", NULL);

	if (found.status != 200)
		return found.status;
	cJSON *page = cJSON_CreateObject();
	const char *said = json_string(json_read(found.text), "answer");
	cJSON_AddStringToObject(page, "answer", genuine && said ? said : "no-match");
	return response_page(request, 200, "verify", text_of(json_print(page)));
}

int verify_check(struct request *request)
{
	struct question question = { .has_file = false };
	struct form_file file = { &question, file_begin, file_data, file_end };
	bool genuine;

	request_add_network(request);
	int status = ask(request, "verify_begin", NULL).status;
	if (status != 200)
		return status;
	status = form_read(request, &file);
	if (status == 403)
		return response_form_again(request, 403);
	if (status)
		return status;
	if (!request->errors)
		settle_digest(request, &question);
	if (request->errors)
		return response_form_again(request, 422);
	status = settle_receipt(request, &genuine);
	if (request->errors)
		return response_form_again(request, status);
	return status == 200 ? answer(request, genuine) : status;
}
