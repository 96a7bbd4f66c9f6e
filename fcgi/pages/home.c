/* The address without a language: to the one that the reader prefers. */
#include "pages/pages.h"
#include "serve/response.h"

int home_show(struct request *request)
{
	request_add_header(request, "Vary", "Accept-Language");
	return response_redirect(request, request->lang);
}
