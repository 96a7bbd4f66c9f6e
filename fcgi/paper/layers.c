/*
 * Layers (optional content, ISO 32000-1, 8.11) in the state in which the paper opens: that of its
 * standard configuration, and what its usages (8.11.4.4) make of it on screens and in print. What
 * its author switched off in both was not meant for readers.
 */
#include "paper/layers.h"

#include "paper/seen.h"
#include "paper/values.h"

#include <stdlib.h>

enum { DEEPEST = 32 };

/* Object numbers, sorted. */
struct numbers {
	int *number;
	size_t count;
};

/* Some readers switch layers by themselves when they show the paper, or print it. */
enum event { VIEW, PRINT, EVENTS };

struct layers {
	bool base_off;
	struct numbers on, off;      /* layers whose state differs from the base */
	struct numbers used[EVENTS]; /* those whose state is told by their usage */
	uint32_t hidden;             /* how many */
};

static int compare(const void *one, const void *other)
{
	const int *a = one, *b = other;

	return (*a > *b) - (*a < *b);
}

static struct numbers read_list(struct intake *in, qpdf_oh array)
{
	struct numbers list = { .count = (size_t)items_of(in, array) };

	list.number = arena_alloc(in->arena, (list.count + 1) * sizeof *list.number);
	for (size_t i = 0; i < list.count; i++) {
		qpdf_oh item = qpdf_oh_get_array_item(in->pdf, array, (int)i);
		list.number[i] = qpdf_oh_get_object_id(in->pdf, item);
		qpdf_oh_release(in->pdf, item);
	}
	qsort(list.number, list.count, sizeof *list.number, compare);
	return list;
}

static bool has(const struct numbers *list, int number)
{
	return list->count > 0 &&
	       bsearch(&number, list->number, list->count, sizeof number, compare) != NULL;
}

/* As the configuration leaves it, whoever looks. */
static bool is_off_at_first(const struct intake *in, int number)
{
	const struct layers *layers = in->layers;

	return has(&layers->off, number) || (layers->base_off && !has(&layers->on, number));
}

static bool is_off_for(const struct intake *in, qpdf_oh group, enum event event)
{
	static const char *const uses[] = { "/View", "/Print" };
	static const char *const states[] = { "/ViewState", "/PrintState" };
	int number = qpdf_oh_get_object_id(in->pdf, group);

	if (has(&in->layers->used[event], number)) {
		qpdf_oh use = key_of(in, key_of(in, group, "/Usage"), uses[event]);
		qpdf_oh state = key_of(in, use, states[event]);
		if (qpdf_oh_is_name(in->pdf, state))
			return is_name(in, state, "/OFF");
	}
	return is_off_at_first(in, number);
}

static bool is_off(const struct intake *in, qpdf_oh group)
{
	return is_off_for(in, group, VIEW) && is_off_for(in, group, PRINT);
}

/* The layers that readers switch at this event, by the usage that has its name. */
static struct numbers read_used(struct intake *in, qpdf_oh standard, const char *event)
{
	qpdf_oh rules = key_of(in, standard, "/AS"), groups = qpdf_oh_new_array(in->pdf);

	for (int i = 0; i < items_of(in, rules); i++) {
		qpdf_oh rule = qpdf_oh_get_array_item(in->pdf, rules, i);
		qpdf_oh kinds = key_of(in, rule, "/Category"), named = key_of(in, rule, "/OCGs");
		bool meant = false;
		for (int k = 0; k < items_of(in, kinds); k++)
			meant |= is_name(in, qpdf_oh_get_array_item(in->pdf, kinds, k), event);
		meant = meant && is_name(in, key_of(in, rule, "/Event"), event);
		for (int k = 0; meant && k < items_of(in, named); k++)
			qpdf_oh_append_item(
				in->pdf, groups, qpdf_oh_get_array_item(in->pdf, named, k));
	}
	return read_list(in, groups);
}

