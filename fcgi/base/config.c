/* The configuration file: one table of settings, each with its name, where its value is kept and
 * its default. */
#include "base/config.h"

#include "base/text.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#ifndef CONFIG_FILE
#define CONFIG_FILE "/etc/dais/dais.conf"
#endif
#ifndef SHARE_DIRECTORY
#define SHARE_DIRECTORY "/usr/local/share/dais"
#endif
#ifndef PROGRAM_DIRECTORY
#define PROGRAM_DIRECTORY "/usr/local/libexec"
#endif

static const struct setting {
	const char *name;
	size_t offset;        /* where in struct config its value is */
	const char *standard; /* NULL: must be set */
} settings[] = {
	{ "database", offsetof(struct config, database), NULL },
	{ "clerk_database", offsetof(struct config, clerk_database), NULL },
	{ "admin_database", offsetof(struct config, admin_database), NULL },
	{ "public_url", offsetof(struct config, public_url), NULL },
	{ "share", offsetof(struct config, share), SHARE_DIRECTORY },
	{ "cache", offsetof(struct config, cache), "/var/cache/dais" },
	{ "programs", offsetof(struct config, programs), PROGRAM_DIRECTORY },
	{ "key", offsetof(struct config, key), "/etc/dais/receipt.key" },
	{ "smtp_url", offsetof(struct config, smtp_url), "smtp://127.0.0.1:25" },
	{ "mail_from", offsetof(struct config, mail_from), NULL },
	{ "max_upload_mb", offsetof(struct config, max_upload_mb), "100" },
};
enum { SETTINGS = sizeof settings / sizeof *settings };

static const char **value_of(struct config *config, const struct setting *setting)
{
	return (const char **)((char *)config + setting->offset);
}

static const struct setting *setting_named(struct text name)
{
	for (size_t i = 0; i < SETTINGS; i++)
		if (text_equal(name, text_of(settings[i].name)))
			return &settings[i];
	return NULL;
}

/* One line: blank, a comment, or `name = value`. Returns NULL or what is wrong with it. */
static const char *read_line(struct config *config, struct text line)
{
	line = text_trim(line);
	if (line.size == 0 || line.data[0] == '#')
		return NULL;
	struct text rest = line;
	struct text name = text_trim(text_split(&rest, '='));
	const struct setting *setting = setting_named(name);

	if (!rest.data)
		return "has no '='";
	if (!setting)
		return "names an unknown setting";
	rest = text_trim(rest);
	*value_of(config, setting) = strndup(rest.data, rest.size);
	return NULL;
}

static bool read_file(struct config *config, const char *path, char error[static 256])
{
	char line[4096];
	FILE *file = fopen(path, "re");
	const char *wrong = NULL;

	if (!file) {
		snprintf(error, 256, "%s: %s", path, strerror(errno));
		return false;
	}
	for (int number = 1; !wrong && fgets(line, sizeof line, file); number++) {
		wrong = read_line(config, text_of(line));
		if (wrong)
			snprintf(error, 256, "%s, line %d %s", path, number, wrong);
	}
	fclose(file);
	return !wrong;
}

static void read_environment(struct config *config)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		char name[64] = "DAIS_";
		for (size_t c = 0; settings[i].name[c] && c + 6 < sizeof name; c++) {
			char letter = settings[i].name[c];
			name[5 + c] = (char)(letter == '_' ? letter : letter - 'a' + 'A');
		}
		const char *value = getenv(name);
		if (value)
			*value_of(config, &settings[i]) = value;
	}
}

static bool complete(struct config *config, const char *path, char error[static 256])
{
	for (size_t i = 0; i < SETTINGS; i++) {
		const char **value = value_of(config, &settings[i]);
		if (!*value)
			*value = settings[i].standard;
		if (!*value) {
			snprintf(error, 256, "%s does not set %s", path, settings[i].name);
			return false;
		}
	}
	if (config_max_upload(config) <= 0) {
		snprintf(error, 256, "%s: max_upload_mb must be a number above 0", path);
		return false;
	}
	return true;
}

bool config_load(struct config *config, const char *path, char error[static 256])
{
	*config = (struct config){ 0 };
	if (!path)
		path = getenv("DAIS_CONFIG");
	if (!path)
		path = CONFIG_FILE;
	if (!read_file(config, path, error))
		return false;
	read_environment(config);
	return complete(config, path, error);
}

/* Where a password begins: behind "password=", or in scheme://user:password@host. NULL: none. */
static const char *password_in(const char *value)
{
	const char *keyword = strstr(value, "password=");
	const char *user = strstr(value, "://");
	const char *host = user ? strrchr(user, '@') : NULL;
	const char *colon = host ? strchr(user + 3, ':') : NULL;

	if (colon && colon < host)
		return colon + 1;
	return keyword ? keyword + strlen("password=") : NULL;
}

void config_print(const struct config *config, FILE *out)
{
	for (size_t i = 0; i < SETTINGS; i++) {
		const char *value =
			*(const char *const *)((const char *)config + settings[i].offset);
		const char *password = password_in(value);
		int shown = password ? (int)(password - value) : (int)strlen(value);
		fprintf(out, "%s = %.*s%s\n", settings[i].name, shown, value,
			password ? "(hidden)" : "");
	}
}

long long config_max_upload(const struct config *config)
{
	long long megabytes = 0;

	if (!text_number(text_of(config->max_upload_mb), &megabytes) || megabytes > 1 << 20)
		return 0;
	return megabytes * 1000 * 1000;
}
