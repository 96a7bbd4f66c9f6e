/* The job of a packet: builds it beside the last good one, and lets it take that one's place at the
 * end. */
#include "clerk/packet.h"

#include "base/cache.h"
#include "clerk/workshop.h"

#include <fcntl.h>
#include <sys/stat.h>

struct watch {
	struct clerk *clerk;
	const struct job *job;
	const char *directory;
};

static bool tell(void *context, int percent)
{
	const struct watch *watch = context;

	utimensat(AT_FDCWD, watch->directory, NULL, 0); /* still in use: sweep.c goes by this */
	return job_progress(watch->clerk, watch->job, percent);
}

static enum outcome save(struct clerk *clerk, const struct job *job, const struct packet *packet,
	const char *hash, const char **error)
{
	cJSON *result = cJSON_CreateObject();

	cJSON_AddStringToObject(result, "sha256", packet->sha256);
	cJSON_AddNumberToObject(result, "size", (double)packet->size);
	cJSON_AddNumberToObject(result, "pages", packet->pages);
	cJSON_AddStringToObject(result, "hash", hash);
	cJSON_AddItemReferenceToObject(result, "inputs", packet->inputs);
	cJSON_AddItemReferenceToObject(result, "parts", packet->parts);
	const struct db_value values[] = { DB_TEXT(job->subject), DB_TEXT(json_print(result)) };
	*error = "the packet cannot be recorded";
	return db_run(clerk->db, clerk->arena, "select clerk.packet_built($1, $2)", false, 2,
		       values)
				       .status == 200
		       ? OUTCOME_DONE
		       : OUTCOME_AGAIN;
}

static enum outcome build(
	struct clerk *clerk, struct job *job, const cJSON *begun, const char *directory)
{
	struct watch watch = { clerk, job, directory };
	struct packet packet = { .inputs = cJSON_GetObjectItemCaseSensitive(begun, "inputs"),
		.directory = directory,
		.progress = tell,
		.context = &watch };
	enum outcome outcome = packet_build(clerk, &packet, &job->error);

	if (outcome != OUTCOME_DONE)
		return outcome;
	job->error = "the packet cannot be stored";
	if (!workshop_deliver(packet.path,
		    cache_path(clerk->arena, clerk->cache, CACHE_PACKET, packet.sha256)))
		return OUTCOME_AGAIN;
	return save(clerk, job, &packet, json_string(begun, "hash"), &job->error);
}

enum outcome packet_run(struct clerk *clerk, struct job *job)
{
	const struct db_value values[] = { DB_TEXT(job->subject) };
	struct db_row row =
		db_run(clerk->db, clerk->arena, "select clerk.packet_begin($1)", false, 1, values);
	const char *directory = NULL;

	job->error = "there is no such packet";
	const cJSON *begun = json_read(row.column[0]);
	if (!begun)
		return row.status == 503 ? OUTCOME_AGAIN : OUTCOME_FAILED;
	job->error = "there is no room for files in the making";
	if (!(directory = workshop_open(clerk)))
		return OUTCOME_AGAIN;
	enum outcome outcome = build(clerk, job, begun, directory);
	workshop_close(directory);
	return outcome;
}
