/* Rich text of annotations and fields: XHTML in a string or stream (ISO 32000-1, 12.7.3.4). */
#ifndef DAIS_PAPER_RICH_H
#define DAIS_PAPER_RICH_H

#include "paper/intake_state.h"

/* What it says, as UTF-8, a line for each paragraph; how it looks is left out. Empty for what is no
 * rich text. Lives as long as the page. */
struct text rich_text(struct intake *in, qpdf_oh value);

#endif
