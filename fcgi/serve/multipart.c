/*
 * A state machine over a window of bytes. A delimiter may be cut anywhere by the network, so the
 * last bytes that could begin one are held back until more have come.
 */
#include "serve/multipart.h"

#include <string.h>

enum { WINDOW = 64 * 1024, HEADERS = 8 * 1024 };

enum state { FIRST_DELIMITER, AFTER_DELIMITER, IN_HEADERS, IN_BODY, COMPLETE };

struct multipart {
	struct multipart_handlers handlers;
	enum state state;
	int parts;
	size_t delimiter_size, held;
	char delimiter[4 + MULTIPART_BOUNDARY + 1]; /* CR LF "--" boundary */
	char file_name[256], name[128];
	char window[WINDOW];
};

/* The value of a parameter (`name="value"` or name=token) in a header's value; data NULL: absent.
 */
static struct text parameter(struct text header, struct text wanted)
{
	text_split(&header, ';');
	while (header.data) {
		struct text name = text_trim(text_split(&header, '='));
		if (!header.data)
			break;
		struct text value = header;
		if (value.size && value.data[0] == '"') {
			text_split(&value, '"');
			header = value;
			value = text_split(&header, '"');
			if (!header.data)
				break; /* no closing quote */
			text_split(&header, ';');
		} else {
			value = text_trim(text_split(&header, ';'));
		}
		if (text_equal_nocase(name, wanted))
			return value;
	}
	return (struct text){ NULL, 0 };
}

static bool boundary_char(char c)
{
	/* RFC 2046, 5.1.1: bchars without the space */
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c && strchr("'()+_,-./:=?", c));
}

struct multipart *multipart_new(
	struct arena *arena, const char *content_type, const struct multipart_handlers *handlers)
{
	struct text header = text_of(content_type), rest = header;

	if (!text_equal_nocase(text_trim(text_split(&rest, ';')), TEXT("multipart/form-data")))
		return NULL;
	struct text boundary = parameter(header, TEXT("boundary"));
	if (boundary.size == 0 || boundary.size > MULTIPART_BOUNDARY)
		return NULL;
	for (size_t i = 0; i < boundary.size; i++)
		if (!boundary_char(boundary.data[i]))
			return NULL;
	struct multipart *multipart = arena_alloc(arena, sizeof *multipart);
	multipart->handlers = *handlers;
	memcpy(multipart->delimiter, "\r\n--", 4);
	memcpy(multipart->delimiter + 4, boundary.data, boundary.size);
	multipart->delimiter_size = 4 + boundary.size;
	memcpy(multipart->window, "\r\n",
		2); /* so that the first delimiter looks like the others */
	multipart->held = 2;
	return multipart;
}

static void consume(struct multipart *multipart, size_t size)
{
	multipart->held -= size;
	memmove(multipart->window, multipart->window + size, multipart->held);
}

/* Browsers write a quote in a name as %22 (WHATWG HTML, multipart/form-data encoding algorithm). */
static bool copy_name(char *copy, size_t capacity, struct text name)
{
	size_t size = 0;

	if (!text_is_utf8(name))
		return false;
	while (name.size) {
		size_t taken = text_starts(name, TEXT("%22")) ? 3 : 1;
		if (size + 1 >= capacity)
			return false;
		copy[size++] = taken == 3 ? '"' : name.data[0];
		name = text_from(name, taken);
	}
	copy[size] = '\0';
	return true;
}

/* Some clients send a whole path. */
static struct text last_segment(struct text path)
{
	for (size_t i = path.size; i > 0; i--)
		if (path.data[i - 1] == '/' || path.data[i - 1] == '\\')
			return text_from(path, i);
	return path;
}

/* The end of a name that is too long is its suffix: keep that, drop from the front. */
static struct text shorten(struct text name, size_t most)
{
	while (name.size > most || (name.size && ((unsigned char)name.data[0] & 0xC0) == 0x80)) {
		name.data++;
		name.size--;
	}
	return name;
}

