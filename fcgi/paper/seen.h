/*
 * Which object of the PDF became which of the segment.
 */
#ifndef DAIS_PAPER_SEEN_H
#define DAIS_PAPER_SEEN_H

#include "paper/intake_state.h"

void seen_init(struct intake *in);

/* Whoever refers to the object from now on means this one: a local number, or INTAKE_NOTHING. */
void seen_put(struct intake *in, uint32_t id, uint32_t generation, uint32_t local);

/* The same for what may be direct, to which nobody can refer. */
void seen_add(struct intake *in, qpdf_oh object, uint32_t local);

/* False when it was not seen yet. */
bool seen_find(const struct intake *in, uint32_t id, uint32_t generation, uint32_t *local);

#endif
