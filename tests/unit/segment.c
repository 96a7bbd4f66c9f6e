/* Segments are written, read back, and refused wherever a number in them could lead outside. */
#include "paper/segment_writer.h"

#include "tap.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A page, a stream, a bookmark and a layer. */
static char *make(struct arena *arena, size_t *size)
{
	struct segment_writer writer;
	FILE *file = tmpfile();

	segment_writer_init(&writer, file, arena);
	uint32_t page = segment_reserve(&writer), stream = segment_reserve(&writer);
	segment_begin(&writer, page, SEGMENT_PAGE);
	segment_put(&writer, TEXT("<</Type/Page/Resources<</XObject<</P"));
	segment_put_reference(&writer, stream);
	segment_put(&writer, TEXT(">>"));
	segment_end(&writer);
	segment_begin(&writer, stream, SEGMENT_STREAM);
	segment_put(&writer, TEXT("<</Subtype/Form"));
	segment_end(&writer);
	segment_put_stream(&writer, stream, TEXT("0 0 m"));
	struct segment_text program = segment_keep(&writer, TEXT("q /P Do Q"));
	segment_add_page(&writer, (struct segment_page){ .right = 612,
					  .top = 792,
					  .media = { 0, 0, 612, 792 },
					  .unit = 1,
					  .program = program });
	segment_add_bookmark(
		&writer, (struct segment_bookmark){ .title = segment_keep(&writer, TEXT("(One)")),
				 .view = segment_keep(&writer, TEXT("/Fit")) });
	segment_add_layer(&writer, (struct segment_layer){ .object = stream });
	uint32_t branch = segment_reserve(&writer);
	segment_begin(&writer, branch, SEGMENT_BRANCH);
	segment_put(&writer, TEXT("/H1/K[]"));
	segment_end(&writer);
	segment_add_piece(
		&writer, (struct segment_piece){ .object = branch, .kind = SEGMENT_PIECE_BRANCH });
	segment_add_role(
		&writer, (struct segment_role){ .name = segment_keep(&writer, TEXT("/Head")),
				 .type = segment_keep(&writer, TEXT("/H1")) });
	writer.title = segment_keep(&writer, TEXT("Title"));
	if (!segment_finish(&writer))
		return NULL;
	fseek(file, 0, SEEK_END);
	*size = (size_t)ftell(file);
	rewind(file);
	char *bytes = malloc(*size);
	bool good = fread(bytes, 1, *size, file) == *size;
	fclose(file);
	return good ? bytes : NULL;
}

/* Reads a copy of the bytes with one 32-bit number changed; in memory of its own, for ASan. */
static const char *read_with(const char *bytes, size_t size, size_t at, uint32_t value)
{
	struct segment segment = { .file = -1 };
	char *copy = malloc(size);

	memcpy(copy, bytes, size);
	memcpy(copy + at, &value, sizeof value);
	const char *wrong = segment_read(&segment, copy, size);
	free(copy);
	return wrong;
}

static void test_reading(const char *bytes, size_t size)
{
	struct segment segment = { .file = -1 };

	is(segment_read(&segment, bytes, size), NULL, "what was written can be read");
	ok(segment.header->objects == 3 && segment.header->pages == 1, "objects and pages");
	ok(segment.objects[0].relocations == 1 && segment.relocations[0].object == 1,
		"the page's one reference");
	struct text body = segment_text(&segment, segment.objects[0].text);
	ok(text_equal(body, TEXT("<</Type/Page/Resources<</XObject<</P  0 R>>")),
		"has lost its number (%.*s)", (int)body.size, body.data);
	ok(memcmp(bytes + segment.objects[1].stream, "0 0 m", 5) == 0, "the stream");
	ok(text_equal(segment_text(&segment, segment.bookmarks[0].title), TEXT("(One)")),
		"the bookmark");
	ok(segment.header->layers == 1, "the layer");
	ok(segment_page_of_branch(&segment, 2) == 0 &&
			text_equal(segment_text(&segment, segment.roles[0].type), TEXT("/H1")) &&
			text_equal(segment_text(&segment, segment.header->title), TEXT("Title")),
		"the branch, its role and the title");
}

/* Every field that leads somewhere, set to what leads outside. */
/* A number in the segment that is changed. */
struct damage {
	const char *name;
	size_t at;
	uint32_t value;
};

static void refuse_each(const char *bytes, size_t size, const struct damage *cases, size_t count)
{
	for (size_t i = 0; i < count; i++)
		ok(read_with(bytes, size, cases[i].at, cases[i].value), "refused: %s",
			cases[i].name);
}

static void test_refusing_header(const char *bytes, size_t size)
{
	const struct damage cases[] = {
		{ "magic", 0, 1 },
		{ "tables", offsetof(struct segment_header, tables), UINT32_MAX },
		{ "tables before the streams", offsetof(struct segment_header, tables), 8 },
		{ "text", offsetof(struct segment_header, text), 96 },
		{ "text size", offsetof(struct segment_header, text_size), UINT32_MAX },
		{ "objects", offsetof(struct segment_header, objects), UINT32_MAX },
		{ "relocations", offsetof(struct segment_header, relocations), UINT32_MAX },
		{ "pages", offsetof(struct segment_header, pages), UINT32_MAX },
		{ "no pages", offsetof(struct segment_header, pages), 0 },
		{ "bookmarks", offsetof(struct segment_header, bookmarks), 9 },
		{ "layers", offsetof(struct segment_header, layers), 9 },
		{ "pieces", offsetof(struct segment_header, pieces), 9 },
		{ "roles", offsetof(struct segment_header, roles), 9 },
		{ "name of the paper", offsetof(struct segment_header, title.offset), 9999 },
		{ "language", offsetof(struct segment_header, language.size), 9999 },
	};

	refuse_each(bytes, size, cases, sizeof cases / sizeof *cases);
}

