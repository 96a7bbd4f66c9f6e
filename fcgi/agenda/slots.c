/* Lines of people taken apart into slots: who holds each, and who is named for it. */
#include "agenda/people.h"

#include "agenda/scan.h"

#include "agenda/agenda.h"

#include <string.h>

/* The row of slots that grows. */
struct row {
	struct arena *arena;
	struct slot *slots;
	size_t count;
	enum role role;
	struct text title;
	int language;
	struct slot beyond; /* for what does not fit */
};

static struct slot *add(struct row *row, enum held_by held_by, const char *label)
{
	struct slot *slot = row->count < SLOTS ? &row->slots[row->count++] : &row->beyond;

	*slot = (struct slot){ .role = row->role, .held_by = held_by, .label = label };
	return slot;
}

static const char *copy(struct row *row, struct text text)
{
	return arena_copy(row->arena, scan_trim(text));
}

/* With its first letter as a capital; of Latin-1 and ASCII. */
static const char *capitalized(struct row *row, struct text text)
{
	char *copied = arena_copy(row->arena, scan_trim(text));

	if (copied[0] >= 'a' && copied[0] <= 'z')
		copied[0] = (char)(copied[0] - 'a' + 'A');
	else if ((unsigned char)copied[0] == 0xC3 && (unsigned char)copied[1] >= 0xA0)
		copied[1] = (char)(copied[1] - 0x20);
	return copied;
}

/* "IACHR", "MERCOSUR": capitals only, two or more. */
static size_t acronym_at(struct text text)
{
	size_t at = 0, size;

	while (at < text.size && ((text.data[at] >= 'A' && text.data[at] <= 'Z') ||
					 (at && text.data[at] >= '0' && text.data[at] <= '9')))
		at++;
	uint32_t next = scan_character(text_from(text, at), &size);
	return at >= 2 && !scan_is_letter(next) ? at : 0;
}

/* The acronym that stands for the whole text or in brackets behind it, or NULL. */
static const char *party_of(struct row *row, struct text text)
{
	size_t at = acronym_at(text);

	if (at && at == text.size)
		return copy(row, text);
	const char *open = memchr(text.data, '(', text.size);
	if (!open)
		return NULL;
	struct text inside = text_from(text, (size_t)(open - text.data) + 1);
	at = acronym_at(inside);
	return at && at < inside.size && inside.data[at] == ')'
		       ? copy(row, (struct text){ inside.data, at })
		       : NULL;
}

/* ---------------------------------------------------------------- named people */

/* Where the name ends and what is said of the person begins. */
static size_t name_end(struct text text)
{
	for (size_t i = 1; i < text.size; i++) {
		size_t size;
		bool blank = text.data[i - 1] == ' ';
		if (text.data[i] == ',' || (blank && text.data[i] == '('))
			return i;
		if (blank && scan_folded(text_from(text, i), &size) == '-' &&
			scan_blank(text_from(text, i + size)))
			return i;
	}
	return text.size;
}

static void add_person(struct row *row, struct text text)
{
	static const char *const articles[] = { "the", "el", "la", "le", "o", "a", "l'" };

	for (size_t i = 0; i < sizeof articles / sizeof *articles; i++)
		text = scan_trim(text_from(text, scan_phrase(text, articles[i])));
	size_t end = name_end(text);
	struct text said = scan_trim(text_from(text, end));

	said = text_from(said, scan_marks(said, ",-"));
	if (said.size > 2 && said.data[0] == '(' && said.data[said.size - 1] == ')')
		said = text_slice(said, 1, said.size - 1);
	const char *name = copy(row, (struct text){ text.data, end });
	struct slot *slot = add(row, HELD_BY_PERSON, said.size ? copy(row, said) : name);
	slot->name = name;
	slot->party = party_of(row, said);
}

/* "…; …", "…, and Ms. B, Chief": where the next person begins; *next: behind what parts them. */
static size_t person_end(struct text text, size_t *next)
{
	for (size_t i = 0; i < text.size; i++) {
		size_t and_size, honorific;
		if (text.data[i] == ';') {
			*next = i + 1;
			return i;
		}
		struct text rest = text_from(text, i + 1);
		if (text.data[i] != ' ' || !word_at(rest, WORD_AND, &and_size))
			continue;
		rest = text_from(rest, and_size);
		rest = text_from(rest, scan_blank(rest));
		const struct word *word = word_at(rest, WORD_HONORIFIC, &honorific);
		if (word && strchr(word->phrase, '.')) {
			*next = (size_t)(rest.data - text.data);
			return i && text.data[i - 1] == ',' ? i - 1 : i;
		}
	}
	*next = text.size;
	return text.size;
}

static void add_people(struct row *row, struct text text)
{
	size_t next;

	while ((text = scan_trim(text)).size) {
		size_t end = person_end(text, &next);
		if (end)
			add_person(row, (struct text){ text.data, end });
		text = text_from(text, next);
	}
}

/* ---------------------------------------------------------------- foreseen */

