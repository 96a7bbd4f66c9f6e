/*
 * From bytes to clean text: which encoding they are in, line ends made one, and what nobody can see
 * left out. The encodings are those that Windows and Office write.
 */
#include "agenda/agenda.h"
#include "agenda/scan.h"

#include "base/buffer.h"

#include <string.h>

/* Windows-1252, 0x80 to 0x9F; 0 where it has nothing. */
static const uint16_t windows[32] = { 0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
	0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D,
	0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178 };

static void put(struct buffer *out, uint32_t c)
{
	char bytes[4];
	size_t size = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;

	for (size_t i = size - 1; i > 0; i--, c >>= 6)
		bytes[i] = (char)(0x80 | (c & 0x3F));
	static const unsigned char first[] = { 0, 0, 0xC0, 0xE0, 0xF0 };
	bytes[0] = (char)(first[size] | c);
	buffer_append(out, (struct text){ bytes, size });
}

static void from_windows(struct buffer *out, struct text bytes)
{
	for (size_t i = 0; i < bytes.size; i++) {
		unsigned char c = (unsigned char)bytes.data[i];
		bool high = c >= 0x80 && c < 0xA0;
		put(out, !high ? c : windows[c - 0x80] ? windows[c - 0x80] : 0xFFFD);
	}
}

static uint32_t unit(struct text bytes, size_t at, bool big)
{
	unsigned char first = (unsigned char)bytes.data[at],
		      second = (unsigned char)bytes.data[at + 1];

	return big ? (uint32_t)first << 8 | second : (uint32_t)second << 8 | first;
}

static void from_utf16(struct buffer *out, struct text bytes, bool big)
{
	for (size_t i = 0; i + 1 < bytes.size; i += 2) {
		uint32_t c = unit(bytes, i, big), next = 0;
		if (c >= 0xD800 && c < 0xDC00 && i + 3 < bytes.size)
			next = unit(bytes, i + 2, big);
		if (next >= 0xDC00 && next < 0xE000) {
			c = 0x10000 + ((c - 0xD800) << 10) + (next - 0xDC00);
			i += 2;
		} else if (c >= 0xD800 && c < 0xE000)
			c = 0xFFFD;
		put(out, c);
	}
}

/* Without a mark, ASCII in UTF-16 has a zero in every second byte. */
static bool looks_like_utf16(struct text bytes, bool big)
{
	size_t zeros = 0, pairs = bytes.size / 2 < 100 ? bytes.size / 2 : 100;

	for (size_t i = 0; i < pairs; i++)
		zeros += bytes.data[2 * i + (big ? 0 : 1)] == 0 &&
			 bytes.data[2 * i + (big ? 1 : 0)] != 0;
	return pairs >= 4 && zeros * 10 >= pairs * 7;
}

/* UTF-8 of bytes in any of the encodings; *guessed when nothing but the bytes speak for it. */
static struct text decode(struct arena *arena, struct text bytes, bool *guessed)
{
	struct buffer out;

	*guessed = false;
	if (text_starts(bytes, TEXT("\xEF\xBB\xBF")))
		bytes = text_from(bytes, 3);
	if (text_is_utf8(bytes))
		return bytes;
	buffer_init(&out, arena, 3 * bytes.size + 4);
	bool little = text_starts(bytes, TEXT("\xFF\xFE"));
	bool big = text_starts(bytes, TEXT("\xFE\xFF"));
	if (little || big)
		from_utf16(&out, text_from(bytes, 2), big);
	else if (looks_like_utf16(bytes, false) || looks_like_utf16(bytes, true))
		from_utf16(&out, bytes, looks_like_utf16(bytes, true));
	else {
		from_windows(&out, bytes);
		*guessed = true;
	}
	return buffer_text(&out);
}

/*
 * Characters that show nothing: controls, soft hyphens, joiners and whatever turns the direction of
 * writing (Unicode Standard Annex 9), by which a text can read otherwise than it is stored.
 */
