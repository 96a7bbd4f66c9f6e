/* The parts of a mail: plain text and HTML as alternatives, and beside them what is for a calendar.
 */
#include "clerk/mail_send.h"

#include "clerk/message.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

enum { CONNECT_TIME = 10, SEND_TIME = 60 };

/*
 * To this machine's own mail server TLS is not used: nobody can listen in, and Debian's has a
 * certificate without a valid name. A password is sent over TLS only.
 */
static long encryption_for(const char *url)
{
	static const char *const here[] = { "smtp://127.", "smtp://localhost", "smtp://[::1]" };

	for (size_t i = 0; i < sizeof here / sizeof *here; i++)
		if (strncmp(url, here[i], strlen(here[i])) == 0)
			return CURLUSESSL_NONE;
	return strchr(url, '@') ? CURLUSESSL_ALL : CURLUSESSL_TRY;
}

/* The mail server's last refusal, which says more of an address than curl's own words. */
struct refusal {
	char line[300];
	size_t size;
};

static size_t hear(char *line, size_t size, size_t count, void *context)
{
	struct refusal *refusal = context;
	struct text said = text_trim((struct text){ line, size * count });

	if (said.size == 0 || (said.data[0] != '4' && said.data[0] != '5'))
		return size * count;
	refusal->size = said.size < sizeof refusal->line ? said.size : sizeof refusal->line;
	for (size_t i = 0; i < refusal->size; i++)
		refusal->line[i] = said.data[i] >= ' ' && said.data[i] <= '~' ? said.data[i] : '?';
	return size * count;
}

/* A list that libcurl frees; a field that goes on in further lines stays one. */
static struct curl_slist *list_fields(struct arena *arena, const struct mail_parts *parts)
{
	const char *type = parts->calendar ? "multipart/mixed" : "multipart/alternative";
	struct curl_slist *list =
		curl_slist_append(NULL, arena_printf(arena, "Content-Type: %s", type));
	struct text rest = parts->header;

	while (rest.size > 0) {
		size_t end = 0;
		while (end + 2 < rest.size && (rest.data[end] != '\n' || rest.data[end + 1] == ' '))
			end++;
		if (end + 2 >= rest.size)
			end = rest.size - 1;
		struct text field = text_trim(text_slice(rest, 0, end));
		list = curl_slist_append(list, arena_copy(arena, field));
		rest = text_from(rest, end + 1);
	}
	return list;
}

static curl_mimepart *add_part(curl_mime *mime, const char *type, struct text content)
{
	curl_mimepart *part = curl_mime_addpart(mime);

	curl_mime_type(part, type);
	curl_mime_encoder(part, "quoted-printable");
	if (curl_mime_data(part, content.data, content.size) != CURLE_OK)
		abort();
	return part;
}

static curl_mime *make_mime(CURL *curl, const struct mail_parts *parts)
{
	curl_mime *alternative = curl_mime_init(curl);

	add_part(alternative, "text/plain; charset=utf-8", parts->text);
	add_part(alternative, "text/html; charset=utf-8", parts->html);
	if (!parts->calendar)
		return alternative;
	curl_mime *mixed = curl_mime_init(curl);
	curl_mimepart *both = curl_mime_addpart(mixed);
	curl_mime_subparts(both, alternative); /* which is freed with it */
	curl_mime_type(both, "multipart/alternative");
	curl_mime_filename(add_part(mixed, "text/calendar; charset=utf-8; method=PUBLISH",
				   text_of(parts->calendar)),
		"dates.ics");
	return mixed;
}

const char *mail_send(
	struct clerk *clerk, const char *to, const struct mail_parts *parts, bool *again)
{
	const char *from = message_address(clerk->arena, clerk->config->mail_from);
	struct curl_slist *recipients = curl_slist_append(NULL, to);
	struct curl_slist *fields = list_fields(clerk->arena, parts);
	char reason[CURL_ERROR_SIZE] = "";
	struct refusal refusal = { .size = 0 };
	CURL *curl = curl_easy_init();
	long code = 0;

	if (!curl || !recipients)
		abort();
	curl_mime *mime = make_mime(curl, parts);
	curl_easy_setopt(curl, CURLOPT_URL, clerk->config->smtp_url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_USE_SSL, encryption_for(clerk->config->smtp_url));
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, fields); /* those of the mail, too */
	curl_easy_setopt(curl, CURLOPT_MIMEPOST, mime);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, hear);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, &refusal);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_TIME);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SEND_TIME);
	CURLcode result = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
	curl_mime_free(mime);
	curl_easy_cleanup(curl);
	curl_slist_free_all(fields);
	curl_slist_free_all(recipients);
	/* a refused password is the operator's to mend, so the mail waits for that */
	*again = code < 500 || code > 599 || result == CURLE_LOGIN_DENIED;
	if (result == CURLE_OK)
		return NULL;
	if (refusal.size > 0)
		return arena_copy(clerk->arena, (struct text){ refusal.line, refusal.size });
	return arena_printf(
		clerk->arena, "%ld %s", code, *reason ? reason : curl_easy_strerror(result));
}
