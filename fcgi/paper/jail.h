/*
 * The jail that dais-paper locks itself into once its files are open and before it looks at them.
 * Needs no privilege, no namespace and no helper: limits, no_new_privs, Landlock where the kernel
 * has it (asked at run time), and a seccomp filter. A program built with sanitizers goes without
 * the memory limit and the filter, which they cannot bear.
 */
#ifndef DAIS_PAPER_JAIL_H
#define DAIS_PAPER_JAIL_H

#include <stdbool.h>
#include <stdint.h>

enum jail_kind {
	JAIL_CLOSED, /* nothing can be opened any more; a call off the list kills */
	JAIL_FONTS,  /* fonts and their configuration can be read; a call off the list fails */
};

struct jail_limits {
	uint64_t memory;    /* address space, bytes */
	uint64_t file_size; /* of any file written, bytes */
	unsigned seconds;   /* of processor time */
};

/* False when the jail could not be closed: then nothing may be read. */
bool jail_enter(enum jail_kind kind, const struct jail_limits *limits);

#endif