static bool is_hidden(uint32_t c)
{
	return (c < ' ' && c != '\t' && c != '\n' && c != '\f') || (c >= 0x7F && c < 0xA0) ||
	       c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
	       (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
	       (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
}

static void note(struct agenda *agenda, enum agenda_warning warning, unsigned line)
{
	struct agenda_note *last = agenda->notes + agenda->note_count - 1;

	if (agenda->note_count && last->warning == warning)
		last->count++;
	else
		agenda->notes[agenda->note_count++] =
			(struct agenda_note){ .warning = warning, .line = line, .count = 1 };
}

static struct text clean(struct arena *arena, struct text text, struct agenda *agenda)
{
	char *out = arena_alloc(arena, text.size + 1);
	size_t used = 0, size;
	unsigned line = 1;

	for (size_t at = 0; at < text.size; at += size) {
		uint32_t c = scan_character(text_from(text, at), &size);
		bool line_end = c == '\r' || c == '\v' || c == 0x2028 || c == 0x2029 || c == 0x85;
		if (c == '\r' && at + 1 < text.size && text.data[at + 1] == '\n')
			continue;
		if (c == '\n' || line_end) {
			out[used++] = '\n';
			line++;
		} else if (is_hidden(c)) {
			if (c != 0xAD && c != 0x200B && c != 0xFEFF)
				note(agenda, WARNING_CONTROLS, line);
		} else {
			memcpy(out + used, text.data + at, size);
			used += size;
		}
	}
	return (struct text){ out, used };
}

static size_t count_lines(struct text text)
{
	size_t count = 1;

	for (const char *p = text.data;
		text.size && (p = memchr(p, '\n', (size_t)(text.data + text.size - p))); p++)
		count++;
	return count;
}

static const struct {
	const char *code, *sentence;
} refusals[AGENDA_REFUSALS] = {
	[AGENDA_TAKEN] = { "", "" },
	[AGENDA_TOO_LARGE] = { "text-too-large",
		"it is too large: an agenda of at most 2 MB of text is read" },
	[AGENDA_TOO_LONG] = { "text-too-long",
		"it is too long: an agenda of at most 20,000 lines is read" },
	[AGENDA_NOT_TEXT] = { "not-plain-text", "it is not plain text: save it as text (.txt), or "
						"copy its text into a file" },
	[AGENDA_NO_WORDS] = { "no-words", "it has no words" },
};

const char *agenda_refusal_code(enum agenda_refusal refusal)
{
	return refusals[refusal].code;
}

const char *agenda_refusal_sentence(enum agenda_refusal refusal)
{
	return refusals[refusal].sentence;
}

enum agenda_refusal agenda_source(struct arena *arena, struct text bytes, struct agenda *agenda)
{
	bool guessed;

	*agenda = (struct agenda){ .language = 0 };
	if (bytes.size > 2 * AGENDA_BYTES)
		return AGENDA_TOO_LARGE;
	if (text_starts(bytes, TEXT("PK\x03\x04")) || text_starts(bytes, TEXT("%PDF-")) ||
		text_starts(bytes, TEXT("\xD0\xCF\x11\xE0")) || text_starts(bytes, TEXT("{\\rtf")))
		return AGENDA_NOT_TEXT;
	struct text text = decode(arena, bytes, &guessed);
	if (text.size > AGENDA_BYTES)
		return AGENDA_TOO_LARGE;
	if (memchr(text.data ? text.data : "", 0, text.size))
		return AGENDA_NOT_TEXT;
	if (guessed)
		note(agenda, WARNING_ENCODING, 1);
	agenda->source = clean(arena, text, agenda);
	if (count_lines(agenda->source) > AGENDA_LINES)
		return AGENDA_TOO_LONG;
	return scan_says_something(agenda->source) ? AGENDA_TAKEN : AGENDA_NO_WORDS;
}
