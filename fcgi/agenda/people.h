/*
 * Who is named or foreseen: "Moderator: Dr. A. Paz, Director, Ministry of …", "Panelists:
 * Representatives of the CIM, IIN and other bodies". Told from other lines, and taken apart into
 * slots.
 */
#ifndef DAIS_AGENDA_PEOPLE_H
#define DAIS_AGENDA_PEOPLE_H

#include "agenda/words.h"
#include "base/arena.h"

enum people_kind {
	PEOPLE_NONE,
	PEOPLE_LABEL,    /* nothing but "Panelists:" */
	PEOPLE_FORESEEN, /* offices, institutions, groups */
	PEOPLE_NAMED,
};

struct people_line {
	enum people_kind kind;
	enum role role;
	bool has_role;
	size_t label; /* bytes of "Panelists:" with the blanks behind, 0 when there is none */
	unsigned certainty;
};

struct people_line people_look(struct text text);

enum held_by { HELD_BY_OFFICE, HELD_BY_INSTITUTION, HELD_BY_GROUP, HELD_BY_PERSON };

/* A slot under an item. The texts live in the arena. */
struct slot {
	enum role role;
	enum held_by held_by;
	const char *label;
	const char *name;       /* of a person, or NULL */
	const char *party;      /* the acronym of who holds or designates it, or NULL */
	const char *party_kind; /* "state", or NULL */
	bool open, no_paper;
};

enum { SLOTS = 64 }; /* of one line */

/*
 * Takes a line apart; returns how many slots it has. role is that of the label that stands above
 * the line, when it has none of its own; title is the item's, language the text's.
 */
size_t people_slots(struct arena *arena, struct text text, const enum role *role, struct text title,
	int language, struct slot slots[static SLOTS]);

#endif
