/*
 * Carries objects over from the PDF to the segment: each once, with everything it refers to, and
 * without what acts.
 */
#ifndef DAIS_PAPER_OBJECTS_H
#define DAIS_PAPER_OBJECTS_H

#include "paper/intake_state.h"

void objects_init(struct intake *in);

/* The pages are the first objects; call for each in order before anything else. */
void objects_add_page(struct intake *in, qpdf_oh page);

/* The local number of an indirect object, queued when it is new; or INTAKE_NOTHING. */
uint32_t objects_carry(struct intake *in, uint32_t id, uint32_t generation, bool names);

/* Writes the value into the current object of the writer, without keys that act. */
void objects_put_value(struct intake *in, qpdf_oh value, bool names);

/* Likewise, but the value itself where a reference stands for it. */
void objects_put_resolved(struct intake *in, qpdf_oh value);

/* Carries the queue until it is empty; may be called again when something was added. */
bool objects_run(struct intake *in);

#endif
