/* The address without a language: to the one that the reader prefers. */
#include "serve/pages.h"
#include "serve/response.h"

int home_show(struct request *request)
{
	response_header(request, "Vary", "Accept-Language");
	return response_redirect(request, request->lang);
}
