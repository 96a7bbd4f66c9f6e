/*
 * Pages that are read over and over while something happens (web/live.js), by many at once: each is
 * marked by what it says, so that whoever has it already is told so in a line.
 */
#include "base/digest.h"
#include "pages/pages.h"
#include "serve/dispatch.h"
#include "serve/response.h"
#include "serve/route.h"
#include "serve/server.h"
#include "serve/view.h"

int live_show(struct request *request)
{
	char hex[DIGEST_HEX];

	if (request->session) /* such a page holds more than its value */
		return dispatch_show(request);
	struct text value;
	int failed = dispatch_ask(request, &value);
	if (failed)
		return failed;
	digest_text(value, hex);
	const char *tag = arena_printf(request->arena, "\"%.32s-%s%s\"", hex,
		view_version(request->server->view), request->wants_json ? "-json" : "");
	if (response_known(request, tag))
		return response_empty(request, 304);
	return response_page(request, 200, request->route->template, value);
}
