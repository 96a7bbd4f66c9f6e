/*
 * What a form may hold, in each of its three encodings, with the body as it comes off the web
 * server: the bounds, the token before the file, and that what was cut short is no form.
 */
#include "serve/form.h"

#include "base/buffer.h"
#include "serve/route.h"
#include "serve/server.h"
#include "serve/session.h"

#include "tap.h"

static struct arena arena;
static struct server server;
static FCGX_Request fcgi;
static FCGX_Stream body;
static struct request request;
static const struct route route = { POST, "/{lang}/test", VISITOR, "test", "test",
	{ { "name", LINE, 200, OPTIONAL }, { "list", LIST, 2, OPTIONAL },
		{ "secret", SECRET, 20, OPTIONAL }, { "title", TITLE, 20, OPTIONAL } } };

static const char URLENCODED[] = "application/x-www-form-urlencoded", JSON[] = "application/json",
		  PARTS[] = "multipart/form-data; boundary=x";
static const char *token;
static bool told = true; /* how long the body is */

static void no_more(FCGX_Stream *stream)
{
	stream->isClosed = 1;
}

/* A request of a browser whose forms bear the token; more bytes are announced than come. */
static void begin(const char *type, const char *content, size_t size, size_t more)
{
	static const char *envp[5];

	body = (FCGX_Stream){ .rdNext = (unsigned char *)(uintptr_t)content,
		.stop = (unsigned char *)(uintptr_t)content + size,
		.isReader = 1,
		.fillBuffProc = no_more };
	body.stopUnget = body.rdNext;
	envp[0] = "REQUEST_METHOD=POST";
	envp[1] = arena_printf(&arena, "CONTENT_TYPE=%s", type);
	envp[2] = told ? arena_printf(&arena, "CONTENT_LENGTH=%zu", size + more) : "X=y";
	envp[3] = "HTTP_COOKIE=__Host-dais-visitor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
	fcgi = (FCGX_Request){ .envp = (char **)(uintptr_t)envp, .in = &body };
	request_begin(&request, &server, &arena, &fcgi);
	request.route = &route;
	session_read(&request);
	token = session_form_token(&request);
}

struct file {
	int begun;
	struct buffer bytes;
	bool ended;
};

static bool file_begin(void *context, struct text field, struct text name)
{
	struct file *file = context;

	(void)field, (void)name;
	file->begun++;
	buffer_init(&file->bytes, &arena, 1 << 20);
	return true;
}

static bool file_data(void *context, struct text bytes)
{
	struct file *file = context;

	buffer_append(&file->bytes, bytes);
	return true;
}

static bool file_end(void *context)
{
	struct file *file = context;

	file->ended = true;
	return true;
}

static struct file kept;

/* The status of this body, in which TOKEN stands for the browser's token. */
static int read_cut(const char *type, const char *content, size_t more, bool takes_files)
{
	const struct form_file file = { &kept, file_begin, file_data, file_end };
	struct buffer filled;
	struct text rest = text_of(content);

	kept = (struct file){ 0 };
	begin(type, "", 0, 0);
	buffer_init(&filled, &arena, 1 << 20);
	for (const char *at; (at = memmem(rest.data, rest.size, "TOKEN", 5));) {
		buffer_append(&filled, (struct text){ rest.data, (size_t)(at - rest.data) });
		buffer_append(&filled, text_of(token));
		rest = text_from(rest, (size_t)(at - rest.data) + 5);
	}
	buffer_append(&filled, rest);
	begin(type, filled.data, filled.size, more);
	return form_read(&request, takes_files ? &file : NULL);
}

static int read_form(const char *type, const char *content)
{
	return read_cut(type, content, 0, false);
}

/* Before and behind it so many bytes. */
static const char *around(const char *before, size_t bytes, const char *what, const char *behind)
{
	struct buffer all;

	buffer_init(&all, &arena, 1 << 20);
	buffer_append(&all, text_of(before));
	while (all.size < bytes)
		buffer_append(&all, text_of(what));
	buffer_append(&all, text_of(behind));
	return all.data;
}

#define PART(name) "--x\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define FILE_PART "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\n\r\n"
#define END "\r\n--x--\r\n"

