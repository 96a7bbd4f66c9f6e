/*
 * Layers (optional content): those that anything on the pages belongs to, with the state in which
 * the paper opens. A layer that its author switched off must stay off in the packet.
 */
#include "paper/layers.h"

#include "paper/objects.h"
#include "paper/values.h"

static bool lists(struct intake *in, qpdf_oh array, int id, int generation)
{
	int count =
		qpdf_oh_is_array(in->pdf, array) ? qpdf_oh_get_array_n_items(in->pdf, array) : 0;
	bool found = false;

	for (int i = 0; i < count && !found; i++) {
		qpdf_oh item = qpdf_oh_get_array_item(in->pdf, array, i);
		found = qpdf_oh_get_object_id(in->pdf, item) == id &&
			qpdf_oh_get_generation(in->pdf, item) == generation;
		qpdf_oh_release(in->pdf, item);
	}
	return found;
}

/* Whether a group is off when the paper is opened. */
static bool is_off(struct intake *in, qpdf_oh group)
{
	qpdf_oh properties = key_of(in, qpdf_get_root(in->pdf), "/OCProperties");
	qpdf_oh standard = key_of(in, properties, "/D");
	int id = qpdf_oh_get_object_id(in->pdf, group);
	int generation = qpdf_oh_get_generation(in->pdf, group);

	if (lists(in, key_of(in, standard, "/OFF"), id, generation))
		return true;
	return is_name(in, key_of(in, standard, "/BaseState"), "/OFF") &&
	       !lists(in, key_of(in, standard, "/ON"), id, generation);
}

bool layers_hide(struct intake *in, qpdf_oh member)
{
	qpdf_oh groups = key_of(in, member, "/OCGs"); /* of a membership dictionary */

	if (qpdf_oh_is_null(in->pdf, member))
		return false;
	if (!qpdf_oh_is_null(in->pdf, key_of(in, member, "/VE")))
		return true; /* an expression over groups */
	if (!qpdf_oh_is_array(in->pdf, groups))
		return is_off(in, qpdf_oh_is_dictionary(in->pdf, groups) ? groups : member);
	for (int i = 0; i < qpdf_oh_get_array_n_items(in->pdf, groups); i++)
		if (is_off(in, qpdf_oh_get_array_item(in->pdf, groups, i)))
			return true;
	return false;
}

void layers_carry(struct intake *in)
{
	qpdf_oh properties = key_of(in, qpdf_get_root(in->pdf), "/OCProperties");
	qpdf_oh groups = key_of(in, properties, "/OCGs");
	int count =
		qpdf_oh_is_array(in->pdf, groups) ? qpdf_oh_get_array_n_items(in->pdf, groups) : 0;

	for (int i = 0; i < count && !in->refusal; i++) {
		qpdf_oh group = qpdf_oh_get_array_item(in->pdf, groups, i);
		int id = qpdf_oh_get_object_id(in->pdf, group);
		int generation = qpdf_oh_get_generation(in->pdf, group);
		struct segment_layer layer = {
			.object = id ? objects_carry(in, (uint32_t)id, (uint32_t)generation, false)
				     : INTAKE_NOTHING,
			.hidden = is_off(in, group),
		};
		if (layer.object != INTAKE_NOTHING)
			segment_add_layer(&in->writer, layer);
	}
	qpdf_oh_release_all(in->pdf);
}
