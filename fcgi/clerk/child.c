/* One child at a time: started in a process group of its own, heard out, and never left behind. */
#include "clerk/child.h"

#include "base/buffer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { OUTPUT_LIMIT = 16 << 20 };

/* Runs in the child. Fontconfig keeps its cache below XDG_CACHE_HOME. */
static _Noreturn void become(const char *path, const char *const arguments[], int in, int out,
	const char *cache, pid_t parent)
{
	static char language[] = "LC_ALL=C.UTF-8", search[] = "PATH=/usr/bin:/bin";
	char home[4096];
	char *environment[] = { language, search, home, NULL };
	sigset_t none;

	snprintf(home, sizeof home, "XDG_CACHE_HOME=%s", cache);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* the clerk may be killed itself … */
	if (getppid() != parent)          /* … or has been before that call */
		_exit(127);
	if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0)
		_exit(127);
	close_range(STDERR_FILENO + 1, ~0U, 0);
	/* execve takes arguments as writable, but does not write to them */
	execve(path, (char *const *)(uintptr_t)arguments, environment);
	_exit(127);
}

static long long now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1000LL + time.tv_nsec / 1000000;
}

/* The child's standard input as an unnamed file: nobody has to feed it. */
static int input_file(struct text input)
{
	int file = memfd_create("input", MFD_CLOEXEC);

	if (file >= 0 && input.size > 0 &&
		(write(file, input.data, input.size) != (ssize_t)input.size ||
			lseek(file, 0, SEEK_SET) != 0)) {
		close(file);
		return -1;
	}
	return file;
}

/*
 * Reads the child's output until the process has ended, not only until it closes its output.
 * Returns why it stopped reading. CHILD_UNWATCHED says something of the machine and nothing of the
 * child.
 */
static enum child_end attend(
	struct clerk *clerk, int process, int out, struct buffer *output, long long until)
{
	struct pollfd three[] = { { .fd = out, .events = POLLIN },
		{ .fd = process, .events = POLLIN }, { .fd = clerk->signals, .events = POLLIN } };
	char piece[4096];

	for (;;) {
		long long left = until - now();
		if (left <= 0)
			return CHILD_TIMEOUT;
		if (poll(three, 3, (int)left) < 0) {
			if (errno == EINTR || errno == EAGAIN)
				continue; /* poll has not set revents */
			return CHILD_UNWATCHED;
		}
		if (three[2].revents) {
			clerk->stopping = true; /* the signal is left for main to read */
			return CHILD_STOPPED;
		}
		if (three[0].revents) {
			ssize_t size = read(out, piece, sizeof piece);
			if (size > 0)
				buffer_append(output, (struct text){ piece, (size_t)size });
			else if (size == 0)
				three[0].fd = -1;
		} else if (three[1].revents) {
			return CHILD_EXITED;
		}
	}
}

/* Kills the child's whole process group and then waits for the child. In this order, because until
 * the wait no other process can get its number. */
static struct child finish(pid_t pid, enum child_end end, const struct buffer *output)
{
	struct child child = { .end = end, .output = buffer_text(output) };
	int status = 0;

	kill(-pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (end == CHILD_EXITED && WIFSIGNALED(status))
		child.end = CHILD_KILLED;
	child.status = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
	return child;
}

struct child child_run(
	struct clerk *clerk, const char *const arguments[], struct text input, int seconds)
{
	const char *path =
		arena_printf(clerk->arena, "%s/%s", clerk->config->programs, arguments[0]);
	struct child none = { .end = CHILD_NONE };
	struct buffer output;
	int in = input_file(input);
	int out[2];

	if (in < 0 || pipe2(out, O_CLOEXEC) != 0) {
		if (in >= 0)
			close(in);
		return none;
	}
	buffer_init(&output, clerk->arena, OUTPUT_LIMIT);
	pid_t parent = getpid(), pid = fork();
	if (pid == 0)
		become(path, arguments, in, out[1], clerk->cache, parent);
	close(in);
	close(out[1]);
	if (pid > 0) {
		setpgid(pid, pid); /* the child calls it too: whichever runs first counts */
		int process = pidfd_open(pid, 0);
		enum child_end end = CHILD_UNWATCHED;
		if (process >= 0) {
			end = attend(clerk, process, out[0], &output, now() + seconds * 1000LL);
			close(process);
		}
		none = finish(pid, end, &output);
	}
	close(out[0]);
	return none;
}

const char *child_describe(struct arena *arena, const struct child *child)
{
	switch (child->end) {
	case CHILD_EXITED: return arena_printf(arena, "exit status %d", child->status);
	case CHILD_KILLED: return arena_printf(arena, "killed by signal %d", child->status);
	case CHILD_TIMEOUT: return "it took too long and was killed";
	case CHILD_STOPPED: return "stopped";
	case CHILD_UNWATCHED: return "could not be watched and was killed";
	case CHILD_NONE: break;
	}
	return "could not be started";
}

enum outcome child_outcome(struct clerk *clerk, const struct child *child, const char **error)
{
	*error = child_describe(clerk->arena, child);
	return child->end == CHILD_STOPPED ? OUTCOME_STOPPED : OUTCOME_AGAIN;
}
