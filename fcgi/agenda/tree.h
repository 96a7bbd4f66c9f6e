/*
 * The tree that readings make: items with what belongs to each, days, sittings with their hours,
 * and the document's own texts. It only points into the readings; meeting.c writes it.
 */
#ifndef DAIS_AGENDA_TREE_H
#define DAIS_AGENDA_TREE_H

#include "agenda/agenda.h"
#include "agenda/when.h"

/* A reading in a list. */
struct entry {
	const struct reading *reading;
	struct entry *next;
};

struct list {
	struct entry *first, *last;
};

/* When an item is taken up. */
struct hour_entry {
	unsigned sitting; /* from 1 */
	struct hours hours;
	struct text text;              /* as printed */
	const struct reading *reading; /* that says so */
	struct hour_entry *next;
};

struct item {
	const struct reading *title;
	struct item *parent, *child, *last_child, *next;
	unsigned day;
	struct list subtitles, lines, annotations; /* notes are annotations */
	const struct reading *short_title;         /* of the part that has short titles only */
	struct hour_entry *schedule, *last_hour;
	bool annotation_after; /* its children */
};

struct day_entry {
	const struct reading *label, *short_label; /* label NULL: the text has no days */
	struct day day;
	int year, month, date;
	struct day_entry *next;
};

struct sitting {
	unsigned day;
	const struct reading *name, *room;
	struct hours hours; /* as printed, else from its entries */
	struct text text;   /* the printed hours */
};

struct tree {
	struct arena *arena;
	const struct reading *readings; /* all of them */
	struct item *items, *last_item;
	struct day_entry *days, *last_day;
	struct sitting *sittings; /* an array */
	unsigned day_count, sitting_count, item_count;
	struct list parts, bodies, headings, short_headings, titles, dates, venues, notes,
		footnotes;
	struct list sections; /* sections and paragraphs in their order */
	struct list unread;
	struct list warned; /* readings whose hours or days are wrong */
};

struct tree tree_make(struct arena *arena, const struct agenda *agenda);

/* The place of a reading among all. */
size_t tree_place(const struct tree *tree, const struct reading *reading);

/* Adds to the end. */
void list_add(struct arena *arena, struct list *list, const struct reading *reading);

#endif
