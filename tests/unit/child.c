/* How a child ends, and that nothing which a busy machine does to it is blamed on the paper. */
#include "clerk/child.h"

#include "tap.h"

#include <errno.h>
#include <poll.h>

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

int main(void)
{
	struct config config = { .programs = "/bin" };
	struct clerk clerk = { .config = &config, .cache = "/tmp", .arena = &arena, .signals = -1 };
	const char *error;

	arena_init(&arena, 16 << 20);
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
	poll_error = EINTR;
	child = run(&clerk, "exit 0", 10);
	ok(child.end == CHILD_EXITED, "a signal to us is nothing to the child");
	poll_error = ENOMEM;
	child = run(&clerk, "exit 0", 10);
	ok(child.end == CHILD_UNWATCHED, "a poll that fails is no time that has run out");
	ok(child_outcome(&clerk, &child, &error) == OUTCOME_AGAIN, "and is tried again");
	return done();
}
