/*
 * What a request says of itself and what an answer may say, each check alone: in a running dais
 * others stand before and behind them (the web server, the form's token), and would hide that one
 * is gone.
 */
#include "serve/request.h"

#include "serve/server.h"
#include "serve/session.h"

#include "tap.h"

#include <stdint.h>

static struct arena arena;
static struct server server = { .config = { .public_url = "https://meetings.example.org/oas" } };
static const char *const none[] = { NULL };
static FCGX_Request fcgi;
static struct request request;

/* A request with these parameters ("NAME=value"); what request_begin says of it. */
static int begin(const char *const envp[])
{
	fcgi = (FCGX_Request){ .envp = (char **)(uintptr_t)envp }; /* it only looks */
	return request_begin(&request, &server, &arena, &fcgi);
}

#define BEGIN(...) begin((const char *const[]){ __VA_ARGS__, NULL })

static const char *header_with(const char *value)
{
	begin(none);
	request_add_header(&request, "Location", value);
	return buffer_text(&request.headers).size ? request.headers.data : "none";
}

static void headers(void)
{
	is(header_with("/en/my"), "Location: /en/my\r\n", "a header");
	is(header_with("/en/ñ"), "Location: /en/ñ\r\n", "in any script");
	static const char *const broken[] = { "/en\r\nSet-Cookie: a=b", "/en\nX: y", "/en\rX", "\t",
		"a\x7f", "\x01" };
	for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
		is(header_with(broken[i]), "none", "left out: a value with control character %zu",
			i);
}

static bool same_origin(const char *origin, const char *site)
{
	const char *const envp[] = { origin ? origin : site, origin ? site : NULL, NULL };

	begin(envp);
	return request_same_origin(&request);
}

static void origins(void)
{
	ok(same_origin(NULL, NULL), "an old browser says nothing of where a form comes from");
	ok(same_origin("HTTP_ORIGIN=https://meetings.example.org", NULL), "our own origin");
	ok(same_origin(
		   "HTTP_ORIGIN=https://Meetings.Example.org", "HTTP_SEC_FETCH_SITE=same-origin"),
		"twice said");
	static const char *const others[] = { "https://example.org", "http://meetings.example.org",
		"null", "https://meetings.example.org.evil.example",
		"https://meetings.example.org:444" };
	for (size_t i = 0; i < sizeof others / sizeof *others; i++)
		ok(!same_origin(arena_printf(&arena, "HTTP_ORIGIN=%s", others[i]), NULL),
			"another origin: %s", others[i]);
	ok(!same_origin("HTTP_SEC_FETCH_SITE=cross-site", NULL), "another site, by its word alone");
	ok(!same_origin(
		   "HTTP_ORIGIN=https://meetings.example.org", "HTTP_SEC_FETCH_SITE=same-site"),
		"a neighbor");
}

static const char *network(const char *address)
{
	BEGIN(arena_printf(&arena, "REMOTE_ADDR=%s", address));
	json_put(request.input, "network", cJSON_CreateString("forged"));
	request_add_network(&request);
	return request_input(&request, "network");
}

static void networks(void)
{
	is(network("192.0.2.7"), "192.0.2.7", "an IPv4 address");
	is(network("::ffff:192.0.2.7"), "192.0.2.7", "the same, written as IPv6");
	is(network("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::", "of IPv6 the network of a customer");
	is(network("2001:db8:1:2:ffff::1"), "2001:db8:1:2::", "the same one");
	ok(strcmp(network("2001:db8:1:3::1"), network("2001:db8:1:2::1")) != 0, "another one");
}

static void beginnings(void)
{
	static char deep[4000] = "DAIS_PATH=/";

	ok(BEGIN("REQUEST_METHOD=GET", "DAIS_PATH=/en/x") == 0, "an address");
	ok(BEGIN("REQUEST_METHOD=GET", "DAIS_PATH=/en/\r\nx") == 400, "one with a line end");
	ok(BEGIN("REQUEST_METHOD=GET", "DAIS_PATH=/en/\xff") == 400, "one that is no UTF-8");
	ok(BEGIN("REQUEST_METHOD=GET", "DAIS_PATH=en") == 400, "one that begins nowhere");
	ok(BEGIN("REQUEST_METHOD=BREW", "DAIS_PATH=/en") == 405, "a method that nobody has");
	ok(BEGIN("REQUEST_METHOD=POST", "DAIS_PATH=/en", "CONTENT_LENGTH=-5") == 400,
		"a length below nothing");
	ok(BEGIN("REQUEST_METHOD=POST", "DAIS_PATH=/en", "CONTENT_LENGTH=5x") == 400,
		"a length that is no number");
	memset(deep + strlen(deep), 'x', 3000);
	ok(BEGIN("REQUEST_METHOD=GET", deep) == 414, "too long an address");
	BEGIN("REQUEST_METHOD=POST", "DAIS_PATH=/en/my", "HTTP_X_HTTP_METHOD_OVERRIDE=DELETE");
	ok(request.method == POST, "another method is meant only where uploads are");
	BEGIN("REQUEST_METHOD=GET", "DAIS_PATH=/en", "HTTP_ACCEPT_LANGUAGE=fr\r\nx");
	is(request_header(&request, "HTTP_ACCEPT_LANGUAGE"), NULL,
		"a header with a line end is none");
}

static void tokens(void)
{
	char *one = arena_printf(&arena, "HTTP_COOKIE=__Host-dais-visitor=%s", token_new(&arena));

	BEGIN(one);
	session_read(&request);
	struct text token = text_of(session_form_token(&request));
	ok(session_form_token_matches(&request, token), "a form's token fits its browser");
	ok(!session_form_token_matches(&request, text_of(request.visitor)), "the cookie is none");
	ok(!session_form_token_matches(&request, TEXT("")), "nor is nothing");
	ok(!session_form_token_matches(&request, (struct text){ token.data, token.size - 1 }),
		"nor is a part of it");
	char *other = arena_printf(&arena, "HTTP_COOKIE=__Host-dais-visitor=%s", token_new(&arena));
	BEGIN(other);
	session_read(&request);
	ok(!session_form_token_matches(&request, token), "it does not fit another browser");
	BEGIN("HTTP_COOKIE=__Host-dais-session=short; __Host-dais-visitor=a'b; x=y");
	session_read(&request);
	ok(!request.session && !request.visitor, "what has not a token's shape is none");
}

int main(void)
{
	arena_init(&arena, 1 << 24);
	json_use_arena(&arena);
	headers();
	origins();
	networks();
	beginnings();
	tokens();
	return done();
}
