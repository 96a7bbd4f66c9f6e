/*
 * Signing in and out. What differs from other forms: a password is turned into its key here,
 * and a new session's token is made here, of which the database sees the hash only.
 */
#include "base/password.h"
#include "pages/pages.h"
#include "serve/ask.h"
#include "serve/form.h"
#include "serve/response.h"
#include "serve/route.h"
#include "serve/server.h"
#include "serve/session.h"

/* Calls a function that begins a session, and gives the browser its token. */
static int begin(struct request *request, const char *function)
{
	const char *token = token_new(request->arena);

	cJSON_AddStringToObject(request->input, "token_hash", token_hash(request->arena, token));
	struct db_answer answer = ask(request, function, NULL);
	/* 410: a used link's page offers a fresh one */
	if (answer.status == 410 || (answer.status == 422 && request->errors))
		return response_form_again(request, answer.status);
	if (answer.status != 200)
		return answer.status;
	session_set(request, token);
	if (request_input(request, "device"))
		session_keep_device(request);
	return response_redirect(request, json_string(json_read(answer.text), "location"));
}

/* 0, or the status that the form's reading came to; the page is then shown again where that helps.
 */
static int read_form(struct request *request)
{
	int unread = form_read(request, NULL);

	if (unread == 403)
		return response_form_again(request, 403);
	if (!unread && request->errors)
		return response_form_again(request, 422);
	request_add_network(request);
	return unread;
}

/* No turn was free: the password was not tried, so this does not count as an attempt. */
static int busy(struct request *request)
{
	request_add_header(request, "Retry-After", "1");
	request_refuse(request, "password", "busy");
	return response_form_again(request, 429);
}

/* Turns the password into its key, in the turn that is held; 0, or an error status. */
static int derive_key(struct request *request)
{
	struct db_answer lookup = ask(request, "sign_in_lookup", NULL);
	if (lookup.status != 200)
		return lookup.status;
	const char *recipe = json_string(json_read(lookup.text), "recipe");
	const char *password = request_input(request, "password");
	const char *key = password_key(request->arena, text_of(password), text_of(recipe));
	if (!key)
		return 503;
	cJSON_DeleteItemFromObjectCaseSensitive(request->input, "password");
	cJSON_AddStringToObject(request->input, "key", key);
	return 0;
}

int session_begin(struct request *request)
{
	struct db *db = request->server->db;
	int failed = read_form(request);
	if (failed)
		return failed;
	struct db_row turn = db_run(db, request->arena, "select api.key_turn()", false, 0, NULL);
	if (turn.status != 200)
		return turn.status;
	if (!turn.column[0].data)
		return busy(request);
	cJSON_AddStringToObject(request->input, "device", session_device(request));
	failed = derive_key(request);
	const struct db_value held[] = { DB_TEXT(turn.column[0].data) };
	db_run(db, request->arena, "select api.key_turn_end($1)", false, 1, held);
	return failed ? failed : begin(request, request->route->function);
}

int link_use(struct request *request)
{
	int unread = read_form(request);

	return unread ? unread : begin(request, request->route->function);
}

int session_end(struct request *request)
{
	int unread = read_form(request);
	if (unread)
		return unread;
	struct db_answer answer = ask(request, request->route->function, NULL);
	if (answer.status != 200)
		return answer.status;
	session_clear(request);
	/* W3C Clear Site Data: on a shared computer nothing of the session stays; not the cookies,
	 * for the device is still known */
	request_add_header(request, "Clear-Site-Data", "\"cache\", \"storage\"");
	return response_redirect(request, json_string(json_read(answer.text), "location"));
}
