/*
 * The text of a DOCX (ECMA-376 part 1, 17), with the numbers that Word prints before paragraphs and
 * does not store. One pass over word/numbering.xml and one over word/document.xml; nothing else of
 * the package is unpacked. What was deleted under tracked changes (w:delText), field codes
 * (w:instrText) and the second form of alternatives (mc:Fallback) are no text.
 */
#include "paper/plain.h"
#include "paper/xml_names.h"

#include <expat.h>
#include <stdint.h>
#include <string.h>
#include <zip.h>

enum {
	UNPACKED = 64 << 20, /* of either part */
	LEVELS = 9,          /* 17.9.6: 0 to 8 */
	LISTS = 512,
};

/* How a level of a list counts (17.9.6). */
struct level {
	char format[16]; /* decimal, lowerRoman … */
	char text[40];   /* "%1.%2)" */
	int start;
};

struct definition {
	int id;
	struct level levels[LEVELS];
	int counted[LEVELS]; /* how far each has come; 0: not begun */
};

struct instance {
	int id, definition;
};

struct docx {
	XML_Parser parser;
	struct buffer *out;
	struct definition *definitions; /* w:abstractNum */
	struct instance *instances;     /* w:num */
	size_t definition_count, instance_count;
	struct level *level; /* that is being read */
	int skipped;         /* elements deep inside what is left out */
	bool in_text, begun; /* begun: the paragraph has shown something */
	int list, depth;     /* of the paragraph; list -1: it is in none */
	int cells;           /* tables deep */
	bool cell_begun, row_begun;
	bool broken;
};

static int number_of(const char *text, int otherwise, int most)
{
	long long number;

	return text && text_number(text_of(text), &number) && number <= most ? (int)number
									     : otherwise;
}

static void copy(char *to, size_t size, const char *from)
{
	size_t length = strnlen(from ? from : "", size - 1);

	memcpy(to, from ? from : "", length);
	to[length] = '\0';
}

/* ---------------------------------------------------------------- numbering.xml */

static void numbering_begins(void *context, const XML_Char *full, const XML_Char **attributes)
{
	struct docx *docx = context;
	const char *name = xml_local(full), *value = xml_attribute(attributes, "val");
	struct definition *last =
		docx->definition_count ? &docx->definitions[docx->definition_count - 1] : NULL;

	if (strcmp(name, "abstractNum") == 0 && docx->definition_count < LISTS) {
		docx->definitions[docx->definition_count++] = (struct definition){
			.id = number_of(xml_attribute(attributes, "abstractNumId"), -1, INT32_MAX)
		};
		docx->level = NULL;
	} else if (strcmp(name, "lvl") == 0 && last && !docx->instance_count) {
		docx->level =
			&last->levels[number_of(xml_attribute(attributes, "ilvl"), 0, LEVELS - 1)];
		docx->level->start = 1;
	} else if (strcmp(name, "num") == 0 && docx->instance_count < LISTS) {
		docx->instances[docx->instance_count++] = (struct instance){
			number_of(xml_attribute(attributes, "numId"), -1, INT32_MAX), -1
		};
		docx->level = NULL;
	} else if (strcmp(name, "abstractNumId") == 0 && docx->instance_count)
		docx->instances[docx->instance_count - 1].definition =
			number_of(value, -1, INT32_MAX);
	else if (strcmp(name, "start") == 0 && docx->level)
		docx->level->start = number_of(value, 1, 9999);
	else if (strcmp(name, "numFmt") == 0 && docx->level)
		copy(docx->level->format, sizeof docx->level->format, value);
	else if (strcmp(name, "lvlText") == 0 && docx->level)
		copy(docx->level->text, sizeof docx->level->text, value);
}

static struct definition *definition_of(struct docx *docx, int list)
{
	int wanted = -1;

	for (size_t i = 0; i < docx->instance_count; i++)
		if (docx->instances[i].id == list)
			wanted = docx->instances[i].definition;
	for (size_t i = 0; wanted >= 0 && i < docx->definition_count; i++)
		if (docx->definitions[i].id == wanted)
			return &docx->definitions[i];
	return NULL;
}

