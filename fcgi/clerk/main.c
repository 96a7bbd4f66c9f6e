/*
 * dais-clerk: does what need not happen while somebody waits: takes papers apart, compiles packets,
 * sends mail. Sleeps until the database says that there is work. Told to stop it gives back the job
 * it holds and ends; killed, it loses nothing, because its job is free as soon as its connection
 * is.
 */
#include "clerk/clerk.h"

#include "base/cache.h"
#include "base/log.h"
#include "base/templates.h"

#include <curl/curl.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

enum {
	NAP = 5 * 1000,    /* ms: how late a retry or a dead clerk's job may be noticed */
	SWEEP_EVERY = 600, /* seconds: also how late a reminder may be */
};

/* Stop signals are read where we wait for something, so that no work is cut in the middle. */
static int open_signals(void)
{
	sigset_t stop;

	sigemptyset(&stop);
	sigaddset(&stop, SIGTERM);
	sigaddset(&stop, SIGINT);
	sigaddset(&stop, SIGHUP);
	if (sigprocmask(SIG_BLOCK, &stop, NULL) != 0 || signal(SIGPIPE, SIG_IGN) == SIG_ERR)
		return -1;
	return signalfd(-1, &stop, SFD_CLOEXEC);
}

static void sleep_until_work(struct clerk *clerk)
{
	struct pollfd both[] = { { .fd = clerk->signals, .events = POLLIN },
		{ .fd = db_socket(clerk->db), .events = POLLIN } };

	if (poll(both, 2, NAP) < 0 && errno != EINTR)
		clerk->stopping = true;
	if (both[0].revents)
		clerk->stopping = true;
	db_notified(clerk->db);
}

static bool asked_to_stop(const struct clerk *clerk)
{
	struct pollfd one = { .fd = clerk->signals, .events = POLLIN };

	return clerk->stopping || poll(&one, 1, 0) > 0;
}

static void work(struct clerk *clerk)
{
	time_t swept = 0;

	while (!asked_to_stop(clerk)) {
		bool busy = mail_next(clerk);
		arena_reset(clerk->arena);
		busy = job_next(clerk) || busy;
		arena_reset(clerk->arena);
		busy = busy || letters_next(clerk);
		if (time(NULL) - swept >= SWEEP_EVERY) {
			sweep(clerk);
			reminders_send(clerk);
			arena_reset(clerk->arena);
			swept = time(NULL);
		}
		if (!busy)
			sleep_until_work(clerk);
	}
}

static int fail(const char *reason)
{
	log_line(LOG_LEVEL_ERROR, "dais-clerk: %s", reason);
	return 1;
}

static struct templates *load_templates(
	struct arena *arena, const struct config *config, char error[static 256])
{
	const char *po = arena_printf(arena, "%s/po", config->share);

	return templates_load(arena_printf(arena, "%s/web", config->share),
		access(po, R_OK) == 0 ? po : NULL, error);
}

int main(int argc, char **argv)
{
	struct config config;
	struct arena arena;
	char error[256];

	if (argc != 1 && argc != 3)
		return fail("usage: dais-clerk [--config FILE]");
	if (argc == 3 && strcmp(argv[1], "--config") != 0)
		return fail("usage: dais-clerk [--config FILE]");
	if (!config_load(&config, argc == 3 ? argv[2] : NULL, error))
		return fail(error);
	struct clerk clerk = { .config = &config, .cache = config.cache, .arena = &arena };
	arena_init(&arena, (size_t)256 << 20);
	if (sodium_init() < 0 || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return fail("libsodium or libcurl does not start");
	if (!cache_make(&arena, config.cache))
		return fail(arena_printf(&arena, "%s: %s", config.cache, strerror(errno)));
	if (!(clerk.templates = load_templates(&arena, &config, error)))
		return fail(error);
	if ((clerk.signals = open_signals()) < 0)
		return fail(strerror(errno));
	clerk.db = db_open(config.clerk_database);
	db_listen(clerk.db, "dais_work");
	log_line(LOG_LEVEL_INFO, "dais-clerk: ready");
	work(&clerk);
	db_close(clerk.db);
	log_line(LOG_LEVEL_INFO, "dais-clerk: stopped");
	return 0;
}
