/*
 * multipart/form-data (RFC 7578) as it arrives: bytes are pushed in, parts come out. Strict: no
 * preamble, a name on every part, CR LF line ends, at most MULTIPART_PARTS parts.
 */
#ifndef DAIS_SERVE_MULTIPART_H
#define DAIS_SERVE_MULTIPART_H

#include "base/arena.h"

enum { MULTIPART_PARTS = 128, MULTIPART_BOUNDARY = 70 };

struct multipart_part {
	struct text name;      /* UTF-8 */
	struct text file_name; /* without a path; data NULL: an ordinary field */
};

/* Each answers false to stop. Texts are valid during the call only. */
struct multipart_handlers {
	void *context;
	bool (*begin)(void *context, const struct multipart_part *part);
	bool (*data)(void *context, struct text bytes);
	bool (*end)(void *context);
};

struct multipart;

/* content_type: the header's value. NULL when it is no multipart/form-data with a boundary. */
struct multipart *multipart_new(
	struct arena *arena, const char *content_type, const struct multipart_handlers *handlers);

/* False: malformed, or one of the callbacks answered false. */
bool multipart_push(struct multipart *multipart, struct text bytes);

/* The closing delimiter has come. */
bool multipart_complete(const struct multipart *multipart);

#endif
