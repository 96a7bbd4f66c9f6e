/*
 * What is left of content streams without the layers that are off: their texts, lines and pictures
 * go, and what sets the graphics state for others behind them stays (ISO 32000-1, 8.11.3.2).
 */
#ifndef DAIS_PAPER_VISIBLE_H
#define DAIS_PAPER_VISIBLE_H

#include "paper/intake_state.h"

/* Lives in the arena of the page at hand. */
struct visible {
	struct buffer operators;
	struct buffer drawn; /* names of XObjects that are still drawn: "/Im1 /Fm2 " */
};

/* Whether a stream with these resources may draw on a layer that is off. */
bool visible_is_part(struct intake *in, qpdf_oh resources);

void visible_find(
	struct intake *in, qpdf_oh resources, struct text operators, struct visible *visible);

/* The resources without the XObjects that are drawn no more. */
qpdf_oh visible_resources(struct intake *in, qpdf_oh resources, const struct visible *visible);

#endif
