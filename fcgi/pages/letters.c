/*
 * Letters to a set of people. What differs from other pages: texts in the languages of their
 * readers, whatever the language of the page. A new letter begins with the standing texts of its
 * set in each language; a preview shows each mail as the clerk will write it.
 */
#include "base/languages.h"
#include "pages/pages.h"
#include "serve/dispatch.h"
#include "serve/response.h"
#include "serve/route.h"
#include "serve/server.h"
#include "serve/view.h"

#include <string.h>

enum { MAIL_SIZE = 64 * 1024 };

/* A mail's template ("Subject: …", an empty line, the text) in one language. */
static struct text write_mail(
	struct request *request, const char *template, const char *lang, const cJSON *data)
{
	cJSON *site = cJSON_CreateObject();
	struct buffer out;

	cJSON_AddStringToObject(site, "url", request->server->config.public_url);
	cJSON_AddStringToObject(site, "lang", lang);
	buffer_init(&out, request->arena, MAIL_SIZE);
	if (!view_write(request->server->view, lang, template, site, data, &out))
		return TEXT("");
	return text_trim(buffer_text(&out));
}

static const char *take_subject(struct request *request, struct text *mail)
{
	struct text subject = text_split(mail, '\n');

	*mail = text_trim(*mail);
	return arena_copy(request->arena, text_trim(text_from(subject, strlen("Subject:"))));
}

static void add_text(cJSON *list, const char *language, const char *text)
{
	cJSON *entry = cJSON_CreateObject();

	cJSON_AddStringToObject(entry, "language", language);
	cJSON_AddStringToObject(entry, "text", text);
	cJSON_AddItemToArray(list, entry);
}

/* The standing texts of a set, in the shape of api.texts_form. */
static void add_standing_texts(struct request *request, cJSON *page)
{
	cJSON *form = cJSON_GetObjectItemCaseSensitive(page, "form");
	cJSON *subjects = cJSON_CreateArray(), *bodies = cJSON_CreateArray();
	char *template =
		arena_printf(request->arena, "mail/standing-%s", json_string(page, "audience"));

	for (char *c = template; *c; c++)
		if (*c == ' ')
			*c = '-';
	for (int i = 0; i < language_count; i++) {
		const char *lang = languages[i].code;
		struct text mail = write_mail(request, template, lang, NULL);
		add_text(subjects, lang, take_subject(request, &mail));
		add_text(bodies, lang, arena_copy(request->arena, mail));
	}
	json_put(form, "subject", subjects);
	json_put(form, "body", bodies);
}

int letter_new(struct request *request)
{
	struct text value;
	int failed = dispatch_ask(request, &value);
	if (failed)
		return failed;
	cJSON *page = json_read(value);
	add_standing_texts(request, page);
	return response_page(request, 200, request->route->template, text_of(json_print(page)));
}

int letter_preview(struct request *request)
{
	struct text value;
	cJSON *mail;
	int failed = dispatch_ask(request, &value);
	if (failed)
		return failed;
	cJSON *page = json_read(value);
	cJSON_ArrayForEach (mail, cJSON_GetObjectItemCaseSensitive(page, "mails")) {
		struct text text = write_mail(request, "mail/letter", json_string(mail, "language"),
			cJSON_GetObjectItemCaseSensitive(mail, "data"));
		cJSON_DeleteItemFromObjectCaseSensitive(mail, "data");
		cJSON_AddStringToObject(mail, "subject", take_subject(request, &text));
		cJSON_AddStringToObject(mail, "text", arena_copy(request->arena, text));
	}
	return response_page(request, 200, request->route->template, text_of(json_print(page)));
}
