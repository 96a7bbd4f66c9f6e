/* What a file is taken for: the ending, the first bytes and the outline must agree. */
#include "pages/file_kind.h"

#include "tap.h"

#include <stdlib.h>

static struct text peek(void *context, long long position, long long length)
{
	const struct text *file = context;
	size_t start = (size_t)position < file->size ? (size_t)position : file->size;
	size_t left = file->size - start;

	return (struct text){ file->data + start, (size_t)length < left ? (size_t)length : left };
}

/* "application/pdf", or the refusal's code. */
static const char *kind(const char *name, struct text file)
{
	struct file_source source = { peek, &file, (long long)file.size };
	struct file_kind found = file_kind(name, &source);

	return found.refusal ? found.refusal : found.media_type;
}

/* A ZIP with these members, after a media type for OpenDocument: as much of it as the look needs.
 */
struct zip {
	char data[1024];
	size_t size;
};

static void put(struct zip *zip, const void *bytes, size_t size)
{
	if (size)
		memcpy(zip->data + zip->size, bytes, size);
	zip->size += size;
}

static void put_number(struct zip *zip, size_t number, size_t bytes)
{
	for (; bytes > 0; bytes--, number >>= 8)
		put(zip, &(char){ (char)number }, 1);
}

static void put_zeros(struct zip *zip, size_t count)
{
	put_number(zip, 0, count);
}

/* members: names in a row, each ended by NUL, the list by an empty one. */
static struct text make_zip(struct zip *zip, const char *type, const char *members, int flags)
{
	*zip = (struct zip){ .size = 0 };
	put(zip, "PK\3\4", 4);
	put_zeros(zip, 22);
	put_number(zip, type ? strlen("mimetype") : 0, 4);
	put(zip, "mimetype", type ? strlen("mimetype") : 0);
	put(zip, type, type ? strlen(type) : 0);
	size_t start = zip->size;
	for (const char *name = members; *name; name += strlen(name) + 1) {
		put(zip, "PK\1\2\24\0\24\0", 8);
		put_number(zip, (size_t)flags, 2);
		put_zeros(zip, 18);
		put_number(zip, strlen(name), 2);
		put_zeros(zip, 16);
		put(zip, name, strlen(name));
	}
	size_t size = zip->size - start;
	put(zip, "PK\5\6\0\0\0\0\1\0\1\0", 12);
	put_number(zip, size, 4);
	put_number(zip, start, 4);
	put_zeros(zip, 2);
	return (struct text){ zip->data, zip->size };
}

#define ODT "application/vnd.oasis.opendocument.text"
#define PACKAGE "[Content_Types].xml\0_rels/.rels\0"

int main(void)
{
	struct zip zips[8];
	struct text docx = make_zip(&zips[0], NULL, PACKAGE "word/document.xml\0", 0);
	struct text locked = make_zip(&zips[1], NULL, PACKAGE "word/document.xml\0", 1);
	struct text odt = make_zip(&zips[2], ODT, "content.xml\0", 0);
	struct text web = make_zip(&zips[3], NULL, PACKAGE "word/document2.xml\0", 0);
	struct text elsewhere = make_zip(&zips[4], NULL, PACKAGE "main.xml\0", 0);
	struct text slides = make_zip(&zips[5], NULL, PACKAGE "ppt/presentation1.xml\0", 0);
	struct text sheet = make_zip(&zips[6], NULL, PACKAGE "xl/workbook.xml\0", 0);
	struct text archive = make_zip(&zips[7], NULL, "word/document.xml\0", 0);
	struct text ole = TEXT("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more");
	struct text pdf = TEXT("%PDF-1.4\n");
	const char *word =
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document";

	is(kind("a.pdf", pdf), "application/pdf", "a PDF");
	is(kind("A.PDF", pdf), "application/pdf", "in capitals");
	is(kind("a.pdf", TEXT("junk\n%PDF-1.4\n")), "application/pdf",
		"after some junk, as readers allow");
	is(kind("a.pdf", TEXT("PK\3\4")), "wrong-type", "no PDF");
	is(kind("a.exe", pdf), "wrong-type", "another ending");
	is(kind("pdf", pdf), "wrong-type", "no ending");
	is(kind(".pdf", pdf), "wrong-type", "nothing but an ending");
	is(kind("a.pdf", TEXT("")), "empty", "nothing");
	is(kind("a.docx", docx), word, "a DOCX");
	is(kind("a.docx", web), word, "of Word on the web: its main part has another name");
	is(kind("a.docx", elsewhere), word, "whose main part stands elsewhere");
	is(kind("a.pptx", docx), "wrong-type", "which is no PPTX");
	is(kind("a.docx", slides), "wrong-type", "a PPTX that is called DOCX");
	is(kind("a.docx", sheet), "wrong-type", "a sheet that is called DOCX");
	is(kind("a.docx", archive), "wrong-type", "a ZIP that is no package");
	is(kind("a.odt", docx), "wrong-type", "nor an ODT");
	is(kind("a.docx", locked), "encrypted", "a member with a password");
	is(kind("a.docx", ole), "encrypted", "how Office encrypts");
	is(kind("a.odt", ole), "wrong-type", "which OpenDocument does not");
	is(kind("a.odt", odt), ODT, "an ODT");
	is(kind("a.odp", odt), "wrong-type", "which is no ODP");
	for (size_t cut = 0; cut < docx.size; cut++) {
		/* a copy of its own, so that a sanitizer sees the first byte behind it */
		char *part = malloc(cut + 1);
		memcpy(part, docx.data, cut);
		if (strcmp(kind("a.docx", (struct text){ part, cut }),
			    cut ? "wrong-type" : "empty") != 0)
			ok(false, "cut at %zu", cut);
		free(part);
	}
	return done();
}
