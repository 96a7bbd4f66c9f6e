/*
 * The sheets of a packet that are not papers: cover, contents, a sheet before each paper, manifest;
 * of the volume also the report itself.
 *
 * What stands on them is markup made by web/packet/packet.mustache or volume.mustache, so no
 * sentence is in C. It lists the packet in its order, sheets and papers (with their number of
 * pages); the drawing counts the pages of the sheets, fills in the page numbers of the contents,
 * and writes the plan by which link puts everything together (assembly.h):
 *
 *   dais-paper front SHEETS.pdf < markup > plan
 *   dais-paper intake SHEETS.pdf SHEETS.segment
 *   dais-paper assemble PACKET.pdf SHEETS.segment PAPER.segment … < plan
 *
 * Markup, as GMarkup reads it:
 *
 *   <packet title author subject language numbering="Page {page} of {pages}" paper="a4" sides="2">
 *                                      paper: letter unless a4; sides 2: parts begin on a right
 * page <sheet name bookmark level head fit="page">   head: what its running head says; absent: none
 *                                      fit: smaller letters rather than a second page
 *       <p style="title">…</p> <gap size="24"/> <fill/> <rule/>
 *       <p mark="1." level="1">…</p>   a mark before it; the level sets it in. What has no style
 *                                      runs on to the next page
 *       <p style="section" name bookmark level="2">…</p>  a heading that entries and the outline
 *                                      lead to
 *       <row label="Received">…</row>  a label beside its value; without value it is left out
 *       <row label="Pages" to="NAME"/> the value is where that sheet or paper stands
 *       <columns label="From" language="Language" note="Page">Title</columns>  heads of entries
 *       <entry to="NAME" label="CIM" who="A. Speaker" note="12 pages" mark="LATE"
 * language="English">…</entry>
 *     </sheet>
 *     <paper name pages="12" bookmark level head language/>
 *   </packet>
 *
 * Style "digest" shows hexadecimal digits in groups.
 *
 * Plan, as JSON; pages are counted from 1, segment 0 holds the sheets, boxes are in points from the
 * lower left corner:
 *
 *   { "title", "author", "subject", "language", "numbering",
 *     "parts": [ { "segment": 0, "first": 1, "pages": 1, "name", "head", "bookmark", "level",
 *         "marks": [ { "page": 3, "bookmark", "level" }, … ] }, … ],
 *     "links": [ { "page": 2, "box": [72, 600, 540, 620], "to": 5 }, … ] }
 *
 * The page of a mark is the part's own, from 1.
 */
#ifndef DAIS_PAPER_FRONT_H
#define DAIS_PAPER_FRONT_H

#include "base/arena.h"

#include <stdio.h>

/*
 * Draws the sheets into the open file and returns the plan, in the arena. NULL with one sentence
 * in error when the markup is wrong or the file cannot be written. The same markup gives the same
 * bytes: no time is written.
 */
const char *front_draw(struct arena *arena, struct text markup, FILE *file, char error[static 256]);

#endif
