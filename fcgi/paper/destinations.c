/*
 * Where links and bookmarks lead. Named destinations are resolved here: two papers of one packet
 * may well use the same name. What leads outside the paper is dropped, except addresses that any
 * reader can open without harm.
 */
#include "paper/destinations.h"

#include "paper/values.h"

#include <stdlib.h>
#include <string.h>

enum { DEEPEST_TREE = 32 };

struct named_destination {
	struct text name;
	struct destination destination;
};

/* Ways of showing a page and how many numbers each takes (ISO 32000-1, table 151). */
static const struct {
	const char *name;
	int numbers;
} views[] = { { "/XYZ", 3 }, { "/Fit", 0 }, { "/FitH", 1 }, { "/FitV", 1 }, { "/FitR", 4 },
	{ "/FitB", 0 }, { "/FitBH", 1 }, { "/FitBV", 1 } };

/* A number of the view, or null, which keeps what the reader has. */
static void add_number(struct intake *in, qpdf_oh array, int at, char view[static 96])
{
	qpdf_oh item = qpdf_oh_get_array_item(in->pdf, array, at);
	size_t size = strlen(view);
	double number;
	char text[32];

	if (at < qpdf_oh_get_array_n_items(in->pdf, array) &&
		qpdf_oh_get_value_as_number(in->pdf, item, &number) && number > -1e6 &&
		number < 1e6)
		snprintf(view + size, 96 - size, " %s", number_text(text, number));
	else
		snprintf(view + size, 96 - size, " null");
	qpdf_oh_release(in->pdf, item);
}

static void read_view(struct intake *in, qpdf_oh array, char view[static 96])
{
	qpdf_oh name = qpdf_oh_get_array_item(in->pdf, array, 1);

	snprintf(view, 96, "/Fit");
	for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
		if (!is_name(in, name, views[i].name))
			continue;
		snprintf(view, 96, "%s", views[i].name);
		for (int n = 0; n < views[i].numbers; n++)
			add_number(in, array, 2 + n, view);
	}
	qpdf_oh_release(in->pdf, name);
}

/* [page /XYZ left top zoom]; the page is an object, or its number in a few old files. */
static bool read_array(struct intake *in, qpdf_oh array, struct destination *destination)
{
	qpdf_oh page = qpdf_oh_get_array_item(in->pdf, array, 0);
	long long index = -1;

	if (qpdf_oh_is_dictionary(in->pdf, page))
		index = qpdf_find_page_by_id(in->pdf, qpdf_oh_get_object_id(in->pdf, page),
			qpdf_oh_get_generation(in->pdf, page));
	else if (!qpdf_oh_get_value_as_longlong(in->pdf, page, &index))
		index = -1;
	qpdf_oh_release(in->pdf, page);
	if (index < 0 || index >= in->pages)
		return false;
	destination->page = (uint32_t)index;
	read_view(in, array, destination->view);
	return true;
}

static int compare_names(const void *a, const void *b)
{
	const struct named_destination *one = a, *other = b;
	size_t size = one->name.size < other->name.size ? one->name.size : other->name.size;
	int order = memcmp(one->name.data, other->name.data, size);

	return order ? order
		     : (one->name.size > other->name.size) - (one->name.size < other->name.size);
}

static bool read_name(struct intake *in, struct text name, struct destination *destination)
{
	struct named_destination key = { .name = name }, *found;

	if (!in->names_count)
		return false;
	found = bsearch(&key, in->names, in->names_count, sizeof key, compare_names);
	if (found)
		*destination = found->destination;
	return found;
}

/* The bytes of a string, or the letters of a name. Valid until the next call of libqpdf. */
static struct text key_text(struct intake *in, qpdf_oh value)
{
	struct text text = { "", 0 };

	if (qpdf_oh_is_name(in->pdf, value)) {
		text = text_of(qpdf_oh_get_name(in->pdf, value));
		text.data++; /* its slash */
		text.size--;
	} else if (qpdf_oh_is_string(in->pdf, value)) {
		text.data = qpdf_oh_get_binary_string_value(in->pdf, value, &text.size);
	}
	return text;
}

/* An explicit destination, or a dictionary around one (ISO 32000-1, 12.3.2.3). */
static bool read_explicit(struct intake *in, qpdf_oh value, struct destination *destination)
{
	if (qpdf_oh_is_dictionary(in->pdf, value))
		value = key_of(in, value, "/D");
	return qpdf_oh_is_array(in->pdf, value) && read_array(in, value, destination);
}

bool destination_of_item(struct intake *in, qpdf_oh item, struct destination *destination)
{
	qpdf_oh target = key_of(in, item, "/Dest");
	qpdf_oh action = key_of(in, item, "/A");

	if (qpdf_oh_is_null(in->pdf, target) && is_name(in, key_of(in, action, "/S"), "/GoTo"))
		target = key_of(in, action, "/D");
	if (read_explicit(in, target, destination))
		return true;
	return read_name(in, key_text(in, target), destination);
}

