/* The quiet HTML that stands beside a mail's plain text and says the same. */
#ifndef DAIS_CLERK_MAIL_PAGE_H
#define DAIS_CLERK_MAIL_PAGE_H

#include "base/arena.h"
#include "base/text.h"

#include <cjson/cJSON.h>

/*
 * A text as the template mail/page takes it: {subject, paragraphs: [{lines: [{pieces: [{text} or
 * {address}], more}]}]}. Paragraphs are parted by empty lines; what begins with http:// or https://
 * is an address.
 */
cJSON *mail_page(struct arena *arena, struct text subject, struct text text);

#endif
