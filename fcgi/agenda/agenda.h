/*
 * The reader of agenda texts: a text in, readings and a tree out. It knows no HTTP, no database and
 * no PDF, and works in four steps, each of which costs in proportion to the text:
 *
 *   agenda_source    bytes of any usual encoding become clean UTF-8, or a refusal in words
 *   agenda_read      the text becomes readings: which stretch is an item, a day, a person's line …
 *   agenda_json      readings as JSON, which a page can show and change, and back (agenda_of_json)
 *   agenda_meeting   readings become a meeting file as `dais import` takes it
 *
 * The last step looks at the readings and at nothing else: a changed reading gives another tree
 * without reading the text again. Every character of the source that is not white space belongs to
 * exactly one reading, and every reading stands in the meeting file: what has no other place there,
 * under "unread".
 */
#ifndef DAIS_AGENDA_AGENDA_H
#define DAIS_AGENDA_AGENDA_H

#include "base/arena.h"
#include "base/json.h"

/* The languages that are read. */
enum { ENGLISH, SPANISH, FRENCH, PORTUGUESE, AGENDA_LANGUAGES };
extern const char *const agenda_languages[AGENDA_LANGUAGES]; /* "en" … */

/* The place of a code among them, or -1. */
int agenda_language(struct text code);

enum {
	AGENDA_BYTES =
		2 << 20, /* of a text that is read; 300 items with annotations have a tenth */
	AGENDA_LINES = 20000,
	AGENDA_DEPTH = 8, /* of items below items; what lies deeper is put at the last */
};

/* Why a text is not read. */
enum agenda_refusal {
	AGENDA_TAKEN,
	AGENDA_TOO_LARGE, /* than AGENDA_BYTES */
	AGENDA_TOO_LONG,  /* than AGENDA_LINES */
	AGENDA_NOT_TEXT,
	AGENDA_NO_WORDS,
	AGENDA_REFUSALS
};

/* As an error code of a form, and as a sentence in English. */
const char *agenda_refusal_code(enum agenda_refusal refusal);
const char *agenda_refusal_sentence(enum agenda_refusal refusal);

enum reading_kind {
	READING_UNREAD,
	READING_PART, /* "A.": begins the short or the annotated agenda of a document that has both
		       */
	READING_BODY, /* "ORGANIZATION OF …", "COMMITTEE ON …" above the heading */
	READING_HEADING, /* "DRAFT AGENDA FOR …" */
	READING_TITLE,   /* the meeting's title */
	READING_DATES,
	READING_VENUE,
	READING_NOTE,      /* in the document's head; below an item it explains it */
	READING_SECTION,   /* a numbered part of the document that is no item: "1. Context" */
	READING_PARAGRAPH, /* of a section */
	READING_DAY,
	READING_SITTING, /* "Morning session" */
	READING_TIME, /* of the next item, or of what it stands behind: an item, a day's sitting */
	READING_ROOM,
	READING_ITEM,
	READING_SUBTITLE,
	READING_LINE,   /* the printed line of who is foreseen */
	READING_PEOPLE, /* named people */
	READING_ANNOTATION,
	READING_DIALOGUE,
	READING_BREAK,
	READING_FOOTNOTE,
	READING_PAGE, /* page numbers, running heads, rules: of the paper, not of the meeting */
	READING_KINDS
};

enum agenda_warning {
	WARNING_NONE,
	WARNING_UNREAD,       /* what this line is could not be told */
	WARNING_OPEN_BRACKET, /* a bracket that nothing closes */
	WARNING_NUMBER,       /* a number is missing before this one, or it comes twice */
	WARNING_DEEP,         /* deeper than AGENDA_DEPTH */
	WARNING_CONTROLS,     /* invisible characters that turn or hide text were left out */
	WARNING_ENCODING,     /* read as Windows-1252 */
	WARNING_NO_ITEMS,     /* nothing was recognized as an item */
	WARNING_NO_DATE,      /* of the whole text: its first day is today until it is changed */
	WARNING_NO_YEAR,      /* of the whole text: it is this year's until it is changed */
	WARNING_TIME,         /* a time that ends before it begins */
	WARNING_DATE,         /* a day that is not in the calendar */
	WARNINGS
};

/* Bytes of the clean text, from begin up to end. */
struct span {
	size_t begin, end;
};

/*
 * A stretch of the text and what it is. Its spans hold its label, its marks (bullet, brackets) and
 * its text, in the order of the source; text is what they say, with white space folded and wrapped
 * words joined.
 */
struct reading {
	enum reading_kind kind;
	unsigned depth;     /* of an item: 0 at the top; else of the item that it belongs to */
	unsigned line;      /* of the source, from 1 */
	unsigned certainty; /* in percent */
	bool behind;        /* hours of what stands before them, not of what follows */
	enum agenda_warning warning;
	struct text label; /* "I.", "VI.a", "Session 2:"; empty when there is none */
	struct text text;
	struct span *spans;
	size_t span_count;
};

/* What concerns the text and no single reading: line is where it was met first. */
struct agenda_note {
	enum agenda_warning warning;
	unsigned line, count;
};

struct agenda {
	struct text source; /* clean UTF-8 with '\n' at line ends */
	int language;       /* one of agenda_languages */
	struct reading *readings;
	size_t count;
	struct agenda_note notes[4];
	size_t note_count;
};

/* What a text does not say of a meeting. NULL where it is not known. */
struct agenda_wish {
	const char *slug, *name, *body, *zone;
	const char *starts_on; /* "2004-09-16", when the text names no date */
};

/*
 * The clean text of a file in agenda->source: UTF-8, UTF-16 or Windows-1252; control characters and
 * those that turn the direction of writing are left out and noted.
 */
enum agenda_refusal agenda_source(struct arena *arena, struct text bytes, struct agenda *agenda);

/* Readings of the clean text. language is one of agenda_languages, or -1 to find it out. */
void agenda_read(struct arena *arena, struct agenda *agenda, int language);

/* What somebody says that a reading is. */
struct agenda_choice {
	size_t reading; /* its place among them */
	enum reading_kind kind;
	unsigned depth; /* of an item */
};

/*
 * Changes readings; choices stand in the readings' order. What belonged to an item whose depth is
 * another now still belongs to it, and nothing is doubtful about a reading that was chosen.
 */
void agenda_choose(struct agenda *agenda, const struct agenda_choice *choices, size_t count);

/* The kind of this name, or -1. */
int agenda_kind(struct text name);

/* cJSON of the arena that json_use_arena was told. */
cJSON *agenda_json(struct arena *arena, const struct agenda *agenda);

/* Takes what agenda_json gave, with any reading changed; false when it is something else. */
bool agenda_of_json(struct arena *arena, const cJSON *json, struct agenda *agenda);

/*
 * The meeting file (tests/data/README.md), in the language of the text alone. *warnings becomes an
 * array of all that is doubtful, in the order of lines: {line, warning, sentence, text}, of a
 * reading with its place ("reading"), which items, slots and hours have, too.
 */
cJSON *agenda_meeting(struct arena *arena, const struct agenda *agenda,
	const struct agenda_wish *wish, cJSON **warnings);

/* What a warning says to people, in English, as a whole sentence. */
const char *agenda_sentence(enum agenda_warning warning);

/* Names in JSON: "item", "people"; "open bracket". */
extern const char *const reading_names[READING_KINDS];
const char *warning_name(enum agenda_warning warning);

#endif
