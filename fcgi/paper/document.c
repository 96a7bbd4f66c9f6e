/*
 * Bytes leave through one buffer; long streams are copied by the kernel, from file to file.
 */
#include "paper/document.h"

#include "paper/deflate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	WAITING = 256 * 1024,
	PACKED_OBJECTS = 200,
	PACKED_BYTES = 64 * 1024, /* an object stream is closed when it is longer … */
	PACKED_LIMIT = 160 << 20, /* … and no single object reaches this */
	DEFLATE_LEVEL = 1, /* a packet is a quarter of a per cent larger than with 6, and made in
			      two thirds of the time */
};

static void write_all(struct document *document, const char *bytes, size_t size)
{
	while (size && !document->failed) {
		ssize_t done = write(document->file, bytes, size);
		if (done < 0 && errno != EINTR)
			document->failed = true;
		if (done > 0) {
			bytes += done;
			size -= (size_t)done;
		}
	}
}

static void flush(struct document *document)
{
	write_all(document, document->waiting, document->waiting_size);
	document->waiting_size = 0;
}

static void put(struct document *document, struct text text)
{
	document->size += text.size;
	if (text.size > WAITING - document->waiting_size)
		flush(document);
	if (text.size > WAITING) {
		write_all(document, text.data, text.size);
		return;
	}
	memcpy(document->waiting + document->waiting_size, text.data, text.size);
	document->waiting_size += text.size;
}

static void put_pack(struct document *document);

static void start_pack(struct document *document)
{
	document->packed.size = 0;
	document->packed_index.size = 0;
	document->packed_count = 0;
}

void document_init(struct document *document, int file)
{
	*document = (struct document){ .file = file, .waiting = malloc(WAITING) };
	document->deflater = deflater_open(DEFLATE_LEVEL);
	if (!document->waiting || !document->deflater)
		abort(); /* nothing was begun yet that could be rescued */
	arena_init(&document->arena, (size_t)3 << 30);
	buffer_init(&document->packed, &document->arena, PACKED_LIMIT);
	buffer_init(&document->packed_index, &document->arena, 2 * PACKED_LIMIT);
	buffer_init(&document->compressed, &document->arena, 3 * (size_t)PACKED_LIMIT);
	document_reserve(document, 1); /* object number 0 is never used (7.5.4) */
	put(document, TEXT("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"));
}

void document_release(struct document *document)
{
	deflater_close(document->deflater);
	arena_release(&document->arena);
	free(document->waiting);
	free(document->xref);
}

uint32_t document_reserve(struct document *document, uint32_t count)
{
	uint32_t first = document->objects, need = first + count;

	if (need > document->xref_capacity) {
		uint32_t capacity = need + need / 2 + 1024;
		struct xref_entry *grown =
			realloc(document->xref, capacity * sizeof *document->xref);
		if (!grown)
			abort(); /* no memory for 16 bytes an object: nothing to rescue */
		memset(grown + document->xref_capacity, 0,
			(capacity - document->xref_capacity) * sizeof *grown);
		document->xref = grown;
		document->xref_capacity = capacity;
	}
	document->objects = need;
	return first;
}

struct buffer *document_begin(struct document *document, uint32_t number)
{
	if (document->packed_count == PACKED_OBJECTS || document->packed.size > PACKED_BYTES)
		put_pack(document);
	buffer_number(&document->packed_index, number);
	buffer_append(&document->packed_index, TEXT(" "));
	buffer_number(&document->packed_index, document->packed.size);
	buffer_append(&document->packed_index, TEXT(" "));
	document->xref[number] =
		(struct xref_entry){ .index = document->packed_count++, .kind = 2 };
	return &document->packed;
}

void document_end(struct document *document)
{
	buffer_append(&document->packed, TEXT("\n"));
	document->failed |= document->packed.full;
}

/* "12 0 obj", dictionary and the word stream. */
static void put_head(struct document *document, uint32_t number, struct text dictionary,
	struct text length, uint64_t size)
{
	char digits[TEXT_DIGITS];

	document->xref[number] = (struct xref_entry){ .where = document->size, .kind = 1 };
	put(document, text_decimal(digits, number));
	put(document, TEXT(" 0 obj\n"));
	put(document, dictionary);
	put(document, length);
	put(document, text_decimal(digits, size));
	put(document, TEXT(">>\nstream\n"));
}

static void put_tail(struct document *document)
{
	put(document, TEXT("\nendstream\nendobj\n"));
}

void document_put_stream(
	struct document *document, uint32_t number, struct text dictionary, struct text stream)
{
	put_head(document, number, dictionary, TEXT("/Length "), stream.size);
	put(document, stream);
	put_tail(document);
}

void document_put_deflated(
	struct document *document, uint32_t number, struct text dictionary, struct text stream)
{
	struct buffer *small = &document->compressed;

	small->size = 0;
	if (document->failed || !deflater_run(document->deflater, small, stream)) {
		document->failed = true;
		return;
	}
	put_head(document, number, dictionary, TEXT("/Filter/FlateDecode/Length "), small->size);
	put(document, buffer_text(small));
	put_tail(document);
}

