/* Signing and checking receipts with libsodium. */
#include "base/receipt.h"

#include "base/buffer.h"
#include "base/digest.h"

#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

static bool key_from_seed(struct receipt_key *key, const char *hex)
{
	unsigned char seed[crypto_sign_SEEDBYTES];
	char id[DIGEST_HEX];
	size_t size = 0;
	bool good = sodium_hex2bin(seed, sizeof seed, hex, strlen(hex), " \r\n", &size, NULL) == 0;

	if (good && size == sizeof seed) {
		crypto_sign_seed_keypair(key->public, key->secret, seed);
		digest_text((struct text){ (const char *)key->public, RECEIPT_PUBLIC }, id);
		memcpy(key->id, id, RECEIPT_KEY_ID);
		key->id[RECEIPT_KEY_ID] = '\0';
	}
	sodium_memzero(seed, sizeof seed);
	return good && size == sizeof seed;
}

bool receipt_key_read(struct receipt_key *key, const char *path, char error[static 256])
{
	char hex[2 * crypto_sign_SEEDBYTES + 3] = "";
	FILE *file = fopen(path, "re");

	if (!file || !fgets(hex, sizeof hex, file))
		snprintf(error, 256, "%s: %s", path, file ? "empty" : strerror(errno));
	else if (!key_from_seed(key, hex))
		snprintf(error, 256, "%s: not one line of 64 hex digits", path);
	else
		error[0] = '\0';
	if (file)
		fclose(file);
	sodium_memzero(hex, sizeof hex);
	return error[0] == '\0';
}

static char *base64(struct arena *arena, const unsigned char *bytes, size_t size)
{
	size_t length = sodium_base64_encoded_len(size, sodium_base64_VARIANT_ORIGINAL);
	char *text = arena_alloc(arena, length);

	return sodium_bin2base64(text, length, bytes, size, sodium_base64_VARIANT_ORIGINAL);
}

char *receipt_key_pem(struct arena *arena, const struct receipt_key *key)
{
	static const unsigned char algorithm[] = { 0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65,
		0x70, 0x03, 0x21, 0x00 }; /* SEQUENCE { { 1.3.101.112 } BIT STRING } */
	unsigned char info[sizeof algorithm + RECEIPT_PUBLIC];

	memcpy(info, algorithm, sizeof algorithm);
	memcpy(info + sizeof algorithm, key->public, RECEIPT_PUBLIC);
	return arena_printf(arena, "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n",
		base64(arena, info, sizeof info));
}

struct text receipt_value(struct text text, const char *name)
{
	size_t length = strlen(name);

	while (text.data) {
		struct text line = text_split(&text, '\n');
		if (line.size > length + 1 && memcmp(line.data, name, length) == 0 &&
			line.data[length] == ':')
			return text_trim(text_from(line, length + 1));
	}
	return (struct text){ 0 };
}

char *receipt_sign(struct arena *arena, const struct receipt_key *key, struct text text)
{
	unsigned char signature[crypto_sign_BYTES];

	if (!text_equal(receipt_value(text, "Key"), text_of(key->id)))
		return NULL;
	crypto_sign_detached(
		signature, NULL, (const unsigned char *)text.data, text.size, key->secret);
	return arena_printf(arena, "%.*s\nSignature: %s\n", (int)text.size, text.data,
		base64(arena, signature, sizeof signature));
}

/* Without carriage returns and without blanks around it. */
static struct text plain_lines(struct arena *arena, struct text file)
{
	char *plain = arena_alloc(arena, file.size + 1);
	size_t size = 0;

	file = text_trim(file);
	for (size_t i = 0; i < file.size; i++)
		if (file.data[i] != '\r')
			plain[size++] = file.data[i];
	return (struct text){ plain, size };
}

static bool signature_holds(const struct receipt_key *key, struct text text, struct text encoded)
{
	unsigned char signature[crypto_sign_BYTES];
	size_t size = 0;

	return encoded.size > 0 &&
	       sodium_base642bin(signature, sizeof signature, encoded.data, encoded.size, NULL,
		       &size, NULL, sodium_base64_VARIANT_ORIGINAL) == 0 &&
	       size == sizeof signature &&
	       crypto_sign_verify_detached(
		       signature, (const unsigned char *)text.data, text.size, key->public) == 0;
}

struct receipt receipt_check(struct arena *arena, const struct receipt_key *key, struct text file)
{
	struct receipt receipt = { 0 };

	if (file.size > RECEIPT_LIMIT)
		return receipt;
	file = plain_lines(arena, file);
	const char *end = memmem(file.data, file.size, "\n\n", 2);
	receipt.text = end ? (struct text){ file.data, (size_t)(end - file.data) + 1 } : file;
	receipt.number = receipt_value(receipt.text, "Number");
	receipt.sha256 = receipt_value(receipt.text, "SHA-256");
	struct text named = receipt_value(receipt.text, "Key");
	receipt.other_key = named.size > 0 && !text_equal(named, text_of(key->id));
	struct text rest = { file.data + receipt.text.size, file.size - receipt.text.size };
	rest = text_trim(rest); /* one line: what stands beside it would not be signed */
	receipt.genuine = !memchr(rest.data, '\n', rest.size) &&
			  signature_holds(key, receipt.text, receipt_value(rest, "Signature"));
	return receipt;
}