/* Where an element of a list ends: at ", ", ";", " / ", and before "and" when it may part. */
static size_t element_end(struct text text, bool commas, bool ands, size_t *next)
{
	int depth = 0;

	for (size_t i = 0; i < text.size; i++) {
		size_t size;
		char c = text.data[i];
		depth += c == '(' ? 1 : c == ')' ? -1 : 0;
		if (depth > 0)
			continue;
		bool slash = c == '/' && i && text.data[i - 1] == ' ' && i + 1 < text.size &&
			     text.data[i + 1] == ' ';
		*next = i + 1;
		if (c == ';' || slash || (c == ',' && commas)) {
			size_t blank = scan_blank(text_from(text, i + 1));
			if (c == ',' && word_at(text_from(text, i + 1 + blank), WORD_AND, &size))
				*next += blank + size;
			return i;
		}
		if (c == ' ' && ands && word_at(text_from(text, i + 1), WORD_AND, &size)) {
			*next = i + 1 + size;
			return i;
		}
	}
	*next = text.size;
	return text.size;
}

/* "Other regional groups" for the "etc." of a list under "Regional Groups". */
static const char *others(struct row *row, struct text element)
{
	static const char *const etc[] = {
		[SPANISH] = "Otros", [FRENCH] = "Autres", [PORTUGUESE] = "Outros"
	};
	if (!scan_phrase(element, "etc") && !scan_phrase(element, "etc."))
		return capitalized(row, element);
	if (row->language != ENGLISH)
		return etc[row->language];
	if (!row->title.size)
		return "Others";
	char *title = arena_copy(row->arena, row->title);
	for (char *p = title; *p; p++)
		if (scan_is_capital((unsigned char)*p) && p[1] >= 'a' && p[1] <= 'z')
			*p = (char)(*p - 'A' + 'a');
	return arena_printf(row->arena, "Other %s", title);
}

/* "Representative of the CIM", "Representante del IIN", "Représentant de l'OIT". */
static const char *representative(struct row *row, struct text element)
{
	static const char *const one[] = { "Representative of", "Representante",
		"Repr\u00E9sentant", "Representante" };
	static const char *const prepositions[] = { "de", "del", "da", "do", "das", "dos", "du",
		"des" };
	const char *name = copy(row, element);
	size_t acronym = acronym_at(element);

	if (row->language == ENGLISH) {
		bool spoken =
			acronym >= 5 && acronym == element.size; /* MERCOSUR takes no article */
		bool article = scan_phrase(element, "the");
		return arena_printf(
			row->arena, "%s %s%s", one[0], spoken || article ? "" : "the ", name);
	}
	for (size_t i = 0; i < sizeof prepositions / sizeof *prepositions; i++)
		if (scan_phrase(element, prepositions[i]))
			return arena_printf(row->arena, "%s %s", one[row->language], name);
	if (text_starts(element, TEXT("d'")) || text_starts(element, TEXT("d\u2019")))
		return arena_printf(row->arena, "%s %s", one[row->language], name);
	size_t el = row->language == SPANISH ? scan_phrase(element, "el") : 0;
	return el ? arena_printf(row->arena, "%s del %s", one[SPANISH], name + el + 1)
		  : arena_printf(row->arena, "%s de %s", one[row->language], name);
}

static struct text without_article(struct text text)
{
	static const char *const articles[] = { "the", "de la", "de los", "de las", "del", "de l'",
		"de", "da", "do", "das", "dos", "du", "des", "el", "la", "los", "las", "le", "les",
		"os", "as" };

	for (size_t i = 0; i < sizeof articles / sizeof *articles; i++) {
		size_t size = scan_phrase(text, articles[i]);
		if (size)
			return scan_trim(text_from(text, size));
	}
	return text;
}

/* One of "Representatives of the CIM, IIN, academics and other bodies". */
static void add_represented(struct row *row, struct text element, struct text plural, bool first)
{
	size_t size;
	struct text bare = without_article(element);
	const char *open = memchr(bare.data, '(', bare.size);

	if (!bare.size)
		return;
	if (word_at(bare, WORD_OTHER, &size)) {
		add(row, HELD_BY_GROUP, others(row, bare))->open = true;
	} else if (!scan_is_capital(scan_character(bare, &size)) ||
		   word_at(bare, WORD_GROUP, &size)) {
		const char *label = first ? arena_printf(row->arena, "%s %s", copy(row, plural),
						    copy(row, element))
					  : capitalized(row, element);
		add(row, HELD_BY_GROUP, label)->open = true;
	} else if (open && !party_of(row, bare) && bare.data[bare.size - 1] == ')') {
		struct text inside = text_from(bare, (size_t)(open - bare.data) + 1);
		inside.size--;
		struct text name = { bare.data, (size_t)(open - bare.data) };
		add(row, HELD_BY_OFFICE,
			arena_printf(row->arena, "%s: %s", copy(row, name), copy(row, inside)));
	} else
		add(row, HELD_BY_INSTITUTION,
			representative(row, row->language == ENGLISH ? bare : element))
			->party = party_of(row, bare);
}

