/* The look at a file: endings in one table, then the outline of a PDF or of a ZIP. */
#include "pages/file_kind.h"

#include <string.h>

enum { HEAD = 1024, TAIL = 64 * 1024 + 22, DIRECTORY = 1024 * 1024 };

static const struct format {
	const char *ending;
	const char *media_type;
	const char *member; /* of an Office file: the part that holds its text or slides */
} formats[] = {
	{ ".pdf", "application/pdf", NULL },
	{ ".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"word/document.xml" },
	{ ".pptx", "application/vnd.openxmlformats-officedocument.presentationml.presentation",
		"ppt/presentation.xml" },
	{ ".odt", "application/vnd.oasis.opendocument.text", NULL },
	{ ".odp", "application/vnd.oasis.opendocument.presentation", NULL },
};

static const struct format *format_of(struct text name)
{
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		struct text ending = text_of(formats[i].ending);
		if (name.size > ending.size &&
			text_equal_nocase(text_from(name, name.size - ending.size), ending))
			return &formats[i];
	}
	return NULL;
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
static const char *pdf_refusal(const struct file_source *source)
{
	return find(peek(source, 0, HEAD), "%PDF-") ? NULL : "wrong-type";
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

enum member { ABSENT, PLAIN, ENCRYPTED };

static enum member zip_member(struct text directory, struct text name)
{
	while (directory.size >= 46 && text_starts(directory, TEXT("PK\1\2"))) {
		size_t length = little(directory, 28, 2);
		size_t whole = 46 + length + little(directory, 30, 2) + little(directory, 32, 2);
		if (46 + length > directory.size)
			return ABSENT;
		if (text_equal((struct text){ directory.data + 46, length }, name))
			return little(directory, 8, 2) & 1 ? ENCRYPTED : PLAIN;
		directory = text_from(directory, whole);
	}
	return ABSENT;
}

static const char *office_refusal(const struct file_source *source, const struct format *format)
{
	struct text head = peek(source, 0, HEAD);

	if (text_starts(head, TEXT("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))) /* how Office encrypts */
		return format->member ? "encrypted" : "wrong-type";
	if (!text_starts(head, TEXT("PK\3\4")))
		return "wrong-type";
	/* OpenDocument: the first member is its media type, stored (ODF 1.3 part 2, 3.3) */
	struct text type = text_of(format->media_type);
	if (!format->member && (!text_starts(text_from(head, 30), TEXT("mimetype")) ||
				       !text_starts(text_from(head, 38), type)))
		return "wrong-type";
	enum member member = zip_member(zip_directory(source),
		format->member ? text_of(format->member) : TEXT("content.xml"));
	return member == PLAIN ? NULL : member == ENCRYPTED ? "encrypted" : "wrong-type";
}

struct file_kind file_kind(const char *file_name, const struct file_source *source)
{
	const struct format *format = format_of(text_of(file_name));
	const char *refusal = "wrong-type";

	if (source->size == 0)
		refusal = "empty";
	else if (format == formats)
		refusal = pdf_refusal(source);
	else if (format)
		refusal = office_refusal(source, format);
	return (struct file_kind){ refusal ? NULL : format->media_type, refusal };
}
