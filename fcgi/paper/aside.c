/* A question and its answer are each a length and so many bytes. */
#include "paper/aside.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOST_BYTES = 64 << 20, SOCKET = STDIN_FILENO /* of the process that answers */ };

/* The answer of a process that ran out of time: it has nothing else to say. */
static const uint64_t TOO_MUCH = UINT64_MAX;

static bool read_whole(int file, void *to, size_t size)
{
	for (char *at = to; size > 0;) {
		ssize_t got = read(file, at, size);
		if (got == 0 || (got < 0 && errno != EINTR))
			return false;
		at += got > 0 ? got : 0;
		size -= got > 0 ? (size_t)got : 0;
	}
	return true;
}

static bool write_whole(int file, const void *from, size_t size)
{
	for (const char *at = from; size > 0;) {
		ssize_t put = write(file, at, size);
		if (put < 0 && errno != EINTR)
			return false;
		at += put > 0 ? put : 0;
		size -= put > 0 ? (size_t)put : 0;
	}
	return true;
}

static void give_up(int signal_number)
{
	(void)signal_number;
	write_whole(SOCKET, &TOO_MUCH, sizeof TOO_MUCH);
	_exit(0);
}

static bool serve_one(void (*answer)(struct text question, struct buffer *out), uint64_t size)
{
	struct arena arena;
	struct buffer out;

	arena_init(&arena, 3UL * MOST_BYTES);
	buffer_init(&out, &arena, MOST_BYTES);
	char *question = arena_alloc(&arena, size + 1);
	bool good = read_whole(SOCKET, question, size);
	if (good)
		answer((struct text){ question, size }, &out);
	size = out.full ? TOO_MUCH : out.size;
	good = good && write_whole(SOCKET, &size, sizeof size) &&
	       (out.full || write_whole(SOCKET, out.data, out.size));
	arena_release(&arena);
	return good;
}

static void serve(void (*answer)(struct text question, struct buffer *out))
{
	uint64_t size;
	bool good = true;

	signal(SIGXCPU, give_up);
	while (good && read_whole(SOCKET, &size, sizeof size) && size <= MOST_BYTES)
		good = serve_one(answer, size);
}

int aside_open(
	void (*answer)(struct text question, struct buffer *out), const struct jail_limits *limits)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return -1;
	pid_t child = fork();
	if (child == 0) {
		close(ends[0]);
		close(STDOUT_FILENO);
		if (dup2(ends[1], SOCKET) == SOCKET && close(ends[1]) == 0 &&
			prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && jail_enter(JAIL_FONTS, limits))
			serve(answer);
		_exit(0);
	}
	close(ends[1]);
	if (child < 0) {
		close(ends[0]);
		return -1;
	}
	return ends[0];
}

enum aside_end aside_ask(int file, struct text question, struct buffer *answer)
{
	uint64_t size = question.size;

	if (size > MOST_BYTES)
		return ASIDE_TOO_MUCH;
	if (!write_whole(file, &size, sizeof size) ||
		!write_whole(file, question.data, question.size) ||
		!read_whole(file, &size, sizeof size))
		return ASIDE_FAULT;
	if (size > MOST_BYTES)
		return ASIDE_TOO_MUCH;
	char *bytes = arena_alloc(answer->arena, size + 1);
	if (!read_whole(file, bytes, size))
		return ASIDE_FAULT;
	buffer_append(answer, (struct text){ bytes, size });
	return answer->full ? ASIDE_TOO_MUCH : ASIDE_DONE;
}
