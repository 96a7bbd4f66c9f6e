/*
 * Passkeys (W3C Web Authentication, Level 2), verified by libfido2: user verification is always
 * asked for, so that a passkey alone is two factors. What the browser sends arrives in hidden
 * fields, each base64url; the attestation is not asked for. The database is told of nothing that
 * has not been verified here, and finds a passkey only by its own id, which nobody else can read
 * there.
 */
#include "base/digest.h"
#include "pages/pages.h"
#include "pages/sessions.h"
#include "serve/ask.h"
#include "serve/response.h"
#include "serve/route.h"
#include "serve/server.h"

#include <fido.h>
#include <fido/es256.h>
#include <fido/rs256.h>
#include <sodium.h>
#include <string.h>

/* Of authenticator data (6.1): a hash of whose passkey it is, then flags. */
enum { RP_HASH = 32, USER_PRESENT = 1, USER_VERIFIED = 4 };

/* A field's bytes; data NULL: it is no base64url. */
static struct text bytes_of(struct request *request, const char *field)
{
	const char *coded = request_input(request, field);
	size_t size = 0, capacity = coded ? strlen(coded) : 0;
	unsigned char *bytes = arena_alloc(request->arena, capacity + 1);

	if (!coded || sodium_base642bin(bytes, capacity, coded, capacity, NULL, &size, NULL,
			      sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0)
		return (struct text){ NULL, 0 };
	return (struct text){ (const char *)bytes, size };
}

static void put_hex(struct request *request, const char *name, const void *bytes, size_t size)
{
	char *digits = arena_alloc(request->arena, 2 * size + 1);

	sodium_bin2hex(digits, 2 * size + 1, bytes, size);
	json_put(request->input, name, cJSON_CreateString(digits));
}

/* Scheme, name and port of the installation, as a browser tells an origin (RFC 6454, 6.2). */
static struct text origin_of(const struct request *request)
{
	struct text url = text_of(request->server->config.public_url);
	const char *name = strstr(url.data, "//");
	size_t end = name ? (size_t)(name - url.data) + 2 : 0;

	while (end < url.size && url.data[end] != '/')
		end++;
	return text_slice(url, 0, end);
}

/* The name that passkeys are bound to (the relying party's id): the origin's, without its port. */
static const char *relying_party(struct request *request)
{
	struct text rest = origin_of(request);

	text_split(&rest, '/');
	text_split(&rest, '/');
	return arena_copy(request->arena, text_split(&rest, ':'));
}

/* Checks what the browser says of the page (7.1 and 7.2, steps 7 to 10), and puts the challenge and
 * the hash that is signed where they are needed. */
static bool take_client_data(
	struct request *request, const char *type, unsigned char hash[static 32])
{
	struct text text = bytes_of(request, "client_data");
	const cJSON *data = text.data ? json_parse(text, NULL) : NULL;
	const char *said = json_string(data, "type"), *origin = json_string(data, "origin");
	const char *challenge = json_string(data, "challenge");

	if (!said || strcmp(said, type) != 0 || !challenge || !origin ||
		!text_equal(text_of(origin), origin_of(request)) || json_true(data, "crossOrigin"))
		return false;
	json_put(request->input, "challenge", cJSON_CreateString(challenge));
	crypto_hash_sha256(hash, (const unsigned char *)text.data, text.size);
	return true;
}

static int refuse(struct request *request)
{
	request_refuse(request, "passkey", "passkey-refused");
	return response_form_again(request, 422);
}

/* ---------------------------------------------------------------- a new one */

/* Whether it is for us, and its user was there and verified. */
static bool is_for_us(struct request *request, struct text authenticator)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	const char *party = relying_party(request);

	if (authenticator.size <= RP_HASH)
		return false;
	crypto_hash_sha256(hash, (const unsigned char *)party, strlen(party));
	int flags = authenticator.data[RP_HASH];
	return memcmp(hash, authenticator.data, RP_HASH) == 0 && (flags & USER_PRESENT) &&
	       (flags & USER_VERIFIED);
}

/* Reads id and public key of the new passkey into the input, when it is of this kind of key. */
static bool take_key(struct request *request, struct text authenticator, int kind)
{
	fido_cred_t *passkey = fido_cred_new();
	bool good = passkey && fido_cred_set_type(passkey, kind) == FIDO_OK &&
		    fido_cred_set_authdata_raw(passkey, (const unsigned char *)authenticator.data,
			    authenticator.size) == FIDO_OK;

	if (good) {
		put_hex(request, "passkey", fido_cred_id_ptr(passkey), fido_cred_id_len(passkey));
		put_hex(request, "key", fido_cred_pubkey_ptr(passkey),
			fido_cred_pubkey_len(passkey));
		json_put(request->input, "kind",
			cJSON_CreateString(arena_printf(request->arena, "%d", kind)));
		json_put(request->input, "counter",
			cJSON_CreateString(
				arena_printf(request->arena, "%u", fido_cred_sigcount(passkey))));
	}
	fido_cred_free(&passkey);
	return good;
}

