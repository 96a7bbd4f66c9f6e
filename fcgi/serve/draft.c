/* Until its writer has signed in again, a form is kept in the database, for that person alone. */
#include "serve/draft.h"

#include "serve/ask.h"

const char *draft_keep(struct request *request)
{
	cJSON *input = cJSON_CreateObject();

	if (cJSON_GetArraySize(request->form) == 0)
		return NULL;
	cJSON_AddStringToObject(input, "page", request->page);
	cJSON_AddItemToObject(input, "form", cJSON_Duplicate(request->form, true));
	request_add_network(request);
	cJSON_AddStringToObject(input, "network", request_input(request, "network"));
	request->route = NULL; /* nobody needs to be signed in for this */
	struct db_answer kept = ask(request, "draft_keep", input);
	return kept.status == 200 ? json_string(json_read(kept.text), "draft") : NULL;
}

void draft_take(struct request *request, const char *draft)
{
	cJSON *input = cJSON_CreateObject();

	cJSON_AddStringToObject(input, "draft", draft);
	cJSON_AddStringToObject(input, "page", request->page);
	struct db_answer kept = ask(request, "draft_take", input);
	const cJSON *form = kept.status == 200 ? json_read(kept.text) : NULL;
	if (!cJSON_IsObject(form))
		return;
	request->form = cJSON_Duplicate(form, true);
	cJSON_AddItemToObject(request->input, "form", cJSON_Duplicate(form, true));
}
