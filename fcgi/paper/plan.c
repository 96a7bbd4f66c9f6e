/* From JSON to parts. Every page of every segment becomes exactly one page of the document. */
#include "paper/plan.h"

#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

#define NOT_PLACED UINT32_MAX

static bool source_open(struct source *source, struct arena *arena, int file)
{
	struct segment_header *header = &source->header;

	source->file = file;
	if (segment_peek(header, file) || header->pages > PLAN_MAX_PAGES ||
		header->objects > INT32_MAX / 4)
		return false;
	source->order = arena_alloc(arena, header->pages * sizeof *source->order);
	for (uint32_t i = 0; i < header->pages; i++)
		source->order[i] = NOT_PLACED;
	return true;
}

static const char *open_sources(
	struct plan *plan, struct arena *arena, const int segments[], size_t count)
{
	uint64_t objects = 0;

	*plan = (struct plan){ .source_count = count };
	plan->sources = arena_alloc(arena, (count + 1) * sizeof *plan->sources);
	for (size_t i = 0; i < count; i++) {
		if (!source_open(&plan->sources[i], arena, segments[i]))
			return arena_printf(arena, "segment %zu is none", i);
		objects += plan->sources[i].header.objects + plan->sources[i].header.pages;
	}
	return objects > INT32_MAX / 4 ? "too many objects" : NULL;
}

/* A whole number from least to most; least - 1 when there is none. */
static long whole_number(const cJSON *object, const char *name, long least, long most)
{
	const cJSON *number = cJSON_GetObjectItemCaseSensitive(object, name);

	if (!cJSON_IsNumber(number) || !(number->valuedouble >= (double)least) ||
		!(number->valuedouble <= (double)most))
		return least - 1;
	return (long)number->valuedouble;
}

/* What is empty counts as not given. */
static const char *string_of(const cJSON *object, const char *name)
{
	const char *string = json_string(object, name);

	return string && *string ? string : NULL;
}

static const char *place_pages(struct plan *plan, struct part *part)
{
	struct source *source = part->source;

	part->page = plan->pages;
	if (part->first >= source->header.pages || part->count > source->header.pages - part->first)
		return "a part asks for pages that its segment does not have";
	if (part->count > PLAN_MAX_PAGES - plan->pages)
		return "too many pages";
	for (uint32_t i = 0; i < part->count; i++) {
		if (source->order[part->first + i] != NOT_PLACED)
			return "a page stands in two parts";
		source->order[part->first + i] = part->page + i;
	}
	plan->pages += part->count;
	return NULL;
}

static const char *read_marks(struct part *part, struct arena *arena, const cJSON *from)
{
	const cJSON *mark;
	uint32_t before = 0;

	part->marks =
		from ? arena_alloc(arena, (size_t)cJSON_GetArraySize(from) * sizeof *part->marks)
		     : NULL;
	cJSON_ArrayForEach (mark, from) {
		long page = whole_number(mark, "page", 1, part->count);
		long level = whole_number(mark, "level", 1, 12);
		const char *bookmark = string_of(mark, "bookmark");
		if (page < 1 || !bookmark || (uint32_t)page - 1 < before)
			return "a mark needs a bookmark and a page of its part, in their order";
		before = (uint32_t)page - 1;
		part->marks[part->mark_count++] =
			(struct mark){ bookmark, before, level > 0 ? (unsigned)level - 1 : 0 };
	}
	return NULL;
}

static const char *read_part(struct plan *plan, struct arena *arena, const cJSON *from)
{
	long segment = whole_number(from, "segment", 0, (long)plan->source_count - 1);
	long first = whole_number(from, "first", 1, PLAN_MAX_PAGES);
	long count = whole_number(from, "pages", 1, PLAN_MAX_PAGES);
	long level = whole_number(from, "level", 1, 12);
	struct part *part = &plan->parts[plan->part_count++];

	if (segment < 0 || count < 1)
		return "a part needs the number of a segment and of pages";
	part->source = &plan->sources[segment];
	part->first = first > 0 ? (uint32_t)first - 1 : 0;
	part->count = (uint32_t)count;
	part->bookmark = string_of(from, "bookmark");
	part->level = level > 0 ? (unsigned)level - 1 : 0;
	part->head = string_of(from, "head");
	part->language = string_of(from, "language");
	const char *wrong =
		read_marks(part, arena, cJSON_GetObjectItemCaseSensitive(from, "marks"));
	return wrong ? wrong : place_pages(plan, part);
}

