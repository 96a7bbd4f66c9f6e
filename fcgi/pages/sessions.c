/*
 * Signing in and out. What differs from other forms: a password is turned into its key here,
 * and a new session's token is made here, of which the database sees the hash only.
 */
#include "pages/sessions.h"

#include "base/password.h"
#include "pages/pages.h"
#include "serve/ask.h"
#include "serve/form.h"
#include "serve/response.h"
#include "serve/route.h"
#include "serve/server.h"
#include "serve/session.h"

int session_ask(struct request *request, const char *function, struct db_answer *answer)
{
	const char *token = token_new(request->arena);
	const char *agent = request_header(request, "HTTP_USER_AGENT");

	json_put(request->input, "token_hash",
		cJSON_CreateString(token_hash(request->arena, token)));
	if (agent)
		json_put(request->input, "agent", cJSON_CreateString(agent));
	*answer = ask(request, function, NULL);
	/* 410: a used link's page offers a fresh one */
	if (answer->status == 410 || (answer->status == 422 && request->errors))
		return response_form_again(request, answer->status);
	if (answer->status != 200)
		return answer->status;
	cJSON *refused = cJSON_GetObjectItemCaseSensitive(json_read(answer->text), "refused");
	if (refused) {
		request->errors = refused;
		return 422;
	}
	session_set(request, token);
	return 0;
}

/* Calls the route's function, which begins a session, and goes where it says. */
static int begin(struct request *request)
{
	struct db_answer answer;
	int failed = session_ask(request, request->route->function, &answer);

	if (failed)
		return failed;
	if (request_input(request, "device"))
		session_keep_device(request);
	return response_redirect(request, json_string(json_read(answer.text), "location"));
}

int session_form(struct request *request)
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

int session_in_turn(struct request *request, int (*work)(struct request *request))
{
	struct db *db = request->server->db;
	struct db_row turn = db_run(db, request->arena, "select api.key_turn()", false, 0, NULL);

	if (turn.status != 200)
		return turn.status;
	if (!turn.column[0].data)
		return busy(request);
	int failed = work(request);
	const struct db_value held[] = { DB_TEXT(turn.column[0].data) };
	db_run(db, request->arena, "select api.key_turn_end($1)", false, 1, held);
	return failed;
}

/* Turns the password into its key; 0, or an error status. */
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
	int failed = session_form(request);

	if (failed)
		return failed;
	cJSON_AddStringToObject(request->input, "device", session_device(request));
	failed = session_in_turn(request, derive_key);
	return failed ? failed : begin(request);
}

int link_use(struct request *request)
{
	int unread = session_form(request);

	return unread ? unread : begin(request);
}

int session_end(struct request *request)
{
	int unread = session_form(request);
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
