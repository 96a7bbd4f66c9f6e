/*
 * Writing a segment: streams go to the file as they come, everything else is gathered and follows
 * at the end. Object numbers are reserved first and filled later, in any order, one at a time.
 */
#ifndef DAIS_PAPER_SEGMENT_WRITER_H
#define DAIS_PAPER_SEGMENT_WRITER_H

#include "base/buffer.h"
#include "paper/segment.h"

#include <nettle/sha2.h>
#include <stdio.h>

struct segment_writer {
	FILE *file;
	uint64_t written; /* bytes, the header's room included */
	struct sha256_ctx digest;
	struct buffer objects, relocations, pages, bookmarks, layers, pieces, roles, text;
	struct segment_text title, language; /* of the paper, kept */
	uint32_t mark_info;
	uint32_t current; /* the object whose text is being written */
};

/* The file is empty and stays the caller's. */
void segment_writer_init(struct segment_writer *writer, FILE *file, struct arena *arena);

/* A number for an object that will be filled later; all zero until then. */
uint32_t segment_reserve(struct segment_writer *writer);
uint32_t segment_objects(const struct segment_writer *writer);

/* Between begin and end the text of one object is put together from literals and references. */
void segment_begin(struct segment_writer *writer, uint32_t object, enum segment_kind kind);
void segment_put(struct segment_writer *writer, struct text text);

/*
 * A name with its slash. A number sign in it that begins no code stands for itself, and is written
 * as a code, which newer readers ask for (ISO 32000-1, 7.3.5).
 */
void segment_put_name(struct segment_writer *writer, struct text name);
void segment_printf(struct segment_writer *writer, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* A number, name or keyword: a blank goes before it where it would run into what stands there. */
void segment_put_word(struct segment_writer *writer, struct text word);
void segment_put_reference(struct segment_writer *writer, uint32_t object);

/* The number that the object will have, without the rest of a reference: it serves as a key or name
 * that is unique in the document. */
void segment_put_number(struct segment_writer *writer, uint32_t object);
void segment_end(struct segment_writer *writer);

/* The raw bytes of a stream object. */
void segment_put_stream(struct segment_writer *writer, uint32_t object, struct text raw);

/* A text of its own: a title, a view, a program. */
struct segment_text segment_keep(struct segment_writer *writer, struct text text);

void segment_add_page(struct segment_writer *writer, struct segment_page page);
void segment_add_bookmark(struct segment_writer *writer, struct segment_bookmark bookmark);
void segment_add_layer(struct segment_writer *writer, struct segment_layer layer);
void segment_add_piece(struct segment_writer *writer, struct segment_piece piece);
void segment_add_role(struct segment_writer *writer, struct segment_role role);

/* Writes tables, text and header. False when the disk or a limit did not allow it. */
bool segment_finish(struct segment_writer *writer);

#endif
