/*
 * An agenda out of a text: staff paste it or send a file, see what each line was read as beside the
 * line, say otherwise, and save. Nothing but the text and what they said is kept meanwhile: what it
 * is read as is found anew for each page.
 *
 * The reader (fcgi/agenda) runs here, in the web worker, and not in the clerk's jail. Plain text
 * has no structure that could be broken: the reader follows no offset and unpacks nothing out of
 * it, allocates from the request's arena alone, calls itself no deeper than AGENDA_DEPTH, is fuzzed
 * for memory errors (tests/fuzz/agenda.c), and its cost is in proportion to a text of at most
 * AGENDA_DRAFT_BYTES. A changed reading can so be answered in the same request, without a script.
 * What has a structure, DOCX and PDF, becomes text in the jail (clerk/agenda.c) before it comes
 * here.
 */
#include "pages/agenda_draft.h"
#include "pages/arrival.h"
#include "pages/pages.h"
#include "serve/ask.h"
#include "serve/response.h"
#include "serve/route.h"
#include "serve/server.h"

#include "base/formats.h"

#include <string.h>

/* ---------------------------------------------------------------- the page */

/* The text of the address as the database has it, read. Returns 200, or why not. */
static int open_draft(struct request *request, struct agenda_draft *draft)
{
	struct db_answer answer = ask(request, "agenda_text_show", NULL);

	*draft = (struct agenda_draft){ .page = NULL };
	if (answer.status != 200)
		return answer.status;
	draft->page = json_read(answer.text);
	return draft->page ? 200 : 500;
}

/* The rows of the form that say something else than was read, as choices for the input. */
static cJSON *choices_sent(struct request *request, const struct agenda_draft *draft)
{
	const struct agenda *agenda = &draft->agenda;
	const cJSON *rows = cJSON_GetObjectItemCaseSensitive(request->input, "lines"), *row;
	cJSON *choices = cJSON_CreateObject();

	cJSON_ArrayForEach (row, rows) {
		const cJSON *number = cJSON_GetObjectItemCaseSensitive(row, "row");
		const char *kind = json_string(row, "kind");
		struct agenda_choice choice;
		if (!kind || number->valuedouble >= (double)agenda->count ||
			!agenda_draft_choice(kind, &choice))
			continue;
		const struct reading *reading = &agenda->readings[(size_t)number->valuedouble];
		if (strcmp(kind, agenda_draft_name(request->arena, reading)) != 0)
			cJSON_AddStringToObject(
				choices, agenda_draft_key(request->arena, reading), kind);
	}
	return choices;
}

/* What was said: by the form that was just sent, else before. */
static const cJSON *choices_of(struct request *request, const struct agenda_draft *draft)
{
	const cJSON *said = cJSON_GetObjectItemCaseSensitive(request->input, "choices");

	if (!said && cJSON_HasObjectItem(request->input, "lines"))
		said = choices_sent(request, draft);
	return said ? said : cJSON_GetObjectItemCaseSensitive(draft->page, "choices");
}

static int show(struct request *request, int status)
{
	struct agenda_draft draft;
	int found = open_draft(request, &draft);

	if (found != 200)
		return found;
	enum agenda_refusal refusal = agenda_draft_read(request->arena, &draft);
	if (refusal)
		json_put(draft.page, "refusal", cJSON_CreateString(agenda_refusal_code(refusal)));
	else if (draft.agenda.count) {
		agenda_draft_choose(request->arena, &draft, choices_of(request, &draft));
		agenda_draft_show(request->arena, &draft);
	}
	cJSON_DeleteItemFromObjectCaseSensitive(draft.page, "source");
	cJSON_DeleteItemFromObjectCaseSensitive(draft.page, "choices");
	return response_page(
		request, status, "desk-agenda-readings", text_of(json_print(draft.page)));
}

int agenda_text_show(struct request *request)
{
	int malformed = form_query(request);

	return malformed ? malformed : show(request, 200);
}

/* ---------------------------------------------------------------- sending a text */

/* A file of the form: plain text is kept here, what has a structure goes into the store. */
struct parcel {
	struct arrival stored;
	struct form_file store;
	struct buffer bytes;
	bool came, is_text;
};

static bool file_begin(void *context, struct text field, struct text file_name)
{
	struct parcel *parcel = context;
	const struct format *format = format_named(file_name);
	bool taken = format && !format->refusal;

	parcel->came = true;
	parcel->is_text = !taken || (strcmp(format->ending, ".pdf") != 0 &&
					    strcmp(format->ending, ".docx") != 0);
	if (parcel->is_text)
		return text_equal(field, TEXT("file"));
	return parcel->store.begin(&parcel->stored, field, file_name);
}

