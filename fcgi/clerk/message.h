/* A mail's header and text in the form that travels (RFC 5322, with RFC 2047); the parts around the
 * text are made by libcurl (mail_send.h). */
#ifndef DAIS_CLERK_MESSAGE_H
#define DAIS_CLERK_MESSAGE_H

#include "base/buffer.h"

struct message {
	const char *from;          /* "dais@example.org" or "Name <dais@example.org>" */
	const char *to;            /* address */
	const char *to_name;       /* or NULL */
	const char *reply_to;      /* address, or NULL: answers go to whoever it is from */
	const char *reply_to_name; /* or NULL */
	const char *id;            /* unique: the left part of the Message-ID */
	const char *language;
	const char *unsubscribe; /* where its reader can have no more of its kind, or NULL */
	long long at;            /* seconds since 1970 */
	struct text subject;
};

/* Parts "Subject: …", an empty line, the body; false when it does not begin with a subject. */
bool message_split(struct text text, struct text *subject, struct text *body);

/* Appends the header's fields, each with its CR LF, without those of MIME. False when an address
 * has no "@", or has characters that could break the header. */
bool message_header(const struct message *message, struct buffer *out);

/* Appends the body, UTF-8 with CR LF; of several empty lines in a row one is written. */
void message_body(struct text body, struct buffer *out);

/* The bare address of "Name <address>" or "address". */
const char *message_address(struct arena *arena, const char *mailbox);

#endif
