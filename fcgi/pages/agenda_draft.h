/*
 * An agenda's text as a page shows it: read, changed by what its sender says of single lines, and
 * each line joined to what it became.
 */
#ifndef DAIS_PAGES_AGENDA_DRAFT_H
#define DAIS_PAGES_AGENDA_DRAFT_H

#include "agenda/agenda.h"

struct agenda_draft {
	cJSON *page; /* as the database tells it: source, language, notes, starts_on; becomes the
			page */
	struct agenda agenda;
	cJSON *meeting, *warnings; /* of agenda_meeting */
	bool *chosen;              /* of each reading */
};

enum { AGENDA_DRAFT_BYTES = 256 * 1024 }; /* of a text that a page reads */

/*
 * Reads a text that is small enough for a page and for a request's memory; else says why not.
 * language as of agenda_read.
 */
enum agenda_refusal agenda_draft_take(
	struct arena *arena, struct text bytes, int language, struct agenda *agenda);

/* Reads the draft's text anew; no readings when there is none yet, or will be none. */
enum agenda_refusal agenda_draft_read(struct arena *arena, struct agenda_draft *draft);

/* "item-1" is an item below one at the top; any other kind goes by its name. */
bool agenda_draft_choice(const char *name, struct agenda_choice *choice);
const char *agenda_draft_name(struct arena *arena, const struct reading *reading);

/* How choices call a reading: the byte of the text at which it begins. */
const char *agenda_draft_key(struct arena *arena, const struct reading *reading);

/* Changes the readings by {key: name}, and makes the meeting. */
void agenda_draft_choose(struct arena *arena, struct agenda_draft *draft, const cJSON *said);

/* Before the meeting is saved: what has no place in it becomes a note, which has one anywhere. */
void agenda_draft_keep_strays(struct arena *arena, struct agenda_draft *draft);

/* Fills the page: lines, counts, and what is doubtful about the whole text. */
void agenda_draft_show(struct arena *arena, struct agenda_draft *draft);

#endif
