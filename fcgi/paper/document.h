/*
 * Writing a PDF (ISO 32000-1, 7.5): numbered objects in any order, plain ones packed into object
 * streams, a cross-reference stream at the end. Memory is 16 bytes an object plus a few
 * buffers of the size of the largest object, however large the document becomes. Failure is
 * remembered; ask document_finish.
 */
#ifndef DAIS_PAPER_DOCUMENT_H
#define DAIS_PAPER_DOCUMENT_H

#include "base/buffer.h"

#include <stdint.h>

struct xref_entry {
	uint64_t where; /* offset in the file, or number of the object stream */
	uint32_t index; /* within that object stream */
	uint32_t kind;  /* 0 never written, 1 at an offset, 2 packed: as in a cross-reference stream
			 */
};

struct libdeflate_compressor;

struct document {
	int file;
	uint64_t size; /* bytes written, what waits in the buffer included */
	char *waiting;
	size_t waiting_size;
	struct xref_entry *xref;
	uint32_t objects, xref_capacity;
	struct libdeflate_compressor *deflater;
	struct arena arena; /* of the buffers, which keep their room from stream to stream */
	struct buffer packed, packed_index; /* the object stream at hand */
	struct buffer compressed;           /* the stream written last */
	uint32_t packed_count;
	bool failed;
};

/* The file is open for writing and empty; it stays the caller's. */
void document_init(struct document *document, int file);
void document_release(struct document *document);

/* Reserves count numbers in a row; returns the first. */
uint32_t document_reserve(struct document *document, uint32_t count);

/* Between these two the text of a plain object is put into document->packed. */
struct buffer *document_begin(struct document *document, uint32_t number);
void document_end(struct document *document);

/* An object with a stream: dictionary without /Length and without its closing >>. */
void document_put_stream(
	struct document *document, uint32_t number, struct text dictionary, struct text stream);

/* The same, compressed. */
void document_put_deflated(
	struct document *document, uint32_t number, struct text dictionary, struct text stream);

/* The same, copied from another file: for long streams. */
void document_copy_stream(struct document *document, uint32_t number, struct text dictionary,
	int from, uint64_t offset, uint64_t size);

/* Cross-references and trailer. True when every byte was written. */
bool document_finish(
	struct document *document, uint32_t catalog, uint32_t info, const uint8_t id[static 16]);

/* "12 0 R" behind these bytes. */
void document_put_reference(struct buffer *into, struct text before, uint32_t number);

/* A text string (7.9.2.2): printable ASCII as it is, everything else as UTF-16. */
void document_put_string(struct buffer *into, const char *utf8);

#endif
