/*
 * Lines cut into pieces: a time, a label with its title, a cell of a flattened table. What a piece
 * is by its own form is told here (a day, a time, a bracketed annotation, a page's number); what it
 * is among the others, later (agenda/classify.h). Pieces cover each line but for white space.
 */
#ifndef DAIS_AGENDA_PIECES_H
#define DAIS_AGENDA_PIECES_H

#include "agenda/label.h"
#include "agenda/lines.h"
#include "agenda/when.h"

struct piece {
	enum reading_kind kind; /* READING_UNREAD until it is told */
	struct span whole;      /* with bullet, label and marks */
	struct text label;      /* as printed, when it has a number */
	struct text text;       /* without bullet, label and marks around it */
	struct label number;    /* size 0: none */
	struct hours hours;     /* of a time */
	unsigned line;          /* place in the lines */
	unsigned char bullet;   /* 0: none; else 1, or 2 for signs that stand below others */
	unsigned char cell;     /* 1 and more: behind tabs, in the same line as the piece before */
	bool begins_line, blank_before;
	char joins;  /* goes on what a piece before it began, behind this sign (' ' or ','); 0:
			begins anew */
	bool prose;  /* a sentence or more */
	bool behind; /* of hours: they are those of what stands before them */
	unsigned depth, certainty;
	enum agenda_warning warning;
};

struct pieces {
	struct arena *arena;
	struct text source;
	const struct lines *lines;
	int language; /* one of agenda_languages */
	struct piece *list;
	size_t count, capacity;
};

struct pieces pieces_cut(
	struct arena *arena, struct text source, const struct lines *lines, int language);

#endif
