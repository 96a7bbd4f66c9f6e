/*
 * tests/compare PACKET < list: what poppler sees of papers, before, and after they were put into a
 * packet. Each line of the list is "FIRST TREE DRAWN… \tFILE": the page of the packet, from 1, that
 * is the paper's first; the number of its branch below the packet's Document, from 0; the paper's
 * pages, from 1, to be drawn; and the paper.
 *
 * Prints "different FILE\tWHAT\tHOW" for whatever differs, WHAT being pages, strip, text, links,
 * bookmarks, tags or pixels, and for each paper that was read "compared FILE\tPAGES LINKS BOOKMARKS
 * FIELDS ELEMENTS DRAWN". A paper that poppler cannot open is "unreadable FILE".
 *
 * A page of the packet is the paper's with a strip above it. So places are compared from its lower
 * edge for links, as poppler gives them, and less the strip for pixels. Only what a packet
 * is meant to keep counts as a link: those within the paper, and addresses of the web, of mail and
 * of telephones.
 */
#include <cairo.h>
#include <math.h>
#include <poppler.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double NEAR = 0.6; /* points, between the sides of a link before and after */
static const double FRAME = 3;  /* points, what a frame takes around its link */
static const double MOST_STRIP = 28,
		    WIDE = 612;         /* a strip's height on a page as wide as this, at most */
enum { SHADE = 2, MOST_PIXELS = 2000 }; /* of a colour; of a side that is drawn */

struct pair {
	const char *file;
	PopplerDocument *paper, *packet;
	int first, pages; /* first page in the packet, from 0 */
	int links, bookmarks, fields, elements, drawn;
};

static void differs(const struct pair *pair, const char *what, const char *form, ...)
	__attribute__((format(printf, 3, 4)));

static void differs(const struct pair *pair, const char *what, const char *form, ...)
{
	va_list values;

	printf("different %s\t%s\t", pair->file, what);
	va_start(values, form);
	vprintf(form, values);
	va_end(values);
	putchar('\n');
}

/* ---------------------------------------------------------------- links and bookmarks */

static char *describe_dest(PopplerDocument *document, const PopplerDest *dest, int first, int pages)
{
	PopplerDest *named = NULL;
	char *description = NULL;

	if (dest && dest->type == POPPLER_DEST_NAMED)
		dest = named = poppler_document_find_dest(document, dest->named_dest);
	if (dest && dest->page_num > first && dest->page_num <= first + pages)
		description = g_strdup_printf("page %d, %d at %.1f %.1f %.1f %.1f",
			dest->page_num - first, dest->type, dest->change_left ? dest->left : 0,
			dest->change_top ? dest->top : 0, dest->right, dest->bottom);
	if (named)
		poppler_dest_free(named);
	return description;
}

/* Where it leads; NULL for what is not kept. */
static char *target_of(PopplerDocument *document, const PopplerAction *action, int first, int pages)
{
	static const char *const kept[] = { "http://", "https://", "mailto:", "tel:", "ftp://",
		"ftps://", "doi:", "www." };

	if (action && action->type == POPPLER_ACTION_GOTO_DEST)
		return describe_dest(document, action->goto_dest.dest, first, pages);
	if (!action || action->type != POPPLER_ACTION_URI || !action->uri.uri)
		return NULL;
	char *address = g_strstrip(g_strdup(action->uri.uri));
	for (size_t i = 0; i < G_N_ELEMENTS(kept); i++)
		if (g_ascii_strncasecmp(address, kept[i], strlen(kept[i])) == 0)
			return address;
	g_free(address);
	return NULL;
}

struct link {
	PopplerRectangle area;
	char *target;
};

static GArray *links_of(PopplerDocument *document, PopplerPage *page, int first, int pages)
{
	GArray *links = g_array_new(FALSE, FALSE, sizeof(struct link));
	GList *all = poppler_page_get_link_mapping(page);

	for (GList *l = all; l; l = l->next) {
		const PopplerLinkMapping *mapping = l->data;
		struct link link = { mapping->area,
			target_of(document, mapping->action, first, pages) };
		if (link.target)
			g_array_append_val(links, link);
	}
	poppler_page_free_link_mapping(all);
	return links;
}

