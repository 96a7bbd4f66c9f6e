/* Passwords: what is stored and what is shown at sign-in fit together, and nothing else does; which
 * are too weak. */
#include "base/password.h"

#include "tap.h"

#include <sodium.h>
#include <string.h>

static struct arena arena;

/* Whether the key is the one whose SHA-256 stands at the end of what is stored. */
static bool opens(const char *key, const char *stored)
{
	unsigned char bytes[32], hash[crypto_hash_sha256_BYTES];
	char digits[2 * sizeof hash + 1];
	size_t size = 0;

	if (!key || sodium_hex2bin(bytes, sizeof bytes, key, strlen(key), NULL, &size, NULL) != 0)
		return false;
	crypto_hash_sha256(hash, bytes, size);
	sodium_bin2hex(digits, sizeof digits, hash, sizeof hash);
	return strcmp(strrchr(stored, ':') + 1, digits) == 0;
}

static void test_together(void)
{
	static const char long_one[] =
		"seventy-three bytes and more, each of which counts, also the last one: abc!";
	struct text password = TEXT(long_one);
	const char *stored = password_store(&arena, password);
	struct text recipe = { stored, (size_t)(strrchr(stored, ':') - stored) };

	ok(strncmp(stored, "argon2id:", 9) == 0, "the kind stands in front");
	ok(strcmp(stored, password_store(&arena, password)) != 0,
		"twice the same is stored otherwise");
	ok(opens(password_key(&arena, password, recipe), stored), "the password opens");
	password.size--;
	ok(!opens(password_key(&arena, password, recipe), stored),
		"without its last byte it does not");
	ok(!opens(password_key(&arena, TEXT("Seventy-three"), recipe), stored), "nor does another");
	ok(!opens(password_key(&arena, TEXT(""), recipe), stored), "nor an empty one");
}

static void test_malformed(void)
{
	static const char *const recipes[] = { "", "argon2id", "argon2id:3:67108864",
		"argon2id:3:67108864:", "argon2id:3:67108864:0011",
		"argon2i:3:65536:00112233445566778899aabbccddeeff",
		"argon2id:x:65536:00112233445566778899aabbccddeeff",
		"argon2id:3:999999999999:00112233445566778899aabbccddeeff",
		"argon2id:99:65536:00112233445566778899aabbccddeeff",
		"argon2id:3:65536:00112233445566778899aabbccddeefg",
		"argon2id:3:65536:00112233445566778899aabbccddeeff00" };

	for (size_t i = 0; i < sizeof recipes / sizeof *recipes; i++)
		ok(!password_key(&arena, TEXT("password"), text_of(recipes[i])), "refused: %s",
			recipes[i]);
}

static void test_weakness(void)
{
	static const struct {
		const char *password, *weakness;
	} cases[] = { { "tugboat", "password-short" }, { "ñandúñandú", "password-short" },
		{ "passwordpassword", "password-repeats" }, { "Password1234", "password-common" },
		{ "qwertyuiopas", "password-common" }, { "abcdefghijklm", "password-sequence" },
		{ "colega-colega-colega", "password-personal" },
		{ "19990101-2004", "password-date" }, { "orchard velvet tugboat nine", NULL },
		{ "ñandú corcel ventana", NULL }, { "xK4!mq9Zp2Wd", NULL } };
	const char *words[] = { "colega", NULL };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *got = password_weakness(text_of(cases[i].password), words);
		ok(got == cases[i].weakness ||
				(got && cases[i].weakness && strcmp(got, cases[i].weakness) == 0),
			"%s: %s", cases[i].password, got ? got : "good");
	}
}

int main(void)
{
	if (sodium_init() < 0)
		return 1;
	arena_init(&arena, 1 << 20);
	test_together();
	test_malformed();
	test_weakness();
	arena_release(&arena);
	return done();
}
