/*
 * Header fields that are not plain ASCII become encoded words of at most 75 characters, cut between
 * characters. Nothing that comes from the database can add a header: line ends and other control
 * characters in a field become blanks, and an address with a control character in it is refused.
 */
#include "clerk/message.h"

#include <sodium.h>
#include <string.h>
#include <time.h>

enum { WORD_BYTES = 39 }; /* of UTF-8 in an encoded word: with "Subject: " a line of 73 */

/* Strict, because an address goes into a header and to the mail server unchanged. */
static bool is_address(const char *address)
{
	for (const char *c = address; *c; c++)
		if (*c <= ' ' || *c > '~' || *c == '<' || *c == '>')
			return false;
	return strchr(address, '@') != NULL;
}

static bool is_plain(struct text text)
{
	for (size_t i = 0; i < text.size; i++)
		if ((unsigned char)text.data[i] > 126 || text.data[i] < ' ')
			return false;
	return text.size <= 60 && !memmem(text.data, text.size, "=?", 2);
}

/* How many bytes of text go into one word: whole characters only. */
static size_t word_size(struct text text)
{
	size_t size = text.size < WORD_BYTES ? text.size : WORD_BYTES;

	while (size < text.size && size > 0 && ((unsigned char)text.data[size] & 0xc0) == 0x80)
		size--;
	return size;
}

/* As many encoded words as it takes (RFC 2047, section 2). */
static void write_words(struct buffer *out, struct text text)
{
	char *clean = arena_copy(out->arena, text);
	char word[sodium_base64_ENCODED_LEN(WORD_BYTES, sodium_base64_VARIANT_ORIGINAL)];
	const char *fold = "";

	for (size_t i = 0; i < text.size; i++)
		if ((unsigned char)clean[i] < ' ' || clean[i] == 127)
			clean[i] = ' ';
	for (struct text rest = { clean, text.size }; rest.size > 0; fold = "\r\n ") {
		size_t size = word_size(rest);
		sodium_bin2base64(word, sizeof word, (const unsigned char *)rest.data, size,
			sodium_base64_VARIANT_ORIGINAL);
		buffer_printf(out, "%s=?UTF-8?B?%s?=", fold, word);
		rest = text_from(rest, size);
	}
}

/* The name in front of <address>; empty when there is none. */
static struct text name_of(const char *mailbox)
{
	const char *open = strchr(mailbox, '<');

	return text_trim((struct text){ mailbox, open ? (size_t)(open - mailbox) : 0 });
}

const char *message_address(struct arena *arena, const char *mailbox)
{
	const char *open = strchr(mailbox, '<');
	struct text address = text_of(open ? open + 1 : mailbox);
	const char *end = memchr(address.data, '>', address.size);

	if (end)
		address.size = (size_t)(end - address.data);
	return arena_copy(arena, text_trim(address));
}

/* A name in quotes or as encoded words: it may hold a comma or an at sign. */
static void write_mailbox(
	struct buffer *out, const char *field, struct text name, const char *address)
{
	buffer_printf(out, "%s: ", field);
	if (name.size > 0 && is_plain(name) && !memchr(name.data, '"', name.size) &&
		!memchr(name.data, '\\', name.size))
		buffer_printf(out, "\"%.*s\"", (int)name.size, name.data);
	else if (name.size > 0)
		write_words(out, name);
	buffer_printf(out, "%s<%s>\r\n", name.size > 0 ? "\r\n " : "", address);
}

static void write_date(struct buffer *out, long long at)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul",
		"Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t seconds = (time_t)at;
	struct tm t;

	gmtime_r(&seconds, &t);
	buffer_printf(out, "Date: %s, %d %s %d %02d:%02d:%02d +0000\r\n", days[t.tm_wday],
		t.tm_mday, months[t.tm_mon], t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
}

/* Parts that a template leaves out leave several empty lines in a row, of which one is written. */
void message_body(struct text body, struct buffer *out)
{
	bool was_empty = false;

	for (body = text_trim(body); body.data && body.size > 0;) {
		struct text line = text_split(&body, '\n');
		bool is_empty = text_trim(line).size == 0;
		if (!is_empty || !was_empty)
			buffer_printf(out, "%.*s\r\n", is_empty ? 0 : (int)line.size, line.data);
		was_empty = is_empty;
	}
}

bool message_split(struct text text, struct text *subject, struct text *body)
{
	*body = text_trim(text);
	*subject = text_split(body, '\n');
	if (!text_starts(*subject, TEXT("Subject:")))
		return false;
	*subject = text_trim(text_from(*subject, strlen("Subject:")));
	*body = text_trim(*body);
	return true;
}

/* RFC 2369 and RFC 8058: one click, of which the mail program makes a POST. */
static void write_unsubscribe(struct buffer *out, const char *address)
{
	buffer_printf(out,
		"List-Unsubscribe: <%s>\r\n"
		"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
		address);
}

bool message_header(const struct message *message, struct buffer *out)
{
	const char *from = message_address(out->arena, message->from);

	if (!is_address(from) || !is_address(message->to))
		return false;
	write_mailbox(out, "From", name_of(message->from), from);
	write_mailbox(out, "To", text_of(message->to_name), message->to);
	if (message->reply_to && is_address(message->reply_to))
		write_mailbox(out, "Reply-To", text_of(message->reply_to_name), message->reply_to);
	buffer_append(out, TEXT("Subject: "));
	if (is_plain(message->subject))
		buffer_append(out, message->subject);
	else
		write_words(out, message->subject);
	buffer_append(out, TEXT("\r\n"));
	write_date(out, message->at);
	buffer_printf(out,
		"Message-ID: <%s%s>\r\n"
		"Auto-Submitted: auto-generated\r\n"
		"Content-Language: %s\r\n",
		message->id, strchr(from, '@'), message->language);
	if (message->unsubscribe)
		write_unsubscribe(out, message->unsubscribe);
	return !out->full;
}
