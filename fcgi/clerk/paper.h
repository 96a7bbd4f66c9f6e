/*
 * Papers as the clerk handles them: the bytes out of the database, through the jailed program
 * dais-paper, into the cache. Only that program ever looks into a file.
 */
#ifndef DAIS_CLERK_PAPER_H
#define DAIS_CLERK_PAPER_H

#include "base/json.h"
#include "clerk/child.h"

struct paper {
	const char *upload; /* id of the upload that holds its bytes */
	const char *sha256; /* of the bytes, lower-case hex: its name in the cache */
	bool as_readable;   /* its sender takes damaged pages as far as they can be read */
};

/*
 * Takes the paper apart: leaves its segment in the cache. OUTCOME_DONE: *report is what dais-paper
 * said; a report that has "code" refuses the paper, and there is no segment. Otherwise *error
 * tells.
 */
enum outcome paper_take_apart(
	struct clerk *clerk, const struct paper *paper, cJSON **report, const char **error);

/* The same, when the segment is not there yet; *report stays NULL when it is. */
enum outcome paper_segment(
	struct clerk *clerk, const struct paper *paper, cJSON **report, const char **error);

/* Makes the copy that others may open, out of the segment, when it is not there yet. */
enum outcome paper_clean(struct clerk *clerk, const struct paper *paper, const char **error);

/* Looks into an Office file: a report that has "code" refuses it, and nothing else comes of it. */
enum outcome paper_look(struct clerk *clerk, const struct paper *paper, const char *media_type,
	cJSON **report, const char **error);

/* Takes the plain text of an agenda out of an upload: {text}, or a report that has "code". */
enum outcome paper_text(struct clerk *clerk, const char *upload, const char *media_type,
	cJSON **report, const char **error);

/* Draws that copy once: OUTCOME_DONE and a *report with "code" refuses what would hang readers. */
enum outcome paper_proof(
	struct clerk *clerk, const struct paper *paper, cJSON **report, const char **error);

#endif
