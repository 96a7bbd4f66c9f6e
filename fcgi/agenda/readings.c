/* Readings: made of pieces, written as JSON, read back. And the words for kinds and warnings. */
#include "agenda/agenda.h"
#include "agenda/classify.h"
#include "agenda/levels.h"
#include "agenda/scan.h"
#include "agenda/words.h"

#include "base/buffer.h"

#include <string.h>

const char *const reading_names[READING_KINDS] = {
	[READING_UNREAD] = "unread",
	[READING_PART] = "part",
	[READING_BODY] = "body",
	[READING_HEADING] = "heading",
	[READING_TITLE] = "title",
	[READING_DATES] = "dates",
	[READING_VENUE] = "venue",
	[READING_NOTE] = "note",
	[READING_SECTION] = "section",
	[READING_PARAGRAPH] = "paragraph",
	[READING_DAY] = "day",
	[READING_SITTING] = "sitting",
	[READING_TIME] = "time",
	[READING_ROOM] = "room",
	[READING_ITEM] = "item",
	[READING_SUBTITLE] = "subtitle",
	[READING_LINE] = "line",
	[READING_PEOPLE] = "people",
	[READING_ANNOTATION] = "annotation",
	[READING_DIALOGUE] = "dialogue",
	[READING_BREAK] = "break",
	[READING_FOOTNOTE] = "footnote",
	[READING_PAGE] = "page",
};

static const struct {
	const char *name, *sentence;
} warnings[WARNINGS] = {
	[WARNING_NONE] = { "none", "" },
	[WARNING_UNREAD] = { "unread",
		"What this line is could not be told; it is kept as it stands." },
	[WARNING_OPEN_BRACKET] = { "open bracket", "This bracket is never closed; the annotation "
						   "was taken to end before the next heading." },
	[WARNING_NUMBER] = { "number", "A number is missing before this one." },
	[WARNING_DEEP] = { "deep", "This lies deeper than items can; it was put higher." },
	[WARNING_CONTROLS] = { "controls", "Invisible characters, which can make a text read "
					   "otherwise than it is, were left out." },
	[WARNING_ENCODING] = { "encoding",
		"The text is not UTF-8; it was read as Windows-1252. Look at its accents." },
	[WARNING_NO_ITEMS] = { "no items",
		"Nothing in this text was recognized as an item of an agenda." },
	[WARNING_NO_DATE] = { "no date", "The text names no date; the meeting begins on the day of "
					 "reading until that is changed." },
	[WARNING_NO_YEAR] = { "no year",
		"The text names no year; its days are taken to be in this one." },
	[WARNING_TIME] = { "time", "This time ends before it begins; its end was left out." },
	[WARNING_DATE] = { "date", "The calendar has no such day." },
};

const char *const agenda_languages[AGENDA_LANGUAGES] = { "en", "es", "fr", "pt" };

int agenda_language(struct text code)
{
	for (int i = 0; i < AGENDA_LANGUAGES; i++)
		if (text_equal(code, text_of(agenda_languages[i])))
			return i;
	return -1;
}

int agenda_kind(struct text name)
{
	for (int i = 0; i < READING_KINDS; i++)
		if (text_equal(name, text_of(reading_names[i])))
			return i;
	return -1;
}

const char *warning_name(enum agenda_warning warning)
{
	return warnings[warning].name;
}

const char *agenda_sentence(enum agenda_warning warning)
{
	return warnings[warning].sentence;
}

/* ---------------------------------------------------------------- from pieces */

/* Appends with white space folded. Between parts stands sign, unless a hyphen cut a word. */
static void append_folded(struct buffer *out, struct text text, char sign)
{
	size_t size;
	uint32_t first = scan_character(text, &size);
	bool hyphen = out->size > 1 && out->data[out->size - 1] == '-' &&
		      scan_is_letter((unsigned char)out->data[out->size - 2]);

	if (out->size && hyphen && scan_is_letter(first)) {
		if (!scan_is_capital(first))
			out->data[--out->size] = '\0';
	} else if (out->size) {
		if (sign == ',' && out->data[out->size - 1] != ',')
			buffer_append(out, TEXT(","));
		buffer_append(out, TEXT(" "));
	}
	while ((text = scan_trim(text)).size) {
		size_t at = 0;
		while (at < text.size && !scan_blank(text_from(text, at))) {
			scan_character(text_from(text, at), &size);
			at += size;
		}
		buffer_append(out, (struct text){ text.data, at });
		text = text_from(text, at);
		if (scan_trim(text).size)
			buffer_append(out, TEXT(" "));
	}
}

static struct text folded(struct arena *arena, struct text text)
{
	struct buffer out;

	buffer_init(&out, arena, text.size + 2);
	append_folded(&out, text, ' ');
	return buffer_text(&out);
}

