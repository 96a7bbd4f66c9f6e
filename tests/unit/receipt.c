/* A receipt is genuine as it was signed, through mail and paste, and for no other text, key or
 * number. */
#include "base/receipt.h"

#include "base/buffer.h"

#include "tap.h"

#include <sodium.h>
#include <stdlib.h>
#include <unistd.h>

static struct arena arena;

static void make_key(struct receipt_key *key, char digit)
{
	char path[] = "/tmp/receipt-key-XXXXXX", error[256] = "";
	int fd = mkstemp(path);

	for (int i = 0; i < 64; i++)
		if (write(fd, &digit, 1) != 1)
			exit(1);
	close(fd);
	ok(receipt_key_read(key, path, error), "the key is read %s", error);
	unlink(path);
}

static struct text receipt_text(const struct receipt_key *key)
{
	return text_of(arena_printf(&arena,
		"dais receipt\nNumber: 7K3M-9QWX-H2TD\nTitle: Número: uno\nFile: a.pdf\n"
		"SHA-256: %064d\nFile: b.pdf\nSHA-256: %064d\nKey: %s\n",
		7, 8, key->id));
}

static bool genuine(const struct receipt_key *key, const char *file)
{
	return receipt_check(&arena, key, text_of(file)).genuine;
}

/* The file with what changed into to, once. */
static char *changed(const char *file, const char *what, const char *to)
{
	const char *at = strstr(file, what);

	return arena_printf(&arena, "%.*s%s%s", (int)(at - file), file, to, at + strlen(what));
}

static char *with_carriage_returns(const char *file)
{
	struct buffer out;

	buffer_init(&out, &arena, 8192);
	for (; *file; file++)
		buffer_printf(&out, *file == '\n' ? "\r%c" : "%c", *file);
	return out.data;
}

static char *quoted(const char *file, const char *mark)
{
	struct text rest = text_of(file);
	struct buffer out;

	buffer_init(&out, &arena, 8192);
	while (rest.data) {
		struct text line = text_split(&rest, '\n');
		buffer_printf(&out, "%s%.*s\n", mark, (int)line.size, line.data);
	}
	return out.data;
}

static void check_genuine(const struct receipt_key *key, const char *file)
{
	struct receipt receipt = receipt_check(&arena, key, text_of(file));

	ok(receipt.genuine && !receipt.other_key, "as it was signed");
	is(arena_copy(&arena, receipt.number), "7K3M-9QWX-H2TD", "its number");
	for (int i = 6; i <= 9; i++)
		is(receipt_lists(receipt.text, text_of(arena_printf(&arena, "%064d", i))) ? "yes"
											  : "no",
			i == 7 || i == 8 ? "yes" : "no", "each of its files and no other");
	ok(!receipt_lists(receipt.text, TEXT("")), "nor nothing");
	is(receipt_sign(&arena, key, receipt.text), file, "signed again it reads the same");
	ok(genuine(key, with_carriage_returns(file)), "with the line ends of a mail");
	ok(genuine(key, arena_printf(&arena, "\n %s \n\n", file)), "with blanks around it");
	ok(genuine(key, arena_printf(&arena, "\xEF\xBB\xBF%s", file)), "with a byte order mark");
	ok(genuine(key, arena_printf(&arena, "On Monday she wrote:\n\n%s", quoted(file, "> "))),
		"quoted in an answer");
	ok(genuine(key, quoted(file, ">> ")), "quoted twice");
	ok(genuine(key, changed(file, ": uno", ":\nuno")), "wrapped at a blank");
	ok(genuine(key, changed(file, "0000007", "0\n000007")), "wrapped in a word");
}

static void check_numbers(void)
{
	static const char *const good[] = { "7K3M-9QWX-H2TD", "7k3m-9qwx-h2td", " 7K3M 9QWX H2TD ",
		"7K3M9QWXH2TD", "7k3m9qwx-h2td\r\n" };
	static const char *const bad[] = { "", "7K3M-9QWX-H2T", "7K3M-9QWX-H2TDD", "OK3M-9QWX-H2TD",
		"7K3M-9QWX-H2TD!" };

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		is(receipt_number(&arena, text_of(good[i])), "7K3M-9QWX-H2TD", "the number");
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ok(!receipt_number(&arena, text_of(bad[i])), "not a number: %s", bad[i]);
}

static void check_forged(const struct receipt_key *key, const char *file)
{
	ok(!genuine(key, changed(file, "a.pdf", "b.pdf")), "not with another file's name");
	ok(!genuine(key, changed(file, "7K3M", "7K3N")), "not with another number");
	ok(!genuine(key, changed(file, "dais receipt\n", "")), "not without its first line");
	ok(!genuine(key, changed(file, "dais", "Title: more\ndais")), "not with a line more");
	ok(!genuine(key, arena_printf(&arena, "%sStanding: in time\n", file)),
		"not with a line behind the signature");
	ok(!genuine(key, changed(file, "Signature: ", "Standing: in time\nSignature: ")),
		"not with a line before it");
	ok(!genuine(key, changed(file, "Signature: ", "Signature: A")),
		"not with a longer signature");
	ok(!genuine(key, changed(file, "Signature:", "Nothing:")), "not without a signature");
	ok(!receipt_check(&arena, key, text_of(changed(file, "Signature:", "Nothing:"))).readable,
		"which is not called false but unreadable");
	ok(!genuine(key, ""), "not empty");
	ok(!genuine(key, "\n\n"), "not blank");
	ok(!genuine(key, "\n\nSignature: AA=="), "not a signature alone");
}

static void check_keys(const char *file)
{
	struct receipt_key other;
	char error[256] = "";

	make_key(&other, 'b');
	ok(!genuine(&other, file), "not by another key");
	ok(receipt_check(&arena, &other, text_of(file)).other_key, "which is told apart");
	ok(!receipt_sign(&arena, &other, receipt_check(&arena, &other, text_of(file)).text),
		"which does not sign it either");
	ok(!receipt_key_read(&other, "/dev/null", error) && error[0], "no key: %s", error);
	error[0] = '\0';
	ok(!receipt_key_read(&other, "/nowhere", error) && error[0], "no file: %s", error);
}

int main(void)
{
	struct receipt_key key;

	if (sodium_init() < 0)
		return 1;
	arena_init(&arena, (size_t)1 << 20);
	make_key(&key, 'a');
	const char *file = receipt_sign(&arena, &key, receipt_text(&key));
	check_genuine(&key, file);
	check_forged(&key, file);
	check_keys(file);
	check_numbers();
	ok(text_starts(text_of(receipt_key_pem(&arena, &key)),
		   TEXT("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA")),
		"the public key in PEM");
	arena_release(&arena);
	return done();
}
