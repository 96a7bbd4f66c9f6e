/* The frame of an assembled document. Nothing in it depends on when or where it is made. */
#include "paper/frame.h"

#include "paper/bookmarks.h"
#include "paper/branches.h"
#include "paper/stamp.h"

#include <stdio.h>
#include <string.h>

enum { KIDS = 40 }; /* of a node of the page tree */

static uint32_t nodes_over(uint32_t count)
{
	return (count + KIDS - 1) / KIDS;
}

/* Nodes of the whole tree: a level for every KIDS-fold, up to a single root. */
static uint32_t tree_size(uint32_t pages)
{
	uint32_t total = 0;

	do {
		pages = nodes_over(pages);
		total += pages;
	} while (pages > 1);
	return total;
}

void frame_init(struct frame *frame, const struct plan *plan, struct document *document,
	struct arena *arena)
{
	*frame = (struct frame){ .plan = plan, .document = document, .arena = arena };
	frame->catalog = document_reserve(document, 1);
	frame->info = document_reserve(document, 1);
	frame->metadata = document_reserve(document, 1);
	frame->outlines = document_reserve(document, 1);
	frame->fonts = document_reserve(document, 1);
	frame->tree = document_reserve(document, tree_size(plan->pages));
	frame->page_objects = arena_alloc(arena, plan->pages * sizeof *frame->page_objects);
	buffer_init(&frame->layers, arena, 1 << 24);
	buffer_init(&frame->off, arena, 1 << 24);
	buffer_init(&frame->by_view, arena, 1 << 24);
	buffer_init(&frame->by_print, arena, 1 << 24);
	for (size_t i = 0; i < plan->source_count; i++) {
		struct source *source = &plan->sources[i];
		source->base =
			document_reserve(document, source->header.objects + source->header.pages);
		for (uint32_t p = 0; p < source->header.pages; p++)
			frame->page_objects[source->order[p]] = source->base + p;
	}
}

uint32_t frame_parent(const struct frame *frame, uint32_t page)
{
	return frame->tree + page / KIDS;
}

void frame_add_layers(struct frame *frame, const struct segment *segment, uint32_t base)
{
	for (uint32_t i = 0; i < segment->header->layers; i++) {
		const struct segment_layer *layer = &segment->layers[i];
		const struct {
			struct buffer *list;
			bool listed;
		} lists[] = { { &frame->layers, true }, { &frame->off, layer->off },
			{ &frame->by_view, layer->by_view },
			{ &frame->by_print, layer->by_print } };
		for (size_t k = 0; k < sizeof lists / sizeof *lists; k++)
			if (lists[k].listed)
				buffer_printf(lists[k].list, " %u 0 R", base + layer->object);
	}
}

/* Pages below one node: a level counts KIDS times what the level under it does. */
static uint32_t pages_below(uint32_t pages, uint32_t node, uint64_t full)
{
	uint64_t start = node * full;

	return (uint32_t)(pages - start < full ? pages - start : full);
}

static void put_node(
	struct frame *frame, uint32_t number, uint32_t parent, struct text kids, uint32_t count)
{
	struct buffer *out = document_begin(frame->document, number);

	buffer_append(out, TEXT("<</Type/Pages/Kids["));
	buffer_append(out, kids);
	buffer_printf(out, "]/Count %u", count);
	if (parent)
		buffer_printf(out, "/Parent %u 0 R", parent);
	buffer_append(out, TEXT(">>"));
	document_end(frame->document);
}

/*
 * One level of nodes, the first being number `level`, over `below` children. Children are pages at
 * the lowest level, then the nodes of the level before.
 */
static void put_level(
	struct frame *frame, uint32_t level, uint32_t below, uint32_t first_child, uint64_t full)
{
	uint32_t nodes = nodes_over(below);

	for (uint32_t node = 0; node < nodes; node++) {
		char kids[KIDS * 16];
		int size = 0;
		for (uint32_t k = node * KIDS; k < below && k < (node + 1) * KIDS; k++)
			size += snprintf(kids + size, sizeof kids - (size_t)size, " %u 0 R",
				first_child ? first_child + k : frame->page_objects[k]);
		put_node(frame, level + node, nodes > 1 ? level + nodes + node / KIDS : 0,
			(struct text){ kids, (size_t)size },
			pages_below(frame->plan->pages, node, full));
	}
}

