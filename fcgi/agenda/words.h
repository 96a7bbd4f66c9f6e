/*
 * The words by which agendas are read, in English, Spanish, French and Portuguese: one list a
 * class, data and nothing else. They are written folded (agenda/scan.h): small, without accents.
 */
#ifndef DAIS_AGENDA_WORDS_H
#define DAIS_AGENDA_WORDS_H

#include "base/text.h"

enum word_class {
	WORD_STOP,    /* common words; value: the language (agenda/agenda.h) */
	WORD_MONTH,   /* value: 1 to 12 */
	WORD_WEEKDAY, /* value: 1, Monday, to 7 */
	WORD_DAY,     /* "day", "jornada" */
	WORD_ORDINAL, /* value: 1 to 10 */
	WORD_PERIOD,  /* "morning", "tarde"; value: its usual begin in minutes */
	WORD_NOON,    /* "noon", "midi" */
	WORD_FROM,    /* what may stand before a clock time */
	WORD_UNTIL,   /* what may join two clock times, besides a dash */
	WORD_HOURS, /* what may stand behind one; value: 1 when short, so that it is no duration */
	WORD_BREAK, /* "coffee", "almuerzo" */
	WORD_DIALOGUE,    /* "dialogue with", "questions et reponses" */
	WORD_ROOM,        /* what begins or ends a room's name */
	WORD_ROOM_LABEL,  /* "room:", "lugar:" */
	WORD_ROLE,        /* "moderator"; value: enum role */
	WORD_REMARKS,     /* "remarks by": a person follows */
	WORD_HONORIFIC,   /* "dr", "embajadora" */
	WORD_OFFICE,      /* "director", "rapporteur": held by one person */
	WORD_INSTITUTION, /* "ministry", "universidad" */
	WORD_NUMBERED,    /* "session", "tema": before a number; value: 1 to 5, of a kind */
	WORD_CONTINUED,   /* "(continued)", "cont." */
	WORD_OPENING,
	WORD_CLOSING,
	WORD_WORKING,   /* "adoption", "working groups": a session without papers */
	WORD_AGENDA,    /* "draft agenda", "orden del dia": heads a document or its main part */
	WORD_MEETING,   /* "seminar", "reunion": of its title */
	WORD_ANNOTATED, /* "annotated", "annotations" */
	WORD_PAGE,      /* "page", "pagina" */
	WORD_COLUMN,    /* "time", "horario": heads the first column of a table */
	WORD_REMARK,    /* "note:", "documents:": begins what explains an item */
	WORD_VERB,      /* what a sentence has and a title has not */
	WORD_SMALL,     /* articles and prepositions: a line does not end with them */
	WORD_REPRESENTATIVES, /* "representatives of": a list of institutions follows */
	WORD_DESIGNATED,      /* "designated by" */
	WORD_OTHER,           /* "other", "otros": an open number */
	WORD_STATES,          /* "member states" */
	WORD_GROUP,           /* "experts", "academia": several, not yet named */
	WORD_AND,
	WORD_PROPOSAL, /* "proposal": of the state of an agenda */
	WORD_CLASSES
};

enum role {
	ROLE_PRESENTER,
	ROLE_PANELIST,
	ROLE_MODERATOR,
	ROLE_RAPPORTEUR,
	ROLE_CHAIR,
	ROLE_PARTICIPANT
};

struct word {
	const char *phrase;
	int value;
};

/* The words of each class (agenda/word_lists.c). */
extern const struct word_list {
	const struct word *list;
	size_t count;
} word_lists[WORD_CLASSES];

/* The longest phrase of a class at the front of the text, or NULL; *size: its bytes there. */
const struct word *word_at(struct text text, enum word_class class, size_t *size);

/* The first that begins at any word of the text; *at: where. Only the first 400 bytes are looked
 * at. */
const struct word *word_in(struct text text, enum word_class class, size_t *at);

/* Whether a phrase of the class with this value stands at the front. */
bool word_of(struct text text, enum word_class class, int value, size_t *size);

/* Whether the text has one. */
bool word_has(struct text text, enum word_class class);

#endif
