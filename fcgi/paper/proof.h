/*
 * A proof: every page of the cleaned copy drawn once, as readers draw it, to see what that costs.
 * What hangs this hangs the reader of every packet it goes into.
 */
#ifndef DAIS_PAPER_PROOF_H
#define DAIS_PAPER_PROOF_H

#include "base/json.h"

enum {
	PROOF_PAGE_SECONDS = 10,  /* processor time that drawing one page may take */
	PROOF_TEXT_SIZE = 2 << 20 /* bytes that are read of a paper; the pages beyond are empty */
};

/*
 * Draws into memory and forgets; appends the plain text of each page to the array texts. Ends the
 * process with {"code":"TOO_COMPLEX","page":7} on standard output when a page takes too long.
 * Returns how many pages there are; -1: it is no PDF.
 */
int proof_draw(struct text pdf, cJSON *texts);

#endif
