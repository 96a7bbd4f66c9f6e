/*
 * dais setup: what an installation needs besides its database: the key that signs receipts, and the
 * first administrator. Run again it changes nothing that is there.
 */
#include "command/command.h"

#include "base/mail_address.h"
#include "base/password.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

enum { LINE = 256 };

struct admin {
	char name[LINE], email[LINE], password[LINE];
	const char *language;
};

/*
 * The secret is the 32-byte seed of an Ed25519 pair as one line of hex. The file is complete before
 * it has its name, so that a worker never reads half a key.
 */
static bool make_key(struct command *command)
{
	unsigned char seed[crypto_sign_SEEDBYTES];
	char hex[2 * sizeof seed + 1];
	const char *path = command->config->key;
	const char *fresh = arena_printf(command->arena, "%s.new", path);

	if (access(path, F_OK) == 0)
		return true;
	randombytes_buf(seed, sizeof seed);
	sodium_bin2hex(hex, sizeof hex, seed, sizeof seed);
	sodium_memzero(seed, sizeof seed);
	int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	bool good = fd >= 0 && dprintf(fd, "%s\n", hex) > 0 && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	sodium_memzero(hex, sizeof hex);
	if (!good || link(fresh, path) != 0) {
		command_fail("%s cannot be written: %s", path, strerror(errno));
		good = false;
	}
	unlink(fresh);
	if (good)
		printf("%s made: keep a copy where the backups are\n", path);
	return good;
}

static void echo(bool on)
{
	struct termios terminal;

	if (tcgetattr(STDIN_FILENO, &terminal) != 0)
		return;
	if (on)
		terminal.c_lflag |= ECHO;
	else
		terminal.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal);
}

/* One line without its end; false when there is none, it is empty or too long. */
static bool read_line(FILE *in, char line[static LINE])
{
	if (!fgets(line, LINE, in))
		return false;
	size_t end = strcspn(line, "\r\n");
	bool whole = line[end] != '\0' || feof(in);
	line[end] = '\0';
	return whole && end > 0;
}

/*
 * One line that is not shown. A signal that would end us waits until the terminal shows again what
 * is typed, and then ends us.
 */
static bool read_secret(char line[static LINE])
{
	static const int deadly[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };
	sigset_t set, before;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
		sigaddset(&set, deadly[i]);
	sigprocmask(SIG_BLOCK, &set, &before);
	int signals = signalfd(-1, &set, SFD_CLOEXEC);
	struct pollfd either[] = { { .fd = STDIN_FILENO, .events = POLLIN },
		{ .fd = signals, .events = POLLIN } };
	echo(false);
	bool ready = poll(either, 2, -1) > 0 && !either[1].revents;
	bool answered = ready && read_line(stdin, line);
	echo(true);
	putchar('\n');
	close(signals);
	sigprocmask(SIG_SETMASK, &before, NULL);
	return answered;
}

static bool ask(const char *question, char line[static LINE], bool secret)
{
	if (line[0] != '\0')
		return true;
	printf("%s: ", question);
	fflush(stdout);
	return secret && isatty(STDIN_FILENO) ? read_secret(line) : read_line(stdin, line);
}

static bool read_password_file(const char *path, char password[static LINE])
{
	FILE *file = fopen(path, "re");
	bool good = file && read_line(file, password);

	if (!good)
		command_fail("%s holds no password: %s", path,
			file ? "its first line is empty or too long" : strerror(errno));
	if (file)
		fclose(file);
	return good;
}

/* What does not fit is refused: half a name would be somebody else's. */
static bool take_option(char to[static LINE], const char *value)
{
	if (strlen(value) >= LINE) {
		command_fail("\"%.20s...\" is longer than %d bytes", value, LINE - 1);
		return false;
	}
	snprintf(to, LINE, "%s", value);
	return true;
}

static bool read_options(int argc, char **argv, struct admin *admin)
{
	static const struct option options[] = { { "name", required_argument, NULL, 'n' },
		{ "email", required_argument, NULL, 'e' },
		{ "language", required_argument, NULL, 'l' },
		{ "password-file", required_argument, NULL, 'p' }, { NULL, 0, NULL, 0 } };
	bool good = true;

	for (int option; good && (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		switch (option) {
		case 'n': good = take_option(admin->name, optarg); break;
		case 'e': good = take_option(admin->email, optarg); break;
		case 'l': admin->language = optarg; break;
		case 'p': good = read_password_file(optarg, admin->password); break;
		default: command_usage(argv[0]); return false;
		}
	}
	if (good && optind != argc)
		command_usage(argv[0]);
	return good && optind == argc;
}

static bool admin_is_good(const struct admin *admin)
{
	if (!mail_address_is_good(text_of(admin->email)))
		command_fail("\"%s\" is no mail address", admin->email);
	else if (password_weakness(text_of(admin->password), NULL))
		command_fail(
			"the password needs at least 12 characters and must not be guessed soon: "
			"take several words that have nothing to do with each other");
	else
		return true;
	return false;
}

static int make_admin(struct command *command, struct admin *admin)
{
	if (!ask("Name of the first administrator", admin->name, false) ||
		!ask("Mail address", admin->email, false) ||
		!ask("Password", admin->password, true))
		return command_fail(
			"name, address and password are needed, at most %d bytes each", LINE - 1);
	if (!admin_is_good(admin))
		return COMMAND_TROUBLE;
	const char *stored = password_store(command->arena, text_of(admin->password));
	sodium_memzero(admin->password, sizeof admin->password);
	if (!stored)
		return command_fail("there is not enough memory to hash the password");
	const struct db_value values[] = { DB_TEXT(admin->name), DB_TEXT(admin->email),
		DB_TEXT(admin->language), DB_TEXT(stored) };
	if (command_run(command, "select admin.setup($1, $2, $3, $4)", 4, values).status != 200)
		return COMMAND_TROUBLE;
	printf("administrator %s made\n", admin->email);
	return COMMAND_DONE;
}

int command_setup(struct command *command, int argc, char **argv)
{
	struct admin admin = { .language = "en" };

	if (!read_options(argc, argv, &admin) || !make_key(command))
		return COMMAND_TROUBLE;
	struct db_row done = command_run(command, "select admin.setup_done()", 0, NULL);
	if (done.status != 200)
		return command_fail("the database is not ready: run dais migrate first");
	if (text_equal(done.column[0], TEXT("t"))) {
		puts("there is an administrator already");
		return COMMAND_DONE;
	}
	return make_admin(command, &admin);
}