static bool is_kept(struct text address)
{
	static const char *const beginnings[] = { "http://", "https://",
		"mailto:", "tel:", "ftp://", "ftps://", "doi:", "www." };

	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
		struct text beginning = text_of(beginnings[i]);
		if (address.size > beginning.size &&
			text_equal_nocase((struct text){ address.data, beginning.size }, beginning))
			return true;
	}
	return false;
}

/*
 * A partial address with the paper's base in front of it (ISO 32000-1, 12.6.4.7), joined as poppler
 * joins them: the segment stands in a packet, which has no base. Empty when there is none.
 */
static struct text with_base(struct intake *in, struct text address)
{
	const char *partial = arena_copy(in->arena, address); /* the next text takes its place */
	qpdf_oh catalog = qpdf_get_root(in->pdf);
	struct text base =
		text_trim(key_text(in, key_of(in, key_of(in, catalog, "/URI"), "/Base")));

	if (!base.size || !*partial || strchr(partial, ':'))
		return TEXT("");
	bool ends = base.data[base.size - 1] == '/' || base.data[base.size - 1] == '?';
	return text_of(arena_printf(in->arena, "%.*s%s%s", (int)base.size, base.data,
		ends ? "" : "/", partial + (*partial == '/')));
}

struct text destination_address(struct intake *in, qpdf_oh action)
{
	struct text address;

	if (!is_name(in, key_of(in, action, "/S"), "/URI"))
		return TEXT("");
	address = text_trim(key_text(in, key_of(in, action, "/URI")));
	if (!is_kept(address))
		address = with_base(in, address);
	return is_kept(address) ? address : TEXT("");
}

static void add_name(struct intake *in, struct text name, qpdf_oh value)
{
	struct named_destination found = { .name = { arena_copy(in->arena, name), name.size } };

	if (in->names_found.size / sizeof found >= PAPER_MAX_NAMES)
		intake_refuse(in, "TOO_COMPLEX");
	else if (read_explicit(in, value, &found.destination))
		buffer_append(&in->names_found, (struct text){ (char *)&found, sizeof found });
}

/* A leaf of the name tree: [name value name value …]. */
static void read_leaf(struct intake *in, qpdf_oh names)
{
	int count = qpdf_oh_get_array_n_items(in->pdf, names);

	for (int i = 0; i + 1 < count && !in->refusal; i += 2) {
		qpdf_oh name = qpdf_oh_get_array_item(in->pdf, names, i);
		qpdf_oh value = qpdf_oh_get_array_item(in->pdf, names, i + 1);
		add_name(in, key_text(in, name), value);
		qpdf_oh_release(in->pdf, name);
		qpdf_oh_release(in->pdf, value);
	}
}

/* The number of nodes that are looked at is limited, so that a tree with loops ends. */
static void read_tree(struct intake *in, qpdf_oh node, int depth, int *left)
{
	qpdf_oh names = key_of(in, node, "/Names");
	qpdf_oh kids = key_of(in, node, "/Kids");

	if (qpdf_oh_is_array(in->pdf, names))
		read_leaf(in, names);
	if (depth == DEEPEST_TREE || !qpdf_oh_is_array(in->pdf, kids))
		return;
	int count = qpdf_oh_get_array_n_items(in->pdf, kids);
	for (int i = 0; i < count && --*left > 0 && !in->refusal; i++) {
		qpdf_oh kid = qpdf_oh_get_array_item(in->pdf, kids, i);
		read_tree(in, kid, depth + 1, left);
		qpdf_oh_release(in->pdf, kid);
	}
}

/* Named destinations of PDF 1.1: one dictionary. Its keys are copied first, because libqpdf can
 * iterate over one dictionary at a time only. */
static void read_dictionary(struct intake *in, qpdf_oh dictionary)
{
	struct buffer keys;

	if (!qpdf_oh_is_dictionary(in->pdf, dictionary))
		return;
	buffer_init(&keys, in->arena, 32 * 1024 * 1024);
	qpdf_oh_begin_dict_key_iter(in->pdf, dictionary);
	while (qpdf_oh_dict_more_keys(in->pdf)) {
		const char *key = qpdf_oh_dict_next_key(in->pdf);
		buffer_append(&keys, (struct text){ key, strlen(key) + 1 });
	}
	for (size_t at = 0; at < keys.size && !in->refusal; at += strlen(keys.data + at) + 1) {
		qpdf_oh value = qpdf_oh_get_key(in->pdf, dictionary, keys.data + at);
		add_name(in, text_of(keys.data + at + 1), value);
		qpdf_oh_release(in->pdf, value);
	}
}

void destinations_read_names(struct intake *in)
{
	qpdf_oh root = qpdf_get_root(in->pdf);
	int nodes = PAPER_MAX_NAMES;

	buffer_init(
		&in->names_found, in->arena, PAPER_MAX_NAMES * sizeof(struct named_destination));
	read_tree(in, key_of(in, key_of(in, root, "/Names"), "/Dests"), 0, &nodes);
	read_dictionary(in, key_of(in, root, "/Dests"));
	in->names = (struct named_destination *)in->names_found.data;
	in->names_count = in->names_found.size / sizeof *in->names;
	if (in->names_count)
		qsort(in->names, in->names_count, sizeof *in->names, compare_names);
}
