/* /documents/CP/CAJP-2154/04: the address of whatever bears a document symbol. */
#include "pages/pages.h"
#include "serve/ask.h"
#include "serve/response.h"
#include "serve/route.h"

#include <string.h>

/*
 * The way back to the installation's root as the browser counts it: a slash of the symbol that was
 * sent as %2F is none to it.
 */
static const char *way_back(struct request *request)
{
	static const char before[] = "/documents/";
	const char *sent = request_param(request, "REQUEST_URI");
	const char *symbol = sent ? strstr(sent, before) : NULL;
	const char *way = "../";

	if (!symbol)
		return request->root;
	for (symbol += sizeof before - 1; *symbol && *symbol != '?'; symbol++)
		if (*symbol == '/')
			way = arena_printf(request->arena, "../%s", way);
	return way;
}

int symbol_show(struct request *request)
{
	struct db_answer answer = ask(request, request->route->function, NULL);

	if (answer.status != 200)
		return answer.status;
	request_add_header(request, "Vary", "Accept-Language");
	request->root = way_back(request);
	return response_redirect(request, json_string(json_read(answer.text), "location"));
}
