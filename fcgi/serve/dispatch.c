/* The order of the checks is the order of this file's functions, from below. */
#include "serve/dispatch.h"

#include "serve/form.h"
#include "serve/response.h"
#include "serve/routes.h"
#include "serve/server.h"

#include <string.h>

/* A page to read: one call, one template. */
int dispatch_show(struct request *request)
{
	int malformed = form_query(request);
	if (malformed)
		return malformed;
	struct db_answer answer = request_call(request, request->route->function, NULL);

	if (answer.status != 200)
		return answer.status;
	return response_page(request, 200, request->route->template, answer.text);
}

/* Something to change: the form, one call, and away to the page that shows the result. */
int dispatch_change(struct request *request)
{
	int unread = form_read(request, NULL);

	if (unread == 403)
		return form_again(request, 403);
	if (unread)
		return unread;
	if (request->errors)
		return form_again(request, 422);
	if (request->route->audience == VISITOR)
		request_add_network(request);
	struct db_answer answer = request_call(request, request->route->function, NULL);
	if (answer.status == 422 && request->errors)
		return form_again(request, 422);
	if (answer.status != 200)
		return answer.status;
	cJSON *result = json_read(answer.text);
	const char *location = json_string(result, "location");
	if (request->wants_json || !location)
		return response_json(request, 200, result);
	return response_redirect(request, location);
}

/* Whoever is not signed in is asked to, and then comes back to the page. */
static int sign_in_first(struct request *request)
{
	struct buffer address;

	if (request->method != GET || request->wants_json)
		return 401;
	buffer_init(&address, request->arena, 8192);
	buffer_printf(&address, "/%s/sign-in?next=", request->lang);
	buffer_percent(&address, request->path, "/");
	return response_redirect(request, buffer_text(&address).data);
}

static int answer(struct request *request)
{
	const char *allowed;

	request->route = route_find(
		request->method, request->path, request->arena, request->input, &allowed);
	if (!request->route && !allowed)
		return 404;
	if (!request->route) {
		response_header(request, "Allow", allowed);
		return 405;
	}
	bool changes =
		request->method != GET && request->method != HEAD && request->method != OPTIONS;
	if (changes && !request_same_origin(request))
		return 403;
	const char *refused = request_param(request, "DAIS_STATUS");
	if (refused && strcmp(refused, "413") == 0) /* the web server did not take the body */
		return 413;
	if (request->route->handler)
		return request->route->handler(request);
	return changes ? dispatch_change(request) : dispatch_show(request);
}

void dispatch(struct server *server, struct arena *arena, FCGX_Request *fcgi)
{
	struct request request;

	json_use_arena(arena);
	int status = request_begin(&request, server, arena, fcgi);
	if (!status)
		status = answer(&request);
	if (status == 401 && !request.answered)
		status = sign_in_first(&request);
	if (!request.answered)
		response_error(&request, status);
	db_rollback(server->db); /* no request leaves its session to the next one */
	json_use_arena(NULL);
}