static bool begin_part(struct multipart *multipart, struct text headers)
{
	struct multipart_part part = { { NULL, 0 }, { NULL, 0 } };

	if (++multipart->parts > MULTIPART_PARTS)
		return false;
	while (headers.data) {
		struct text line = text_trim(text_split(&headers, '\n'));
		struct text value = line;
		if (!text_equal_nocase(text_split(&value, ':'), TEXT("content-disposition")))
			continue;
		struct text name = parameter(value, TEXT("name"));
		struct text file = parameter(value, TEXT("filename"));
		if (!copy_name(multipart->name, sizeof multipart->name, name))
			return false;
		part.name = text_of(multipart->name);
		if (!file.data)
			continue;
		file = shorten(last_segment(file), sizeof multipart->file_name - 1);
		if (!copy_name(multipart->file_name, sizeof multipart->file_name, file))
			return false;
		part.file_name = text_of(multipart->file_name);
	}
	return part.name.size && multipart->handlers.begin(multipart->handlers.context, &part);
}

enum progress { MORE, WAIT, STOP };

static enum progress delimiter_step(struct multipart *multipart)
{
	if (multipart->held < multipart->delimiter_size)
		return WAIT;
	if (memcmp(multipart->window, multipart->delimiter, multipart->delimiter_size) != 0)
		return STOP;
	consume(multipart, multipart->delimiter_size);
	multipart->state = AFTER_DELIMITER;
	return MORE;
}

static enum progress after_step(struct multipart *multipart)
{
	if (multipart->held < 2)
		return WAIT;
	if (memcmp(multipart->window, "--", 2) == 0)
		multipart->state = COMPLETE;
	else if (memcmp(multipart->window, "\r\n", 2) == 0)
		multipart->state = IN_HEADERS;
	else
		return STOP;
	consume(multipart, 2);
	return MORE;
}

static enum progress headers_step(struct multipart *multipart)
{
	size_t seen = multipart->held < HEADERS ? multipart->held : HEADERS;
	const char *end = memmem(multipart->window, seen, "\r\n\r\n", 4);

	if (!end)
		return seen < HEADERS ? WAIT : STOP;
	size_t size = (size_t)(end - multipart->window);
	if (!begin_part(multipart, (struct text){ multipart->window, size }))
		return STOP;
	consume(multipart, size + 4);
	multipart->state = IN_BODY;
	return MORE;
}

static bool give(struct multipart *multipart, size_t size)
{
	struct text bytes = { multipart->window, size };

	if (size && !multipart->handlers.data(multipart->handlers.context, bytes))
		return false;
	consume(multipart, size);
	return true;
}

static enum progress body_step(struct multipart *multipart)
{
	size_t keep = multipart->delimiter_size - 1;
	const char *end = memmem(multipart->window, multipart->held, multipart->delimiter,
		multipart->delimiter_size);

	if (!end) {
		if (multipart->held > keep && !give(multipart, multipart->held - keep))
			return STOP;
		return WAIT;
	}
	if (!give(multipart, (size_t)(end - multipart->window)) ||
		!multipart->handlers.end(multipart->handlers.context))
		return STOP;
	return delimiter_step(multipart);
}

static enum progress step(struct multipart *multipart)
{
	switch (multipart->state) {
	case FIRST_DELIMITER: return delimiter_step(multipart);
	case AFTER_DELIMITER: return after_step(multipart);
	case IN_HEADERS: return headers_step(multipart);
	case IN_BODY: return body_step(multipart);
	case COMPLETE: break;
	}
	multipart->held = 0; /* an epilogue means nothing */
	return WAIT;
}

bool multipart_push(struct multipart *multipart, struct text bytes)
{
	while (bytes.size) {
		size_t room = WINDOW - multipart->held;
		size_t taken = bytes.size < room ? bytes.size : room;
		memcpy(multipart->window + multipart->held, bytes.data, taken);
		multipart->held += taken;
		bytes = text_from(bytes, taken);
		enum progress progress;
		while ((progress = step(multipart)) == MORE)
			;
		if (progress == STOP)
			return false;
	}
	return true;
}

bool multipart_complete(const struct multipart *multipart)
{
	return multipart->state == COMPLETE;
}
