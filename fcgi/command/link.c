/*
 * dais link: a sign-in link for whoever cannot get one by mail. The token is made here, only its
 * hash is stored, and that a link was minted stands in the event log.
 */
#include "command/command.h"

#include "base/digest.h"
#include "base/json.h"

#include <sodium.h>

enum {
	RANDOM = 24,
	TOKEN = sodium_base64_ENCODED_LEN(RANDOM, sodium_base64_VARIANT_URLSAFE_NO_PADDING),
};

static void make_token(char token[static TOKEN], char hash[static DIGEST_HEX])
{
	unsigned char random[RANDOM];

	randombytes_buf(random, sizeof random);
	sodium_bin2base64(
		token, TOKEN, random, sizeof random, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	digest_text(text_of(token), hash);
}

int command_link(struct command *command, int argc, char **argv)
{
	char token[TOKEN], hash[DIGEST_HEX];

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
