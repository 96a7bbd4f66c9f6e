/*
 * dais.fcgi: answers FastCGI requests on descriptor 0, one after the other, until it is told to
 * stop; then it ends between two requests, so that a restart loses none. Several of these processes
 * share one socket, which their supervisor keeps open.
 *
 * It never ends because the database is away: it answers 503 and tries again.
 */
#include "base/log.h"
#include "serve/dispatch.h"
#include "serve/routes.h"
#include "serve/server.h"
#include "serve/view.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>

/* More than any page or form needs; file bytes are never held in memory. */
enum { REQUEST_MEMORY = 48 * 1024 * 1024 };

/* SIGUSR1 is what multiwatch sends; all three mean the same. */
static int stop_signals(void)
{
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGUSR1);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	return signalfd(-1, &signals, SFD_CLOEXEC);
}

/*
 * libfcgi's own accept loop can be cut by a signal in the middle of a request. Here signals are a
 * descriptor like the socket, looked at between two requests only.
 */
static int serve(struct server *server)
{
	FCGX_Request fcgi;
	struct arena arena;
	struct pollfd wait[] = { { stop_signals(), POLLIN, 0 }, { 0, POLLIN, 0 } };

	if (FCGX_Init() != 0 || FCGX_InitRequest(&fcgi, 0, FCGI_FAIL_ACCEPT_ON_INTR) != 0)
		return EXIT_FAILURE;
	arena_init(&arena, REQUEST_MEMORY);
	fcntl(0, F_SETFL, fcntl(0, F_GETFL) | O_NONBLOCK); /* others share this socket */
	while (poll(wait, 2, -1) > 0 && !wait[0].revents) {
		int failed = FCGX_Accept_r(&fcgi);
		if (failed == -EAGAIN || failed == -EWOULDBLOCK)
			continue; /* another worker took it */
		if (failed < 0)
			break;
		fcgi.keepConnection = 0; /* never wait on one peer while others do */
		dispatch(server, &arena, &fcgi);
		FCGX_Finish_r(&fcgi);
		arena_reset(&arena);
	}
	arena_release(&arena);
	return EXIT_SUCCESS;
}

static int fail(const char *error)
{
	log_line(LOG_LEVEL_ERROR, "%s", error);
	return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	struct server server;
	char error[256] = "cannot start libsodium";

	if (argc > 1 && strcmp(argv[1], "--routes") == 0) {
		routes_print(stdout);
		return EXIT_SUCCESS;
	}
	if (argc > 1) {
		fprintf(stderr, "usage: dais.fcgi [--routes]\n");
		return EXIT_FAILURE;
	}
	if (sodium_init() < 0 || !config_load(&server.config, NULL, error))
		return fail(error);
	server.view = view_load(server.config.share, error);
	if (!server.view)
		return fail(error);
	server.db = db_open(server.config.database);
	int status = serve(&server);
	db_close(server.db);
	return status;
}