/* Closes the object stream at hand. Every number packed in it gets to know where it went. */
static void put_pack(struct document *document)
{
	uint32_t number, count = document->packed_count;
	char dictionary[96];
	struct buffer *all = &document->packed_index;

	if (count == 0)
		return;
	number = document_reserve(document, 1);
	for (struct text rest = buffer_text(all); rest.size;) {
		uint32_t object = (uint32_t)strtoul(rest.data, NULL, 10);
		document->xref[object].where = number;
		text_split(&rest, ' ');
		text_split(&rest, ' ');
	}
	snprintf(dictionary, sizeof dictionary, "<</Type/ObjStm/N %u/First %zu", count, all->size);
	buffer_append(all, buffer_text(&document->packed));
	document_put_deflated(document, number, text_of(dictionary), buffer_text(all));
	start_pack(document);
}

/* By the kernel where it can; a few file systems cannot, then through a buffer. */
static void copy_file(struct document *document, int from, uint64_t offset, uint64_t size)
{
	off_t at = (off_t)offset;
	bool kernel = true;

	flush(document);
	while (size && !document->failed) {
		ssize_t done = -1;
		if (kernel)
			done = copy_file_range(from, &at, document->file, NULL, size, 0);
		if (done <= 0) {
			kernel = false;
			done = pread(from, document->waiting, size < WAITING ? size : WAITING, at);
			document->failed |= done <= 0;
			if (done > 0)
				write_all(document, document->waiting, (size_t)done);
			at += done;
		}
		size -= done > 0 ? (uint64_t)done : 0;
	}
}

void document_copy_stream(struct document *document, uint32_t number, struct text dictionary,
	int from, uint64_t offset, uint64_t size)
{
	put_head(document, number, dictionary, TEXT("/Length "), size);
	copy_file(document, from, offset, size);
	document->size += size;
	put_tail(document);
}

static void put_big_endian(char *to, uint64_t number, unsigned bytes)
{
	for (unsigned i = 0; i < bytes; i++)
		to[i] = (char)(number >> 8 * (bytes - 1 - i));
}

/* One record an object: kind, offset or object stream, index (7.5.8.3). */
static void put_xref(
	struct document *document, uint32_t number, struct text dictionary, unsigned width)
{
	size_t record = width + 2;
	char *table = malloc(document->objects * record);

	if (!table)
		abort();
	for (uint32_t i = 0; i < document->objects; i++) {
		const struct xref_entry *entry = &document->xref[i];
		char *to = table + i * record;
		to[0] = (char)entry->kind;
		put_big_endian(to + 1, entry->where, width);
		to[1 + width] = (char)entry->index;
	}
	document_put_deflated(
		document, number, dictionary, (struct text){ table, document->objects * record });
	free(table);
}

bool document_finish(
	struct document *document, uint32_t catalog, uint32_t info, const uint8_t id[static 16])
{
	char dictionary[256], hex[33], tail[64];
	unsigned width = 1;

	put_pack(document);
	uint32_t number = document_reserve(document, 1);
	uint64_t start = document->size;
	document->xref[number] = (struct xref_entry){ .where = start, .kind = 1 };
	while ((start | document->objects) >> 8 * width)
		width++;
	for (int i = 0; i < 16; i++)
		snprintf(hex + 2 * i, 3, "%02x", id[i]);
	snprintf(dictionary, sizeof dictionary,
		"<</Type/XRef/Size %u/W[1 %u 1]/Root %u 0 R/Info %u 0 R/ID[<%s><%s>]",
		document->objects, width, catalog, info, hex, hex);
	put_xref(document, number, text_of(dictionary), width);
	snprintf(tail, sizeof tail, "startxref\n%llu\n%%%%EOF\n", (unsigned long long)start);
	put(document, text_of(tail));
	flush(document);
	return !document->failed;
}

static bool plain_ascii(const char *text)
{
	for (; *text; text++)
		if (*text < ' ' || *text > '~')
			return false;
	return true;
}

/* The code point at *text, which is well-formed UTF-8; moves behind it. */
static uint32_t take_code_point(const char **text)
{
	const unsigned char *c = (const unsigned char *)*text;
	int more = *c < 0x80 ? 0 : *c < 0xE0 ? 1 : *c < 0xF0 ? 2 : 3;
	uint32_t code = *c & (more ? 0x3F >> more : 0x7F);

	for (int i = 1; i <= more && c[i]; i++)
		code = code << 6 | (c[i] & 0x3F);
	for (int i = 0; i <= more && **text; i++)
		++*text;
	return code;
}

void document_put_reference(struct buffer *into, struct text before, uint32_t number)
{
	buffer_append(into, before);
	buffer_number(into, number);
	buffer_append(into, TEXT(" 0 R"));
}

/* One character of a string in parentheses. */
static void put_escaped(struct buffer *into, const char *character)
{
	if (strchr("()\\", *character))
		buffer_append(into, TEXT("\\"));
	buffer_append(into, (struct text){ character, 1 });
}

void document_put_string(struct buffer *into, const char *utf8)
{
	if (plain_ascii(utf8)) {
		buffer_append(into, TEXT("("));
		for (; *utf8; utf8++)
			put_escaped(into, utf8);
		buffer_append(into, TEXT(")"));
		return;
	}
	buffer_append(into, TEXT("<FEFF"));
	while (*utf8) {
		uint32_t code = take_code_point(&utf8);
		if (code >= 0x10000)
			buffer_printf(into, "%04X%04X", 0xD800 + ((code - 0x10000) >> 10 & 0x3FF),
				0xDC00 + (code & 0x3FF));
		else
			buffer_printf(into, "%04X", code);
	}
	buffer_append(into, TEXT(">"));
}