static void free_links(GArray *links)
{
	for (guint i = 0; i < links->len; i++)
		g_free(g_array_index(links, struct link, i).target);
	g_array_unref(links);
}

static bool same_link(const struct link *one, const struct link *other)
{
	return other->target && strcmp(one->target, other->target) == 0 &&
	       fabs(one->area.x1 - other->area.x1) < NEAR &&
	       fabs(one->area.x2 - other->area.x2) < NEAR &&
	       fabs(one->area.y1 - other->area.y1) < NEAR &&
	       fabs(one->area.y2 - other->area.y2) < NEAR;
}

static void compare_links(struct pair *pair, PopplerPage *before, PopplerPage *after, int number)
{
	GArray *was = links_of(pair->paper, before, 0, pair->pages);
	GArray *is = links_of(pair->packet, after, pair->first, pair->pages);
	int kept = 0;

	pair->links += (int)was->len;
	for (guint i = 0; i < was->len; i++)
		for (guint k = 0; k < is->len; k++) {
			struct link *link = &g_array_index(is, struct link, k);
			if (!same_link(&g_array_index(was, struct link, i), link))
				continue;
			g_clear_pointer(&link->target, g_free);
			kept++;
			break;
		}
	if (kept < (int)was->len || is->len > was->len)
		differs(pair, "links", "page %d: %d of %u kept, %u there", number, kept, was->len,
			is->len);
	free_links(was);
	free_links(is);
}

/* Bookmarks as lines, in reading order. */
static void collect_bookmarks(GPtrArray *lines, PopplerDocument *document, PopplerIndexIter *iter,
	int depth, int first, int pages)
{
	do {
		PopplerAction *action = poppler_index_iter_get_action(iter);
		char *target = target_of(document, action, first, pages);
		g_ptr_array_add(
			lines, g_strdup_printf("%d %s %s", depth, action ? action->any.title : "",
				       target ? target : "nowhere"));
		g_free(target);
		poppler_action_free(action);
		PopplerIndexIter *child = poppler_index_iter_get_child(iter);
		if (child)
			collect_bookmarks(lines, document, child, depth + 1, first, pages);
		poppler_index_iter_free(child);
	} while (poppler_index_iter_next(iter));
}

/* The bookmarks of the packet that belong to the part before this paper, and the paper: those below
 * its sheet. */
static PopplerIndexIter *bookmarks_of(const struct pair *pair)
{
	PopplerIndexIter *iter = poppler_index_iter_new(pair->packet), *found = NULL;
	int past = 0;

	while (iter && !found && !past) {
		PopplerAction *action = poppler_index_iter_get_action(iter);
		if (action && action->type == POPPLER_ACTION_GOTO_DEST && action->goto_dest.dest) {
			past = action->goto_dest.dest->page_num > pair->first;
			if (action->goto_dest.dest->page_num == pair->first)
				found = poppler_index_iter_get_child(iter);
		}
		poppler_action_free(action);
		if (!poppler_index_iter_next(iter))
			break;
	}
	poppler_index_iter_free(iter);
	return found;
}

static void compare_bookmarks(struct pair *pair)
{
	GPtrArray *was = g_ptr_array_new_with_free_func(g_free),
		  *is = g_ptr_array_new_with_free_func(g_free);
	PopplerIndexIter *before = poppler_index_iter_new(pair->paper), *after = bookmarks_of(pair);

	if (before)
		collect_bookmarks(was, pair->paper, before, 0, 0, pair->pages);
	if (after)
		collect_bookmarks(is, pair->packet, after, 0, pair->first, pair->pages);
	pair->bookmarks = (int)was->len;
	for (guint i = 0; i < MAX(was->len, is->len); i++) {
		const char *line = i < was->len ? was->pdata[i] : "nothing";
		const char *now = i < is->len ? is->pdata[i] : "nothing";
		if (strcmp(line, now) == 0)
			continue;
		differs(pair, "bookmarks", "%s became %s (%u before, %u after)", line, now,
			was->len, is->len);
		break;
	}
	poppler_index_iter_free(before);
	poppler_index_iter_free(after);
	g_ptr_array_unref(was);
	g_ptr_array_unref(is);
}