static const char *read_parts(struct plan *plan, struct arena *arena, const cJSON *parts)
{
	const char *wrong = NULL;
	const cJSON *part;

	if (!cJSON_IsArray(parts) || !parts->child)
		return "there are no parts";
	plan->parts = arena_alloc(arena, (size_t)cJSON_GetArraySize(parts) * sizeof *plan->parts);
	cJSON_ArrayForEach (part, parts)
		if (!wrong)
			wrong = read_part(plan, arena, part);
	return wrong;
}

static bool read_link(const struct plan *plan, const cJSON *from, struct plan_link *link)
{
	const cJSON *box = cJSON_GetObjectItemCaseSensitive(from, "box"), *side;
	long page = whole_number(from, "page", 1, plan->pages);
	long to = whole_number(from, "to", 1, plan->pages);
	size_t sides = 0;

	cJSON_ArrayForEach (side, box)
		if (cJSON_IsNumber(side) && sides < 4)
			link->box[sides++] = side->valuedouble;
	link->page = (uint32_t)page - 1;
	link->to = (uint32_t)to - 1;
	return page > 0 && to > 0 && sides == 4;
}

static int by_page(const void *a, const void *b)
{
	const struct plan_link *one = a, *other = b;

	return (one->page > other->page) - (one->page < other->page);
}

static const char *read_links(struct plan *plan, struct arena *arena, const cJSON *links)
{
	const cJSON *link;

	plan->links = arena_alloc(arena, (size_t)cJSON_GetArraySize(links) * sizeof *plan->links);
	cJSON_ArrayForEach (link, links)
		if (!read_link(plan, link, &plan->links[plan->link_count++]))
			return "a link leads from nowhere or to nowhere";
	if (plan->link_count)
		qsort(plan->links, plan->link_count, sizeof *plan->links, by_page);
	return NULL;
}

/* A page that is in no part would be left hanging in the document, so it is not allowed. */
static const char *check_all_placed(const struct plan *plan)
{
	for (size_t i = 0; i < plan->source_count; i++)
		for (uint32_t p = 0; p < plan->sources[i].header.pages; p++)
			if (plan->sources[i].order[p] == NOT_PLACED)
				return "not every page of every segment is used";
	return NULL;
}

static void make_digest(struct plan *plan, struct text json)
{
	struct sha256_ctx hash;

	sha256_init(&hash);
	sha256_update(&hash, json.size, (const uint8_t *)json.data);
	for (size_t i = 0; i < plan->source_count; i++)
		sha256_update(&hash, SEGMENT_DIGEST, plan->sources[i].header.digest);
	sha256_digest(&hash, sizeof plan->digest, plan->digest);
}

const char *plan_read(struct plan *plan, struct arena *arena, struct text json,
	const int segments[], size_t count)
{
	const char *wrong = open_sources(plan, arena, segments, count);
	const cJSON *root = wrong ? NULL : json_parse(json, &wrong);

	if (!root)
		return wrong;
	plan->title = string_of(root, "title");
	plan->language = string_of(root, "language");
	plan->author = string_of(root, "author");
	plan->subject = string_of(root, "subject");
	plan->numbering = string_of(root, "numbering");
	wrong = read_parts(plan, arena, cJSON_GetObjectItemCaseSensitive(root, "parts"));
	if (!wrong)
		wrong = read_links(plan, arena, cJSON_GetObjectItemCaseSensitive(root, "links"));
	make_digest(plan, json);
	return wrong ? wrong : check_all_placed(plan);
}

/* The copy is called as the paper is, and speaks its language. */
static const char *read_metadata(struct plan *plan, struct arena *arena, int file)
{
	struct segment segment;
	const char *wrong = segment_open(&segment, file);

	if (wrong)
		return wrong;
	if (segment.header->title.size)
		plan->title = arena_copy(arena, segment_text(&segment, segment.header->title));
	if (segment.header->language.size)
		plan->language =
			arena_copy(arena, segment_text(&segment, segment.header->language));
	segment_close(&segment);
	return NULL;
}

const char *plan_of_one(struct plan *plan, struct arena *arena, int segment)
{
	const char *wrong = open_sources(plan, arena, &segment, 1);

	if (!wrong)
		wrong = read_metadata(plan, arena, segment);
	if (wrong)
		return wrong;
	plan->one = true;
	plan->parts = arena_alloc(arena, sizeof *plan->parts);
	plan->part_count = 1;
	plan->parts[0] =
		(struct part){ .source = plan->sources, .count = plan->sources[0].header.pages };
	make_digest(plan, TEXT(""));
	return place_pages(plan, plan->parts);
}
