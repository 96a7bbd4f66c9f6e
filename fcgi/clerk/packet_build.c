/*
 * Four steps, each a jailed child: papers to segments (those that are not in the cache), sheets to
 * a PDF and the plan, sheets to a segment, everything assembled. Then the file is opened again as a
 * stranger's would be, and its pages are counted, before anybody gets to see it.
 */
#include "clerk/packet.h"

#include "base/cache.h"
#include "base/digest.h"
#include "base/templates.h"

#include <unistd.h>

enum { FRONT_TIME = 60, INTAKE_TIME = 60, ASSEMBLY_TIME = 300, MARKUP_SIZE = 16 << 20 };

static bool progress(const struct packet *packet, int percent)
{
	return !packet->progress || packet->progress(packet->context, percent);
}

static struct paper paper_of(const cJSON *entry)
{
	const cJSON *paper = cJSON_GetObjectItemCaseSensitive(entry, "cleared");

	return (struct paper){ json_string(paper, "upload"), json_string(paper, "sha256"),
		json_true(paper, "as_readable") };
}

/* A paper that was cleared once but is refused by the intake of today does not hold up the others.
 */
static void replace_by_placeholder(struct packet *packet, cJSON *entry, const char *refusal)
{
	cJSON *included = cJSON_GetObjectItemCaseSensitive(packet->inputs, "included");
	cJSON *held_back = cJSON_GetObjectItemCaseSensitive(packet->inputs, "held_back");
	cJSON *filed = cJSON_GetObjectItemCaseSensitive(entry, "filed");

	cJSON_ReplaceItemInObjectCaseSensitive(entry, "state", cJSON_CreateString("returned"));
	cJSON_ReplaceItemInObjectCaseSensitive(filed, "state", cJSON_CreateString("returned"));
	cJSON_ReplaceItemInObjectCaseSensitive(filed, "refusal", cJSON_CreateString(refusal));
	cJSON_DeleteItemFromObjectCaseSensitive(entry, "cleared");
	cJSON_SetNumberValue(included, included->valuedouble - 1);
	cJSON_SetNumberValue(held_back, held_back->valuedouble + 1);
}

static enum outcome take_papers_apart(
	struct clerk *clerk, struct packet *packet, const char **error)
{
	cJSON *entries = cJSON_GetObjectItemCaseSensitive(packet->inputs, "entries"), *entry;
	int count = cJSON_GetArraySize(entries), done = 0;

	cJSON_ArrayForEach (entry, entries) {
		struct paper paper = paper_of(entry);
		cJSON *report = NULL;
		if (!progress(packet, 70 * done++ / count))
			return OUTCOME_AGAIN;
		if (!paper.sha256)
			continue;
		enum outcome outcome = paper_segment(clerk, &paper, &report, error);
		if (outcome != OUTCOME_DONE)
			return outcome;
		if (report && json_string(report, "code"))
			replace_by_placeholder(packet, entry, json_string(report, "code"));
	}
	return OUTCOME_DONE;
}

/* Runs dais-paper; its end is an error unless it exited with 0. */
static enum outcome run_paper(struct clerk *clerk, const char *const arguments[], struct text input,
	int seconds, struct text *output, const char **error)
{
	struct child child = child_run(clerk, arguments, input, seconds);

	if (child.end != CHILD_EXITED || child.status != 0) {
		enum outcome outcome = child_outcome(clerk, &child, error);
		*error = arena_printf(clerk->arena, "dais-paper %s: %s", arguments[1], *error);
		return outcome;
	}
	if (output)
		*output = child.output;
	return OUTCOME_DONE;
}

static unsigned count_pages(const cJSON *parts)
{
	const cJSON *part;
	unsigned pages = 0;

	cJSON_ArrayForEach (part, parts) {
		const cJSON *number = cJSON_GetObjectItemCaseSensitive(part, "pages");
		pages += number ? (unsigned)number->valueint : 0;
	}
	return pages;
}