/* ---------------------------------------------------------------- tags */

/* The kinds of elements in reading order, with brackets for what is below. */
static int list_tags(GString *list, PopplerStructureElementIter *iter)
{
	int count = 0;

	do {
		PopplerStructureElement *element = poppler_structure_element_iter_get_element(iter);
		PopplerStructureElementIter *child = poppler_structure_element_iter_get_child(iter);
		PopplerStructureElementKind kind = poppler_structure_element_get_kind(element);
		count++;
		g_string_append_printf(list, "%d", kind);
		if (child) {
			g_string_append_c(list, '(');
			count += list_tags(list, child);
			g_string_append_c(list, ')');
		}
		g_string_append_c(list, ' ');
		poppler_structure_element_iter_free(child);
		g_object_unref(element);
	} while (poppler_structure_element_iter_next(iter));
	return count;
}

static void compare_tags(struct pair *pair, int branch)
{
	GString *was = g_string_new(NULL), *is = g_string_new(NULL);
	PopplerStructureElementIter *before = poppler_structure_element_iter_new(pair->paper);
	PopplerStructureElementIter *root = poppler_structure_element_iter_new(pair->packet);
	PopplerStructureElementIter *part = root ? poppler_structure_element_iter_get_child(root)
						 : NULL,
				    *inside = NULL;

	if (before)
		pair->elements = list_tags(was, before);
	while (part && branch > 0 && poppler_structure_element_iter_next(part))
		branch--;
	if (part && branch == 0)
		inside = poppler_structure_element_iter_get_child(part);
	if (inside)
		list_tags(is, inside);
	if (before && strcmp(was->str, is->str) != 0)
		differs(pair, "tags", "%.300s became %.300s", was->str, is->str);
	poppler_structure_element_iter_free(before);
	poppler_structure_element_iter_free(inside);
	poppler_structure_element_iter_free(part);
	poppler_structure_element_iter_free(root);
	g_string_free(was, TRUE);
	g_string_free(is, TRUE);
}

/* ---------------------------------------------------------------- pixels */

static cairo_surface_t *draw(PopplerPage *page, int width, int height, double strip)
{
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
	cairo_t *cr = cairo_create(surface);

	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	cairo_translate(cr, 0, -strip);
	poppler_page_render(page, cr);
	cairo_destroy(cr);
	cairo_surface_flush(surface);
	return surface;
}

/* Where links stand that lead out of the paper: the packet keeps neither them nor the frames that
 * readers draw. */
static GArray *dead_areas(const struct pair *pair, PopplerPage *page, double height)
{
	GArray *areas = g_array_new(FALSE, FALSE, sizeof(PopplerRectangle));
	GList *all = poppler_page_get_link_mapping(page);

	for (GList *l = all; l; l = l->next) {
		const PopplerLinkMapping *mapping = l->data;
		PopplerRectangle area = { mapping->area.x1 - FRAME,
			height - mapping->area.y2 - FRAME, mapping->area.x2 + FRAME,
			height - mapping->area.y1 + FRAME };
		char *target = target_of(pair->paper, mapping->action, 0, pair->pages);
		if (!target)
			g_array_append_val(areas, area);
		g_free(target);
	}
	poppler_page_free_link_mapping(all);
	return areas;
}

static bool is_within(const GArray *areas, int x, int y)
{
	for (guint i = 0; i < areas->len; i++) {
		const PopplerRectangle *area = &g_array_index(areas, PopplerRectangle, i);
		if (x >= area->x1 && x <= area->x2 && y >= area->y1 && y <= area->y2)
			return true;
	}
	return false;
}

static const unsigned char *pixel(cairo_surface_t *surface, int x, int y)
{
	return cairo_image_surface_get_data(surface) +
	       (size_t)y * (size_t)cairo_image_surface_get_stride(surface) + (size_t)4 * (size_t)x;
}

static bool same_colour(const unsigned char *one, const unsigned char *other)
{
	return abs(one[0] - other[0]) <= SHADE && abs(one[1] - other[1]) <= SHADE &&
	       abs(one[2] - other[2]) <= SHADE;
}

static void compare_pixels(
	struct pair *pair, PopplerPage *before, PopplerPage *after, double strip, int number)
{
	double wide, high;
	long different = 0;

