/*
 * dais link: a sign-in link for whoever cannot get one by mail. The token is made here, only its
 * hash is stored, and that a link was minted stands in the event log.
 */
#include "command/command.h"

#include "base/json.h"

#include <nettle/sha2.h>
#include <sodium.h>
#include <string.h>

enum {
	RANDOM = 24,
	TOKEN = sodium_base64_ENCODED_LEN(RANDOM, sodium_base64_VARIANT_URLSAFE_NO_PADDING),
	HASH = 2 * SHA256_DIGEST_SIZE + 1,
};

static void make_token(char token[static TOKEN], char hash[static HASH])
{
	unsigned char random[RANDOM];
	unsigned char sum[SHA256_DIGEST_SIZE];
	struct sha256_ctx digest;

	randombytes_buf(random, sizeof random);
	sodium_bin2base64(
		token, TOKEN, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	sha256_init(&digest);
	sha256_update(&digest, strlen(token), (const uint8_t *)token);
	sha256_digest(&digest, sizeof sum, sum);
	sodium_bin2hex(hash, HASH, sum, sizeof sum);
}

int command_link(struct command *command, int argc, char **argv)
{
	char token[TOKEN], hash[HASH];

	if (argc != 2)
		return command_usage(argv[0]);
	make_token(token, hash);
	const struct db_value values[] = { DB_TEXT(argv[1]), DB_TEXT(hash) };
	struct db_row row = command_run(command, "select admin.link_mint($1, $2)", 2, values);
	if (row.status != 200)
		return COMMAND_TROUBLE;
	if (!row.column[0].data) {
		command_fail("nobody here has the address %s", argv[1]);
		return COMMAND_NO;
	}
	json_use_arena(command->arena);
	const char *language = json_string(json_read(row.column[0]), "language");
	printf("%s/%s/link/%s\n", command->config->public_url, language ? language : "en", token);
	return COMMAND_DONE;
}