static void put_roman(struct buffer *out, int number, bool capital)
{
	static const struct {
		int value;
		const char *small, *large;
	} signs[] = { { 100, "c", "C" }, { 90, "xc", "XC" }, { 50, "l", "L" }, { 40, "xl", "XL" },
		{ 10, "x", "X" }, { 9, "ix", "IX" }, { 5, "v", "V" }, { 4, "iv", "IV" },
		{ 1, "i", "I" } };

	if (number > 399)
		return;
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		for (; number >= signs[i].value; number -= signs[i].value)
			buffer_append(out, text_of(capital ? signs[i].large : signs[i].small));
}

/* 17.18.59: z is followed by aa, bb, … */
static void put_letter(struct buffer *out, int number, char first)
{
	char letter = (char)(first + (number - 1) % 26);

	for (int i = 0; i < 1 + (number - 1) / 26 && i < 4; i++)
		buffer_append(out, (struct text){ &letter, 1 });
}

static void put_number(struct buffer *out, const char *format, int number)
{
	if (strcmp(format, "lowerRoman") == 0 || strcmp(format, "upperRoman") == 0)
		put_roman(out, number, *format == 'u');
	else if (strcmp(format, "lowerLetter") == 0 || strcmp(format, "upperLetter") == 0)
		put_letter(out, number, *format == 'u' ? 'A' : 'a');
	else if (strcmp(format, "none") != 0)
		buffer_printf(out, "%d", number);
}

/* The number of the paragraph, as its list counts it; a bullet stands for any sign. */
static void put_label(struct docx *docx)
{
	struct definition *list = definition_of(docx, docx->list);
	struct level *level = list ? &list->levels[docx->depth] : NULL;

	if (!level)
		return;
	if (strcmp(level->format, "bullet") == 0) {
		buffer_append(docx->out, TEXT("\u2022\t"));
		return;
	}
	int *counted = &list->counted[docx->depth];
	*counted = *counted ? *counted + (*counted < 9999) : level->start > 0 ? level->start : 1;
	for (int deeper = docx->depth + 1; deeper < LEVELS; deeper++)
		list->counted[deeper] = 0;
	for (const char *c = level->text; *c; c++) {
		int other = c[0] == '%' && c[1] >= '1' && c[1] <= '9' ? c[1] - '1' : -1;
		if (other < 0) {
			buffer_append(docx->out, (struct text){ c, 1 });
			continue;
		}
		put_number(docx->out, list->levels[other].format,
			list->counted[other] ? list->counted[other] : 1);
		c++;
	}
	buffer_append(docx->out, TEXT("\t"));
}

/* ---------------------------------------------------------------- document.xml */

/* Before the first that a paragraph shows: its number. */
static void begin_paragraph(struct docx *docx)
{
	if (docx->begun)
		return;
	docx->begun = docx->cell_begun = docx->row_begun = true;
	if (docx->list >= 0)
		put_label(docx);
}

static void put(struct docx *docx, struct text text)
{
	begin_paragraph(docx);
	buffer_append(docx->out, text);
	if (docx->out->full)
		XML_StopParser(docx->parser, XML_FALSE);
}

static void element_begins(void *context, const XML_Char *full, const XML_Char **attributes)
{
	struct docx *docx = context;
	const char *name = xml_local(full);

	if (docx->skipped || strcmp(name, "Fallback") == 0)
		docx->skipped++;
	else if (strcmp(name, "p") == 0) {
		docx->begun = false;
		docx->list = -1;
		docx->depth = 0;
	} else if (strcmp(name, "numId") == 0)
		docx->list = number_of(xml_attribute(attributes, "val"), -1, INT32_MAX);
	else if (strcmp(name, "ilvl") == 0)
		docx->depth = number_of(xml_attribute(attributes, "val"), 0, LEVELS - 1);
	else if (strcmp(name, "t") == 0)
		docx->in_text = true;
	else if (strcmp(name, "br") == 0 || strcmp(name, "cr") == 0)
		put(docx, TEXT("\n"));
	else if (strcmp(name, "noBreakHyphen") == 0)
		put(docx, TEXT("-"));
	else if (strcmp(name, "tab") == 0 && !xml_attribute(attributes, "pos"))
		put(docx, TEXT("\t"));
	else if (strcmp(name, "tbl") == 0)
		docx->cells++;
	else if (strcmp(name, "tr") == 0)
		docx->row_begun = false;
	else if (strcmp(name, "tc") == 0)
		docx->cell_begun = false;
}