int passkey_add(struct request *request)
{
	unsigned char hash[32];
	struct db_answer answer;
	int failed = session_form(request);

	if (failed)
		return failed;
	struct text authenticator = bytes_of(request, "authenticator");
	if (!take_client_data(request, "webauthn.create", hash) || !authenticator.data ||
		!is_for_us(request, authenticator) ||
		(!take_key(request, authenticator, COSE_ES256) &&
			!take_key(request, authenticator, COSE_RS256)))
		return refuse(request);
	failed = session_ask(request, request->route->function, &answer);
	if (failed == 422 && !request->answered)
		return response_form_again(request, 422);
	if (failed)
		return failed;
	const cJSON *result = json_read(answer.text);
	const char *location = json_string(result, "location");
	return location ? response_redirect(request, location)
			: response_page(request, 200, "recovery-codes", answer.text);
}

/* ---------------------------------------------------------------- signing in */

static bool verify(fido_assert_t *assertion, int kind, struct text key)
{
	es256_pk_t *es256 = es256_pk_new();
	rs256_pk_t *rs256 = rs256_pk_new();
	bool good = false;

	if (kind == COSE_ES256)
		good = es256 && es256_pk_from_ptr(es256, key.data, key.size) == FIDO_OK &&
		       fido_assert_verify(assertion, 0, kind, es256) == FIDO_OK;
	else if (kind == COSE_RS256)
		good = rs256 && rs256_pk_from_ptr(rs256, key.data, key.size) == FIDO_OK &&
		       fido_assert_verify(assertion, 0, kind, rs256) == FIDO_OK;
	es256_pk_free(&es256);
	rs256_pk_free(&rs256);
	return good;
}

/* Whether the passkey with this key has signed hash and authenticator data; then the input has its
 * counter. */
static bool is_signed(
	struct request *request, const unsigned char hash[static 32], const cJSON *found)
{
	struct text authenticator = bytes_of(request, "authenticator");
	struct text signature = bytes_of(request, "signature");
	unsigned char key[512];
	size_t size = 0;
	const char *digits = json_string(found, "key");
	fido_assert_t *assertion = fido_assert_new();
	bool good =
		assertion && digits && authenticator.data && signature.data &&
		sodium_hex2bin(key, sizeof key, digits, strlen(digits), NULL, &size, NULL) == 0 &&
		fido_assert_set_clientdata_hash(assertion, hash, 32) == FIDO_OK &&
		fido_assert_set_rp(assertion, relying_party(request)) == FIDO_OK &&
		fido_assert_set_up(assertion, FIDO_OPT_TRUE) == FIDO_OK &&
		fido_assert_set_uv(assertion, FIDO_OPT_TRUE) == FIDO_OK &&
		fido_assert_set_count(assertion, 1) == FIDO_OK &&
		fido_assert_set_authdata_raw(assertion, 0,
			(const unsigned char *)authenticator.data, authenticator.size) == FIDO_OK &&
		fido_assert_set_sig(assertion, 0, (const unsigned char *)signature.data,
			signature.size) == FIDO_OK &&
		verify(assertion, json_true(found, "rsa") ? COSE_RS256 : COSE_ES256,
			(struct text){ (const char *)key, size });

	if (good)
		json_put(request->input, "counter",
			cJSON_CreateString(arena_printf(
				request->arena, "%u", fido_assert_sigcount(assertion, 0))));
	fido_assert_free(&assertion);
	return good;
}

int passkey_use(struct request *request)
{
	unsigned char hash[32];
	struct db_answer answer;
	int failed = session_form(request);

	if (failed)
		return failed;
	struct text id = bytes_of(request, "passkey");
	if (!id.data || !take_client_data(request, "webauthn.get", hash))
		return refuse(request);
	put_hex(request, "passkey", id.data, id.size);
	answer = ask(request, "passkey_lookup", NULL);
	if (answer.status != 200 && answer.status != 404)
		return answer.status;
	if (answer.status == 404 || !is_signed(request, hash, json_read(answer.text)))
		return refuse(request);
	failed = session_ask(request, request->route->function, &answer);
	if (failed == 422 && !request->answered)
		return response_form_again(request, 422);
	return failed ? failed
		      : response_redirect(request, json_string(json_read(answer.text), "location"));
}