/* Whether a piece goes on the reading of the piece at first. */
static bool belongs(const struct piece *piece)
{
	return piece->joins && piece->kind != READING_PAGE && piece->kind != READING_TIME;
}

static bool steps_over(const struct piece *piece)
{
	return piece->kind == READING_PAGE || piece->kind == READING_TIME;
}

/* The reading that piece first begins; last: where to stop looking for what goes on it. */
static struct reading make_reading(
	struct arena *arena, const struct pieces *pieces, size_t first, size_t last)
{
	const struct piece *piece = &pieces->list[first];
	struct reading reading = { .kind = piece->kind,
		.depth = piece->depth,
		.line = pieces->lines->list[piece->line].number,
		.certainty = piece->certainty,
		.behind = piece->behind,
		.warning = piece->warning };
	size_t count = 1, bytes = piece->text.size + 2;
	struct buffer text;

	for (size_t i = first + 1; i < last; i++)
		if (belongs(&pieces->list[i])) {
			count++;
			bytes += pieces->list[i].text.size + 2;
		}
	reading.spans = arena_alloc(arena, count * sizeof *reading.spans);
	buffer_init(&text, arena, bytes);
	append_folded(&text, piece->text, ' ');
	reading.spans[reading.span_count++] = piece->whole;
	for (size_t i = first + 1; i < last; i++)
		if (belongs(&pieces->list[i])) {
			reading.spans[reading.span_count++] = pieces->list[i].whole;
			append_folded(&text, pieces->list[i].text, pieces->list[i].joins);
		}
	reading.text = buffer_text(&text);
	reading.label = folded(arena, piece->label);
	return reading;
}

static void make_readings(struct arena *arena, const struct pieces *pieces, struct agenda *agenda)
{
	agenda->readings = arena_alloc(arena, (pieces->count + 1) * sizeof *agenda->readings);
	for (size_t i = 0; i < pieces->count; i++) {
		const struct piece *piece = &pieces->list[i];
		size_t last = i + 1;
		if (belongs(piece) && agenda->count)
			continue;
		if (!steps_over(piece))
			while (last < pieces->count &&
				(belongs(&pieces->list[last]) || steps_over(&pieces->list[last])))
				last++;
		agenda->readings[agenda->count++] = make_reading(arena, pieces, i, last);
	}
}

/* The language with the most of its common words in the first part of the text. */
static int find_language(struct text source)
{
	enum { LOOKED_AT = 20000 };
	unsigned found[AGENDA_LANGUAGES] = { 0 };
	int best = 0;
	size_t size, word;
	bool begins = true;

	for (size_t at = 0; at < source.size && at < LOOKED_AT; at += size) {
		struct text rest = text_from(source, at);
		if (begins)
			for (int i = 0; i < AGENDA_LANGUAGES; i++)
				found[i] += word_of(rest, WORD_STOP, i, &word);
		uint32_t c = scan_character(rest, &size);
		begins = !scan_is_letter(c) && !scan_is_digit(c);
	}
	for (int i = 1; i < AGENDA_LANGUAGES; i++)
		if (found[i] > found[best])
			best = i;
	return best;
}

void agenda_read(struct arena *arena, struct agenda *agenda, int language)
{
	struct lines lines = lines_read(arena, agenda->source);

	agenda->language = language >= 0 ? language : find_language(agenda->source);
	struct pieces pieces = pieces_cut(arena, agenda->source, &lines, agenda->language);
	classify(&pieces, levels_find(&pieces));
	make_readings(arena, &pieces, agenda);
}

/* ---------------------------------------------------------------- changing them */

static bool opens(const struct reading *reading)
{
	return reading->kind == READING_ITEM || reading->kind == READING_BREAK;
}

void agenda_choose(struct agenda *agenda, const struct agenda_choice *choices, size_t count)
{
	unsigned was = 0, now = 0; /* the depth of the item before, as it was read and as it is */

	for (size_t i = 0; i < agenda->count; i++) {
		struct reading *reading = &agenda->readings[i];
		unsigned before = opens(reading) ? reading->depth : was;
		bool chosen = count && choices->reading == i;
		if (chosen) {
			reading->kind = choices->kind;
			reading->warning = WARNING_NONE;
			reading->certainty = 100;
			reading->depth =
				choices->depth < AGENDA_DEPTH ? choices->depth : AGENDA_DEPTH;
			choices++;
			count--;
		}
		if (opens(reading))
			now = reading->depth;
		else if (chosen || reading->depth == was)
			reading->depth = now;
		was = before;
	}
}

/* ---------------------------------------------------------------- JSON */

static void put_text(cJSON *object, struct arena *arena, const char *name, struct text text)
{
	cJSON_AddStringToObject(object, name, arena_copy(arena, text));
}

