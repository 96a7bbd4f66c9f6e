/*
 * The outbox: renders a mail in its reader's language and hands it to the mail server. The row is
 * locked by the open transaction meanwhile, so that no two clerks send it. A clerk that dies
 * between the server's yes and the commit sends it twice: with the same Message-ID.
 */
#include "clerk/clerk.h"

#include "base/json.h"
#include "base/log.h"
#include "base/templates.h"
#include "clerk/calendar.h"
#include "clerk/mail_page.h"
#include "clerk/mail_send.h"
#include "clerk/message.h"

enum { MAIL_SIZE = 1 << 20 };

struct mail {
	const char *id, *address, *language, *template, *name, *reply_to, *reply_to_name;
	long long created;
	const cJSON *data, *events; /* events: for the reader's calendar */
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
		cJSON_GetObjectItemCaseSensitive(row, "data"),
		cJSON_GetObjectItemCaseSensitive(row, "calendar") };
}

/* The text of the mail's template: "Subject: …", an empty line, the body. */
static bool render_text(struct clerk *clerk, const struct mail *mail, struct text *text)
{
	const char *template = arena_printf(clerk->arena, "mail/%s", mail->template);
	cJSON *site = cJSON_CreateObject();
	struct buffer out;

	cJSON_AddStringToObject(site, "url", clerk->config->public_url);
	cJSON_AddStringToObject(site, "lang", mail->language);
	if (mail->name)
		cJSON_AddStringToObject(
			cJSON_AddObjectToObject(site, "person"), "name", mail->name);
	buffer_init(&out, clerk->arena, MAIL_SIZE);
	bool good = template_render(
		clerk->templates, template, mail->language, ESCAPE_NONE, site, mail->data, &out);
	*text = buffer_text(&out);
	return good;
}

static bool render_page(struct clerk *clerk, const struct mail *mail, struct text subject,
	struct text body, struct buffer *out)
{
	cJSON *site = cJSON_CreateObject();

	cJSON_AddStringToObject(site, "lang", mail->language);
	return template_render(clerk->templates, "mail/page", mail->language, ESCAPE_HTML, site,
		mail_page(clerk->arena, subject, body), out);
}

static struct message message_of(struct clerk *clerk, const struct mail *mail, struct text subject)
{
	const char *unsubscribe = json_string(mail->data, "unsubscribe");

	return (struct message){ .from = clerk->config->mail_from,
		.to = mail->address,
		.to_name = mail->name,
		.reply_to = mail->reply_to,
		.reply_to_name = mail->reply_to_name,
		.id = mail->id,
		.language = mail->language,
		.unsubscribe = unsubscribe ? arena_printf(clerk->arena, "%s%s",
						     clerk->config->public_url, unsubscribe)
					   : NULL,
		.at = mail->created,
		.subject = subject };
}

static bool compose(struct clerk *clerk, const struct mail *mail, struct mail_parts *parts)
{
	struct text whole, subject, body;
	struct buffer header, text, html;

	buffer_init(&header, clerk->arena, MAIL_SIZE);
	buffer_init(&text, clerk->arena, MAIL_SIZE);
	buffer_init(&html, clerk->arena, MAIL_SIZE);
	if (!render_text(clerk, mail, &whole) || !message_split(whole, &subject, &body))
		return false;
	struct message message = message_of(clerk, mail, subject);
	message_body(body, &text);
	if (!message_header(&message, &header) || text.full ||
		!render_page(clerk, mail, subject, body, &html))
		return false;
	*parts = (struct mail_parts){ buffer_text(&header), buffer_text(&text), buffer_text(&html),
		calendar_write(clerk->arena, mail->events, arena_copy(clerk->arena, subject),
			clerk->config->public_url, mail->created) };
	return true;
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
	struct mail_parts parts;
	bool again = true;
	const char *reason;

	if (compose(clerk, mail, &parts))
		reason = mail_send(clerk, mail->address, &parts, &again);
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
