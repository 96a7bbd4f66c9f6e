/*
 * Assembly: segments become one document without any PDF being parsed. Streams are copied as they
 * are, references get their final numbers, and around that come the page tree, running heads,
 * contents links, bookmarks, layers and metadata. No clock and no path goes into the document: the
 * same plan and the same segments give the same bytes.
 */
#ifndef DAIS_PAPER_ASSEMBLY_H
#define DAIS_PAPER_ASSEMBLY_H

#include "paper/plan.h"

struct assembly_result {
	uint32_t pages;
	uint64_t size; /* bytes */
};

/*
 * Writes the document into the open, empty file; asks for fonts when a part has a running head.
 * Returns NULL, or what went wrong in English; the file is then worth nothing.
 */
const char *assemble(
	const struct plan *plan, int file, struct arena *arena, struct assembly_result *result);

#endif