static bool file_data(void *context, struct text bytes)
{
	struct parcel *parcel = context;

	if (!parcel->is_text)
		return parcel->store.data(&parcel->stored, bytes);
	buffer_append(&parcel->bytes, bytes);
	return true;
}

static bool file_end(void *context)
{
	struct parcel *parcel = context;

	return parcel->is_text || parcel->store.end(&parcel->stored);
}

/* Calls the route's function, and goes where it says or shows the form again. */
static int answer_form(struct request *request)
{
	struct db_answer answer = ask_once(request);
	bool refused = (answer.status == 422 || answer.status == 409) && request->errors;

	if (refused && strcmp(request->route->again, "agenda_text_show") == 0)
		return show(request, answer.status);
	if (refused)
		return response_form_again(request, answer.status);
	return answer.status == 200
		       ? response_redirect(request, json_string(json_read(answer.text), "location"))
		       : answer.status;
}

/* Reads the text once, to say at once what cannot be read. */
static void take_text(struct request *request, const char *field, struct text bytes)
{
	struct agenda agenda;
	enum agenda_refusal refusal = agenda_draft_take(request->arena, bytes, -1, &agenda);

	if (refusal) {
		request_refuse(request, field, agenda_refusal_code(refusal));
		return;
	}
	json_put(request->input, "source",
		cJSON_CreateString(arena_copy(request->arena, agenda.source)));
	const cJSON *json = agenda_json(request->arena, &agenda);
	json_put(request->input, "notes",
		cJSON_Duplicate(cJSON_GetObjectItemCaseSensitive(json, "notes"), true));
}

/* What the form brought, into the input: the text, or the upload that holds it. */
static void take_parcel(struct request *request, const struct parcel *parcel)
{
	const char *text = request_input(request, "text");
	const char *file_name = json_string(request->form, "file_name");

	if (parcel->bytes.full)
		request_refuse(request, "file", agenda_refusal_code(AGENDA_TOO_LARGE));
	else if (parcel->came && parcel->is_text)
		take_text(request, "file", buffer_text(&parcel->bytes));
	else if (parcel->stored.upload)
		json_put(request->input, "upload", cJSON_CreateString(parcel->stored.upload));
	else if (text)
		take_text(request, "text", text_of(text));
	else if (!request->errors)
		request_refuse(request, "text", "text-missing");
	if (parcel->came && file_name)
		json_put(request->input, "file_name", cJSON_CreateString(file_name));
	cJSON_DeleteItemFromObjectCaseSensitive(request->input, "text");
}

int agenda_text_create(struct request *request)
{
	struct parcel parcel = { .stored = { .request = request } };
	struct form_file file = { &parcel, file_begin, file_data, file_end };

	parcel.store = arrival_receiver(&parcel.stored);
	buffer_init(&parcel.bytes, request->arena, AGENDA_DRAFT_BYTES + 1);
	int status = form_read(request, &file);
	db_rollback(request->server->db); /* of a file that was cut in its middle */
	if (status == 413)
		request_refuse(request, "text", agenda_refusal_code(AGENDA_TOO_LARGE));
	if (status == 403 || status == 413)
		return response_form_again(request, status);
	if (status || parcel.stored.status)
		return parcel.stored.status ? parcel.stored.status : status;
	take_parcel(request, &parcel);
	if (request->errors)
		return response_form_again(request, 422);
	return answer_form(request);
}

/* ---------------------------------------------------------------- saying otherwise, and saving */

/* Takes the form: the choices, and with save the meeting that they make, into the input. */
static int take_form(struct request *request, bool save)
{
	struct agenda_draft draft;
	int status = form_read(request, NULL);

	if (status == 403 || (!status && request->errors))
		return show(request, status ? status : 422);
	if (status)
		return status;
	status = open_draft(request, &draft);
	if (status != 200)
		return status;
	if (agenda_draft_read(request->arena, &draft) || !draft.agenda.count)
		return 409;
	cJSON *choices = choices_sent(request, &draft);
	json_put(request->input, "choices", choices);
	cJSON_DeleteItemFromObjectCaseSensitive(request->input, "lines");
	if (save) {
		agenda_draft_choose(request->arena, &draft, choices);
		agenda_draft_keep_strays(request->arena, &draft);
		json_put(request->input, "data", draft.meeting);
	}
	return answer_form(request);
}

int agenda_text_change(struct request *request)
{
	return take_form(request, false);
}

int agenda_text_save(struct request *request)
{
	return take_form(request, true);
}
