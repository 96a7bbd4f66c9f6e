/* How a child ends, and that nothing which a busy machine does to it is blamed on the paper. */
#include "clerk/child.h"

#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

int __real_poll(struct pollfd *three, nfds_t count, int milliseconds);
int __wrap_poll(struct pollfd *three, nfds_t count, int milliseconds);

static int poll_error;

/* Linked in the place of poll: fails when it is told to. */
int __wrap_poll(struct pollfd *three, nfds_t count, int milliseconds)
{
	int failing = poll_error;

	if (!failing)
		return __real_poll(three, count, milliseconds);
	if (failing == EINTR)
		poll_error = 0;
	errno = failing;
	return -1;
}

static struct arena arena;

static struct child run(struct clerk *clerk, const char *script, int seconds)
{
	const char *const arguments[] = { "sh", "-c", script, NULL };

	return child_run(clerk, arguments, TEXT("sent"), seconds);
}

/* What a stranger's file could get hold of, should it take the child over. */
static void check_inheritance(struct clerk *clerk)
{
	int secret = open("/dev/null", O_RDONLY); /* without O_CLOEXEC: a library's, say */

	setenv("PGPASSWORD", "secret", 1);
	struct child child = run(clerk, "ls /proc/self/fd | tr '\\n' ' '", 10);
	is(child.output.data, "0 1 2 3 ", "no descriptor but the three, and that of ls");
	child = run(clerk, "env | cut -d= -f1 | sort | tr '\\n' ' '", 10);
	is(child.output.data, "LC_ALL PATH PWD XDG_CACHE_HOME ", "nothing of our environment");
	unsetenv("PGPASSWORD");
	close(secret);
}

/* Whether the process whose number a child wrote was killed. Orphans are ours to wait for. */
static bool was_killed(struct text number)
{
	pid_t pid = (pid_t)strtol(number.data, NULL, 10);
	int status = 0;

	for (int tries = 0; tries < 100 && waitpid(pid, &status, WNOHANG) == 0; tries++)
		usleep(10000);
	return pid > 0 && WIFSIGNALED(status);
}

int main(void)
{
	struct config config = { .programs = "/bin" };
	struct clerk clerk = { .config = &config, .cache = "/tmp", .arena = &arena, .signals = -1 };
	const char *error;

	arena_init(&arena, 16 << 20);
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	struct child child = run(&clerk, "cat; exit 3", 10);
	ok(child.end == CHILD_EXITED && child.status == 3, "an exit status");
	is(child.output.data, "sent", "its input, and what it wrote");
	child = run(&clerk, "kill -9 $$", 10);
	ok(child.end == CHILD_KILLED && child.status == 9, "killed, as for want of memory");
	ok(child_outcome(&clerk, &child, &error) == OUTCOME_AGAIN, "is tried again");
	is(error, "killed by signal 9", "and told");
	child = run(&clerk, "sleep 20", 1);
	ok(child.end == CHILD_TIMEOUT, "what takes too long is ended");
	ok(child_outcome(&clerk, &child, &error) == OUTCOME_AGAIN, "and tried again");
	child = run(&clerk, "sleep 20 > /dev/null & echo $!", 10);
	ok(child.end == CHILD_EXITED && was_killed(child.output), "what it started ends with it");
	check_inheritance(&clerk);
	poll_error = EINTR;
	child = run(&clerk, "exit 0", 10);
	ok(child.end == CHILD_EXITED, "a signal to us is nothing to the child");
	poll_error = ENOMEM;
	child = run(&clerk, "exit 0", 10);
	ok(child.end == CHILD_UNWATCHED, "a poll that fails is no time that has run out");
	ok(child_outcome(&clerk, &child, &error) == OUTCOME_AGAIN, "and is tried again");
	return done();
}
