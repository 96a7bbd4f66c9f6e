/*
 * Reading and checking segments. Nothing here trusts a number of the file before it was compared
 * with the file's length or with the count of the table it points into.
 */
#include "paper/segment.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

_Static_assert(sizeof(struct segment_header) == 128, "no hidden padding");
_Static_assert(sizeof(struct segment_object) == 48, "no hidden padding");
_Static_assert(sizeof(struct segment_relocation) == 8, "no hidden padding");
_Static_assert(sizeof(struct segment_page) == 96, "no hidden padding");
_Static_assert(sizeof(struct segment_bookmark) == 40, "no hidden padding");
_Static_assert(sizeof(struct segment_layer) == 8, "no hidden padding");
_Static_assert(sizeof(struct segment_piece) == 16, "no hidden padding");
_Static_assert(sizeof(struct segment_role) == 32, "no hidden padding");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "records are little-endian");

static bool within(uint64_t offset, uint64_t size, uint64_t end)
{
	return offset <= end && size <= end - offset;
}

static bool in_text(const struct segment_header *header, struct segment_text text)
{
	return within(text.offset, text.size, header->text_size);
}

/* A table of 32-bit count times a small record cannot overflow 64 bits. */
static const void *take_table(const uint8_t *bytes, uint64_t *offset, uint32_t count, size_t record)
{
	const void *table = bytes + *offset;

	*offset += (uint64_t)count * record;
	return table;
}

/* Whether tables and text lie one behind the other and end with the file. */
static const char *check_header(const struct segment_header *header, uint64_t size)
{
	uint64_t offset = header->tables;
	uint64_t need = header->objects * (uint64_t)sizeof(struct segment_object) +
			header->relocations * (uint64_t)sizeof(struct segment_relocation) +
			header->pages * (uint64_t)sizeof(struct segment_page) +
			header->bookmarks * (uint64_t)sizeof(struct segment_bookmark) +
			header->layers * (uint64_t)sizeof(struct segment_layer) +
			header->pieces * (uint64_t)sizeof(struct segment_piece) +
			header->roles * (uint64_t)sizeof(struct segment_role);

	if (memcmp(header->magic, SEGMENT_MAGIC, sizeof header->magic) != 0)
		return "not a segment";
	if (offset < sizeof *header || offset % 8 || !within(offset, need, size))
		return "tables outside the file";
	if (header->text != offset + need || header->text_size != size - header->text)
		return "text does not end the file";
	if (header->pages == 0 || header->pages > header->objects)
		return "no pages";
	if (!in_text(header, header->title) || !in_text(header, header->language))
		return "texts outside the file";
	return NULL;
}

/* bytes is what the file holds from its tables on. */
static void find_tables(
	struct segment *segment, const struct segment_header *header, const uint8_t *bytes)
{
	uint64_t offset = 0;

	segment->header = header;
	segment->objects = take_table(bytes, &offset, header->objects, sizeof *segment->objects);
	segment->relocations =
		take_table(bytes, &offset, header->relocations, sizeof *segment->relocations);
	segment->pages = take_table(bytes, &offset, header->pages, sizeof *segment->pages);
	segment->bookmarks =
		take_table(bytes, &offset, header->bookmarks, sizeof *segment->bookmarks);
	segment->pieces = take_table(bytes, &offset, header->pieces, sizeof *segment->pieces);
	segment->roles = take_table(bytes, &offset, header->roles, sizeof *segment->roles);
	segment->layers = take_table(bytes, &offset, header->layers, sizeof *segment->layers);
	segment->text = (const char *)bytes + offset;
}

static bool object_good(const struct segment *segment, uint32_t i)
{
	const struct segment_header *header = segment->header;
	const struct segment_object *object = &segment->objects[i];
	uint64_t last = 0;

	if (object->kind > SEGMENT_BRANCH || (object->kind == SEGMENT_PAGE) != (i < header->pages))
		return false;
	if (!in_text(header, object->text) ||
		!within(object->relocation, object->relocations, header->relocations))
		return false;
	if (object->kind == SEGMENT_STREAM &&
		(object->stream < sizeof *header ||
			!within(object->stream, object->stream_size, header->tables)))
		return false;
	for (uint32_t r = 0; r < object->relocations; r++) {
		const struct segment_relocation *here =
			&segment->relocations[object->relocation + r];
		if (here->at < last || here->at > object->text.size ||
			here->object >= header->objects)
			return false;
		last = here->at;
	}
	return true;
}

/* Also false for what is not a number. */
static bool box_good(double left, double bottom, double right, double top)
{
	const double far = 1e6 + 1;

	return left > -far && bottom > -far && right < far && top < far && left < right &&
	       bottom < top;
}

static bool page_good(const struct segment *segment, const struct segment_page *page)
{
	const double *media = page->media;

	return in_text(segment->header, page->program) && page->rotation < 360 &&
	       page->rotation % 90 == 0 &&
	       box_good(page->left, page->bottom, page->right, page->top) &&
	       box_good(media[0], media[1], media[2], media[3]) && page->unit > 0.001 &&
	       page->unit < 1e5;
}

static bool bookmark_good(const struct segment *segment, uint32_t i)
{
	const struct segment_bookmark *mark = &segment->bookmarks[i];
	int deepest = i == 0 ? 0 : segment->bookmarks[i - 1].depth + 1;

	return in_text(segment->header, mark->title) && in_text(segment->header, mark->view) &&
	       (mark->page < segment->header->pages || mark->page == SEGMENT_NOWHERE) &&
	       mark->depth <= deepest;
}

