/* A receipt, as a page and as the signed text that proves it without us. */
#include "pages/receipts.h"
#include "base/log.h"
#include "pages/pages.h"
#include "serve/ask.h"
#include "serve/form.h"
#include "serve/response.h"
#include "serve/server.h"

#include <string.h>

int receipt_key_load(struct request *request, struct receipt_key *key)
{
	char error[256];

	if (receipt_key_read(key, request->server->config.key, error))
		return 200;
	log_line(LOG_LEVEL_ERROR, "the key that signs receipts: %s", error);
	return 503;
}

/* NULL when the key cannot be read, or is not the one that this receipt was issued under. */
static char *signed_text(struct request *request, const cJSON *receipt)
{
	struct receipt_key key;

	if (receipt_key_load(request, &key) != 200)
		return NULL;
	return receipt_sign(request->arena, &key, text_of(json_string(receipt, "text")));
}

/* Takes ".txt" off the number in the address; answers whether it was there. */
static bool take_suffix(struct request *request)
{
	struct text number = text_of(request_input(request, "receipt"));

	if (number.size < 5 || !text_ends(number, TEXT(".txt")))
		return false;
	number.size -= 4;
	cJSON_ReplaceItemInObjectCaseSensitive(
		request->input, "receipt", cJSON_CreateString(arena_copy(request->arena, number)));
	return true;
}

int receipt_show(struct request *request)
{
	int malformed = form_query(request);
	if (malformed)
		return malformed;
	bool as_text = take_suffix(request);
	struct db_answer answer = ask(request, "receipt_show", NULL);
	if (answer.status != 200)
		return answer.status;
	cJSON *receipt = json_read(answer.text);
	char *text = signed_text(request, receipt);
	if (as_text && !text)
		return 503;
	if (as_text) {
		const char *number = json_string(receipt, "receipt");
		response_attachment(
			request, arena_printf(request->arena, "receipt-%s.txt", number));
		return response_send(request, 200, "text/plain; charset=utf-8", text_of(text));
	}
	if (text)
		cJSON_AddStringToObject(receipt, "signature",
			arena_copy(request->arena,
				receipt_value(text_of(strstr(text, "\n\n") + 2), "Signature")));
	cJSON_AddStringToObject(receipt, "url", request->server->config.public_url);
	return response_page(request, 200, "receipt", text_of(json_print(receipt)));
}

/* The public key, to be kept apart from what it proves. */
int receipt_key_show(struct request *request)
{
	struct receipt_key key;
	int status = receipt_key_load(request, &key);

	if (status != 200)
		return status;
	return response_send(request, 200, "application/x-pem-file",
		text_of(receipt_key_pem(request->arena, &key)));
}
