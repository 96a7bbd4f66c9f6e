/*
 * Intake: takes one stranger's PDF apart, keeps what can be shown and nothing that can act, and
 * writes it as a segment. Always in a process of its own that may be killed at any time.
 *
 * What is kept is chosen, not what is dropped: pages are rebuilt from eight keys, links from a
 * rectangle and where they lead, and nothing of the catalog comes along. So scripts, launch
 * actions, attachments and forms are gone by construction.
 */
#ifndef DAIS_PAPER_INTAKE_H
#define DAIS_PAPER_INTAKE_H

#include "paper/intake_state.h"

/*
 * Reads in->file and fills the segment. Returns false for a fault of ours; otherwise the paper was
 * taken, or in->refusal says why not.
 */
bool intake_paper(struct intake *in);

#endif
