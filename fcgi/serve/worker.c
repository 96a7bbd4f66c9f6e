/* Waits for connections and for signals; one request at a time. */
#include "serve/worker.h"

#include "base/log.h"
#include "serve/dispatch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/time.h>

/* More than any page or form needs; file bytes are never held in memory. */
enum { REQUEST_MEMORY = 48 * 1024 * 1024 };

/* How long a peer may take: for the head of a request, for all of its body, and after the answer to
 * close; and how long it may pause within a body or an answer. */
enum { HEAD_SECONDS = 3, BODY_SECONDS = 600, CLOSE_SECONDS = 2, READ_PAUSE = 30, WRITE_PAUSE = 60 };

enum { NO_SOCKET = -1 }; /* libfcgi never accepts by itself */

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

/* This worker wakes for a signal and for a connection. Several workers wait on the same socket:
 * EPOLLEXCLUSIVE lets a connection wake one of them instead of all. */
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

	do /* interrupted by a debugger, or by SIGSTOP and SIGCONT */
		count = epoll_wait(watched, events, 2, -1);
	while (count < 0 && errno == EINTR);
	for (int i = 0; i < count; i++)
		if (events[i].data.fd == signals)
			return false;
	return count > 0;
}

/* What accept() says of a connection that another worker took or that is gone already. */
static bool passes(int error)
{
	return error == EAGAIN || error == EWOULDBLOCK || error == ECONNABORTED || error == EINTR ||
	       error == EPROTO;
}

static void wake(int signal)
{
	(void)signal; /* nothing to do: a waiting read() now fails with EINTR */
}

static void interrupt_reads(void)
{
	struct sigaction action = { .sa_handler = wake }; /* without SA_RESTART */

	sigemptyset(&action.sa_mask);
	sigaction(SIGALRM, &action, NULL);
}

/* From now on, after so many seconds and then every second, a read that waits is interrupted; 0: no
 * more. */
static void set_alarm(int seconds)
{
	struct itimerval timer = { .it_value.tv_sec = seconds, .it_interval.tv_sec = seconds > 0 };

	setitimer(ITIMER_REAL, &timer, NULL);
}

/*
 * Lets libfcgi read the head of a request from this connection, which it closes if that fails. A
 * peer that sends half a record must not hold the worker. libfcgi takes a connection that is marked
 * as kept instead of accepting one itself.
 */
static bool take_request(FCGX_Request *fcgi, int connection)
{
	struct timeval reading = { .tv_sec = READ_PAUSE }, writing = { .tv_sec = WRITE_PAUSE };

	setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &reading, sizeof reading);
	setsockopt(connection, SOL_SOCKET, SO_SNDTIMEO, &writing, sizeof writing);
	fcgi->ipcFd = connection;
	fcgi->keepConnection = 1;
	set_alarm(HEAD_SECONDS);
	int failed = FCGX_Accept_r(fcgi);
	set_alarm(0);
	fcgi->keepConnection = 0; /* never wait on one peer while others do */
	return failed == 0;
}

/*
 * libfcgi's own accept loop can be cut by a signal in the middle of a request. Here signals are a
 * descriptor like the socket, looked at between two requests only.
 */
int worker_run(struct server *server)
{
	FCGX_Request fcgi;
	struct arena arena;
	int signals = stop_signals(), watched = watch(signals);

	if (watched < 0 || FCGX_Init() != 0 || FCGX_InitRequest(&fcgi, NO_SOCKET, 0) != 0)
		return EXIT_FAILURE;
	interrupt_reads();
	arena_init(&arena, REQUEST_MEMORY);
	/* accept must not wait: another worker may have taken the connection */
	fcntl(0, F_SETFL, fcntl(0, F_GETFL) | O_NONBLOCK);
	while (await(watched, signals)) {
		int connection = accept4(0, NULL, NULL, SOCK_CLOEXEC);
		if (connection < 0 && passes(errno))
			continue;
		if (connection < 0) {
			log_line(LOG_LEVEL_ERROR, "accept: %s", strerror(errno));
			break;
		}
		if (!take_request(&fcgi, connection))
			continue;
		set_alarm(BODY_SECONDS);
		dispatch(server, &arena, &fcgi);
		set_alarm(CLOSE_SECONDS); /* libfcgi reads on until the peer closes */
		FCGX_Finish_r(&fcgi);
		set_alarm(0);
		arena_reset(&arena);
	}
	arena_release(&arena);
	return EXIT_SUCCESS;
}
