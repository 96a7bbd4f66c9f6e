/*
 * Building a packet: the same bytes for the same inputs, whoever builds it. Papers are taken apart
 * once and kept in the cache; a packet only draws its own sheets and links.
 */
#ifndef DAIS_CLERK_PACKET_H
#define DAIS_CLERK_PACKET_H

#include "clerk/paper.h"

struct packet {
	cJSON *inputs;         /* of clerk.packet_inputs; papers that intake refuses are removed */
	const char *directory; /* for files in the making */
	bool (*progress)(void *context, int percent); /* or NULL; returns false to stop the build */
	void *context;

	const char *path; /* the finished file, in directory */
	const char *sha256;
	long long size;
	unsigned pages;
	cJSON *parts; /* of the plan: name and pages of everything in its order */
};

/* Makes and checks the file; *error tells when that was not OUTCOME_DONE. */
enum outcome packet_build(struct clerk *clerk, struct packet *packet, const char **error);

#endif
