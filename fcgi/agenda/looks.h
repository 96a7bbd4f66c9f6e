/*
 * What a piece or its text looks like: a room, a session, a line that goes on the one before. Each
 * is a question about words and marks alone; what is made of the answers stands in classify.c.
 */
#ifndef DAIS_AGENDA_LOOKS_H
#define DAIS_AGENDA_LOOKS_H

#include "agenda/pieces.h"

/* A line that goes on the one before it, wrapped or cut at a hyphen. */
bool looks_continued(
	const struct lines *lines, const struct piece *before, const struct piece *piece);

/* "Director, Ministry of …" in the line below a name. */
bool looks_of_name(const struct piece *before, const struct piece *piece);

/* "Room: …", "Hall of the Americas". */
bool looks_like_room(struct text text);

/* "Opening session", "Panel on water": sessions without a number. */
bool looks_like_session(struct text text);

/* "Opening ceremony", "Close": of the meeting, not of a session. */
bool looks_open_or_close(struct text text);

bool looks_quoted(struct text text);

/* READING_BREAK or READING_DIALOGUE where the words say so, else READING_ITEM. */
enum reading_kind looks_item_kind(const struct piece *piece);

#endif
