/* Keys that lead from a page, a form or an annotation to the elements that mean it (14.7.4.4). */
#include "paper/structure_tree.h"

void structure_put_content_key(struct intake *in, uint32_t page, uint32_t form)
{
	if (!in->structure)
		return;
	in->structure->pages[page].form = form;
	if (in->structure->pages[page].marks.count == 0)
		return;
	segment_put(&in->writer, TEXT("/StructParents"));
	segment_put_number(&in->writer, form);
}

static struct target *target_of(struct intake *in, qpdf_oh object)
{
	return in->structure ? structure_target(in->structure,
				       (uint32_t)qpdf_oh_get_object_id(in->pdf, object),
				       (uint32_t)qpdf_oh_get_generation(in->pdf, object))
			     : NULL;
}

void structure_put_key(struct intake *in, qpdf_oh object, uint32_t local)
{
	struct target *target = target_of(in, object);

	if (!target)
		return;
	target->local = local;
	segment_put(
		&in->writer, target->marks.count ? TEXT("/StructParents") : TEXT("/StructParent"));
	segment_put_number(&in->writer, local);
}

void structure_put_page_key(struct intake *in, uint32_t page)
{
	if (!in->structure || in->structure->pages[page].drawn.count == 0)
		return;
	segment_put(&in->writer, TEXT("/StructParents"));
	segment_put_number(&in->writer, page);
}

struct structure_mark structure_begin_mark(
	struct intake *in, qpdf_oh annotation, struct buffer *program, size_t forms)
{
	const struct target *target = target_of(in, annotation);
	struct structure_mark begin = { program->size, forms };

	if (target && target->element != STRUCTURE_NONE)
		buffer_printf(program, "/Form<</MCID %u>>BDC\n",
			in->structure->pages[in->page - 1].drawn.count);
	return begin;
}

void structure_end_mark(struct intake *in, qpdf_oh annotation, struct buffer *program, size_t forms,
	struct structure_mark begin)
{
	struct target *target = target_of(in, annotation);

	if (!target || target->element == STRUCTURE_NONE)
		return;
	struct structure *structure = in->structure;
	struct marks *marks = &structure->pages[in->page - 1].drawn;
	if (forms == begin.forms) {
		program->size = begin.program;
		return;
	}
	buffer_append(program, TEXT("EMC\n"));
	if (marks->count == 0)
		marks->first = (uint32_t)(structure->drawn.size / sizeof target->element);
	target->page = in->page - 1;
	target->number = marks->count++;
	buffer_append(&structure->drawn,
		(struct text){ (char *)&target->element, sizeof target->element });
}
