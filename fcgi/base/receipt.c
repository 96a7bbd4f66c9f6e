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

/* The value of the next line with this name, which is taken off together with all before it; NULL
 * data when there is none. */
static struct text next_value(struct text *rest, const char *name)
{
	size_t length = strlen(name);

	while (rest->data) {
		struct text line = text_split(rest, '\n');
		if (line.size > length + 1 && memcmp(line.data, name, length) == 0 &&
			line.data[length] == ':')
			return text_trim(text_from(line, length + 1));
	}
	return (struct text){ 0 };
}

struct text receipt_value(struct text text, const char *name)
{
	return next_value(&text, name);
}

bool receipt_lists(struct text text, struct text sha256)
{
	struct text listed;

	do
		listed = next_value(&text, "SHA-256");
	while (listed.data && !text_equal(listed, sha256));
	return listed.data != NULL;
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

static const char FIRST_LINE[] = "dais receipt";

/* Whether a line begins with one of the names that receipts have. */
static bool is_named(struct text line)
{
	static const char *const names[] = { "Number", "Meeting", "Title", "File", "Size",
		"SHA-256", "Version", "Received", "Local time", "Arrived", "Deadline", "Standing",
		"Key", "Signature" };
	struct text name = text_split(&line, ':');

	for (size_t i = 0; line.data && i < sizeof names / sizeof *names; i++)
		if (text_equal(name, text_of(names[i])))
			return true;
	return false;
}

/* A line without what mail puts before it (RFC 3676, 4.5) and editors behind it. */
static struct text unquoted(struct text line)
{
	while (line.size && (*line.data == '>' || *line.data == ' ' || *line.data == '\t'))
		line = text_from(line, 1);
	return text_trim(line);
}

/*
 * The lines as they were issued: without a byte order mark, quotation marks, blank lines and
 * whatever a mail says before the first; a line that was wrapped is put together again with joint.
 */
static struct text restored(struct arena *arena, struct text file, struct text joint)
{
	struct buffer lines;
	bool begun = false;

	buffer_init(&lines, arena, 2 * RECEIPT_LIMIT);
	if (text_starts(file, TEXT("\xEF\xBB\xBF")))
		file = text_from(file, 3);
	while (file.data) {
		struct text line = unquoted(text_split(&file, '\n'));
		bool first = text_equal(line, TEXT(FIRST_LINE)), named = first || is_named(line);
		if (!line.size || (!named && !begun))
			continue;
		if (lines.size)
			buffer_append(&lines, named ? TEXT("\n") : joint);
		begun = begun || first;
		buffer_append(&lines, line);
	}
	buffer_append(&lines, TEXT("\n"));
	return buffer_text(&lines);
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

static struct receipt check(const struct receipt_key *key, struct text lines)
{
	const char *end = memmem(lines.data, lines.size, "\nSignature:", 11);
	struct text rest = end ? text_from(lines, (size_t)(end - lines.data) + 1) : TEXT("");
	struct receipt receipt = { .text = { lines.data, lines.size - rest.size } };

	receipt.number = receipt_value(receipt.text, "Number");
	struct text named = receipt_value(receipt.text, "Key");
	struct text signature = receipt_value(rest, "Signature");
	receipt.readable = receipt.number.size && receipt_value(receipt.text, "SHA-256").size &&
			   named.size && signature.size;
	receipt.other_key = receipt.readable && !text_equal(named, text_of(key->id));
	rest = text_trim(rest); /* one line: what stands beside it would not be signed */
	receipt.genuine = !memchr(rest.data, '\n', rest.size) &&
			  signature_holds(key, receipt.text, signature);
	return receipt;
}

struct receipt receipt_check(struct arena *arena, const struct receipt_key *key, struct text file)
{
	struct receipt receipt = { 0 };

	if (file.size > RECEIPT_LIMIT)
		return receipt;
	receipt = check(key, restored(arena, file, TEXT(" ")));
	if (!receipt.genuine) { /* wrapped in the middle of a word */
		struct receipt other = check(key, restored(arena, file, TEXT("")));
		if (other.genuine)
			receipt = other;
	}
	return receipt;
}

/* As api.receipt_number makes them. */
static bool is_number_char(char c)
{
	return c && strchr("23456789ABCDEFGHJKLMNPQRSTUVWXYZ", c);
}

char *receipt_number(struct arena *arena, struct text given)
{
	enum { GROUP = 4, CHARACTERS = 12 };
	struct buffer number;
	size_t count = 0;

	buffer_init(&number, arena, 64);
	for (size_t i = 0; i < given.size; i++) {
		char c = given.data[i];
		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		if (!is_number_char(c) && !(c && strchr(" -.\t\r\n", c)))
			return NULL;
		if (!is_number_char(c))
			continue;
		if (count && count % GROUP == 0)
			buffer_append(&number, TEXT("-"));
		if (++count > CHARACTERS)
			return NULL;
		buffer_append(&number, (struct text){ &c, 1 });
	}
	return count == CHARACTERS ? number.data : NULL;
}
