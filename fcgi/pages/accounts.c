/*
 * One's own account, where more happens than call and show: a chosen password is judged and turned
 * into what is stored, the secret of a second factor is drawn as a QR code, and recovery codes are
 * shown in the very answer that made them, for nothing keeps them.
 */
#include "base/password.h"
#include "pages/pages.h"
#include "pages/qr.h"
#include "pages/sessions.h"
#include "serve/ask.h"
#include "serve/form.h"
#include "serve/response.h"
#include "serve/route.h"
#include "serve/server.h"

#include <string.h>

/* ---------------------------------------------------------------- codes */

int second_step_take(struct request *request)
{
	struct db_answer answer;
	int failed = session_form(request);

	if (!failed)
		failed = session_ask(request, request->route->function, &answer);
	if (failed == 422 && !request->answered)
		return response_form_again(request, 422);
	return failed ? failed
		      : response_redirect(request, json_string(json_read(answer.text), "location"));
}

/* ---------------------------------------------------------------- the second factor */

/* The key URI that authenticators read: whose account, where, and its secret without blanks. */
static const char *key_uri(struct request *request, const cJSON *page)
{
	struct buffer uri;
	struct text place = text_of(request->server->config.public_url);
	const char *secret = json_string(page, "secret");

	while (place.size && *place.data != '/')
		place = text_from(place, 1);
	while (place.size && *place.data == '/')
		place = text_from(place, 1);
	const char *host = arena_copy(request->arena, text_split(&place, '/'));
	buffer_init(&uri, request->arena, 4096);
	buffer_append(&uri, TEXT("otpauth://totp/dais:"));
	buffer_percent(&uri, json_string(page, "email"), "@");
	buffer_append(&uri, TEXT("?issuer=dais%20"));
	buffer_percent(&uri, host, "");
	buffer_append(&uri, TEXT("&secret="));
	for (; *secret; secret++)
		if (*secret != ' ')
			buffer_append(&uri, (struct text){ secret, 1 });
	return buffer_text(&uri).data;
}

/* The page with the secret and its QR code; after a wrong code with the same secret. */
static int show_factor(struct request *request, int status)
{
	int size = 0;
	cJSON *errors = request->errors;
	struct db_answer answer = ask(request, "factor_show", NULL);

	request->errors = errors;
	if (answer.status != 200)
		return answer.status;
	cJSON *page = json_read(answer.text);
	const char *uri = key_uri(request, page);
	const char *path = qr_path(request->arena, uri, &size);
	cJSON_AddStringToObject(page, "uri", uri);
	if (path) {
		cJSON *qr = cJSON_AddObjectToObject(page, "qr");
		cJSON_AddStringToObject(qr, "path", path);
		cJSON_AddNumberToObject(qr, "size", size);
	}
	return response_page(request, status, "factor", text_of(json_print(page)));
}

int factor_show(struct request *request)
{
	int malformed = form_query(request);

	return malformed ? malformed : show_factor(request, 200);
}

int factor_keep(struct request *request)
{
	struct db_answer answer;
	int failed = session_form(request);

	if (!failed)
		failed = session_ask(request, request->route->function, &answer);
	if (failed == 422 && !request->answered)
		return show_factor(request, 422);
	return failed ? failed : response_page(request, 200, "recovery-codes", answer.text);
}

int recovery_codes_renew(struct request *request)
{
	int failed = session_form(request);

	if (failed)
		return failed;
	struct db_answer answer = ask(request, request->route->function, NULL);
	return answer.status != 200 ? answer.status
				    : response_page(request, 200, "recovery-codes", answer.text);
}

/* ---------------------------------------------------------------- passwords */

/* What an attacker would try first, ended by NULL. */
static const char **words_of(struct request *request, struct text answer)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(json_read(answer), "words"), *word;
	size_t count = 0;
	const char **words =
		arena_alloc(request->arena, ((size_t)cJSON_GetArraySize(list) + 1) * sizeof *words);

	cJSON_ArrayForEach (word, list)
		words[count++] = word->valuestring;
	words[count] = NULL;
	return words;
}

static int store_password(struct request *request)
{
	const char *stored =
		password_store(request->arena, text_of(request_input(request, "password")));

	if (!stored)
		return 503;
	cJSON_DeleteItemFromObjectCaseSensitive(request->input, "password");
	cJSON_AddStringToObject(request->input, "stored", stored);
	return 0;
}

int password_choose(struct request *request)
{
	struct db_answer answer;
	int failed = session_form(request);

	if (failed)
		return failed;
	answer = ask(request, "password_words", NULL);
	if (answer.status == 410)
		return response_form_again(request, 410);
	if (answer.status != 200)
		return answer.status;
	const char *weakness = password_weakness(
		text_of(request_input(request, "password")), words_of(request, answer.text));
	if (weakness) {
		request_refuse(request, "password", weakness);
		return response_form_again(request, 422);
	}
	failed = session_in_turn(request, store_password);
	if (!failed)
		failed = session_ask(request, request->route->function, &answer);
	return failed ? failed
		      : response_redirect(request, json_string(json_read(answer.text), "location"));
}
