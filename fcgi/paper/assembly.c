/*
 * One pass over the segments. Local object n of a segment becomes number base + n; the content of
 * its page p, which is written here, base + objects + p. So a reference is one addition.
 */
#include "paper/assembly.h"

#include "paper/bookmarks.h"
#include "paper/branches.h"
#include "paper/document.h"
#include "paper/frame.h"
#include "paper/stamp.h"

#include <string.h>

enum { LONG_CONTENT = 4096 };

struct assembly {
	const struct plan *plan;
	struct document document;
	struct frame frame;
	struct branches branches;
	struct stamp *stamp;
	struct arena scratch; /* of the object at hand */
	const char *wrong;
};

/* The object's text from `at` on, with every reference completed; none stands before. */
static void put_text_from(struct buffer *out, const struct segment *segment,
	const struct segment_object *object, uint32_t base, uint32_t at)
{
	struct text text = segment_text(segment, object->text);
	const struct segment_relocation *here = segment->relocations + object->relocation;

	for (uint32_t i = 0; i < object->relocations; i++, here++) {
		buffer_append(out, (struct text){ text.data + at, here->at - at });
		buffer_number(out, base + here->object);
		at = here->at;
	}
	buffer_append(out, text_from(text, at));
}

static void put_text(struct buffer *out, const struct segment *segment,
	const struct segment_object *object, uint32_t base)
{
	put_text_from(out, segment, object, base, 0);
}

/* The plan's links are sorted by page; segments are not. */
static const struct plan_link *links_of(const struct plan *plan, uint32_t page, size_t *count)
{
	size_t low = 0, high = plan->link_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (plan->links[middle].page < page)
			low = middle + 1;
		else
			high = middle;
	}
	*count = 0;
	while (low + *count < plan->link_count && plan->links[low + *count].page == page)
		++*count;
	return *count ? plan->links + low : NULL;
}

static void put_link(struct assembly *assembly, const struct plan_link *from, uint32_t number)
{
	struct buffer *out = document_begin(&assembly->document, number);

	buffer_printf(out,
		"<</Type/Annot/Subtype/Link/Rect[%.2f %.2f %.2f %.2f]/Border[0 0 0]/H/N"
		"/StructParent %u/Dest[%u 0 R/Fit]>>",
		from->box[0], from->box[1], from->box[2], from->box[3], number,
		assembly->frame.page_objects[from->to]);
	document_end(&assembly->document);
}

/* The rest of a page, behind what its segment says: links, fonts, boxes, content, parent. */
static void put_page(struct assembly *assembly, const struct segment *segment, uint32_t local,
	const struct source *source, bool stamped)
{
	uint32_t page = source->order[local], first = 0;
	size_t links;
	const struct plan_link *from = links_of(assembly->plan, page, &links);

	if (links)
		first = document_reserve(&assembly->document, (uint32_t)links);
	struct buffer *out = document_begin(&assembly->document, source->base + local);
	put_text(out, segment, &segment->objects[local], source->base);
	if (stamped)
		document_put_reference(out, TEXT("/Font "), assembly->frame.fonts);
	buffer_append(out, TEXT(">>"));
	stamp_boxes(out, &segment->pages[local], stamped);
	document_put_reference(
		out, TEXT("/Contents "), source->base + source->header.objects + local);
	document_put_reference(out, TEXT("/Parent "), frame_parent(&assembly->frame, page));
	if (branches_wrap(&assembly->branches, source))
		buffer_printf(out, "/StructParents %u", source->base + local);
	if (links)
		buffer_append(out, TEXT("/Annots["));
	for (uint32_t i = 0; i < links; i++)
		document_put_reference(out, i ? TEXT(" ") : TEXT(""), first + i);
	buffer_append(out, links ? TEXT("]>>") : TEXT(">>"));
	document_end(&assembly->document);
	for (uint32_t i = 0; i < links; i++)
		put_link(assembly, &from[i], first + i);
	branches_add_links(&assembly->branches, page, source->base + local, first, (uint32_t)links);
}

/* A few operators: not worth compressing, which would take longer than all the rest. */
static void put_operators(struct assembly *assembly, uint32_t number, struct text operators)
{
	if (operators.size < LONG_CONTENT)
		document_put_stream(&assembly->document, number, TEXT("<<"), operators);
	else
		document_put_deflated(&assembly->document, number, TEXT("<<"), operators);
}

/* The page's program; as one piece of marked content where an element stands for the page. */
static struct text program_of(struct assembly *assembly, const struct segment *segment,
	uint32_t local, const struct source *source)
{
	struct text program = segment_text(segment, segment->pages[local].program);
	struct buffer marked;

	if (!branches_wrap(&assembly->branches, source))
		return program;
	buffer_init(&marked, &assembly->scratch, (size_t)16 << 20);
	buffer_append(&marked, TEXT("/P<</MCID 0>>BDC\n"));
	buffer_append(&marked, program);
	buffer_append(&marked, TEXT("EMC\n"));
	assembly->document.failed |= marked.full;
	return buffer_text(&marked);
}

