/* The look at a file: its ending in the table of formats, then the outline of a PDF or of a ZIP. */
#include "pages/file_kind.h"

#include "base/formats.h"

#include <string.h>

enum { HEAD = 1024, BEFORE_PDF = 64 * 1024, TAIL = 64 * 1024 + 22, DIRECTORY = 1024 * 1024 };

const char *file_name_refusal(const char *file_name)
{
	const struct format *format = format_named(text_of(file_name));

	return format ? format->refusal : "wrong-type";
}

static struct text peek(const struct file_source *source, long long position, long long length)
{
	return source->peek(source->context, position < 0 ? 0 : position, length);
}

static const char *find(struct text text, const char *what)
{
	return text.size ? memmem(text.data, text.size, what, strlen(what)) : NULL;
}

/* A password is the intake's to find: many files that are encrypted open without one. */
static const char *pdf_refusal(const struct file_source *source, const struct format *format)
{
	(void)format;
	return find(peek(source, 0, BEFORE_PDF), "%PDF-") ? NULL : "wrong-type";
}

/* ---------------------------------------------------------------- ZIP (APPNOTE 4.3) */

static unsigned long little(struct text bytes, size_t position, size_t count)
{
	unsigned long value = 0;

	for (size_t i = count; i > 0; i--)
		value = value << 8 | (unsigned char)bytes.data[position + i - 1];
	return value;
}

/* The central directory, found by the record at the file's end; empty when there is none. */
static struct text zip_directory(const struct file_source *source)
{
	struct text tail = peek(source, source->size - TAIL, TAIL);

	for (size_t at = tail.size < 22 ? 0 : tail.size - 21; at-- > 0;) {
		if (!text_starts(text_from(tail, at), TEXT("PK\5\6")))
			continue;
		unsigned long size = little(tail, at + 12, 4), start = little(tail, at + 16, 4);
		if (size > DIRECTORY || (long long)start + (long long)size > source->size)
			break;
		return peek(source, (long long)start, (long long)size);
	}
	return TEXT("");
}

/* The first entry of the directory from *rest on, and *rest behind it; data NULL: no more. */
static struct text zip_next(struct text *rest, bool *encrypted)
{
	if (rest->size < 46 || !text_starts(*rest, TEXT("PK\1\2")))
		return (struct text){ NULL, 0 };
	size_t length = little(*rest, 28, 2);
	size_t whole = 46 + length + little(*rest, 30, 2) + little(*rest, 32, 2);
	if (46 + length > rest->size)
		return (struct text){ NULL, 0 };
	struct text name = text_slice(*rest, 46, 46 + length);
	*encrypted = little(*rest, 8, 2) & 1;
	*rest = text_from(*rest, whole);
	return name;
}

/* Whether there is an entry of this name or, when the name ends in a slash, in this folder. */
static bool zip_has(struct text directory, struct text name)
{
	bool encrypted, folder = text_ends(name, TEXT("/"));

	for (struct text entry; (entry = zip_next(&directory, &encrypted)).data;)
		if (folder ? text_starts(entry, name) : text_equal(entry, name))
			return true;
	return false;
}

static bool zip_is_encrypted(struct text directory)
{
	bool encrypted;

	while (zip_next(&directory, &encrypted).data)
		if (encrypted)
			return true;
	return false;
}

/*
 * Office Open XML: a package has its content types and its relationships (ECMA-376 part 2, 7.2,
 * 6.5); these say where the main part is and what it is, and the intake follows them. It may have
 * any name, so here only what is clearly another program's is told apart: by its folders.
 */
static bool is_package(struct text directory, const struct format *format)
{
	static const char *const folders[] = { "word/", "ppt/", "xl/", "visio/" };

	if (!zip_has(directory, TEXT("[Content_Types].xml")) ||
		!zip_has(directory, TEXT("_rels/.rels")))
		return false;
	if (zip_has(directory, text_of(format->folder)))
		return true;
	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		if (zip_has(directory, text_of(folders[i])))
			return false;
	return true;
}

/* Both kinds of office files are archives. The directory is empty when this one cannot be read. */
static const char *zip_refusal(const struct file_source *source,
	bool (*has_parts)(struct text, const struct format *), const struct format *format)
{
	struct text directory = zip_directory(source);

	if (!text_starts(peek(source, 0, HEAD), TEXT("PK\3\4")) || !has_parts(directory, format))
		return "wrong-type";
	return zip_is_encrypted(directory) ? "encrypted" : NULL;
}

static const char *open_xml_refusal(const struct file_source *source, const struct format *format)
{
	if (text_starts(peek(source, 0, HEAD), TEXT("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")))
		return "encrypted"; /* so Office does it */
	return zip_refusal(source, is_package, format);
}

static bool has_content(struct text directory, const struct format *format)
{
	(void)format;
	return zip_has(directory, TEXT("content.xml"));
}

/* The first entry is its media type, stored (ODF 1.3 part 2, 3.3). */
static const char *open_document_refusal(
	const struct file_source *source, const struct format *format)
{
	struct text head = peek(source, 0, HEAD);

	if (!text_starts(text_from(head, 30), TEXT("mimetype")) ||
		!text_starts(text_from(head, 38), text_of(format->media_type)))
		return "wrong-type";
	return zip_refusal(source, has_content, format);
}

/* By the look that belongs to the structure of the format; without such a look, refused. */
static const char *structure_refusal(const struct file_source *source, const struct format *format)
{
	static const struct {
		const char *structure;
		const char *(*refusal)(const struct file_source *, const struct format *);
	} looks[] = { { "PDF", pdf_refusal }, { "Office Open XML", open_xml_refusal },
		{ "OpenDocument", open_document_refusal } };

	for (size_t i = 0; i < sizeof looks / sizeof *looks; i++)
		if (strcmp(looks[i].structure, format->structure) == 0)
			return looks[i].refusal(source, format);
	return "wrong-type";
}

struct file_kind file_kind(const char *file_name, const struct file_source *source)
{
	const char *refusal = file_name_refusal(file_name);
	const struct format *format = refusal ? NULL : format_named(text_of(file_name));

	if (source->size == 0)
		refusal = "empty";
	else if (format)
		refusal = structure_refusal(source, format);
	return (struct file_kind){ refusal ? NULL : format->media_type, refusal };
}