/* Returns the root. */
static uint32_t put_tree(struct frame *frame)
{
	uint32_t below = frame->plan->pages, level = frame->tree, child = 0;
	uint64_t full = KIDS;

	for (;;) {
		put_level(frame, level, below, child, full);
		if (nodes_over(below) == 1)
			return level;
		child = level;
		below = nodes_over(below);
		level += below;
		full *= KIDS;
	}
}

static void add_own_bookmarks(
	struct bookmarks *bookmarks, struct frame *frame, const struct part *part, unsigned below)
{
	struct segment segment;
	const struct source *source = part->source;

	if (segment_open(&segment, source->file)) {
		frame->document->failed = true;
		return;
	}
	for (uint32_t i = 0; i < segment.header->bookmarks; i++) {
		const struct segment_bookmark *mark = &segment.bookmarks[i];
		bool leads = mark->page < source->header.pages;
		if (leads && (mark->page < part->first || mark->page - part->first >= part->count))
			continue;
		if (!leads && part->first > 0)
			continue; /* said once, with the first pages */
		bookmarks_add(bookmarks, below + mark->depth, mark->open,
			segment_text(&segment, mark->title), leads ? source->base + mark->page : 0,
			segment_text(&segment, mark->view));
	}
	segment_close(&segment);
}

static void add_mark(struct bookmarks *bookmarks, struct frame *frame, const struct mark *mark,
	const struct part *part, bool open)
{
	struct buffer title;

	buffer_init(&title, frame->arena, 1 << 16);
	document_put_string(&title, mark->bookmark);
	bookmarks_add(bookmarks, mark->level, open, buffer_text(&title),
		frame->page_objects[part->page + mark->page], TEXT("/Fit"));
}

static bool nested_next(const struct plan *plan, size_t part)
{
	if (plan->parts[part].mark_count)
		return plan->parts[part].marks[0].level > plan->parts[part].level;
	for (size_t i = part + 1; i < plan->part_count; i++)
		if (plan->parts[i].bookmark)
			return plan->parts[i].level > plan->parts[part].level;
	return false;
}

/* The plan's own bookmarks are unfolded; a paper's stay folded below its title. */
static bool put_bookmarks(struct frame *frame)
{
	struct bookmarks bookmarks;

	bookmarks_init(&bookmarks, frame->arena);
	for (size_t i = 0; i < frame->plan->part_count; i++) {
		const struct part *part = &frame->plan->parts[i];
		unsigned below = part->level + (part->bookmark ? 1 : 0);
		if (part->bookmark)
			add_mark(&bookmarks, frame,
				&(struct mark){ part->bookmark, 0, part->level }, part,
				nested_next(frame->plan, i));
		for (size_t m = 0; m < part->mark_count; m++)
			add_mark(&bookmarks, frame, &part->marks[m], part, true);
		if (part->source->header.bookmarks)
			add_own_bookmarks(&bookmarks, frame, part, below);
	}
	return bookmarks_write(&bookmarks, frame->document, frame->outlines);
}

static void put_entry(struct buffer *out, const char *key, const char *value)
{
	if (!value)
		return;
	buffer_append(out, text_of(key));
	document_put_string(out, value);
}

static void put_info(struct frame *frame)
{
	struct buffer *out = document_begin(frame->document, frame->info);

	buffer_append(out, TEXT("<</Producer(dais)"));
	put_entry(out, "/Title", frame->plan->title);
	put_entry(out, "/Author", frame->plan->author);
	put_entry(out, "/Subject", frame->plan->subject);
	buffer_append(out, TEXT(">>"));
	document_end(frame->document);
}

static void put_escaped(struct buffer *out, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '<': buffer_append(out, TEXT("&lt;")); break;
		case '>': buffer_append(out, TEXT("&gt;")); break;
		case '&': buffer_append(out, TEXT("&amp;")); break;
		default:
			if ((unsigned char)*text >= ' ')
				buffer_append(out, (struct text){ text, 1 });
		}
}

