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
#include <signal.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
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

/* Both descriptors wake this worker; of the workers that wait on the socket a connection wakes one.
 */
static int watch(int signals)
{
	int watched = epoll_create1(EPOLL_CLOEXEC);
	struct epoll_event stop = { .events = EPOLLIN, .data.fd = signals };
	struct epoll_event connection = { .events = EPOLLIN | EPOLLEXCLUSIVE, .data.fd = 0 };

	if (epoll_ctl(watched, EPOLL_CTL_ADD, signals, &stop) != 0 ||
		epoll_ctl(watched, EPOLL_CTL_ADD, 0, &connection) != 0)
		return -1;
	return watched;
}

/* Waits for the next connection; false when a signal says stop. */
static bool await(int watched, int signals)
{
	struct epoll_event events[2];
	int count;

	do /* a debugger, or being stopped and continued, interrupts */
		count = epoll_wait(watched, events, 2, -1);
	while (count < 0 && errno == EINTR);
	for (int i = 0; i < count; i++)
		if (events[i].data.fd == signals)
			return false;
	return count > 0;
}

/*
 * libfcgi's own accept loop can be cut by a signal in the middle of a request. Here signals are a
 * descriptor like the socket, looked at between two requests only.
 */
static int serve(struct server *server)
{
	FCGX_Request fcgi;
	struct arena arena;
	int signals = stop_signals(), watched = watch(signals);

	if (watched < 0 || FCGX_Init() != 0 ||
		FCGX_InitRequest(&fcgi, 0, FCGI_FAIL_ACCEPT_ON_INTR) != 0)
		return EXIT_FAILURE;
	arena_init(&arena, REQUEST_MEMORY);
	fcntl(0, F_SETFL,
		fcntl(0, F_GETFL) | O_NONBLOCK); /* another worker may take what woke this one */
	while (await(watched, signals)) {
		int failed = FCGX_Accept_r(&fcgi);
		if (failed == -EAGAIN || failed == -EWOULDBLOCK)
			continue;
		if (failed < 0) {
			log_line(LOG_LEVEL_ERROR, "accept: %s", strerror(-failed));
			break;
		}
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
	view_free(server.view);
	return status;
}
