/* Hands a mail to the mail server, by libcurl, which also writes its MIME parts. */
#ifndef DAIS_CLERK_MAIL_SEND_H
#define DAIS_CLERK_MAIL_SEND_H

#include "clerk/clerk.h"

struct mail_parts {
	struct text header;   /* fields with CR LF (message.h) */
	struct text text;     /* plain text with CR LF */
	struct text html;     /* the same as HTML */
	const char *calendar; /* or NULL */
};

/* NULL when the server took it; else what it said, in the arena, and whether to come again. */
const char *mail_send(
	struct clerk *clerk, const char *to, const struct mail_parts *parts, bool *again);

#endif
