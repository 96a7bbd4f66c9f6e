/*
 * The outbox: renders a mail in its reader's language and hands it to the mail server. The row is
 * locked by the open transaction meanwhile, so that no two clerks send it. A clerk that dies
 * between the server's yes and the commit sends it twice: with the same Message-ID.
 */
#include "clerk/clerk.h"

#include "base/json.h"
#include "base/log.h"
#include "base/templates.h"
#include "clerk/message.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

enum { MAIL_SIZE = 1 << 20, CONNECT_TIME = 10, SEND_TIME = 60 };

struct mail {
	const char *id, *address, *language, *template, *name, *reply_to, *reply_to_name;
	long long created;
	const cJSON *data;
};

static struct mail read_claim(struct text claim)
{
	const cJSON *row = json_read(claim);
	const cJSON *created = cJSON_GetObjectItemCaseSensitive(row, "created");
	const cJSON *reply_to = cJSON_GetObjectItemCaseSensitive(row, "reply_to");

	return (struct mail){ json_string(row, "id"), json_string(row, "address"),
		json_string(row, "language"), json_string(row, "template"),
		json_string(cJSON_GetObjectItemCaseSensitive(row, "person"), "name"),
		json_string(reply_to, "email"), json_string(reply_to, "name"),
		created ? (long long)created->valuedouble : 0,
		cJSON_GetObjectItemCaseSensitive(row, "data") };
}

static bool compose(struct clerk *clerk, const struct mail *mail, struct buffer *out)
{
	const char *template = arena_printf(clerk->arena, "mail/%s", mail->template);
	cJSON *site = cJSON_CreateObject();
	struct buffer text;

	cJSON_AddStringToObject(site, "url", clerk->config->public_url);
	cJSON_AddStringToObject(site, "lang", mail->language);
	if (mail->name)
		cJSON_AddStringToObject(
			cJSON_AddObjectToObject(site, "person"), "name", mail->name);
	buffer_init(&text, clerk->arena, MAIL_SIZE);
	if (!template_render(clerk->templates, template, mail->language, ESCAPE_NONE, site,
		    mail->data, &text))
		return false;
	const char *unsubscribe = json_string(mail->data, "unsubscribe");
	struct message message = { clerk->config->mail_from, mail->address, mail->name,
		mail->reply_to, mail->reply_to_name, mail->id, mail->language,
		unsubscribe
			? arena_printf(clerk->arena, "%s%s", clerk->config->public_url, unsubscribe)
			: NULL,
		mail->created, buffer_text(&text) };
	return message_write(&message, out);
}

static size_t give(char *to, size_t size, size_t count, void *context)
{
	struct text *rest = context;
	size_t taken = size * count < rest->size ? size * count : rest->size;

	memcpy(to, rest->data, taken);
	*rest = text_from(*rest, taken);
	return taken;
}

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

/* NULL when the server took it; else what it said, and whether to come again. */
static const char *send_mail(
	struct clerk *clerk, const struct mail *mail, struct text message, bool *again)
{
	const char *from = message_address(clerk->arena, clerk->config->mail_from);
	struct curl_slist *to = curl_slist_append(NULL, mail->address);
	char reason[CURL_ERROR_SIZE] = "";
	struct refusal refusal = { .size = 0 };
	CURL *curl = curl_easy_init();
	long code = 0;

	if (!curl || !to)
		abort();
	curl_easy_setopt(curl, CURLOPT_URL, clerk->config->smtp_url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
	curl_easy_setopt(curl, CURLOPT_USE_SSL, encryption_for(clerk->config->smtp_url));
	curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
	curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, to);
	curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
	curl_easy_setopt(curl, CURLOPT_READFUNCTION, give);
	curl_easy_setopt(curl, CURLOPT_READDATA, &message);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, reason);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, hear);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, &refusal);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_TIME);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SEND_TIME);
	CURLcode result = curl_easy_perform(curl);
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &code);
	curl_easy_cleanup(curl);
	curl_slist_free_all(to);
	/* a refused password is the operator's to mend, so the mail waits for that */
	*again = code < 500 || code > 599 || result == CURLE_LOGIN_DENIED;
	if (result == CURLE_OK)
		return NULL;
	if (refusal.size > 0)
		return arena_copy(clerk->arena, (struct text){ refusal.line, refusal.size });
	return arena_printf(
		clerk->arena, "%ld %s", code, *reason ? reason : curl_easy_strerror(result));
}

static void save(struct clerk *clerk, const struct mail *mail, const char *reason, bool again)
{
	const struct db_value values[] = { DB_TEXT(mail->id), DB_TEXT(reason),
		DB_TEXT(again ? "true" : "false") };

	if (!reason) {
		db_run(clerk->db, clerk->arena, "select clerk.mail_sent($1)", false, 1, values);
		return;
	}
	log_line(LOG_LEVEL_WARNING, "mail %s: %s", mail->id, reason);
	db_run(clerk->db, clerk->arena, "select clerk.mail_failed($1, $2, $3)", false, 3, values);
}

static void deliver(struct clerk *clerk, const struct mail *mail)
{
	struct buffer message;
	bool again = true;
	const char *reason;

	buffer_init(&message, clerk->arena, MAIL_SIZE);
	if (compose(clerk, mail, &message))
		reason = send_mail(clerk, mail, buffer_text(&message), &again);
	else
		reason = arena_printf(
			clerk->arena, "mail/%s or the address is broken", mail->template);
	save(clerk, mail, reason, again);
}

bool mail_next(struct clerk *clerk)
{
	if (db_begin(clerk->db, clerk->arena, NULL).status != 200)
		return false;
	struct db_row row =
		db_run(clerk->db, clerk->arena, "select clerk.mail_claim()", false, 0, NULL);
	bool claimed = row.status == 200 && row.column[0].data;
	if (claimed) {
		json_use_arena(clerk->arena);
		struct mail mail = read_claim(row.column[0]);
		deliver(clerk, &mail);
	}
	db_commit(clerk->db, clerk->arena);
	return claimed;
}
