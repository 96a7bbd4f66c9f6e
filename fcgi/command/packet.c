/*
 * dais packet: compiles a packet as the clerk does, from the originals up and past the clerk's
 * cache, into a file. The same inputs give the same bytes, so it also proves what the clerk built.
 */
#include "command/command.h"

#include "base/cache.h"
#include "base/templates.h"
#include "clerk/packet.h"
#include "clerk/workshop.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <unistd.h>

struct wish {
	const char *out, *language, *manifest; /* NULL: not asked for */
	const char *two_sided;                 /* "true", or NULL: as the meeting prints */
};

static bool read_options(int argc, char **argv, struct wish *wish)
{
	static const struct option options[] = { { "out", required_argument, NULL, 'o' },
		{ "language", required_argument, NULL, 'l' },
		{ "manifest", required_argument, NULL, 'm' },
		{ "two-sided", no_argument, NULL, '2' }, { NULL, 0, NULL, 0 } };

	for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;)
		switch (option) {
		case 'o': wish->out = optarg; break;
		case 'l': wish->language = optarg; break;
		case 'm': wish->manifest = optarg; break;
		case '2': wish->two_sided = "true"; break;
		default: return false;
		}
	return optind + 2 == argc && wish->out;
}

/* A cache of its own, away from the clerk's: /tmp may be small or in memory. */
static const char *make_cache(struct command *command)
{
	char *directory = arena_copy(command->arena, TEXT("/var/tmp/dais-packet-XXXXXX"));

	if (mkdtemp(directory) && cache_make(command->arena, directory))
		return directory;
	command_fail("%s cannot be made: %s", directory, strerror(errno));
	return NULL;
}

/* From one file system to another too, which copy_file_range may refuse. */
static bool copy_file(const char *from, const char *to)
{
	static const size_t SIZE = (size_t)1 << 30;
	int in = open(from, O_RDONLY | O_CLOEXEC);
	int out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	ssize_t copied = -1;

	while (in >= 0 && out >= 0 && (copied = sendfile(out, in, NULL, SIZE)) > 0)
		;
	if (in >= 0)
		close(in);
	return out >= 0 && close(out) == 0 && copied == 0;
}

/* What the packet holds, as JSON: what the site shows beside it. */
static int write_manifest(struct command *command, const struct packet *packet, const char *path)
{
	const struct db_value values[] = { DB_TEXT(json_print(packet->inputs)),
		DB_TEXT(json_print(packet->parts)) };
	struct db_row row = command_run(command, "select clerk.packet_manifest($1, $2)", 2, values);
	FILE *file = row.status == 200 ? fopen(path, "we") : NULL;

	if (row.status != 200)
		return COMMAND_TROUBLE;
	bool good = file && fprintf(file, "%s\n", row.column[0].data) > 0;
	if ((file && fclose(file) != 0) || !good)
		return command_fail("%s cannot be written: %s", path, strerror(errno));
	return COMMAND_DONE;
}

static int build(
	struct command *command, struct clerk *clerk, cJSON *inputs, const struct wish *wish)
{
	struct packet packet = { .inputs = inputs, .directory = workshop_open(clerk) };
	const char *error = "there is no room for files in the making";

	if (!packet.directory || packet_build(clerk, &packet, &error) != OUTCOME_DONE)
		return command_fail("the packet was not compiled: %s", error);
	if (!copy_file(packet.path, wish->out))
		return command_fail("%s cannot be written: %s", wish->out, strerror(errno));
	printf("%s: %u pages, SHA-256 %s\n", wish->out, packet.pages, packet.sha256);
	return wish->manifest ? write_manifest(command, &packet, wish->manifest) : COMMAND_DONE;
}

static int build_with(struct command *command, cJSON *inputs, const struct wish *wish)
{
	const char *share = command->config->share;
	const char *web = arena_printf(command->arena, "%s/web", share);
	const char *po = arena_printf(command->arena, "%s/po", share);
	struct clerk clerk = {
		.config = command->config, .db = command->db, .arena = command->arena, .signals = -1
	};
	char error[256];

	clerk.templates = templates_load(web, access(po, R_OK) == 0 ? po : NULL, error);
	if (!clerk.templates)
		return command_fail("%s", error);
	if (!(clerk.cache = make_cache(command)))
		return COMMAND_TROUBLE;
	int status = build(command, &clerk, inputs, wish);
	workshop_close(clerk.cache);
	templates_free(clerk.templates);
	return status;
}

int command_packet(struct command *command, int argc, char **argv)
{
	struct wish wish = { NULL };

	if (!read_options(argc, argv, &wish))
		return command_usage(argv[0]);
	const struct db_value values[] = { DB_TEXT(argv[optind]), DB_TEXT(argv[optind + 1]),
		DB_TEXT(wish.language), DB_TEXT(wish.two_sided) };
	struct db_row row = db_run(command->db, command->arena,
		"select admin.packet_begin($1, $2, $3, $4)", false, 4, values);
	if (row.status == 404 || (row.status == 200 && !row.column[0].data))
		return command_fail(
			"there is no item %s in a meeting %s", argv[optind + 1], argv[optind]);
	if (row.status != 200)
		return command_fail_database(command);
	json_use_arena(command->arena);
	const cJSON *begun = json_read(row.column[0]);
	return build_with(command, cJSON_GetObjectItemCaseSensitive(begun, "inputs"), &wish);
}
