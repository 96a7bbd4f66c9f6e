/* The checks of a request stand in the order in which they are made, from the last function upward.
 */
#include "serve/dispatch.h"

#include "serve/ask.h"
#include "serve/draft.h"
#include "serve/form.h"
#include "serve/response.h"
#include "serve/route.h"
#include "serve/server.h"
#include "serve/session.h"

#include <string.h>

int dispatch_ask(struct request *request, struct text *value)
{
	int malformed = form_query(request);
	if (malformed)
		return malformed;
	const char *draft = request_input(request, "draft");
	if (draft)
		draft_take(request, draft);
	struct db_answer answer = ask(request, request->route->function, NULL);
	*value = answer.text;
	return answer.status == 200 ? 0 : answer.status;
}

/* A page to read: one call, one template. */
int dispatch_show(struct request *request)
{
	struct text value;
	int failed = dispatch_ask(request, &value);

	return failed ? failed : response_page(request, 200, request->route->template, value);
}

/* Something to change: the form, one call, and away to the page that shows the result. */
int dispatch_change(struct request *request)
{
	int unread = form_read(request, NULL);

	if (unread == 403)
		return response_form_again(request, 403);
	if (unread)
		return unread;
	if (request->errors)
		return response_form_again(request, 422);
	if (request->route->audience == VISITOR)
		request_add_network(request);
	struct db_answer answer = ask_once(request);
	if ((answer.status == 422 || answer.status == 409) && request->errors)
		return response_form_again(request, answer.status);
	if (answer.status != 200)
		return answer.status;
	cJSON *result = json_read(answer.text);
	const char *location = json_string(result, "location");
	if (request->wants_json || !location)
		return response_json(request, 200, result);
	return response_redirect(request, location);
}

/* Away to a page on which somebody shows who they are, and then back to this one, with the form as
 * it was. */
static int away_and_back(struct request *request, const char *to, const char *draft)
{
	struct buffer address;

	buffer_init(&address, request->arena, 8192);
	buffer_printf(&address, "/%s/%s?next=", request->lang, to);
	buffer_percent(&address, request->page, "/");
	if (draft)
		buffer_printf(&address, "%%3Fdraft%%3D%s&done=kept", draft);
	return response_redirect(request, buffer_text(&address).data);
}

static const char *keep_form(struct request *request)
{
	bool form = request->method == POST && request->route && request->route->again;

	return form ? draft_keep(request) : NULL;
}

/* Whoever is not signed in is asked to. */
static int sign_in_first(struct request *request)
{
	const char *draft = keep_form(request);

	if (request->wants_json || (request->method != GET && !draft))
		return 401;
	return away_and_back(request, "sign-in", draft);
}

/* Whoever signed in too long ago for what was asked proves it anew. */
static int prove_first(struct request *request)
{
	return request->wants_json ? 428
				   : away_and_back(request, "sign-in/code", keep_form(request));
}

/* The status of a request that the web server has refused and dais shall answer with a page:
 * DAIS_STATUS, or 0. */
static int refused_before(const struct request *request)
{
	long long status;

	if (!text_number(text_of(request_param(request, "DAIS_STATUS")), &status))
		return 0;
	return status == 401 || status == 404 || status == 413 ? (int)status : 503;
}

/*
 * Before the web server stores a large body it asks whether dais would take it: nginx by a
 * subrequest with DAIS_ASK, lighttpd in FastCGI's role of an authorizer (FastCGI 1.0, 6.3), which
 * is not told the path. So the answer depends on the method and on who sends it.
 */
static bool asks_for_body(const struct request *request)
{
	const char *role = request_param(request, "FCGI_ROLE");

	return request_param(request, "DAIS_ASK") || (role && strcmp(role, "AUTHORIZER") == 0);
}

static int may_send(struct request *request)
{
	if (request->method != POST && request->method != PATCH)
		return response_empty(request, 200);
	int status = ask(request, "upload_permitted", NULL).status;
	/* nginx's auth_request passes on 401 and 403 only; others become 500 */
	return response_empty(request, status == 404 ? 403 : status);
}

static int answer(struct request *request)
{
	const char *allowed;
	int refused = refused_before(request);

	if (refused)
		return refused;
	if (asks_for_body(request))
		return may_send(request);
	request->route = route_find(request->server->routes, request->method, request->path,
		request->arena, request->input, &allowed);
	if (!request->route && !allowed)
		return 404;
	if (!request->route) {
		request_add_header(request, "Allow", allowed);
		return 405;
	}
	if (request->route->again) {
		const char *page = route_address(request->server->routes, request->route->again,
			request->lang, request->arena, request->input);
		request->page = page ? page : request->path;
	}
	bool changes =
		request->method != GET && request->method != HEAD && request->method != OPTIONS;
	if (changes && !request_same_origin(request))
		return 403;
	if (request->route->handler)
		return request->route->handler(request);
	return changes ? dispatch_change(request) : dispatch_show(request);
}

void dispatch(struct server *server, struct arena *arena, FCGX_Request *fcgi)
{
	struct request request;

	json_use_arena(arena);
	int status = request_begin(&request, server, arena, fcgi);
	if (!status) {
		session_read(&request);
		status = answer(&request);
	}
	if (status == 401 && !request.answered)
		status = sign_in_first(&request);
	if (status == 428 && !request.answered)
		status = prove_first(&request);
	if (!request.answered)
		response_error(&request, status);
	db_rollback(server->db); /* an open transaction would carry this session into the next */
	json_use_arena(NULL);
}
