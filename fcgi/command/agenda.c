/*
 * dais agenda: what the reader of agenda texts makes of a file, as a meeting file for dais import.
 * What was doubtful is told on standard error, a line each. Needs no database.
 */
#include "command/command.h"

#include "agenda/agenda.h"
#include "base/json.h"

#include <getopt.h>
#include <string.h>
#include <time.h>

struct options {
	struct agenda_wish wish;
	int language; /* -1: to be found out */
	bool readings, from_readings;
};

static bool read_options(int argc, char **argv, struct options *options)
{
	static const struct option known[] = { { "slug", required_argument, NULL, 's' },
		{ "name", required_argument, NULL, 'n' }, { "body", required_argument, NULL, 'b' },
		{ "zone", required_argument, NULL, 'z' },
		{ "starts-on", required_argument, NULL, 'd' },
		{ "language", required_argument, NULL, 'l' },
		{ "readings", no_argument, NULL, 'r' }, { "from-readings", no_argument, NULL, 'f' },
		{ NULL, 0, NULL, 0 } };

	for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
		switch (option) {
		case 's': options->wish.slug = optarg; break;
		case 'n': options->wish.name = optarg; break;
		case 'b': options->wish.body = optarg; break;
		case 'z': options->wish.zone = optarg; break;
		case 'd': options->wish.starts_on = optarg; break;
		case 'l': options->language = agenda_language(text_of(optarg)); break;
		case 'r': options->readings = true; break;
		case 'f': options->from_readings = true; break;
		default: return false;
		}
		if (option == 'l' && options->language < 0)
			return false;
	}
	return optind + 1 == argc;
}

static const char *today(struct arena *arena)
{
	time_t now = time(NULL);
	struct tm day;

	gmtime_r(&now, &day);
	return arena_printf(
		arena, "%04d-%02d-%02d", day.tm_year + 1900, day.tm_mon + 1, day.tm_mday);
}

/* Each on a line: "line 12: <sentence> <text>". */
static void tell(const cJSON *warnings)
{
	enum { SHOWN = 120 };
	const cJSON *warning;

	cJSON_ArrayForEach (warning, warnings) {
		const char *text = json_string(warning, "text");
		unsigned line =
			(unsigned)cJSON_GetObjectItemCaseSensitive(warning, "line")->valuedouble;
		size_t shown = strlen(text) > SHOWN ? SHOWN : strlen(text);
		while (text[shown] && ((unsigned char)text[shown] & 0xC0) == 0x80)
			shown--;
		if (line)
			fprintf(stderr, "line %u: ", line);
		fputs(json_string(warning, "sentence"), stderr);
		if (*text)
			fprintf(stderr, " \"%.*s%s\"", (int)shown, text,
				text[shown] ? "\u2026" : "");
		fputc('\n', stderr);
	}
}

static bool read_agenda(struct command *command, const char *path, const struct options *options,
	struct agenda *agenda)
{
	struct text bytes = command_read(command, path);
	const char *error = NULL;

	if (!bytes.data)
		return false;
	if (options->from_readings) {
		const cJSON *json = json_parse(bytes, &error);
		if (!json || !agenda_of_json(command->arena, json, agenda))
			error = "it is not what dais agenda --readings prints";
	} else {
		enum agenda_refusal refusal = agenda_source(command->arena, bytes, agenda);
		if (refusal)
			error = agenda_refusal_sentence(refusal);
	}
	if (error)
		command_fail("%s was not read: %s", path, error);
	else if (!options->from_readings)
		agenda_read(command->arena, agenda, options->language);
	return !error;
}

int command_agenda(struct command *command, int argc, char **argv)
{
	struct options options = { .language = -1 };
	struct agenda agenda;
	cJSON *warnings;

	if (!read_options(argc, argv, &options))
		return command_usage(argv[0]);
	json_use_arena(command->arena);
	if (!read_agenda(command, argv[optind], &options, &agenda))
		return COMMAND_TROUBLE;
	if (!options.wish.starts_on)
		options.wish.starts_on = today(command->arena);
	cJSON *meeting = agenda_meeting(command->arena, &agenda, &options.wish, &warnings);
	tell(warnings);
	puts(cJSON_Print(options.readings ? agenda_json(command->arena, &agenda) : meeting));
	return COMMAND_DONE;
}