static void put_element(struct buffer *out, const char *open, const char *value, const char *close)
{
	if (!value)
		return;
	buffer_append(out, text_of(open));
	put_escaped(out, value);
	buffer_append(out, text_of(close));
}

/* XMP (ISO 16684-1), the same as Info; uncompressed, as other programs look for it. */
static void put_metadata(struct frame *frame)
{
	struct buffer out;

	buffer_init(&out, frame->arena, 1 << 16);
	buffer_append(&out,
		TEXT("<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
		     "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF "
		     "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description "
		     "rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
		     "xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\"><pdf:Producer>dais</"
		     "pdf:Producer>"));
	put_element(&out, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">", frame->plan->title,
		"</rdf:li></rdf:Alt></dc:title>");
	put_element(&out, "<dc:creator><rdf:Seq><rdf:li>", frame->plan->author,
		"</rdf:li></rdf:Seq></dc:creator>");
	put_element(&out, "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">",
		frame->plan->subject, "</rdf:li></rdf:Alt></dc:description>");
	put_element(&out, "<dc:language><rdf:Bag><rdf:li>", frame->plan->language,
		"</rdf:li></rdf:Bag></dc:language>");
	buffer_append(
		&out, TEXT("</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>"));
	document_put_stream(frame->document, frame->metadata, TEXT("<</Type/Metadata/Subtype/XML"),
		buffer_text(&out));
}

/* A packet is marked whatever its papers say: all of it stands in the tree. */
static void put_mark_info(struct buffer *out, const struct branches *branches)
{
	bool marked = branches->parts || branches->mark_info & SEGMENT_MARKED;

	if (!branches->root)
		return;
	buffer_printf(out, "/StructTreeRoot %u 0 R/MarkInfo<</Marked %s", branches->root,
		marked ? "true" : "false");
	if (branches->mark_info & SEGMENT_SUSPECTS)
		buffer_append(out, TEXT("/Suspects true"));
	buffer_append(out, TEXT(">>"));
}

static void put_usage(struct buffer *out, const char *event, const struct buffer *layers)
{
	if (layers->size > 0)
		buffer_printf(out, "<</Event/%s/Category[/%s]/OCGs[%.*s]>>", event, event,
			(int)layers->size, layers->data);
}

static void put_layers(const struct frame *frame, struct buffer *out)
{
	if (frame->layers.size == 0)
		return;
	buffer_append(out, TEXT("/OCProperties<</OCGs["));
	buffer_append(out, buffer_text(&frame->layers));
	buffer_append(out, TEXT("]/D<</OFF["));
	buffer_append(out, buffer_text(&frame->off));
	buffer_append(out, TEXT("]/AS["));
	put_usage(out, "View", &frame->by_view);
	put_usage(out, "Print", &frame->by_print);
	buffer_append(out, TEXT("]>>>>"));
}

static void put_catalog(
	struct frame *frame, uint32_t pages, bool outlines, const struct branches *branches)
{
	struct buffer *out = document_begin(frame->document, frame->catalog);

	buffer_printf(out, "<</Type/Catalog/Pages %u 0 R/Metadata %u 0 R", pages, frame->metadata);
	if (outlines)
		buffer_printf(out, "/Outlines %u 0 R/PageMode/UseOutlines", frame->outlines);
	put_entry(out, "/Lang", frame->plan->language);
	put_mark_info(out, branches);
	if (frame->plan->title)
		buffer_append(out, TEXT("/ViewerPreferences<</DisplayDocTitle true>>"));
	buffer_append(out, TEXT("/PageLabels<</Nums[0<</S/D>>]>>"));
	put_layers(frame, out);
	buffer_append(out, TEXT(">>"));
	document_end(frame->document);
	frame->document->failed |= frame->layers.full || frame->off.full || frame->by_view.full ||
				   frame->by_print.full;
}

bool frame_write(struct frame *frame, struct stamp *stamp, const struct branches *branches)
{
	uint32_t pages = put_tree(frame);
	bool outlines = put_bookmarks(frame);

	put_info(frame);
	put_metadata(frame);
	put_catalog(frame, pages, outlines, branches);
	if (stamp && !stamp_write_fonts(stamp, frame->document, frame->fonts))
		return false;
	return document_finish(frame->document, frame->catalog, frame->info, frame->plan->digest);
}