static cJSON *reading_json(struct arena *arena, const struct reading *reading)
{
	cJSON *json = cJSON_CreateObject(), *spans = cJSON_CreateArray();

	cJSON_AddStringToObject(json, "kind", reading_names[reading->kind]);
	cJSON_AddNumberToObject(json, "depth", reading->depth);
	cJSON_AddNumberToObject(json, "line", reading->line);
	cJSON_AddNumberToObject(json, "certainty", reading->certainty);
	if (reading->behind)
		cJSON_AddTrueToObject(json, "behind");
	if (reading->warning)
		cJSON_AddStringToObject(json, "warning", warnings[reading->warning].name);
	if (reading->label.size)
		put_text(json, arena, "label", reading->label);
	put_text(json, arena, "text", reading->text);
	for (size_t i = 0; i < reading->span_count; i++) {
		const double ends[] = { (double)reading->spans[i].begin,
			(double)reading->spans[i].end };
		cJSON_AddItemToArray(spans, cJSON_CreateDoubleArray(ends, 2));
	}
	cJSON_AddItemToObject(json, "spans", spans);
	return json;
}

cJSON *agenda_json(struct arena *arena, const struct agenda *agenda)
{
	cJSON *json = cJSON_CreateObject(), *list = cJSON_CreateArray(),
	      *notes = cJSON_CreateArray();

	cJSON_AddStringToObject(json, "language", agenda_languages[agenda->language]);
	for (size_t i = 0; i < agenda->note_count; i++) {
		cJSON *note = cJSON_CreateObject();
		cJSON_AddStringToObject(note, "warning", warnings[agenda->notes[i].warning].name);
		cJSON_AddNumberToObject(note, "line", agenda->notes[i].line);
		cJSON_AddNumberToObject(note, "count", agenda->notes[i].count);
		cJSON_AddItemToArray(notes, note);
	}
	cJSON_AddItemToObject(json, "notes", notes);
	for (size_t i = 0; i < agenda->count; i++)
		cJSON_AddItemToArray(list, reading_json(arena, &agenda->readings[i]));
	cJSON_AddItemToObject(json, "readings", list);
	return json;
}

static int find_warning(const char *name)
{
	for (int i = 0; name && i < WARNINGS; i++)
		if (strcmp(name, warnings[i].name) == 0)
			return i;
	return WARNING_NONE;
}

static unsigned number_of(const cJSON *json, const char *name, unsigned most)
{
	const cJSON *number = cJSON_GetObjectItemCaseSensitive(json, name);

	if (!cJSON_IsNumber(number) || number->valuedouble < 0)
		return 0;
	return number->valuedouble > most ? most : (unsigned)number->valuedouble;
}

static bool reading_of_json(struct arena *arena, const cJSON *json, struct reading *reading)
{
	int kind = agenda_kind(text_of(json_string(json, "kind")));
	int warning = find_warning(json_string(json, "warning"));
	const char *text = json_string(json, "text");
	const cJSON *spans = cJSON_GetObjectItemCaseSensitive(json, "spans"), *span;

	if (kind < 0 || !text)
		return false;
	*reading = (struct reading){ .kind = (enum reading_kind)kind,
		.depth = number_of(json, "depth", AGENDA_DEPTH),
		.line = number_of(json, "line", AGENDA_LINES),
		.certainty = number_of(json, "certainty", 100),
		.behind = json_true(json, "behind"),
		.warning = (enum agenda_warning)warning,
		.label = text_of(json_string(json, "label")),
		.text = text_of(text) };
	size_t count = cJSON_IsArray(spans) ? (size_t)cJSON_GetArraySize(spans) : 0;
	reading->spans = arena_alloc(arena, (count + 1) * sizeof *reading->spans);
	cJSON_ArrayForEach (span, spans) {
		const cJSON *begin = cJSON_GetArrayItem(span, 0),
			    *end = cJSON_GetArrayItem(span, 1);
		if (!cJSON_IsNumber(begin) || !cJSON_IsNumber(end) || begin->valuedouble < 0 ||
			end->valuedouble < begin->valuedouble || end->valuedouble > AGENDA_BYTES)
			return false;
		reading->spans[reading->span_count++] =
			(struct span){ (size_t)begin->valuedouble, (size_t)end->valuedouble };
	}
	return true;
}

bool agenda_of_json(struct arena *arena, const cJSON *json, struct agenda *agenda)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(json, "readings"), *one;
	const char *language = json_string(json, "language");

	*agenda = (struct agenda){ .language = agenda_language(text_of(language)) };
	if (!cJSON_IsArray(list) || agenda->language < 0)
		return false;
	agenda->readings = arena_alloc(
		arena, ((size_t)cJSON_GetArraySize(list) + 1) * sizeof *agenda->readings);
	cJSON_ArrayForEach (one, list)
		if (!reading_of_json(arena, one, &agenda->readings[agenda->count++]))
			return false;
	return true;
}