void layers_read(struct intake *in)
{
	qpdf_oh properties = key_of(in, qpdf_get_root(in->pdf), "/OCProperties");
	qpdf_oh standard = key_of(in, properties, "/D");
	qpdf_oh groups = key_of(in, properties, "/OCGs");

	in->layers = arena_alloc(in->arena, sizeof *in->layers);
	in->layers->base_off = is_name(in, key_of(in, standard, "/BaseState"), "/OFF");
	in->layers->on = read_list(in, key_of(in, standard, "/ON"));
	in->layers->off = read_list(in, key_of(in, standard, "/OFF"));
	in->layers->used[VIEW] = read_used(in, standard, "/View");
	in->layers->used[PRINT] = read_used(in, standard, "/Print");
	for (int i = 0; i < items_of(in, groups); i++) {
		qpdf_oh group = qpdf_oh_get_array_item(in->pdf, groups, i);
		if (is_off(in, group)) {
			seen_add(in, group, INTAKE_NOTHING);
			intake_note(in, NOTE_LAYERS);
			in->layers->hidden++;
		}
		qpdf_oh_release(in->pdf, group);
	}
}

struct segment_layer layers_state(const struct intake *in, qpdf_oh group)
{
	int number = qpdf_oh_get_object_id(in->pdf, group);

	return (struct segment_layer){ .off = is_off_at_first(in, number),
		.by_view = has(&in->layers->used[VIEW], number),
		.by_print = has(&in->layers->used[PRINT], number) };
}

bool layers_are_off(const struct intake *in)
{
	return in->layers->hidden > 0;
}

/* ---------------------------------------------------------------- memberships */

/* A visibility expression: a group, or an array that begins with /And, /Or or /Not. */
static bool is_shown(struct intake *in, qpdf_oh expression, enum event event, int depth)
{
	int count = items_of(in, expression);

	if (count == 0 || depth == DEEPEST)
		return depth < DEEPEST && !is_off_for(in, expression, event);
	qpdf_oh word = qpdf_oh_get_array_item(in->pdf, expression, 0);
	bool all = is_name(in, word, "/And"), negated = is_name(in, word, "/Not");
	for (int i = 1; i < count; i++) {
		bool shown = is_shown(
			in, qpdf_oh_get_array_item(in->pdf, expression, i), event, depth + 1);
		if (negated)
			return !shown;
		if (shown != all)
			return shown;
	}
	return all;
}

/* By the states of several groups; without a policy, one that is on is enough. */
static bool policy_shows(struct intake *in, qpdf_oh groups, qpdf_oh policy, enum event event)
{
	bool all = is_name(in, policy, "/AllOn") || is_name(in, policy, "/AllOff");
	bool off = is_name(in, policy, "/AnyOff") || is_name(in, policy, "/AllOff");
	int count = items_of(in, groups);

	for (int i = 0; i < count; i++) {
		qpdf_oh group = qpdf_oh_get_array_item(in->pdf, groups, i);
		bool meets = is_off_for(in, group, event) == off;
		qpdf_oh_release(in->pdf, group);
		if (meets != all)
			return meets;
	}
	return all || count == 0;
}

static bool shows(struct intake *in, qpdf_oh membership, enum event event)
{
	qpdf_oh groups = key_of(in, membership, "/OCGs"),
		expression = key_of(in, membership, "/VE");
	qpdf_oh policy = key_of(in, membership, "/P");

	if (items_of(in, expression) > 0)
		return is_shown(in, expression, event, 0);
	if (qpdf_oh_is_dictionary(in->pdf, groups))
		return is_off_for(in, groups, event) ==
		       (is_name(in, policy, "/AnyOff") || is_name(in, policy, "/AllOff"));
	if (qpdf_oh_is_array(in->pdf, groups))
		return policy_shows(in, groups, policy, event);
	return !is_off_for(in, membership, event);
}

bool layers_hide(struct intake *in, qpdf_oh membership)
{
	if (!qpdf_oh_is_dictionary(in->pdf, membership) || shows(in, membership, VIEW) ||
		shows(in, membership, PRINT))
		return false;
	if (in->notes[NOTE_LAYERS] == 0)
		intake_note(in, NOTE_LAYERS); /* hidden by others that are on */
	return true;
}

static bool mentions_hidden(struct intake *in, qpdf_oh value, int depth)
{
	bool found = qpdf_oh_is_dictionary(in->pdf, value) && is_off(in, value);

	for (int i = 0; i < items_of(in, value) && depth < DEEPEST && !found; i++)
		found = mentions_hidden(in, qpdf_oh_get_array_item(in->pdf, value, i), depth + 1);
	return found;
}

bool layers_depend(struct intake *in, qpdf_oh dictionary)
{
	return layers_are_off(in) && is_name(in, key_of(in, dictionary, "/Type"), "/OCMD") &&
	       (mentions_hidden(in, key_of(in, dictionary, "/OCGs"), 0) ||
		       mentions_hidden(in, key_of(in, dictionary, "/VE"), 0));
}
