/*
 * A program of ours run as a child, for work on what strangers sent: it gets fixed arguments, an
 * almost empty environment, no descriptor but its three, and so much time. The program jails
 * itself before it looks at the file.
 */
#ifndef DAIS_CLERK_CHILD_H
#define DAIS_CLERK_CHILD_H

#include "clerk/clerk.h"

enum child_end {
	CHILD_EXITED,    /* status is its exit status */
	CHILD_KILLED,    /* by a signal: status */
	CHILD_TIMEOUT,   /* and was killed with all its children */
	CHILD_UNWATCHED, /* the machine could not tell us of its end, and it was killed */
	CHILD_STOPPED,   /* we were asked to stop, and it was killed */
	CHILD_NONE,      /* could not be started */
};

struct child {
	enum child_end end;
	int status;
	struct text output; /* what it wrote, up to 1 MiB, with a NUL behind */
};

/* Runs config->programs/<arguments[0]>; arguments ends in NULL. input is its standard input. */
struct child child_run(
	struct clerk *clerk, const char *const arguments[], struct text input, int seconds);

/* In English, for the log: "dais-paper was killed by signal 9". */
const char *child_describe(struct arena *arena, const struct child *child);

/*
 * What a child's end means for the job; *error tells. CHILD_EXITED is not asked. Nothing of it is
 * the paper's fault: what exceeds its own limits says so itself (fcgi/paper/main.c), and what was
 * killed or took too long may have met a busy machine. The queue tries again, and then shows staff.
 */
enum outcome child_outcome(struct clerk *clerk, const struct child *child, const char **error);

#endif