static void test_refusing_tables(const char *bytes, size_t size)
{
	const struct segment_header *header = (const void *)bytes;
	size_t objects = header->tables, relocations = objects + 3 * sizeof(struct segment_object);
	size_t pages = relocations + sizeof(struct segment_relocation);
	size_t bookmarks = pages + sizeof(struct segment_page);
	size_t pieces = bookmarks + sizeof(struct segment_bookmark);
	size_t roles = pieces + sizeof(struct segment_piece);
	size_t layers = roles + sizeof(struct segment_role);
	const struct damage cases[] = {
		{ "object text", objects + offsetof(struct segment_object, text.offset), 9999 },
		{ "object text size", objects + offsetof(struct segment_object, text.size), 9999 },
		{ "object text, high half",
			objects + offsetof(struct segment_object, text.offset) + 4, UINT32_MAX },
		{ "page that is none", objects + offsetof(struct segment_object, kind), 1 },
		{ "unknown kind",
			objects + sizeof(struct segment_object) +
				offsetof(struct segment_object, kind),
			5 },
		{ "branch that is not listed",
			objects + sizeof(struct segment_object) +
				offsetof(struct segment_object, kind),
			SEGMENT_BRANCH },
		{ "stream offset",
			objects + sizeof(struct segment_object) +
				offsetof(struct segment_object, stream),
			9999 },
		{ "stream in the header",
			objects + sizeof(struct segment_object) +
				offsetof(struct segment_object, stream),
			0 },
		{ "stream size",
			objects + sizeof(struct segment_object) +
				offsetof(struct segment_object, stream_size),
			9999 },
		{ "first relocation", objects + offsetof(struct segment_object, relocation), 9 },
		{ "count of relocations", objects + offsetof(struct segment_object, relocations),
			2 },
		{ "place of a relocation", relocations, 9999 },
		{ "object of a relocation", relocations + 4, 3 },
		{ "program", pages + offsetof(struct segment_page, program.offset), 9999 },
		{ "rotation", pages + offsetof(struct segment_page, rotation), 45 },
		{ "box that is not a number", pages + offsetof(struct segment_page, right) + 4,
			0x7ff80000 },
		{ "title", bookmarks, 9999 },
		{ "page of a bookmark", bookmarks + offsetof(struct segment_bookmark, page), 1 },
		{ "depth of the first bookmark",
			bookmarks + offsetof(struct segment_bookmark, depth), 1 },
		{ "layer", layers, 3 },
		{ "piece", pieces, 3 },
		{ "piece of another kind", pieces, 1 },
		{ "kind of a piece", pieces + offsetof(struct segment_piece, kind), 9 },
		{ "page of a branch", pieces + offsetof(struct segment_piece, page), 1 },
		{ "name of a role", roles + offsetof(struct segment_role, name.offset), 9999 },
		{ "type of a role", roles + offsetof(struct segment_role, type.size), 9999 },
	};

	refuse_each(bytes, size, cases, sizeof cases / sizeof *cases);
}

/* Whatever is cut off or changed, reading ends. */
static void test_surviving(const char *bytes, size_t size)
{
	struct segment segment = { .file = -1 };
	unsigned refused = 0;

	for (size_t cut = 0; cut < size; cut++) {
		char *copy = malloc(cut ? cut : 1);
		memcpy(copy, bytes, cut);
		refused += segment_read(&segment, copy, cut) != NULL;
		free(copy);
	}
	ok(refused == size, "refused: every file that was cut short");
	for (size_t at = 0; at + 4 <= size; at++)
		for (unsigned bit = 0; bit < 32; bit++)
			read_with(bytes, size, at, 1U << bit);
	ok(true, "any number may be anything");
}

/* From a file, which is cut short while the segment is open. */
static void test_opening(const char *bytes, size_t size)
{
	struct segment segment;
	FILE *file = tmpfile();

	fwrite(bytes, 1, size, file);
	fflush(file);
	ok(!segment_open(&segment, fileno(file)), "a file is opened");
	const struct segment_object *object = &segment.objects[1];
	for (int times = 0; times < 2; times++)
		ok(text_equal(segment_stream(&segment, object), TEXT("0 0 m")),
			"its stream is read");
	ok(ftruncate(fileno(file), (off_t)object->stream + 4) == 0, "it is cut short");
	ok(text_equal(segment_text(&segment, segment.bookmarks[0].title), TEXT("(One)")),
		"what was checked stays as it was");
	segment.window_size = 0;
	ok(!segment_stream(&segment, object).data, "a stream that is not there any more is none");
	segment_close(&segment);
	ok(segment_open(&segment, fileno(file)), "nor can it be opened again");
	segment_close(&segment);
	fclose(file);
}

int main(void)
{
	struct arena arena;
	size_t size;

	arena_init(&arena, 1 << 24);
	char *bytes = make(&arena, &size);
	ok(bytes, "a segment is written");
	if (bytes) {
		test_reading(bytes, size);
		test_refusing_header(bytes, size);
		test_refusing_tables(bytes, size);
		test_surviving(bytes, size);
		test_opening(bytes, size);
	}
	free(bytes);
	arena_release(&arena);
	return done();
}
