/* Mail addresses that dais takes, from forms and from the command line. */
#ifndef DAIS_BASE_MAIL_ADDRESS_H
#define DAIS_BASE_MAIL_ADDRESS_H

#include "base/text.h"

/*
 * Whether this is an address as people have them: words of RFC 5322's atext (3.2.3) with single
 * dots between them, then a host name of two labels or more (RFC 1123, 2.1; its last begins with a
 * letter). Fewer than RFC 5321 allows: no blanks, quotes, comments or brackets, so that an address
 * can never be read as something else in a mail's header. The domain mail_address of the tables
 * says the same.
 */
bool mail_address_is_good(struct text address);

#endif
