/*
 * A proof: every page of the cleaned copy drawn once, as readers draw it, to see what that costs.
 * What hangs this hangs the reader of every packet it goes into.
 */
#ifndef DAIS_PAPER_PROOF_H
#define DAIS_PAPER_PROOF_H

#include "base/text.h"

/* Processor time that drawing one page may take, seconds. */
enum { PROOF_PAGE_SECONDS = 10 };

/*
 * Draws into memory and forgets. Ends the process with {"code":"TOO_COMPLEX","page":7} on standard
 * output when a page takes too long. Returns how many pages there are; -1: it is no PDF.
 */
int proof_draw(struct text pdf);

#endif