/* Only a branch lacks what it hangs on, and each is listed. */
static bool piece_good(const struct segment *segment, const struct segment_piece *piece)
{
	return piece->kind < SEGMENT_PIECE_KINDS && piece->object < segment->header->objects &&
	       piece->page < segment->header->pages &&
	       (piece->kind == SEGMENT_PIECE_BRANCH) ==
		       (segment->objects[piece->object].kind == SEGMENT_BRANCH);
}

static bool branches_listed(const struct segment *segment)
{
	uint32_t branches = 0;

	for (uint32_t i = 0; i < segment->header->objects; i++)
		branches += segment->objects[i].kind == SEGMENT_BRANCH;
	for (uint32_t i = 0; i < segment->header->pieces; i++)
		branches -= segment->pieces[i].kind == SEGMENT_PIECE_BRANCH;
	return branches == 0;
}

static bool role_good(const struct segment *segment, const struct segment_role *role)
{
	return in_text(segment->header, role->name) && in_text(segment->header, role->type);
}

static const char *check_records(const struct segment *segment)
{
	const struct segment_header *header = segment->header;

	for (uint32_t i = 0; i < header->objects; i++)
		if (!object_good(segment, i))
			return "an object points outside";
	for (uint32_t i = 0; i < header->pages; i++)
		if (!page_good(segment, &segment->pages[i]))
			return "a page cannot be";
	for (uint32_t i = 0; i < header->bookmarks; i++)
		if (!bookmark_good(segment, i))
			return "a bookmark points outside";
	for (uint32_t i = 0; i < header->layers; i++)
		if (segment->layers[i].object >= header->objects)
			return "a layer points outside";
	if (!branches_listed(segment))
		return "a branch is not listed";
	for (uint32_t i = 0; i < header->pieces; i++)
		if (!piece_good(segment, &segment->pieces[i]))
			return "a piece of the structure points outside";
	for (uint32_t i = 0; i < header->roles; i++)
		if (!role_good(segment, &segment->roles[i]))
			return "a role points outside";
	return NULL;
}

const char *segment_read(struct segment *segment, const void *bytes, uint64_t size)
{
	const char *wrong =
		size < sizeof(struct segment_header) ? "not a segment" : check_header(bytes, size);

	if (wrong)
		return wrong;
	const struct segment_header *header = bytes;
	find_tables(segment, header, (const uint8_t *)bytes + header->tables);
	return check_records(segment);
}

const char *segment_peek(struct segment_header *header, int file)
{
	struct stat status;

	if (fstat(file, &status) < 0 || pread(file, header, sizeof *header, 0) != sizeof *header)
		return "not a segment";
	return check_header(header, (uint64_t)status.st_size);
}

/* Short only when the file ends or cannot be read. */
static uint64_t read_at(int file, char *to, uint64_t size, uint64_t offset)
{
	uint64_t done = 0;
	ssize_t got;

	do {
		got = pread(file, to + done, size - done, (off_t)(offset + done));
		done += got > 0 ? (uint64_t)got : 0;
	} while (done < size && (got > 0 || (got < 0 && errno == EINTR)));
	return done;
}

/* The header, and behind it tables and text. */
static const char *read_tables(struct segment *segment, const struct segment_header *header)
{
	uint64_t size = header->text + header->text_size - header->tables;
	char *tables;

	segment->memory = malloc(sizeof *header + size);
	if (!segment->memory)
		return "no memory for a segment";
	memcpy(segment->memory, header, sizeof *header);
	tables = (char *)segment->memory + sizeof *header;
	if (read_at(segment->file, tables, size, header->tables) != size)
		return "a segment cannot be read";
	find_tables(segment, segment->memory, (const uint8_t *)tables);
	return check_records(segment);
}

const char *segment_open(struct segment *segment, int file)
{
	struct segment_header header;
	const char *wrong = segment_peek(&header, file);

	*segment = (struct segment){ .file = file };
	if (!wrong)
		wrong = read_tables(segment, &header);
	if (wrong)
		segment_close(segment);
	return wrong;
}

void segment_close(struct segment *segment)
{
	free(segment->memory);
	free(segment->window);
	*segment = (struct segment){ .file = segment->file };
}

struct text segment_stream(struct segment *segment, const struct segment_object *object)
{
	uint64_t start = object->stream, size = object->stream_size;

	if (!segment->window && !(segment->window = malloc(SEGMENT_WINDOW)))
		return (struct text){ NULL, 0 };
	if (start < segment->window_start ||
		!within(start - segment->window_start, size, segment->window_size)) {
		segment->window_start = start;
		segment->window_size =
			read_at(segment->file, segment->window, SEGMENT_WINDOW, start);
	}
	if (!within(start - segment->window_start, size, segment->window_size))
		return (struct text){ NULL, 0 };
	return (struct text){ segment->window + (start - segment->window_start), size };
}

struct text segment_text(const struct segment *segment, struct segment_text where)
{
	return (struct text){ segment->text + where.offset, where.size };
}

uint32_t segment_page_of_branch(const struct segment *segment, uint32_t local)
{
	uint32_t low = 0, high = segment->header->pieces;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		const struct segment_piece *piece = &segment->pieces[middle];
		if (piece->kind == SEGMENT_PIECE_BRANCH && piece->object < local)
			low = middle + 1;
		else
			high = middle;
	}
	return low < segment->header->pieces && segment->pieces[low].object == local
		       ? segment->pieces[low].page
		       : 0;
}