static enum outcome draw_sheets(
	struct clerk *clerk, struct packet *packet, struct text *plan, const char **error)
{
	const char *sheets = arena_printf(clerk->arena, "%s/sheets.pdf", packet->directory);
	const char *segment = arena_printf(clerk->arena, "%s/sheets.segment", packet->directory);
	const char *const front[] = { "dais-paper", "front", sheets, NULL };
	const char *const intake[] = { "dais-paper", "sheets", sheets, segment, "10000", NULL };
	struct buffer markup;

	buffer_init(&markup, clerk->arena, MARKUP_SIZE);
	*error = "the packet's template cannot be rendered";
	if (!template_render(clerk->templates, json_string(packet->inputs, "template"),
		    json_string(packet->inputs, "language"), ESCAPE_XML, NULL, packet->inputs,
		    &markup))
		return OUTCOME_FAILED;
	enum outcome outcome =
		run_paper(clerk, front, buffer_text(&markup), FRONT_TIME, plan, error);
	if (outcome != OUTCOME_DONE)
		return outcome;
	json_use_arena(clerk->arena);
	packet->parts = cJSON_GetObjectItemCaseSensitive(json_parse(*plan, error), "parts");
	packet->pages = count_pages(packet->parts);
	return run_paper(clerk, intake, TEXT(""), INTAKE_TIME, NULL, error);
}

/* Sheets first, then the papers in their order: as the plan counts segments. */
static const char **assembly_arguments(struct clerk *clerk, const struct packet *packet)
{
	const cJSON *entries = cJSON_GetObjectItemCaseSensitive(packet->inputs, "entries"), *entry;
	size_t most = (size_t)cJSON_GetArraySize(entries) + 5, count = 0;
	const char **arguments = arena_alloc(clerk->arena, most * sizeof *arguments);

	arguments[count++] = "dais-paper";
	arguments[count++] = "assemble";
	arguments[count++] = packet->path;
	arguments[count++] = arena_printf(clerk->arena, "%s/sheets.segment", packet->directory);
	cJSON_ArrayForEach (entry, entries) {
		struct paper paper = paper_of(entry);
		if (paper.sha256)
			arguments[count++] =
				cache_path(clerk->arena, clerk->cache, CACHE_SEGMENT, paper.sha256);
	}
	return arguments;
}

/*
 * Puts everything together. When that fails, a segment in the cache may be spoiled, so all are
 * dropped: the next try makes them anew.
 */
static enum outcome assemble_all(
	struct clerk *clerk, struct packet *packet, struct text plan, const char **error)
{
	const char **arguments = assembly_arguments(clerk, packet);
	enum outcome outcome = run_paper(clerk, arguments, plan, ASSEMBLY_TIME, NULL, error);

	for (size_t i = 4; outcome == OUTCOME_AGAIN && arguments[i]; i++)
		unlink(arguments[i]);
	return outcome;
}

static enum outcome check(struct clerk *clerk, struct packet *packet, const char **error)
{
	const char *pages = arena_printf(clerk->arena, "%u", packet->pages);
	const char *const arguments[] = { "dais-paper", "check", packet->path, pages, NULL };
	enum outcome outcome = run_paper(clerk, arguments, TEXT(""), ASSEMBLY_TIME, NULL, error);

	if (outcome != OUTCOME_DONE)
		return outcome;
	*error = "the packet cannot be read";
	char *hex = arena_alloc(clerk->arena, DIGEST_HEX);
	packet->sha256 = hex; /* read once more from its beginning: its hash is its name */
	return digest_file(packet->path, hex, &packet->size) ? OUTCOME_DONE : OUTCOME_AGAIN;
}

enum outcome packet_build(struct clerk *clerk, struct packet *packet, const char **error)
{
	struct text plan;

	*error = "it is no longer ours";
	packet->path = arena_printf(clerk->arena, "%s/packet.pdf", packet->directory);
	enum outcome outcome = take_papers_apart(clerk, packet, error);
	if (outcome == OUTCOME_DONE)
		outcome = draw_sheets(clerk, packet, &plan, error);
	if (outcome == OUTCOME_DONE)
		outcome = progress(packet, 80) ? assemble_all(clerk, packet, plan, error)
					       : OUTCOME_AGAIN;
	if (outcome == OUTCOME_DONE)
		outcome = progress(packet, 90) ? check(clerk, packet, error) : OUTCOME_AGAIN;
	return outcome;
}
