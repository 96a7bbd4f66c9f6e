/* Addresses without a language: to the page in the language that the reader prefers. */
#include "pages/pages.h"
#include "serve/response.h"

#include <string.h>

int home_show(struct request *request)
{
	request_add_header(request, "Vary", "Accept-Language");
	if (strcmp(request->path, "/") == 0)
		return response_redirect(request, request->lang);
	return response_redirect(
		request, arena_printf(request->arena, "/%s%s", request->lang, request->path));
}