	poppler_page_get_size(before, &wide, &high);
	int width = (int)fmax(1, fmin(floor(wide), MOST_PIXELS));
	int height = (int)fmax(1, fmin(floor(high), MOST_PIXELS));
	GArray *dead = dead_areas(pair, before, high);
	cairo_surface_t *was = draw(before, width, height, 0);
	cairo_surface_t *is = draw(after, width, height, strip);
	for (int y = 0; y < height; y++)
		for (int x = 0; x < width; x++)
			different += !same_colour(pixel(was, x, y), pixel(is, x, y)) &&
				     !is_within(dead, x, y);
	pair->drawn++;
	if (different > 0)
		differs(pair, "pixels", "page %d: %.4f %%", number,
			100.0 * (double)different / ((double)width * height));
	cairo_surface_destroy(was);
	cairo_surface_destroy(is);
	g_array_unref(dead);
}

/* ---------------------------------------------------------------- a paper */

static int fields_of(PopplerPage *page)
{
	GList *fields = poppler_page_get_form_field_mapping(page);
	int count = (int)g_list_length(fields);

	poppler_page_free_form_field_mapping(fields);
	return count;
}

static void compare_page(struct pair *pair, int number, const int *drawn)
{
	PopplerPage *before = poppler_document_get_page(pair->paper, number - 1);
	PopplerPage *after = poppler_document_get_page(pair->packet, pair->first + number - 1);
	double width, height, wide, high;

	if (!before || !after) {
		differs(pair, "pages", "page %d is not there", number);
		g_clear_object(&before);
		g_clear_object(&after);
		return;
	}
	poppler_page_get_size(before, &width, &height);
	poppler_page_get_size(after, &wide, &high);
	if (fabs(wide - width) > 0.01 || high - height <= 0 ||
		high - height > MOST_STRIP * fmax(1, width / WIDE))
		differs(pair, "strip", "page %d of %.2f by %.2f became %.2f by %.2f", number, width,
			height, wide, high);
	pair->fields += fields_of(before);
	compare_links(pair, before, after, number);
	for (; *drawn; drawn++)
		if (*drawn == number)
			compare_pixels(pair, before, after, high - height, number);
	g_object_unref(before);
	g_object_unref(after);
}

static PopplerDocument *open_document(const char *path)
{
	char *uri = g_filename_to_uri(path, NULL, NULL);
	PopplerDocument *document = poppler_document_new_from_file(uri, NULL, NULL);

	g_free(uri);
	return document;
}

static void compare_paper(PopplerDocument *packet, char *line)
{
	char *file = strchr(line, '\t'), *next = line;
	int drawn[16] = { 0 };

	if (!file)
		return;
	*file++ = '\0';
	int first = (int)strtol(next, &next, 10), branch = (int)strtol(next, &next, 10);
	for (size_t i = 0; i + 1 < G_N_ELEMENTS(drawn) && *next; i++)
		drawn[i] = (int)strtol(next, &next, 10);
	struct pair pair = {
		.file = file, .paper = open_document(file), .packet = packet, .first = first - 1
	};
	if (!pair.paper) {
		printf("unreadable %s\n", file);
		return;
	}
	pair.pages = poppler_document_get_n_pages(pair.paper);
	for (int number = 1; number <= pair.pages; number++)
		compare_page(&pair, number, drawn);
	compare_bookmarks(&pair);
	compare_tags(&pair, branch);
	printf("compared %s\t%d %d %d %d %d %d\n", file, pair.pages, pair.links, pair.bookmarks,
		pair.fields, pair.elements, pair.drawn);
	fflush(stdout);
	g_object_unref(pair.paper);
}

int main(int argc, char **argv)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t length;

	PopplerDocument *packet = argc == 2 ? open_document(argv[1]) : NULL;
	if (!packet) {
		fputs("usage: compare PACKET < list\n", stderr);
		return 2;
	}
	while ((length = getline(&line, &size, stdin)) > 0) {
		line[length - (line[length - 1] == '\n')] = '\0';
		compare_paper(packet, line);
	}
	free(line);
	g_object_unref(packet);
	return 0;
}
