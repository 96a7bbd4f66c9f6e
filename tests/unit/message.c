/* The form of a mail: what may stand in a header, how long lines get, and that nothing can be
 * smuggled in. */
#include "clerk/message.h"

#include "tap.h"

static struct arena arena;

/* Header and body, as they travel one after the other. */
static const char *write(struct message *message, const char *text)
{
	struct text body;
	struct buffer out;

	buffer_init(&out, &arena, 1 << 20);
	if (!message_split(text_of(text), &message->subject, &body) ||
		!message_header(message, &out))
		return NULL;
	buffer_append(&out, TEXT("\r\n"));
	message_body(body, &out);
	return buffer_text(&out).data;
}

static const char *written_to(const char *to, const char *to_name, const char *text)
{
	struct message message = { .from = "Comité <office@example.org>",
		.to = to,
		.to_name = to_name,
		.id = "1234",
		.language = "es",
		.at = 1095339600 };

	return write(&message, text);
}

static const char *written(const char *to_name, const char *text)
{
	return written_to("a@example.com", to_name, text);
}

static bool has(const char *message, const char *part)
{
	return message && strstr(message, part);
}

static size_t longest_line(const char *message)
{
	size_t longest = 0;

	for (struct text rest = text_of(message); rest.data;) {
		struct text line = text_split(&rest, '\n');
		if (line.size > longest)
			longest = line.size;
	}
	return longest - 1; /* its CR */
}

/* Every LF has its CR. */
static bool lines_end_well(const char *message)
{
	for (const char *c = message; *c; c++)
		if (*c == '\n' && (c == message || c[-1] != '\r'))
			return false;
	return true;
}

static void check_headers(void)
{
	const char *plain = written("Ana", "Subject: Hello\n\nText\n");

	ok(has(plain, "\r\nSubject: Hello\r\n"), "a plain subject stays as it is");
	ok(has(plain, "From: =?UTF-8?B?Q29taXTDqQ==?=\r\n <office@example.org>"),
		"a name becomes a word");
	ok(has(plain, "To: \"Ana\"\r\n <a@example.com>"), "a plain name stands in quotes");
	ok(has(plain, "Date: Thu, 16 Sep 2004 13:00:00 +0000\r\n"), "the date is of RFC 5322");
	ok(has(plain, "Message-ID: <1234@example.org>\r\n"),
		"the Message-ID has the sender's domain");
	ok(has(plain, "Auto-Submitted: auto-generated\r\n"), "automatic answers are kept off");
	ok(has(written(NULL, "Subject: x\n\ny"), "To: <a@example.com>\r\n"), "without a name");
	ok(!written(NULL, "Hello\n\nText\n"), "no subject: no message");
}

static void check_smuggling(void)
{
	const char *message = written("Eve\r\nBcc: all@example.com", "Subject: a\rBcc: b\n\nText");

	ok(!has(message, "\nBcc:"), "a line end in a name or a subject adds no header");
	ok(!written_to("a@example.com>\r\nBcc: <b@example.com", NULL, "Subject: x\n\ny"),
		"an address with a line end is none");
	ok(!written_to("a@example.com\r\nX:y", NULL, "Subject: x\n\ny"),
		"nor with nothing but a line end");
	ok(!written_to("a@example.com>", NULL, "Subject: x\n\ny"), "nor with a bracket");
	ok(!written_to("a b@example.com", NULL, "Subject: x\n\ny"), "nor with a blank");
	ok(!written_to("office", NULL, "Subject: x\n\ny"), "nor is one without an at sign");
	ok(has(written("a\"b", "Subject: x\n\ny"), "To: =?UTF-8?B?"),
		"quotes in a name become a word");
	ok(has(written("x", "Subject: =?UTF-8?Q?x?=\n\ny"), "Subject: =?UTF-8?B?"),
		"what looks like a word is none");
}

static void check_lengths(void)
{
	char text[4000] = "Subject: ";

	for (int i = 0; i < 100; i++)
		memcpy(text + strlen(text), "ñ€🙂", sizeof "ñ€🙂");
	memcpy(text + strlen(text), "\n\ny", 4);
	const char *message = written("x", text);
	ok(message && longest_line(message) <= 76, "no line of a header is longer than 76");
	ok(lines_end_well(message), "every line ends in CR LF");
}

static void check_others(void)
{
	struct message answered = { .from = "a@example.org",
		.to = "b@example.org",
		.reply_to = "office@example.org",
		.reply_to_name = "Secretaría",
		.id = "1",
		.language = "es",
		.unsubscribe = "https://example.org/es/reminders/1" };
	const char *mail = write(&answered, "Subject: x\n\none\n\n \n\n\ntwo\nthree\n\nfour\n\n\n");

	ok(has(mail, "\r\nReply-To: =?UTF-8?B?U2VjcmV0YXLDrWE=?=\r\n <office@example.org>\r\n"),
		"a mail whose answers go elsewhere says so");
	ok(has(mail, "\r\nList-Unsubscribe: <https://example.org/es/reminders/1>\r\n"
		     "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"),
		"one click ends the mails of its kind");
	ok(has(mail, "\r\n\r\none\r\n\r\ntwo\r\nthree\r\n\r\nfour\r\n") &&
			!has(mail, "four\r\n\r\n"),
		"of several empty lines one stays, at the end none");
	mail = written(NULL, "Subject: x\n\ny");
	ok(!has(mail, "Reply-To") && !has(mail, "List-Unsubscribe"),
		"without them there are no such fields");
}

int main(void)
{
	arena_init(&arena, 1 << 24);
	check_headers();
	check_smuggling();
	check_lengths();
	check_others();
	return done();
}
