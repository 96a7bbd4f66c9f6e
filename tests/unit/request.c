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

/* Language, JSON or page, as the address and the headers ask for it. */
static const char *wanted(const char *path, const char *header)
{
	BEGIN("REQUEST_METHOD=GET", arena_printf(&arena, "DAIS_PATH=%s", path), header);
	return arena_printf(&arena, "%s %s %s", request.lang, request.wants_json ? "json" : "page",
		request.path);
}

static void wishes(void)
{
	static char query[9000] = "QUERY_STRING=";

	is(wanted("/es/my", "HTTP_ACCEPT_LANGUAGE=fr"), "es page /es/my",
		"the address says the language");
	is(wanted("/uploads", "HTTP_ACCEPT_LANGUAGE=de-DE, FR-ca;q=0.9, en"), "fr page /uploads",
		"else the browser, the first that we have");
	is(wanted("/my", "HTTP_ACCEPT_LANGUAGE=de"), "en page /my", "else English");
	is(wanted("/espanol", "X=y"), "en page /espanol", "a word is no language");
	is(wanted("/fr/my.json", "X=y"), "fr json /fr/my", "the suffix is none of the name");
	is(wanted("/fr/my", "HTTP_ACCEPT=application/json"), "fr json /fr/my", "as a header asks");
	is(wanted("/fr/my", "HTTP_ACCEPT=text/html, application/json"), "fr page /fr/my",
		"a browser wants a page");
	memset(query + strlen(query), 'x', 8300);
	ok(BEGIN("REQUEST_METHOD=GET", "DAIS_PATH=/en", query) == 414, "too long a query");
	query[13 + 8192] = '\0';
	ok(BEGIN("REQUEST_METHOD=GET", "DAIS_PATH=/en", query) == 0, "as long as it may be");
}

/* What a browser is told to keep. */
static void cookies(void)
{
	BEGIN("REQUEST_METHOD=GET");
	session_set(&request, "TOKEN");
	is(buffer_text(&request.headers).data,
		"Set-Cookie: __Host-dais-session=TOKEN; Path=/; Secure; HttpOnly; SameSite=Lax\r\n",
		"a session, until the browser is closed");
	BEGIN("REQUEST_METHOD=GET");
	session_clear(&request);
	is(buffer_text(&request.headers).data,
		"Set-Cookie: __Host-dais-session=; Path=/; Secure; HttpOnly; SameSite=Lax; "
		"Max-Age=0\r\n",
		"which is taken away");
	ok(!request.session && !session_hash(&request), "and is none from then on");
	BEGIN("REQUEST_METHOD=GET");
	const char *hash = session_device(&request);
	is(hash, token_hash(&arena, request.device), "a device is known by the hash of its token");
	is(session_device(&request), hash, "and is the same one");
	session_keep_device(&request);
	is(buffer_text(&request.headers).data,
		arena_printf(&arena,
			"Set-Cookie: __Host-dais-device=%s; Path=/; Secure; HttpOnly; "
			"SameSite=Lax; Max-Age=15552000\r\n",
			request.device),
		"for half a year");
	ok(strcmp(token_new(&arena), token_new(&arena)) != 0, "no two tokens are the same");
}

/* The form token of a browser with these cookies. */
static const char *form_token(const char *cookies)
{
	BEGIN(arena_printf(&arena, "HTTP_COOKIE=%s", cookies));
	session_read(&request);
	return session_form_token(&request);
}

#define SESSION "__Host-dais-session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
#define SESSION_2 "__Host-dais-session=BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB"
#define VISITOR_3 "__Host-dais-visitor=CCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCCC"

static void tokens_of_sessions(void)
{
	const char *own = form_token(SESSION "; " VISITOR_3);

	is(form_token(SESSION), own, "a session's forms have its token, whoever was there before");
	ok(strcmp(form_token(SESSION_2 "; " VISITOR_3), own) != 0,
		"another session's have another");
	ok(strcmp(form_token(VISITOR_3), own) != 0, "and so have those of before it began");
	ok(!session_form_token_matches(&request, text_of(own)),
		"a session's token is none without it");
	form_token("x=y");
	ok(request.visitor && strstr(request.headers.data, "__Host-dais-visitor="),
		"a browser that has no token gets one");
	BEGIN("HTTP_COOKIE=" SESSION "; " SESSION_2);
	session_read(&request);
	is(session_hash(&request),
		token_hash(&arena, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
		"of two cookies of a name the first counts");
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
	wishes();
	cookies();
	tokens();
	tokens_of_sessions();
	return done();
}
