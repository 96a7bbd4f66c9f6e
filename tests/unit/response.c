/*
 * The head of an answer, word for word: what every answer carries, who may keep it, and what a file
 * to be saved is called. In a running dais the web server adds and hides some of it.
 */
#include "serve/response.h"

#include "serve/record.h"
#include "serve/route.h"
#include "serve/server.h"

#include "tap.h"

#include <sys/mman.h>
#include <unistd.h>

static struct arena arena;
static struct server server = { .config = { .public_url = "http://meetings.example.org" } };
static const char *const none[] = { NULL };
static FCGX_Request fcgi;
static struct request request;
static struct route route = { .audience = PUBLIC };

static void begin(enum method method, enum audience audience, const char *session)
{
	fcgi = (FCGX_Request){ .envp = (char **)(uintptr_t)none, .requestId = 1 };
	fcgi.ipcFd = memfd_create("answer", MFD_CLOEXEC);
	request_begin(&request, &server, &arena, &fcgi);
	route.audience = audience;
	request.route = &route;
	request.method = method;
	request.session = session;
}

/* What was written to the web server, out of its records. */
static const char *sent(void)
{
	struct buffer all;
	unsigned char header[8];
	static char content[65536];

	buffer_init(&all, &arena, 1 << 20);
	lseek(fcgi.ipcFd, 0, SEEK_SET);
	while (read(fcgi.ipcFd, header, sizeof header) == sizeof header) {
		size_t size = header[4] * 256U + header[5];
		if (read(fcgi.ipcFd, content, size) != (ssize_t)size)
			break;
		buffer_append(&all, (struct text){ content, size });
	}
	close(fcgi.ipcFd);
	return buffer_text(&all).size ? all.data : "";
}

#define POLICY                                                                                     \
	"Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; "       \
	"img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "          \
	"base-uri 'none'; frame-ancestors 'none'\r\n"
#define ALWAYS                                                                                     \
	"X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\n"                             \
	"Referrer-Policy: same-origin\r\nCross-Origin-Opener-Policy: same-origin\r\n"              \
	"Cross-Origin-Resource-Policy: same-origin\r\n"
#define FOR_ALL "X-Accel-Expires: 1\r\nCache-Control: public, no-cache\r\nVary: Accept\r\n"
#define FOR_ONE "Cache-Control: private, no-store\r\n"
#define TEXT_OF_2 "Content-Type: text/plain\r\nContent-Length: 2\r\n"

static void heads(void)
{
	begin(GET, PUBLIC, NULL);
	response_send(&request, 200, "text/plain", TEXT("ok"));
	is(sent(), "Status: 200 OK\r\n" TEXT_OF_2 FOR_ALL POLICY ALWAYS "\r\nok", "an answer");
	begin(HEAD, PUBLIC, NULL);
	response_send(&request, 200, "text/plain", TEXT("ok"));
	is(sent(), "Status: 200 OK\r\n" TEXT_OF_2 FOR_ALL POLICY ALWAYS "\r\n",
		"to HEAD the same without its body");
	begin(GET, PUBLIC, NULL);
	response_empty(&request, 304);
	is(sent(), "Status: 304 Not Modified\r\n" FOR_ALL POLICY ALWAYS "\r\n",
		"without a body no length is told");
	server.config.public_url = "https://meetings.example.org";
	begin(GET, VISITOR, NULL);
	response_send(&request, 200, "text/plain", TEXT("ok"));
	is(sent(),
		"Status: 200 OK\r\n" TEXT_OF_2 FOR_ONE POLICY ALWAYS
		"Strict-Transport-Security: max-age=63072000\r\n\r\nok",
		"behind TLS it is to stay there");
	server.config.public_url = "http://meetings.example.org";
	begin(GET, PUBLIC, NULL);
	request.root = "../../";
	response_redirect(&request, "/en/my?done=saved");
	const char *answer = sent();
	ok(strstr(answer, "Status: 303 See Other\r\n") == answer,
		"after a form one goes on by GET");
	is(strstr(answer, "Location"), "Location: ../../en/my?done=saved\r\n\r\n",
		"a redirection stays below the installation's root");
}

