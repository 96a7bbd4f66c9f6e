/*
 * What is kept: Argon2id by libsodium (RFC 9106). The caller has called sodium_init. Keys are wiped
 * from the stack; what was copied into the arena goes with the request.
 */
#include "base/password.h"

#include <sodium.h>
#include <stdio.h>
#include <zxcvbn.h>

enum {
	PASSES = 3,
	MEMORY = 64 << 20,
	MEMORY_MOST = 256 << 20, /* a recipe that asks for more is not one of ours */
	KEY = 32,
	CHARACTERS_LEAST = 12,
	BITS_LEAST = 34, /* 10^10 guesses: the highest of zxcvbn's five grades */
};

static const char *hex(struct arena *arena, const unsigned char *bytes, size_t size)
{
	char *digits = arena_alloc(arena, 2 * size + 1);

	return sodium_bin2hex(digits, 2 * size + 1, bytes, size);
}

static bool derive(unsigned char key[static KEY], struct text password, const unsigned char *salt,
	long long passes, long long memory)
{
	return crypto_pwhash(key, KEY, password.data, password.size, salt,
		       (unsigned long long)passes, (size_t)memory,
		       crypto_pwhash_ALG_ARGON2ID13) == 0;
}

const char *password_store(struct arena *arena, struct text password)
{
	unsigned char salt[crypto_pwhash_SALTBYTES], key[KEY], verifier[crypto_hash_sha256_BYTES];

	randombytes_buf(salt, sizeof salt);
	if (!derive(key, password, salt, PASSES, MEMORY))
		return NULL;
	crypto_hash_sha256(verifier, key, sizeof key);
	sodium_memzero(key, sizeof key);
	return arena_printf(arena, "argon2id:%d:%d:%s:%s", PASSES, MEMORY,
		hex(arena, salt, sizeof salt), hex(arena, verifier, sizeof verifier));
}

/* "argon2id:PASSES:BYTES:SALT" */
static bool read_recipe(struct text recipe, long long *passes, long long *memory,
	unsigned char salt[static crypto_pwhash_SALTBYTES])
{
	struct text name = text_split(&recipe, ':');
	struct text count = text_split(&recipe, ':');
	struct text bytes = text_split(&recipe, ':');
	size_t size = 0;

	return text_equal(name, TEXT("argon2id")) && text_number(count, passes) && *passes <= 16 &&
	       text_number(bytes, memory) && *memory <= MEMORY_MOST &&
	       sodium_hex2bin(salt, crypto_pwhash_SALTBYTES, recipe.data, recipe.size, NULL, &size,
		       NULL) == 0 &&
	       size == crypto_pwhash_SALTBYTES;
}

const char *password_key(struct arena *arena, struct text password, struct text recipe)
{
	unsigned char salt[crypto_pwhash_SALTBYTES], key[KEY];
	long long passes, memory;

	if (!read_recipe(recipe, &passes, &memory, salt) ||
		!derive(key, password, salt, passes, memory))
		return NULL;
	const char *digits = hex(arena, key, sizeof key);
	sodium_memzero(key, sizeof key);
	return digits;
}

/* The code for what most of the password is made of; ZxcTypeMatch_t plus 32: the part is repeated.
 */
static const char *weakness_of(ZxcTypeMatch_t type)
{
	static const char *const codes[] = { [DICTIONARY_MATCH] = "password-common",
		[DICT_LEET_MATCH] = "password-common",
		[USER_MATCH] = "password-personal",
		[USER_LEET_MATCH] = "password-personal",
		[REPEATS_MATCH] = "password-repeats",
		[SEQUENCE_MATCH] = "password-sequence",
		[SPATIAL_MATCH] = "password-sequence",
		[DATE_MATCH] = "password-date",
		[YEAR_MATCH] = "password-date",
		[LONG_PWD_MATCH] = NULL };

	if (type >= MULTIPLE_MATCH)
		return "password-repeats";
	return type <= LONG_PWD_MATCH && codes[type] ? codes[type] : "password-weak";
}

const char *password_weakness(struct text password, const char **words)
{
	char plain[1024];
	ZxcMatch_t *parts = NULL;
	const ZxcMatch_t *longest = NULL;

	if (text_characters(password) < CHARACTERS_LEAST)
		return "password-short";
	snprintf(plain, sizeof plain, "%.*s", (int)password.size, password.data);
	double bits = ZxcvbnMatch(plain, words, &parts);
	sodium_memzero(plain, sizeof plain);
	for (const ZxcMatch_t *part = parts; part; part = part->Next)
		if (!longest || part->Length > longest->Length)
			longest = part;
	const char *weakness = bits >= BITS_LEAST ? NULL
			       : longest          ? weakness_of(longest->Type)
						  : "password-weak";
	ZxcvbnFreeInfo(parts);
	return weakness;
}
