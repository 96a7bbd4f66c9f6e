/*
 * A second process for what the one that reads a stranger's PDF must not be able to do: to open
 * fonts. It is forked before either is jailed, answers one question at a time, and ends with the
 * first.
 */
#ifndef DAIS_PAPER_ASIDE_H
#define DAIS_PAPER_ASIDE_H

#include "base/buffer.h"
#include "paper/jail.h"

enum aside_end {
	ASIDE_DONE,
	ASIDE_TOO_MUCH, /* the answer takes more processor time or room than it may */
	ASIDE_FAULT
};

/* A socket to a process that answers; -1: it could not be had. The jail is JAIL_FONTS. */
int aside_open(
	void (*answer)(struct text question, struct buffer *out), const struct jail_limits *limits);

/* Appends the answer. */
enum aside_end aside_ask(int file, struct text question, struct buffer *answer);

#endif
