/* Each way to ask keeps in the request what the answer says of the person and of refused fields. */
#include "serve/ask.h"

#include "serve/route.h"
#include "serve/server.h"
#include "serve/session.h"

static struct db_asker asker_of(const struct request *request)
{
	return (struct db_asker){
		.session_hash = session_hash(request),
		.roles = request->route ? audience_roles(request->route->audience) : NULL,
		.meeting = request_input(request, "meeting"),
		.reads = request->method == GET || request->method == HEAD,
	};
}

static struct db_answer keep(struct request *request, struct db_answer answer)
{
	if (answer.person.size)
		request->person = json_read(answer.person);
	if (answer.errors.size) {
		cJSON *errors = json_read(answer.errors);
		if (cJSON_IsArray(errors))
			request->errors = errors;
	}
	return answer;
}

struct db_answer ask(struct request *request, const char *function, const cJSON *input)
{
	struct db_asker asker = asker_of(request);

	return keep(request, db_call(request->server->db, request->arena, &asker, function,
				     request->lang, input ? input : request->input));
}

struct db_answer ask_once(struct request *request)
{
	struct db_asker asker = asker_of(request);

	asker.once = request->once;
	return keep(request, db_call(request->server->db, request->arena, &asker,
				     request->route->function, request->lang, request->input));
}

struct db_answer ask_begin(struct request *request)
{
	struct db_asker asker = asker_of(request);

	return keep(request, db_begin(request->server->db, request->arena, &asker));
}

struct db_answer ask_step(struct request *request, const char *function, const cJSON *input)
{
	return keep(request, db_step(request->server->db, request->arena, function, request->lang,
				     input ? input : request->input));
}
