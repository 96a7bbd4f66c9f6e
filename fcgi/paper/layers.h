/*
 * Layers: optional content groups. Those that are off when the paper is opened, on screens and in
 * print, are not carried, and nothing that stands on them is. What shows in one of the two only
 * was meant for readers: it stays, and its layer with it.
 */
#ifndef DAIS_PAPER_LAYERS_H
#define DAIS_PAPER_LAYERS_H

#include "paper/intake_state.h"

/* Finds the layers that are off, counts them, and sees to it that no reference finds them. */
void layers_read(struct intake *in);

/* How the layer is when the document opens, and what switches it; without its object. */
struct segment_layer layers_state(const struct intake *in, qpdf_oh group);

/* Whether any is off. */
bool layers_are_off(const struct intake *in);

/* Whether what belongs to this group or membership (a key /OC, a property) is hidden. */
bool layers_hide(struct intake *in, qpdf_oh membership);

/* Whether a dictionary is a membership (/OCMD) that depends on a layer that is off. */
bool layers_depend(struct intake *in, qpdf_oh dictionary);

#endif
