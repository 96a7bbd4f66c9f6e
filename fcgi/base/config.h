/*
 * The settings of one installation, from one file of `name = value` lines; an environment variable
 * DAIS_NAME overrides a line. Unknown names are errors. Strings live as long as the process.
 */
#ifndef DAIS_BASE_CONFIG_H
#define DAIS_BASE_CONFIG_H

#include <stdbool.h>
#include <stdio.h>

struct config {
	const char *database; /* libpq connection strings, one for each role */
	const char *clerk_database;
	const char *admin_database;
	const char *public_url; /* what links in mails begin with, without a slash at the end */
	const char *share;      /* templates, texts, static files, SQL */
	const char *cache;      /* derived files; may be emptied at any time */
	const char *programs;   /* where dais-paper is */
	const char *key;        /* file with the secret key that signs receipts */
	const char *smtp_url;
	const char *mail_from;
	const char *max_upload_mb;
};

/*
 * Reads the file at path; NULL means $DAIS_CONFIG, and failing that the one named at build time.
 * On failure returns false with one sentence (file, line, reason) in error.
 */
bool config_load(struct config *config, const char *path, char error[static 256]);

/* Writes every setting with its present value up to a password in it. */
void config_print(const struct config *config, FILE *out);

/* The bytes that one uploaded file may have. */
long long config_max_upload(const struct config *config);

#endif
