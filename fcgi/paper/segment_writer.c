/* Gathers tables in growing buffers and writes them behind the streams; padding is always zero. */
#include "paper/segment_writer.h"

#include <ctype.h>
#include <stdarg.h>
#include <string.h>

enum {
	TABLE_LIMIT = 64 * 1024 * 1024,
	TEXT_LIMIT = 128 * 1024 * 1024,
};

static void put_bytes(struct segment_writer *writer, const void *bytes, size_t size)
{
	if (size == 0)
		return;
	fwrite(bytes, 1, size, writer->file);
	sha256_update(&writer->digest, size, bytes);
	writer->written += size;
}

void segment_writer_init(struct segment_writer *writer, FILE *file, struct arena *arena)
{
	static const char room[sizeof(struct segment_header)];
	struct buffer *tables[] = { &writer->objects, &writer->relocations, &writer->pages,
		&writer->bookmarks, &writer->layers, &writer->pieces, &writer->roles };

	*writer = (struct segment_writer){ .file = file, .written = sizeof room };
	sha256_init(&writer->digest);
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
		buffer_init(tables[i], arena, TABLE_LIMIT);
	buffer_init(&writer->text, arena, TEXT_LIMIT);
	fwrite(room, 1, sizeof room, file);
}

static void append(struct buffer *table, const void *record, size_t size)
{
	buffer_append(table, (struct text){ record, size });
}

/* The object's row. Where the table has run full, the last row takes what is written to rows that
 * do not exist; the segment is then refused in the end. */
static struct segment_object *object_at(struct segment_writer *writer, uint32_t object)
{
	uint32_t last = segment_objects(writer) - 1;

	return (struct segment_object *)writer->objects.data + (object < last ? object : last);
}

uint32_t segment_objects(const struct segment_writer *writer)
{
	return (uint32_t)(writer->objects.size / sizeof(struct segment_object));
}

uint32_t segment_reserve(struct segment_writer *writer)
{
	struct segment_object empty = { .kind = SEGMENT_PLAIN };

	append(&writer->objects, &empty, sizeof empty);
	return segment_objects(writer) - 1;
}

static uint32_t relocations(const struct segment_writer *writer)
{
	return (uint32_t)(writer->relocations.size / sizeof(struct segment_relocation));
}

void segment_begin(struct segment_writer *writer, uint32_t number, enum segment_kind kind)
{
	struct segment_object *object = object_at(writer, number);

	writer->current = number;
	object->kind = kind;
	object->text.offset = writer->text.size;
	object->relocation = relocations(writer);
}

void segment_end(struct segment_writer *writer)
{
	struct segment_object *object = object_at(writer, writer->current);

	object->text.size = writer->text.size - object->text.offset;
	object->relocations = relocations(writer) - object->relocation;
}

void segment_put(struct segment_writer *writer, struct text text)
{
	buffer_append(&writer->text, text);
}

void segment_put_name(struct segment_writer *writer, struct text name)
{
	for (const char *sign; (sign = memchr(name.data, '#', name.size));) {
		size_t before = (size_t)(sign - name.data);
		bool code = name.size - before > 2 && isxdigit((unsigned char)sign[1]) &&
			    isxdigit((unsigned char)sign[2]);
		segment_put(writer, (struct text){ name.data, before });
		segment_put(writer, code ? TEXT("#") : TEXT("#23"));
		name = text_from(name, before + 1);
	}
	segment_put(writer, name);
}

void segment_printf(struct segment_writer *writer, const char *format, ...)
{
	char small[512];
	va_list arguments;

	va_start(arguments, format);
	int size = vsnprintf(small, sizeof small, format, arguments);
	va_end(arguments);
	if (size > 0 && (size_t)size < sizeof small)
		buffer_append(&writer->text, (struct text){ small, (size_t)size });
	else
		writer->text.full = true;
}

