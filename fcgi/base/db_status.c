/* SQLSTATE to HTTP status: one table, first match wins; what is not in it is a fault of ours (500).
 */
#include "base/db_status.h"

#include "base/text.h"

#include <string.h>

static const struct {
	const char *prefix;
	int status;
} statuses[] = {
	{ "22021", 400 },                /* bytes that are no UTF-8 */
	{ "22P05", 400 },                /* a character that text cannot hold, as \u0000 */
	{ "22P02", 400 },                /* text that is no number, time or identifier */
	{ "22001", 422 },                /* too long */
	{ "2200", 400 },                 /* no number or time that there could be */
	{ "23503", 409 },                /* what it belongs to is gone meanwhile */
	{ "23505", 409 },                /* the same thing twice */
	{ "40", 503 },                   /* serialization failure or deadlock: try again */
	{ "42501", 404 },                /* no right: answered like what does not exist */
	{ "53", 503 },                   /* out of disk, memory or connections */
	{ "55P03", 423 },                /* locked by another request */
	{ "57", 503 },                   /* shutting down or cancelled */
	{ "08", 503 }, { "25006", 503 }, /* a read-only standby */
};

/* Ours carry the status in their name, as DA422. */
static int own_status(const char *sqlstate)
{
	long long status;

	return text_number(text_of(sqlstate + 2), &status) && status >= 400 && status < 600
		       ? (int)status
		       : 500;
}

int db_status(const char *sqlstate)
{
	if (!sqlstate)
		return 503;
	if (strncmp(sqlstate, "DA", 2) == 0)
		return own_status(sqlstate);
	for (size_t i = 0; i < sizeof statuses / sizeof *statuses; i++)
		if (strncmp(sqlstate, statuses[i].prefix, strlen(statuses[i].prefix)) == 0)
			return statuses[i].status;
	return 500;
}
