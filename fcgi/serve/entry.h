/*
 * What a form's pair of name and value becomes. A field of its own keeps its name; one language of
 * a text is sent as "title.es", a cell of a list of rows as "members.0.name" or, in a language,
 * "members.0.title.es". The request's input and form then hold:
 *
 *   input  "title": {"es": "…"}           what is right, and nothing for what was left empty
 *          "members": [{"row": 0, "name": "…"}]   row: its number as it was sent
 *   form   "title": [{"language": "es", "text": "…", "errors": []}, …]   one for each language
 *          "members": [{"row": 0, "name": "…", "errors": []}]
 *          "of": the function and "at": the path that it was sent to; of several forms of a page
 *          which one this is
 *
 * An error names its field as it was sent.
 */
#ifndef DAIS_SERVE_ENTRY_H
#define DAIS_SERVE_ENTRY_H

#include "serve/route.h"

/*
 * Puts one pair into input and form, or adds to the request's errors what is wrong with it. A name
 * that the route does not declare is ignored. Both are known to be UTF-8 without NUL.
 */
void entry_take(struct request *request, struct text name, struct text value);

/* Whether the route declares this name as a text in several languages or a list of rows. */
bool entry_has_members(const struct route *route, struct text name);

/* After the last pair: removes empty rows from the input; what is required and absent is an error.
 */
void entry_finish(struct request *request);

/*
 * Lays what was sent over a page's own "form", to be shown again: other forms of the page keep
 * theirs. The errors of languages and rows are put beside them.
 */
void entry_show(const struct request *request, cJSON *page);

#endif
