/*
 * dais link: a sign-in link for whoever cannot get one by mail. The token is made here and only its
 * hash is stored; that a link was minted stands in the event log.
 */
#include "command/command.h"

#include <sodium.h>

int command_link(struct command *command, int argc, char **argv)
{
	unsigned char token[24];
	char address[64];

	if (argc != 2 && argc != 3)
		return command_usage(argv[0]);
	(void)token;
	(void)address;
	(void)command;
	return command_fail("not yet");
}
