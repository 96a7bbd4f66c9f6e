/* Cookies with the prefix __Host- (RFC 6265bis, 4.1.3.2): no subdomain can set or read them. */
#include "serve/session.h"

#include "base/digest.h"

#include <sodium.h>
#include <string.h>

#define SESSION_COOKIE "__Host-dais-session"
#define VISITOR_COOKIE "__Host-dais-visitor"
#define DEVICE_COOKIE "__Host-dais-device"
#define ATTRIBUTES "; Path=/; Secure; HttpOnly; SameSite=Lax"

char *token_new(struct arena *arena)
{
	unsigned char bytes[32];
	char *token = arena_alloc(arena, TOKEN_SIZE + 1);

	randombytes_buf(bytes, sizeof bytes);
	sodium_bin2base64(token, TOKEN_SIZE + 1, bytes, sizeof bytes,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return token;
}

char *token_hash(struct arena *arena, const char *token)
{
	char *hex = arena_alloc(arena, DIGEST_HEX);

	digest_text(text_of(token), hex);
	return hex;
}

/* Length and alphabet of a token; whether there is such a session only the database knows. */
static bool token_shaped(struct text token)
{
	if (token.size != TOKEN_SIZE)
		return false;
	for (size_t i = 0; i < token.size; i++) {
		char c = token.data[i];
		if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
			    c == '-' || c == '_'))
			return false;
	}
	return true;
}

void session_read(struct request *request)
{
	struct text rest = text_of(request_param(request, "HTTP_COOKIE"));

	while (rest.data) {
		struct text value = text_split(&rest, ';');
		struct text name = text_trim(text_split(&value, '='));
		value = text_trim(value);
		if (!token_shaped(value))
			continue;
		if (!request->session && text_equal(name, TEXT(SESSION_COOKIE)))
			request->session = arena_copy(request->arena, value);
		if (!request->visitor && text_equal(name, TEXT(VISITOR_COOKIE)))
			request->visitor = arena_copy(request->arena, value);
		if (!request->device && text_equal(name, TEXT(DEVICE_COOKIE)))
			request->device = arena_copy(request->arena, value);
	}
}

const char *session_hash(const struct request *request)
{
	return request->session ? token_hash(request->arena, request->session) : NULL;
}

static void set_cookie(
	struct request *request, const char *name, const char *value, const char *more)
{
	request_add_header(request, "Set-Cookie",
		arena_printf(request->arena, "%s=%s" ATTRIBUTES "%s", name, value, more));
}

void session_set(struct request *request, const char *token)
{
	set_cookie(request, SESSION_COOKIE, token, "");
	request->session = token;
}

void session_clear(struct request *request)
{
	set_cookie(request, SESSION_COOKIE, "", "; Max-Age=0");
	request->session = NULL;
}

const char *session_device(struct request *request)
{
	if (!request->device)
		request->device = token_new(request->arena);
	return token_hash(request->arena, request->device);
}

void session_keep_device(struct request *request)
{
	set_cookie(request, DEVICE_COOKIE, request->device, "; Max-Age=15552000"); /* 180 days */
}

/* The cookie's token from which the form token is derived: the session's, else the visitor's, which
 * is made here for a browser that has none. */
static const char *form_key(struct request *request)
{
	if (request->session)
		return request->session;
	if (!request->visitor) {
		request->visitor = token_new(request->arena);
		set_cookie(request, VISITOR_COOKIE, request->visitor, "");
	}
	return request->visitor;
}

const char *session_form_token(struct request *request)
{
	const char *key = form_key(request);
	unsigned char hash[32];
	char *token = arena_alloc(request->arena, TOKEN_SIZE + 1);

	crypto_generichash(hash, sizeof hash, (const unsigned char *)"dais form", 9,
		(const unsigned char *)key, strlen(key));
	sodium_bin2base64(
		token, TOKEN_SIZE + 1, hash, sizeof hash, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return token;
}

bool session_form_token_matches(struct request *request, struct text token)
{
	if ((!request->session && !request->visitor) || token.size != TOKEN_SIZE)
		return false;
	return sodium_memcmp(token.data, session_form_token(request), TOKEN_SIZE) == 0;
}