/* Paragraphs end a line; in a cell only one that another follows, cells and rows end the rest. */
static void element_ends(void *context, const XML_Char *full)
{
	struct docx *docx = context;
	const char *name = xml_local(full);

	if (docx->skipped) {
		docx->skipped--;
		return;
	}
	if (strcmp(name, "t") == 0)
		docx->in_text = false;
	else if (strcmp(name, "p") == 0 && (!docx->cells || docx->begun))
		buffer_append(docx->out, TEXT("\n"));
	else if (strcmp(name, "tc") == 0 || strcmp(name, "tr") == 0) {
		struct buffer *out = docx->out;
		if (docx->cell_begun && out->size && out->data[out->size - 1] == '\n')
			out->data[--out->size] = '\0';
		docx->cell_begun = false;
		buffer_append(out, *name == 't' && name[1] == 'c' ? TEXT("\t") : TEXT("\n"));
	} else if (strcmp(name, "tbl") == 0 && docx->cells)
		docx->cells--;
}

static void characters(void *context, const XML_Char *data, int size)
{
	struct docx *docx = context;

	if (docx->in_text && !docx->skipped)
		put(docx, (struct text){ data, (size_t)size });
}

/* An XML part has no document type, and so no entities that could grow. */
static void doctype_begins(void *context, const XML_Char *name, const XML_Char *system,
	const XML_Char *public_id, int internal)
{
	struct docx *docx = context;

	(void)name;
	(void)system;
	(void)public_id;
	(void)internal;
	docx->broken = true;
	XML_StopParser(docx->parser, XML_FALSE);
}

/* ---------------------------------------------------------------- the package */

/* Unpacks one part through the parser that is set up; false: it is not sound. */
static bool read_part(struct docx *docx, zip_t *zip, const char *name)
{
	zip_file_t *part = zip_fopen(zip, name, 0);
	long long room = UNPACKED;
	zip_int64_t size = 0;
	char piece[16384];
	bool sound = part != NULL;

	while (sound && (size = zip_fread(part, piece, sizeof piece)) > 0) {
		room -= size;
		sound = room >= 0 &&
			(XML_Parse(docx->parser, piece, (int)size, 0) == XML_STATUS_OK ||
				docx->out->full);
		if (docx->out->full)
			break;
	}
	if (part)
		zip_fclose(part);
	return sound && size >= 0 && !docx->broken;
}

static bool parser_open(struct docx *docx, XML_StartElementHandler begins)
{
	docx->parser = XML_ParserCreate(NULL);
	if (!docx->parser)
		return false;
	XML_SetUserData(docx->parser, docx);
	XML_SetStartElementHandler(docx->parser, begins);
	XML_SetStartDoctypeDeclHandler(docx->parser, doctype_begins);
	return true;
}

static bool read_package(struct docx *docx, zip_t *zip)
{
	if (!parser_open(docx, numbering_begins))
		return false;
	if (zip_name_locate(zip, "word/numbering.xml", 0) >= 0)
		read_part(docx, zip, "word/numbering.xml"); /* without it, without numbers */
	XML_ParserFree(docx->parser);
	if (docx->broken || !parser_open(docx, element_begins))
		return false;
	XML_SetEndElementHandler(docx->parser, element_ends);
	XML_SetCharacterDataHandler(docx->parser, characters);
	bool as_web = zip_name_locate(zip, "word/document.xml", 0) < 0; /* Word in a browser */
	bool sound = read_part(docx, zip, as_web ? "word/document2.xml" : "word/document.xml");
	XML_ParserFree(docx->parser);
	return sound;
}

bool plain_of_docx(struct arena *arena, struct text file, struct buffer *out)
{
	struct docx docx = { .out = out,
		.list = -1,
		.definitions = arena_alloc(arena, LISTS * sizeof(struct definition)),
		.instances = arena_alloc(arena, LISTS * sizeof(struct instance)) };
	zip_source_t *source = zip_source_buffer_create(file.data, file.size, 0, NULL);
	zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, NULL) : NULL;
	bool sound = zip && read_package(&docx, zip);

	if (zip)
		zip_discard(zip);
	else if (source)
		zip_source_free(source);
	return sound;
}
