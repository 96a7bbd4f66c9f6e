/*
 * The paper's own bookmarks, in reading order with their depth. Chains that loop end where they
 * meet themselves; what is nested deeper than twelve becomes a neighbour of its parent.
 */
#include "paper/outline.h"

#include "paper/destinations.h"
#include "paper/values.h"

enum { DEEPEST = 12 };

struct reading {
	struct intake *in;
	uint8_t *met; /* one bit an object id */
	uint32_t ids, count;
};

static bool met_before(struct reading *reading, qpdf_oh item)
{
	uint32_t id = (uint32_t)qpdf_oh_get_object_id(reading->in->pdf, item);
	uint8_t bit = (uint8_t)(1 << id % 8);

	if (id >= reading->ids)
		return true;
	if (reading->met[id / 8] & bit)
		return id != 0;
	reading->met[id / 8] |= bit;
	return false;
}

static void add(struct reading *reading, qpdf_oh item, unsigned depth)
{
	struct intake *in = reading->in;
	qpdf_oh title = key_of(in, item, "/Title");
	struct segment_bookmark mark = { .page = SEGMENT_NOWHERE, .depth = (uint16_t)depth };
	struct destination destination;
	long long count = 0;

	if (!qpdf_oh_is_string(in->pdf, title))
		return;
	mark.title = segment_keep(&in->writer, text_of(qpdf_oh_unparse_resolved(in->pdf, title)));
	if (destination_of_item(in, item, &destination)) {
		mark.page = destination.page;
		mark.view = segment_keep(&in->writer, text_of(destination.view));
	}
	qpdf_oh_get_value_as_longlong(in->pdf, key_of(in, item, "/Count"), &count);
	mark.open = count > 0;
	segment_add_bookmark(&in->writer, mark);
	reading->count++;
}

static void read_chain(struct reading *reading, qpdf_oh first, unsigned depth)
{
	struct intake *in = reading->in;
	qpdf_oh item = first;

	while (qpdf_oh_is_dictionary(in->pdf, item) && !met_before(reading, item) &&
		reading->count < PAPER_MAX_BOOKMARKS) {
		uint32_t before = reading->count;
		add(reading, item, depth < DEEPEST ? depth : DEEPEST);
		/* an item without a title is passed over, its children move up */
		if (depth < 4 * DEEPEST)
			read_chain(reading, key_of(in, item, "/First"),
				depth + (reading->count > before));
		item = key_of(in, item, "/Next");
	}
}

void outline_carry(struct intake *in)
{
	qpdf_oh outlines = key_of(in, qpdf_get_root(in->pdf), "/Outlines");
	struct reading reading = { .in = in };
	int size = 0;

	if (!qpdf_oh_is_dictionary(in->pdf, outlines))
		return;
	qpdf_oh_get_value_as_int(in->pdf, key_of(in, qpdf_get_trailer(in->pdf), "/Size"), &size);
	reading.ids = size > 0 && size < 10 * 1000 * 1000 ? (uint32_t)size + 1 : 10 * 1000 * 1000;
	reading.met = arena_alloc(in->arena, reading.ids / 8 + 1);
	read_chain(&reading, key_of(in, outlines, "/First"), 0);
	qpdf_oh_release_all(in->pdf);
}
