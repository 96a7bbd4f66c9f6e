/* Every body is pushed whole and byte by byte: the network may cut it anywhere. */
#include "serve/multipart.h"

#include "base/buffer.h"

#include "tap.h"

#define TYPE "multipart/form-data; boundary=XX"
#define PART(name) "--XX\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n"
#define FILE_PART(name)                                                                            \
	"--XX\r\nContent-Disposition: form-data; name=\"f\"; filename=\"" name "\"\r\n\r\n"

static struct buffer seen;

static bool begin(void *context, const struct multipart_part *part)
{
	(void)context;
	buffer_printf(&seen, "%s%s%s=", part->name.data, part->file_name.data ? "|" : "",
		part->file_name.data ? part->file_name.data : "");
	return true;
}

static bool data(void *context, struct text bytes)
{
	(void)context;
	buffer_append(&seen, bytes);
	return true;
}

static bool end(void *context)
{
	(void)context;
	buffer_append(&seen, TEXT(";"));
	return true;
}

/* What the parts were; NULL when the body was refused or incomplete. */
static const char *parts_of(struct arena *arena, const char *type, struct text body, size_t piece)
{
	struct multipart_handlers handlers = { NULL, begin, data, end };
	struct multipart *multipart = multipart_new(arena, type, &handlers);

	buffer_init(&seen, arena, 1 << 20);
	if (!multipart)
		return NULL;
	while (body.size) {
		size_t size = piece < body.size ? piece : body.size;
		if (!multipart_push(multipart, (struct text){ body.data, size }))
			return NULL;
		body = (struct text){ body.data + size, body.size - size };
	}
	return multipart_complete(multipart) ? buffer_text(&seen).data : NULL;
}

static const struct {
	const char *name, *type, *body, *parts;
} cases[] = {
	{ "one field", TYPE, PART("a") "1\r\n--XX--\r\n", "a=1;" },
	{ "no line end after the last delimiter", TYPE, PART("a") "1\r\n--XX--", "a=1;" },
	{ "an empty field", TYPE, PART("a") "\r\n--XX--\r\n", "a=;" },
	{ "two fields", TYPE, PART("a") "1\r\n" PART("b") "2\r\n--XX--\r\n", "a=1;b=2;" },
	{ "what looks like a delimiter", TYPE, PART("a") "\r\n--X\r\n-\r\n\r\n--XX--\r\n",
		"a=\r\n--X\r\n-\r\n;" },
	{ "a file", TYPE, FILE_PART("x.pdf") "%PDF\r\n--XX--", "f|x.pdf=%PDF;" },
	{ "no file chosen", TYPE, FILE_PART("") "\r\n--XX--", "f|=;" },
	{ "a path is cut off", TYPE, FILE_PART("C:\\a\\..\\b/x.pdf") "\r\n--XX--", "f|x.pdf=;" },
	{ "a quote in a name", TYPE, FILE_PART("a%22b.pdf") "\r\n--XX--", "f|a\"b.pdf=;" },
	{ "quoted boundary", "multipart/form-data; charset=x; boundary=\"XX\"",
		PART("a") "1\r\n--XX--", "a=1;" },
	{ "an epilogue", TYPE, PART("a") "1\r\n--XX--\r\nrubbish\r\n--XX\r\n", "a=1;" },
	{ "another type", "text/plain; boundary=XX", PART("a") "1\r\n--XX--", NULL },
	{ "no boundary", "multipart/form-data", PART("a") "1\r\n--XX--", NULL },
	{ "a boundary with a blank", "multipart/form-data; boundary=\"X X\"",
		PART("a") "1\r\n--XX--", NULL },
	{ "another boundary", TYPE, "--YY\r\n\r\n", NULL },
	{ "a preamble", TYPE, "hello\r\n" PART("a") "1\r\n--XX--", NULL },
	{ "cut in a field", TYPE, PART("a") "1", NULL },
	{ "cut between two fields", TYPE, PART("a") "1\r\n--XX\r\n", NULL },
	{ "cut behind a delimiter", TYPE, PART("a") "1\r\n--XX", NULL },
	{ "cut in the headers", TYPE, "--XX\r\nContent-Disposition: form-data; name=\"a\"\r\n",
		NULL },
	{ "no name", TYPE, "--XX\r\nContent-Disposition: form-data\r\n\r\n1\r\n--XX--", NULL },
	{ "an open quote", TYPE,
		"--XX\r\nContent-Disposition: form-data; name=\"a\r\n\r\n1\r\n--XX--", NULL },
	{ "no headers", TYPE, "--XX\r\n\r\n1\r\n--XX--", NULL },
	{ "bare line ends", TYPE, "--XX\nContent-Disposition: form-data; name=\"a\"\n\n1\n--XX--",
		NULL },
	{ "a name that is no UTF-8", TYPE, PART("\xff") "1\r\n--XX--", NULL },
	{ "an empty body", TYPE, "", NULL },
};

int main(void)
{
	struct arena arena;

	arena_init(&arena, (size_t)1 << 28);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text body = text_of(cases[i].body);
		is(parts_of(&arena, cases[i].type, body, body.size + 1), cases[i].parts, "%s",
			cases[i].name);
		is(parts_of(&arena, cases[i].type, body, 1), cases[i].parts, "  byte by byte");
		arena_reset(&arena);
	}

	struct buffer many;
	buffer_init(&many, &arena, 1 << 20);
	for (int i = 0; i <= MULTIPART_PARTS; i++)
		buffer_append(&many, TEXT(PART("a") "1\r\n"));
	buffer_append(&many, TEXT("--XX--"));
	is(parts_of(&arena, TYPE, buffer_text(&many), 4096), NULL, "too many parts");

	char *large = arena_alloc(&arena, 300000);
	memset(large, '\r', 300000);
	struct text head = TEXT(PART("a"));
	memcpy(large, head.data, head.size);
	memcpy(large + 300000 - 8, "\r\n--XX--", 8);
	const char *parts = parts_of(&arena, TYPE, (struct text){ large, 300000 }, 70000);
	ok(parts && strlen(parts) == 300000 - head.size - 8 + 3, "a body larger than the window");

	memset(large, 'h', 300000);
	memcpy(large, "--XX\r\n", 6);
	is(parts_of(&arena, TYPE, (struct text){ large, 300000 }, 1000), NULL,
		"headers without end");
	arena_release(&arena);
	return done();
}