static void separate(struct segment_writer *writer)
{
	char last = writer->text.size ? writer->text.data[writer->text.size - 1] : '[';

	if (!strchr("[]<>() \n", last))
		buffer_append(&writer->text, TEXT(" "));
}

void segment_put_word(struct segment_writer *writer, struct text word)
{
	separate(writer);
	buffer_append(&writer->text, word);
}

void segment_put_number(struct segment_writer *writer, uint32_t object)
{
	separate(writer);
	struct segment_relocation here = {
		.at = (uint32_t)(writer->text.size -
				 object_at(writer, writer->current)->text.offset),
		.object = object,
	};
	append(&writer->relocations, &here, sizeof here);
}

void segment_put_reference(struct segment_writer *writer, uint32_t object)
{
	segment_put_number(writer, object);
	buffer_append(&writer->text, TEXT(" 0 R"));
}

void segment_put_stream(struct segment_writer *writer, uint32_t object, struct text raw)
{
	object_at(writer, object)->stream = writer->written;
	object_at(writer, object)->stream_size = raw.size;
	put_bytes(writer, raw.data, raw.size);
}

struct segment_text segment_keep(struct segment_writer *writer, struct text text)
{
	struct segment_text kept = { writer->text.size, text.size };

	buffer_append(&writer->text, text);
	return kept;
}

void segment_add_page(struct segment_writer *writer, struct segment_page page)
{
	append(&writer->pages, &page, sizeof page);
}

void segment_add_bookmark(struct segment_writer *writer, struct segment_bookmark bookmark)
{
	append(&writer->bookmarks, &bookmark, sizeof bookmark);
}

void segment_add_layer(struct segment_writer *writer, struct segment_layer layer)
{
	append(&writer->layers, &layer, sizeof layer);
}

void segment_add_piece(struct segment_writer *writer, struct segment_piece piece)
{
	append(&writer->pieces, &piece, sizeof piece);
}

void segment_add_role(struct segment_writer *writer, struct segment_role role)
{
	append(&writer->roles, &role, sizeof role);
}

static uint32_t put_table(struct segment_writer *writer, const struct buffer *table, size_t record)
{
	put_bytes(writer, buffer_text(table).data, table->size);
	return (uint32_t)(table->size / record);
}

static bool any_full(const struct segment_writer *writer)
{
	return writer->objects.full || writer->relocations.full || writer->pages.full ||
	       writer->bookmarks.full || writer->layers.full || writer->pieces.full ||
	       writer->roles.full || writer->text.full;
}

bool segment_finish(struct segment_writer *writer)
{
	static const char zero[8];
	struct segment_header header = { .magic = "" };

	if (any_full(writer))
		return false;
	put_bytes(writer, zero, (8 - writer->written % 8) % 8);
	memcpy(header.magic, SEGMENT_MAGIC, sizeof header.magic);
	header.tables = writer->written;
	header.objects = put_table(writer, &writer->objects, sizeof(struct segment_object));
	header.relocations =
		put_table(writer, &writer->relocations, sizeof(struct segment_relocation));
	header.pages = put_table(writer, &writer->pages, sizeof(struct segment_page));
	header.bookmarks = put_table(writer, &writer->bookmarks, sizeof(struct segment_bookmark));
	header.pieces = put_table(writer, &writer->pieces, sizeof(struct segment_piece));
	header.roles = put_table(writer, &writer->roles, sizeof(struct segment_role));
	header.layers = put_table(writer, &writer->layers, sizeof(struct segment_layer));
	header.mark_info = writer->mark_info;
	header.title = writer->title;
	header.language = writer->language;
	header.text = writer->written;
	header.text_size = put_table(writer, &writer->text, 1);
	sha256_digest(&writer->digest, sizeof header.digest, header.digest);
	rewind(writer->file);
	fwrite(&header, 1, sizeof header, writer->file);
	return fflush(writer->file) == 0 && !ferror(writer->file);
}
