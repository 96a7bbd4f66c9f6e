/* What an operator's monitor asks: does this worker live, and can it do its work. */
#include "pages/pages.h"
#include "serve/ask.h"
#include "serve/response.h"

int health_show(struct request *request)
{
	return response_send(request, 200, "text/plain; charset=utf-8", TEXT("ok\n"));
}

/* The database answers, and its functions are the ones that were deployed. */
int ready_show(struct request *request)
{
	struct db_answer answer = ask(request, "ready_show", NULL);

	if (answer.status != 200)
		return response_send(request, 503, "text/plain; charset=utf-8", TEXT("database\n"));
	return response_send(request, 200, "text/plain; charset=utf-8", TEXT("ready\n"));
}
