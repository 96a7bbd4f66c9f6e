/* The form of a mail: what may stand in a header, how long lines get, and that nothing can be
 * smuggled in. */
#include "clerk/message.h"

#include "tap.h"

static struct arena arena;

static const char *written_to(const char *to, const char *to_name, const char *text)
{
	struct message message = { .from = "Comité <office@example.org>",
		.to = to,
		.to_name = to_name,
		.id = "1234",
		.language = "es",
		.at = 1095339600,
		.text = text_of(text) };
	struct buffer out;

	buffer_init(&out, &arena, 1 << 20);
	return message_write(&message, &out) ? buffer_text(&out).data : NULL;
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
	memcpy(text + strlen(text), "\n\n", 3);
	for (int i = 0; i < 200; i++)
		memcpy(text + strlen(text), "a=é ", sizeof "a=é ");
	const char *message = written("x", text);
	ok(message && longest_line(message) <= 76, "no line is longer than 76");
	ok(lines_end_well(message), "every line ends in CR LF");
	ok(!has(message, "=C3\r\n") && has(message, "=C3=A9"), "the body is quoted-printable");
	ok(has(written("x", "Subject: x\n\nends in a blank \nnext"), "blank=20\r\nnext"),
		"a blank at a line's end survives");
	ok(has(written("x", "Subject: x\n\n.\nalone"), "\r\n.\r\nalone"),
		"a dot alone is left to the SMTP client");
}

int main(void)
{
	arena_init(&arena, 1 << 24);
	check_headers();
	check_smuggling();
	check_lengths();
	struct message answered = { .from = "a@example.org",
		.to = "b@example.org",
		.reply_to = "office@example.org",
		.reply_to_name = "Secretaría",
		.id = "1",
		.language = "es",
		.text = TEXT("Subject: x\n\none\n\n \n\n\ntwo\nthree\n\nfour\n\n\n") };
	struct buffer out;
	buffer_init(&out, &arena, 1 << 16);
	ok(message_write(&answered, &out), "a mail whose answers go elsewhere");
	ok(has(buffer_text(&out).data,
		   "\r\nReply-To: =?UTF-8?B?U2VjcmV0YXLDrWE=?=\r\n <office@example.org>\r\n"),
		"says so");
	ok(has(buffer_text(&out).data, "\r\n\r\none\r\n\r\ntwo\r\nthree\r\n\r\nfour\r\n") &&
			!has(buffer_text(&out).data, "four\r\n\r\n"),
		"of several empty lines one stays, at the end none");
	ok(!has(written(NULL, "Subject: x\n\ny"), "Reply-To"), "without it there is no such field");
	return done();
}
