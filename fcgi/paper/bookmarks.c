/* The tree is found from the depths: one pass forward for neighbours, one backward for the counts.
 */
#include "paper/bookmarks.h"

enum { DEEPEST = 64, NOBODY = -1 };

struct bookmark {
	size_t title, title_size, view, view_size; /* in the text */
	uint32_t page;
	uint16_t depth;
	bool open;
	int parent, previous, next, first, last;
	int shown; /* descendants that are seen while this one is open */
};

void bookmarks_init(struct bookmarks *bookmarks, struct arena *arena)
{
	*bookmarks = (struct bookmarks){ 0 };
	buffer_init(&bookmarks->list, arena, (size_t)256 << 20);
	buffer_init(&bookmarks->text, arena, (size_t)256 << 20);
}

static size_t keep(struct buffer *text, struct text what)
{
	size_t at = text->size;

	buffer_append(text, what);
	return at;
}

void bookmarks_add(struct bookmarks *bookmarks, unsigned depth, bool open, struct text title,
	uint32_t page, struct text view)
{
	struct bookmark mark = {
		.title = keep(&bookmarks->text, title),
		.title_size = title.size,
		.view = keep(&bookmarks->text, view),
		.view_size = view.size,
		.page = page,
		.depth = (uint16_t)(depth < bookmarks->deepest ? depth : bookmarks->deepest),
		.open = open,
		.parent = NOBODY,
		.previous = NOBODY,
		.next = NOBODY,
		.first = NOBODY,
		.last = NOBODY,
	};

	bookmarks->deepest = mark.depth < DEEPEST - 1 ? mark.depth + 1 : mark.depth;
	buffer_append(&bookmarks->list, (struct text){ (char *)&mark, sizeof mark });
}

static void join(struct bookmark *marks, int count)
{
	int last[DEEPEST]; /* the latest bookmark of each depth */

	for (int i = 0; i < count; i++) {
		struct bookmark *mark = &marks[i];
		struct bookmark *parent = mark->depth ? &marks[last[mark->depth - 1]] : NULL;
		if (parent) {
			mark->parent = (int)(parent - marks);
			mark->previous = parent->last;
			parent->last = i;
			if (parent->first == NOBODY)
				parent->first = i;
		} else if (i > 0) {
			mark->previous = last[0];
		}
		if (mark->previous != NOBODY)
			marks[mark->previous].next = i;
		last[mark->depth] = i;
	}
}

/* Returns how many are seen when nothing is unfolded. */
static int count_shown(struct bookmark *marks, int count)
{
	int top = 0;

	for (int i = count - 1; i >= 0; i--) {
		int here = 1 + (marks[i].open ? marks[i].shown : 0);
		if (marks[i].parent == NOBODY)
			top += here;
		else
			marks[marks[i].parent].shown += here;
	}
	return top;
}

static void put_neighbour(struct buffer *out, struct text key, int mark, uint32_t first)
{
	if (mark != NOBODY)
		document_put_reference(out, key, first + (uint32_t)mark);
}

static void put_mark(struct buffer *out, const struct bookmark *mark, const char *text,
	uint32_t root, uint32_t first)
{
	buffer_append(out, TEXT("<</Title"));
	buffer_append(out, (struct text){ text + mark->title, mark->title_size });
	document_put_reference(out, TEXT("/Parent "),
		mark->parent == NOBODY ? root : first + (uint32_t)mark->parent);
	put_neighbour(out, TEXT("/Prev "), mark->previous, first);
	put_neighbour(out, TEXT("/Next "), mark->next, first);
	put_neighbour(out, TEXT("/First "), mark->first, first);
	put_neighbour(out, TEXT("/Last "), mark->last, first);
	if (mark->shown)
		buffer_printf(out, "/Count %d", mark->open ? mark->shown : -mark->shown);
	if (mark->page) {
		document_put_reference(out, TEXT("/Dest["), mark->page);
		buffer_append(out, (struct text){ text + mark->view, mark->view_size });
		buffer_append(out, TEXT("]"));
	}
	buffer_append(out, TEXT(">>"));
}

bool bookmarks_write(struct bookmarks *bookmarks, struct document *document, uint32_t root)
{
	struct bookmark *marks = (struct bookmark *)bookmarks->list.data;
	int count = (int)(bookmarks->list.size / sizeof *marks), last = count - 1;

	document->failed |= bookmarks->list.full || bookmarks->text.full;
	if (count == 0)
		return false;
	join(marks, count);
	int shown = count_shown(marks, count);
	uint32_t first = document_reserve(document, (uint32_t)count);
	while (marks[last].parent != NOBODY)
		last = marks[last].parent;
	buffer_printf(document_begin(document, root),
		"<</Type/Outlines/First %u 0 R/Last %u 0 R/Count %d>>", first,
		first + (uint32_t)last, shown);
	document_end(document);
	for (int i = 0; i < count; i++) {
		put_mark(document_begin(document, first + (uint32_t)i), &marks[i],
			bookmarks->text.data, root, first);
		document_end(document);
	}
	return true;
}
