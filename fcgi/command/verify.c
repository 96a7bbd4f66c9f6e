/*
 * dais verify: whether a receipt belongs to a file. The receipt is a saved one (its signature is
 * held against this installation's key; no database is needed) or only a number. The database is
 * asked about a number, about a saved receipt that an earlier key has signed, and whether a file
 * that a genuine receipt does not list is the copy for readers of one that it lists.
 */
#include "command/command.h"

#include "base/digest.h"
#include "base/receipt.h"

#include <unistd.h>

/* False when the file cannot be read (told). */
static bool take_digest(const char *path, char hex[static DIGEST_HEX])
{
	long long size;

	if (digest_file(path, hex, &size))
		return true;
	command_fail("%s cannot be read", path);
	return false;
}

static int say(bool match)
{
	puts(match ? "match" : "no match");
	return match ? COMMAND_DONE : COMMAND_NO;
}

/* text: a saved receipt, which must be the one that was issued; NULL: only the number is known. */
static int ask_database(
	struct command *command, const char *number, const char *text, const char *sha256)
{
	const struct db_value values[] = { DB_TEXT(number), DB_TEXT(text), DB_TEXT(sha256) };
	struct db_row row = command_run(command,
		"select answer ->> 'answer', answer ->> 'file' from api.receipt_matches('en', "
		"jsonb_build_object('receipt', $1::text, 'text', $2::text, 'sha256', $3::text)) as "
		"m(answer)",
		3, values);

	if (row.status != 200)
		return COMMAND_TROUBLE;
	if (text_equal(row.column[0], TEXT("copy")))
		fprintf(stderr, "dais: it is the copy for readers of file %.*s of this receipt\n",
			(int)row.column[1].size, row.column[1].data);
	return say(!text_equal(row.column[0], TEXT("no-match")));
}

static int verify_saved(struct command *command, const char *path, const char *sha256)
{
	struct text saved = command_read(command, path);
	struct receipt_key key;
	char error[256];

	if (!saved.data)
		return COMMAND_TROUBLE;
	if (!receipt_key_read(&key, command->config->key, error))
		return command_fail("the key that signs receipts: %s", error);
	struct receipt receipt = receipt_check(command->arena, &key, saved);
	if (!receipt.readable)
		return command_fail("%s is not a whole receipt", path);
	if (!receipt.genuine && !receipt.other_key)
		return say(false);
	if (receipt.genuine && receipt_lists(receipt.text, text_of(sha256)))
		return say(true);
	fputs(receipt.other_key ? "dais: signed under an earlier key: the database is asked\n"
				: "dais: the receipt is genuine but does not list this file: the "
				  "database is asked whether it is a copy for readers\n",
		stderr);
	return ask_database(command, arena_copy(command->arena, receipt.number),
		arena_copy(command->arena, receipt.text), sha256);
}

int command_verify(struct command *command, int argc, char **argv)
{
	char sha256[DIGEST_HEX];

	if (argc != 3)
		return command_usage(argv[0]);
	if (!take_digest(argv[2], sha256))
		return COMMAND_TROUBLE;
	if (access(argv[1], F_OK) == 0)
		return verify_saved(command, argv[1], sha256);
	const char *number = receipt_number(command->arena, text_of(argv[1]));
	if (!number)
		return command_fail("%s is neither a file nor the number of a receipt", argv[1]);
	return ask_database(command, number, NULL, sha256);
}
