/* What cannot be done from inside the jail. Each attempt is a child of its own. */
#include "config.h"

#include "paper/jail.h"

#include "tap.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sched.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { HELD = 0, ESCAPED = 1, NO_JAIL = 2 };

static int open_file; /* from before the jail, as the child's result is */

static int open_a_file(void)
{
	return open("/etc/passwd", O_RDONLY) < 0 ? HELD : ESCAPED;
}

static int make_a_file(void)
{
	return open("/tmp/dais-jail-test", O_WRONLY | O_CREAT, 0600) < 0 ? HELD : ESCAPED;
}

static int run_a_program(void)
{
	static char name[] = "true";
	char *const arguments[] = { name, NULL };

	execv("/bin/true", arguments);
	return HELD;
}

static int open_a_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) < 0 ? HELD : ESCAPED;
}

static int fork_a_child(void)
{
	pid_t child = fork();

	if (child == 0)
		_exit(0);
	return child < 0 ? HELD : ESCAPED;
}

static int leave_the_namespace(void)
{
	long child = syscall(SYS_clone, CLONE_NEWUSER | SIGCHLD, NULL, NULL, NULL, NULL);

	if (child == 0)
		_exit(0);
	return child < 0 ? HELD : ESCAPED;
}

static int hide_the_flags(void)
{
	struct clone_args arguments = { .flags = CLONE_NEWUSER, .exit_signal = SIGCHLD };
	long child = syscall(SYS_clone3, &arguments, sizeof arguments);

	if (child == 0)
		_exit(0);
	return child < 0 && errno == ENOSYS ? HELD : ESCAPED;
}

static void *nothing(void *context)
{
	return context;
}

static int start_a_thread(void)
{
	pthread_t thread;

	return pthread_create(&thread, NULL, nothing, NULL) == 0 && pthread_join(thread, NULL) == 0
		       ? HELD
		       : ESCAPED;
}

static int make_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
			       MAP_FAILED
		       ? HELD
		       : ESCAPED;
}

static int kill_the_parent(void)
{
	return kill(getppid(), 0) < 0 ? HELD : ESCAPED;
}

static int take_all_memory(void)
{
	return mmap(NULL, (size_t)1 << 32, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) == MAP_FAILED
		       ? HELD
		       : ESCAPED;
}

/* Larger than its limit, into a file that was open before. */
static int write_too_much(void)
{
	signal(SIGXFSZ, SIG_IGN);
	return ftruncate(open_file, (off_t)1 << 30) < 0 ? HELD : ESCAPED;
}

/* One second more than its limit; HELD is said by the signal's handler. */
static void out_of_time(int signal)
{
	(void)signal;
	_exit(HELD);
}

static int work_for_ever(void)
{
	struct timespec now;

	signal(SIGXCPU, out_of_time);
	do
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	while (now.tv_sec < 2);
	return ESCAPED;
}

static int work(void)
{
	char *memory = malloc(1 << 20);
	bool good = memory && write(STDERR_FILENO, "", 0) == 0;

	free(memory);
	return good ? HELD : ESCAPED;
}

/* The child's status; HELD also when the jail killed the child during the attempt. */
static int attempt(enum jail_kind kind, int (*what)(void))
{
	static const struct jail_limits limits = {
		.memory = 1 << 30, .file_size = 1 << 20, .seconds = 1
	};
	int status;
	pid_t child = fork();

	if (child == 0)
		_exit(jail_enter(kind, &limits) ? what() : NO_JAIL);
	waitpid(child, &status, 0);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS ? HELD : WEXITSTATUS(status);
}

int main(void)
{
	static const struct {
		const char *name;
		int (*what)(void);
	} attempts[] = {
		{ "a file cannot be opened", open_a_file },
		{ "a file cannot be made", make_a_file },
		{ "a program cannot be run", run_a_program },
		{ "a socket cannot be opened", open_a_socket },
		{ "a namespace cannot be made", leave_the_namespace },
		{ "memory that can be run cannot be had", make_code },
		{ "another process cannot be signalled", kill_the_parent },
		{ "memory has its limit", take_all_memory },
		{ "what is written has its limit", write_too_much },
		{ "work has its limit", work_for_ever },
	};

#ifdef SANITIZED
	(void)attempt;
	(void)attempts;
	(void)fork_a_child;
	(void)work;
	(void)hide_the_flags;
	(void)start_a_thread;
	printf("1..1\nok 1 - left to the plain build: sanitizers cannot bear the jail\n");
	return 0;
#endif
	open_file = memfd_create("result", 0);
	for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
		ok(attempt(JAIL_CLOSED, attempts[i].what) == HELD, "closed: %s", attempts[i].name);
		ok(attempt(JAIL_FONTS, attempts[i].what) == HELD, "with fonts: %s",
			attempts[i].name);
	}
	ok(attempt(JAIL_CLOSED, fork_a_child) == HELD, "closed: a child cannot be made");
	ok(attempt(JAIL_FONTS, hide_the_flags) == HELD, "with fonts: clone3 is not there");
	ok(attempt(JAIL_FONTS, start_a_thread) == HELD, "with fonts: a thread can be started");
	ok(attempt(JAIL_CLOSED, work) == HELD, "closed: memory and open files can be used");
	return done();
}
