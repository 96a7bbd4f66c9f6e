/* A plain-text mail in the form that travels (RFC 5322, with RFC 2045 and RFC 2047). */
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
	struct text text; /* "Subject: …", an empty line, the body; UTF-8 with LF line ends;
			   * of several empty lines in a row one is written */
};

/* Appends the message with CR LF line ends. False when text does not begin with a subject, or an
 * address has no "@", or has characters that could break its header. */
bool message_write(const struct message *message, struct buffer *out);

/* The bare address of "Name <address>" or "address". */
const char *message_address(struct arena *arena, const char *mailbox);

#endif