static bool kept_by_all(int status, enum audience audience, const char *session)
{
	begin(GET, audience, session);
	response_send(&request, status, "text/plain", TEXT("ok"));
	return strstr(sent(), FOR_ALL) != NULL;
}

static void caching(void)
{
	static const int others[] = { 201, 303, 400, 401, 403, 404, 410, 429, 500, 503 };

	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		ok(!kept_by_all(others[i], PUBLIC, NULL), "nobody keeps a %d", others[i]);
	ok(kept_by_all(200, PUBLIC, NULL), "a page for the public may be kept");
	ok(!kept_by_all(200, PUBLIC, "token"), "not as it is shown to somebody who is signed in");
	for (enum audience audience = VISITOR; audience <= READER; audience++)
		ok(!kept_by_all(200, audience, NULL), "nor a page for audience %d", audience);
	begin(GET, PUBLIC, NULL);
	request.route = NULL;
	response_send(&request, 200, "text/plain", TEXT("ok"));
	ok(!strstr(sent(), "public"), "nor what no route allows");
	begin(GET, PUBLIC, NULL);
	request_add_header(&request, "Cache-Control", "no-store");
	response_send(&request, 200, "text/plain", TEXT("ok"));
	ok(!strstr(sent(), "public"), "nor what says so itself");
}

/* What nginx is told of how long to keep a page, when it has told its time. */
static bool kept_until(const char *told, const char *until)
{
	const char *const params[] = { told, NULL };

	begin(GET, PUBLIC, NULL);
	fcgi.envp = (char **)(uintptr_t)params;
	response_send(&request, 200, "text/plain", TEXT("ok"));
	return strstr(sent(), until) != NULL;
}

static void seconds(void)
{
	ok(kept_until("DAIS_SECOND=1796000000.998", "X-Accel-Expires: @1796000000\r\n"),
		"a page is kept to the end of the web server's second");
	ok(kept_until("DAIS_SECOND=soon", "X-Accel-Expires: 1\r\n"), "or for a second");
}

static void versions(void)
{
	const char *const params[] = { "HTTP_IF_NONE_MATCH=\"a\", W/\"b\"", NULL };

	begin(GET, PUBLIC, NULL);
	fcgi.envp = (char **)(uintptr_t)params;
	ok(response_known(&request, "\"b\"") && !response_known(&request, "\"c\""),
		"a client that has an answer already, says so by its tag");
	response_empty(&request, 304);
	ok(strstr(sent(), "ETag: \"b\"\r\n") != NULL, "and is told which one it is");
}

static const char *saved_as(const char *name)
{
	begin(GET, SIGNED_IN, "token");
	response_attachment(&request, name);
	response_begin(&request, 200, "application/pdf", -1);
	const char *answer = sent();
	ok(strstr(answer, "Content-Security-Policy: sandbox; default-src 'none'\r\n") &&
			!strstr(answer, "script-src"),
		"a file has a stricter policy");
	ok(!strstr(answer, "Content-Length"), "and the length that the web server tells");
	struct text rest = text_of(strstr(answer, "Content-Disposition: "));
	return arena_copy(&arena, text_split(&rest, '\r'));
}

static void names(void)
{
	is(saved_as("a b-(1).pdf"),
		"Content-Disposition: attachment; filename=\"a b-(1).pdf\"; "
		"filename*=UTF-8''a%20b-%281%29.pdf",
		"a file's name");
	is(saved_as("ñ\";x=\\\n%.pdf"),
		"Content-Disposition: attachment; filename=\"____x____.pdf\"; "
		"filename*=UTF-8''%C3%B1%22%3Bx%3D%5C%0A%25.pdf",
		"signs that would end it, or begin another header, are written otherwise");
}

int main(void)
{
	arena_init(&arena, 1 << 26);
	json_use_arena(&arena);
	heads();
	caching();
	seconds();
	versions();
	names();
	return done();
}