static void encodings(void)
{
	static const struct {
		const char *type, *content;
		int status;
		const char *what;
	} cases[] = {
		{ URLENCODED, "token=TOKEN&name=A+b%C3%A9", 0, "a form" },
		{ "Application/X-WWW-Form-URLEncoded; charset=utf-8", "token=TOKEN", 0,
			"its type in other letters" },
		{ JSON, "{\"token\":\"TOKEN\",\"name\":\"A b\xC3\xA9\"}", 0, "as JSON" },
		{ JSON, "{\"token\":\"TOKEN\",\"title\":{\"en\":\"T\"}}", 0,
			"with a text in languages" },
		{ PARTS, PART("token") "TOKEN\r\n" PART("name") "A b\xC3\xA9" END, 0, "in parts" },
		{ "text/plain", "token=TOKEN", 415, "another type" },
		{ URLENCODED, "name=a", 403, "without a token" },
		{ JSON, "{\"name\":\"a\"}", 403, "without one, as JSON" },
		{ PARTS, PART("name") "a" END, 403, "without one, in parts" },
		{ URLENCODED, "token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 403,
			"with the cookie as token" },
		{ URLENCODED, "token=TOKEN&name=%4", 400, "a sign cut short" },
		{ URLENCODED, "token=TOKEN&name=%zz", 400, "a sign that is none" },
		{ URLENCODED, "token=TOKEN&name=%FF", 400, "bytes that are no text" },
		{ URLENCODED, "token=TOKEN&%FF=a", 400, "a name of such bytes" },
		{ JSON, "{\"token\":\"TOKEN\",\"name\":{\"en\":\"T\"}}", 400,
			"members that nobody declared" },
		{ JSON, "{\"token\":\"TOKEN\",\"name\":1}", 400, "a number" },
		{ JSON, "{\"token\":\"TOKEN\",\"list\":[\"a\",1]}", 400, "a number in a list" },
		{ JSON, "[\"TOKEN\"]", 400, "a list alone" },
		{ URLENCODED, "token=TOKEN&once=a/b", 400, "a key that is no word" },
		{ PARTS, PART("token") "TOKEN\r\n" FILE_PART "bytes" END, 400,
			"a file that nobody wants" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		ok(read_form(cases[i].type, cases[i].content) == cases[i].status, "%d: %s",
			cases[i].status, cases[i].what);
	read_form(URLENCODED, "token=TOKEN&name=+A+b%C3%A9&other=x&list=a&list=b&once=k1");
	is(json_print(request.input), "{\"name\":\"A b\xC3\xA9\",\"list\":[\"a\",\"b\"]}",
		"declared fields and no others");
	is(request.once, "k1", "the key apart");
	read_form(URLENCODED, "token=TOKEN&list=a&list=b&list=c&secret=x&draft=01234567-89ab-4cde-"
			      "8f01-23456789abcd");
	is(json_print(request.errors), "[{\"field\":\"list\",\"code\":\"too-many\"}]",
		"a list has its limit");
	is(json_string(request.input, "draft"), NULL, "a form that was kept is taken back by GET");
	is(json_string(request.form, "secret"), NULL, "a password is not shown again");
}

static void bounds(void)
{
	enum { MOST = 256 * 1024 };

	ok(read_form(URLENCODED, around("token=TOKEN&other=", MOST - 100, "xxxxxxxxxx", "")) == 0,
		"a form as large as it may be");
	ok(read_form(URLENCODED, around("token=TOKEN&other=", MOST + 1, "xxxxxxxxxx", "")) == 413,
		"one that is larger");
	told = false;
	ok(read_form(URLENCODED, around("token=TOKEN&other=", MOST + 1, "xxxxxxxxxx", "")) == 413,
		"also when its length was not told");
	told = true;
	ok(read_form(JSON, around("{\"token\":\"TOKEN\",\"other\":\"", MOST + 1, "xxxxxxxxxx",
				   "\"}")) == 413,
		"as JSON");
	ok(read_form(PARTS, around(PART("token") "TOKEN\r\n" PART("other"), MOST + 100,
				    "xxxxxxxxxx", END)) == 413,
		"in parts");
	ok(read_form(URLENCODED, around("token=TOKEN", 2 * 4000, "&a", "")) == 0,
		"four thousand fields");
	ok(read_form(URLENCODED, around("token=TOKEN", 2 * 4200, "&a", "")) == 413, "more");
	ok(read_cut(URLENCODED, "token=TOKEN&name=a", 1, false) == 400, "a form that was cut");
	ok(read_cut(JSON, "{\"token\":\"TOKEN\"}", 1, false) == 400, "as JSON");
	ok(read_cut(PARTS, PART("token") "TOKEN\r\n--x", 2, false) == 400, "in parts");
}

static void files(void)
{
	ok(read_cut(PARTS, PART("token") "TOKEN\r\n" FILE_PART "bytes" END, 0, true) == 0 &&
			kept.ended,
		"a file behind the token");
	is(buffer_text(&kept.bytes).data, "bytes", "comes through");
	ok(read_cut(PARTS, FILE_PART "bytes\r\n" PART("token") "TOKEN" END, 0, true) == 403 &&
			!kept.begun,
		"of one before the token nothing is taken");
	ok(read_cut(PARTS, PART("token") "x\r\n" FILE_PART "bytes" END, 0, true) == 403 &&
			!kept.begun,
		"nor behind a wrong one");
	ok(read_cut(PARTS, PART("token") "TOKEN\r\n" FILE_PART "byt", 0, true) == 400 &&
			!kept.ended,
		"one that was cut has no end");
	ok(read_cut(PARTS,
		   around(PART("token") "TOKEN\r\n" FILE_PART, 400 * 1024, "xxxxxxxxxx", END), 0,
		   true) == 0 &&
			kept.ended,
		"a file may be larger than a form");
}

int main(void)
{
	arena_init(&arena, 1 << 27);
	json_use_arena(&arena);
	encodings();
	bounds();
	files();
	return done();
}
