/*
 * Where links and bookmarks lead.
 */
#ifndef DAIS_PAPER_DESTINATIONS_H
#define DAIS_PAPER_DESTINATIONS_H

#include "paper/intake_state.h"

struct destination {
	uint32_t page; /* or SEGMENT_NOWHERE */
	char view[96]; /* "/XYZ 72 720 0" */
};

void destinations_read_names(struct intake *in);

/* What a link annotation or an outline item leads to: /Dest, or a go-to action. */
bool destination_of_item(struct intake *in, qpdf_oh item, struct destination *destination);

/*
 * The address that an action leads to when its scheme is safe: http, https, mailto, tel, ftp, doi,
 * or "www." without any. Else empty. Valid until the next call of libqpdf.
 */
struct text destination_address(struct intake *in, qpdf_oh action);

#endif