static void add_representatives(struct row *row, struct text text, size_t prefix)
{
	struct text rest = text, plural;
	bool first = true;
	size_t next;

	/* The plural word, with "of" in English: prepositions of the others belong to each element.
	 */
	size_t word = 0;
	while (word < text.size && text.data[word] != ' ')
		word++;
	plural = (struct text){ text.data, word };
	if (row->language == ENGLISH)
		plural.size = word + 3 <= prefix ? word + 3 : word;
	for (rest = scan_trim(text_from(text, plural.size)); rest.size; first = false) {
		size_t end = element_end(rest, true, true, &next);
		add_represented(row, scan_trim((struct text){ rest.data, end }), plural, first);
		rest = scan_trim(text_from(rest, next));
	}
}

/* "Chair - Working Group" is the Chair of the Working Group. */
static const char *office_label(struct row *row, struct text text)
{
	for (size_t i = 1; row->language == ENGLISH && i + 2 < text.size; i++) {
		size_t size, office;
		uint32_t c = scan_folded(text_from(text, i), &size);
		if (c != '-' || text.data[i - 1] != ' ' || text.data[i + size] != ' ')
			continue;
		struct text left = scan_trim((struct text){ text.data, i });
		if (word_at(left, WORD_OFFICE, &office) && scan_words(left) <= 3)
			return arena_printf(row->arena, "%s of the %s", copy(row, left),
				copy(row, text_from(text, i + size)));
	}
	return capitalized(row, text);
}

static void add_foreseen(struct row *row, struct text text, bool labelled)
{
	size_t size, at;
	struct slot *slot;

	if (!(text = scan_trim(text)).size)
		return;
	const struct word *designated = word_in(text, WORD_DESIGNATED, &at);
	if (designated) {
		struct text by = text_from(text, at);
		word_at(by, WORD_DESIGNATED, &size);
		by = scan_trim(text_from(by, size));
		bool states = word_has(by, WORD_STATES);
		slot = add(
			row, states ? HELD_BY_GROUP : HELD_BY_INSTITUTION, capitalized(row, text));
		slot->open = true;
		slot->party_kind = states ? "state" : NULL;
		slot->party = party_of(row, without_article(by));
	} else if (word_at(text, WORD_GROUP, &size) ||
		   (word_has(text, WORD_GROUP) && !word_at(text, WORD_OFFICE, &size) &&
			   !acronym_at(text))) {
		slot = add(row, HELD_BY_GROUP, capitalized(row, text));
		slot->open = true;
		slot->party_kind = word_at(text, WORD_STATES, &size) ? "state" : NULL;
		slot->no_paper = row->role == ROLE_PARTICIPANT;
	} else if (labelled || word_at(text, WORD_OFFICE, &size)) {
		slot = add(row, HELD_BY_OFFICE, office_label(row, text));
		size_t acronym = acronym_at(text);
		if (acronym)
			slot->party = copy(row, (struct text){ text.data, acronym });
	}
}

/* "Member states and Day One experts": two groups, when both sides are. */
static bool parts_groups(struct text text)
{
	size_t size;

	for (size_t i = 0; i + 1 < text.size; i++) {
		if (text.data[i] != ' ' || !word_at(text_from(text, i + 1), WORD_AND, &size))
			continue;
		struct text right = scan_trim(text_from(text, i + 1 + size));
		struct text left = { text.data, i };
		return word_has(left, WORD_GROUP) && !word_has(right, WORD_DESIGNATED) &&
		       (word_at(right, WORD_GROUP, &size) ||
			       (scan_words(right) <= 4 && word_has(right, WORD_GROUP)));
	}
	return false;
}

size_t people_slots(struct arena *arena, struct text text, const enum role *role, struct text title,
	int language, struct slot slots[static SLOTS])
{
	struct people_line line = people_look(text);
	struct row row = { .arena = arena, .slots = slots, .title = title, .language = language };
	struct text rest = scan_trim(text_from(text, line.label));
	size_t prefix, next;

	row.role = line.has_role               ? line.role
		   : role                      ? *role
		   : line.kind == PEOPLE_NAMED ? ROLE_PANELIST
					       : ROLE_PARTICIPANT;
	if (rest.size && rest.data[rest.size - 1] == '.' && scan_words(rest) > 3 &&
		!text_ends(rest, TEXT("etc.")) && !text_ends(rest, TEXT(".C.")))
		rest.size--;
	if (line.kind == PEOPLE_NAMED) {
		add_people(&row, rest);
		return row.count;
	}
	bool listed = word_at(rest, WORD_REPRESENTATIVES, &prefix);
	bool ands = parts_groups(rest);
	if (listed && !word_has(rest, WORD_DESIGNATED))
		add_representatives(&row, rest, prefix);
	else
		for (; rest.size; rest = scan_trim(text_from(rest, next))) {
			size_t end = element_end(rest, false, ands, &next);
			add_foreseen(&row, (struct text){ rest.data, end }, line.has_role || role);
		}
	return row.count;
}
