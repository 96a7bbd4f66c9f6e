/*
 * The end of reminders, by the link in one of them. A mail program sends the POST by itself (RFC
 * 8058): it has no cookie and no form token, and follows no redirection. The key in the address is
 * all that is asked, so nothing of the body is read.
 */
#include "pages/pages.h"
#include "serve/ask.h"
#include "serve/response.h"
#include "serve/route.h"

int reminder_stop(struct request *request)
{
	struct db_answer answer = ask(request, request->route->function, NULL);

	if (answer.status != 200)
		return answer.status;
	return response_page(request, 200, request->route->template, answer.text);
}