static void put_content(struct assembly *assembly, const struct segment *segment, uint32_t local,
	const struct source *source, const char *head)
{
	const struct segment_page *page = &segment->pages[local];
	struct buffer content;

	buffer_init(&content, &assembly->scratch, (size_t)16 << 20);
	struct text program = program_of(assembly, segment, local, source);
	if (head)
		stamp_draw(
			assembly->stamp, &content, page, program, head, source->order[local] + 1);
	else
		buffer_append(&content, program);
	put_operators(
		assembly, source->base + source->header.objects + local, buffer_text(&content));
	assembly->document.failed |= content.full;
	arena_reset(&assembly->scratch);
}

/* An element of the structure tree, and of a branch also what it hangs on. */
static void put_element(struct assembly *assembly, const struct segment *segment, uint32_t local,
	const struct source *source)
{
	const struct segment_object *object = &segment->objects[local];
	struct buffer *out = document_begin(&assembly->document, source->base + local);
	size_t begun = branches_begin_element(
		&assembly->branches, out, source, segment_text(segment, object->text));

	put_text_from(out, segment, object, source->base, (uint32_t)begun);
	if (object->kind == SEGMENT_BRANCH)
		document_put_reference(out, TEXT("/P "),
			branches_parent(&assembly->branches, source,
				segment_page_of_branch(segment, local)));
	buffer_append(out, TEXT(">>"));
	document_end(&assembly->document);
}

static void put_stream(struct assembly *assembly, struct segment *segment, uint32_t local,
	const struct source *source)
{
	const struct segment_object *object = &segment->objects[local];
	uint32_t number = source->base + local;
	struct buffer dictionary;

	buffer_init(&dictionary, &assembly->scratch, (size_t)128 << 20);
	put_text(&dictionary, segment, object, source->base);
	assembly->document.failed |= dictionary.full;
	if (object->stream_size > SEGMENT_WINDOW / 2) {
		document_copy_stream(&assembly->document, number, buffer_text(&dictionary),
			segment->file, object->stream, object->stream_size);
	} else {
		struct text stream = segment_stream(segment, object);
		assembly->document.failed |= !stream.data;
		document_put_stream(&assembly->document, number, buffer_text(&dictionary), stream);
	}
	arena_reset(&assembly->scratch);
}

static void put_object(struct assembly *assembly, struct segment *segment, uint32_t local,
	const struct source *source)
{
	const struct segment_object *object = &segment->objects[local];

	if (object->kind == SEGMENT_ELEMENT || object->kind == SEGMENT_BRANCH) {
		put_element(assembly, segment, local, source);
		return;
	}
	if (object->kind == SEGMENT_PLAIN) {
		put_text(document_begin(&assembly->document, source->base + local), segment, object,
			source->base);
		document_end(&assembly->document);
		return;
	}
	put_stream(assembly, segment, local, source);
}

static void put_source(
	struct assembly *assembly, const struct source *source, const char *const heads[])
{
	struct segment segment;

	assembly->wrong = segment_open(&segment, source->file);
	if (assembly->wrong)
		return;
	if (memcmp(segment.header, &source->header, sizeof source->header) != 0) {
		assembly->wrong = "a segment changed while it was read";
	} else {
		for (uint32_t i = 0; i < source->header.objects; i++) {
			if (i >= source->header.pages) {
				put_object(assembly, &segment, i, source);
				continue;
			}
			put_page(assembly, &segment, i, source, heads[source->order[i]]);
			put_content(assembly, &segment, i, source, heads[source->order[i]]);
		}
		frame_add_layers(&assembly->frame, &segment, source->base);
		branches_add(&assembly->branches, source, &segment);
	}
	segment_close(&segment);
}

/* The running head of every page of the document. */
static const char **heads_of(const struct plan *plan, struct arena *arena)
{
	const char **heads = arena_alloc(arena, plan->pages * sizeof *heads);

	for (size_t i = 0; i < plan->part_count; i++)
		for (uint32_t p = 0; p < plan->parts[i].count; p++)
			heads[plan->parts[i].page + p] = plan->parts[i].head;
	return heads;
}

static bool any_head(const struct plan *plan)
{
	for (size_t i = 0; i < plan->part_count; i++)
		if (plan->parts[i].head)
			return true;
	return false;
}

const char *assemble(
	const struct plan *plan, int file, struct arena *arena, struct assembly_result *result)
{
	struct assembly assembly = { .plan = plan };
	const char **heads = heads_of(plan, arena);

	if (any_head(plan) && !(assembly.stamp = stamp_open(arena, plan->numbering, plan->pages)))
		return "there is no font for the running head: install fonts-noto-core";
	document_init(&assembly.document, file);
	arena_init(&assembly.scratch, (size_t)1 << 30);
	frame_init(&assembly.frame, plan, &assembly.document, arena);
	assembly.wrong = branches_init(&assembly.branches, plan, &assembly.document, arena);
	for (size_t i = 0; i < plan->source_count && !assembly.wrong; i++)
		put_source(&assembly, &plan->sources[i], heads);
	if (!assembly.wrong)
		branches_write(&assembly.branches);
	if (!assembly.wrong && !frame_write(&assembly.frame, assembly.stamp, &assembly.branches))
		assembly.wrong = "the document cannot be written";
	*result = (struct assembly_result){ .pages = plan->pages, .size = assembly.document.size };
	arena_release(&assembly.scratch);
	document_release(&assembly.document);
	return assembly.wrong;
}
