/*
 * The structure tree of a tagged paper (ISO 32000-1, 14.7 and 14.8) on its way into the segment.
 *
 * structure_read walks it before the pages are carried, so that they know their marks are wanted;
 * structure_carry writes it when everything it can refer to has its number. Between the two, those
 * who write an annotation, a stream or a page that the tree means let it put its key there.
 *
 * What reaches the segment is ready to be put together with other papers:
 * - attributes of classes stand with the elements that named the class;
 * - keys of the ParentTree are the numbers of the objects that bear them, and the IDs of elements
 *   begin with the number of the paper's first object, so two papers never use the same;
 * - names of roles are listed with the standard types they stand for, so that the assembly can see
 *   where two papers mean different things by one name;
 * - the tree's first elements are left open for the assembly, who knows what they hang on.
 */
#ifndef DAIS_PAPER_STRUCTURE_H
#define DAIS_PAPER_STRUCTURE_H

#include "paper/intake_state.h"

/* What a tree may be; a larger one is left out, and its sender is told. */
enum {
	STRUCTURE_ELEMENTS = 100 * 1000,
	STRUCTURE_KIDS = 400 * 1000,
	STRUCTURE_DEPTH = 200,
	STRUCTURE_MARKS = 1000 * 1000, /* entries in all lists of the ParentTree */
	STRUCTURE_ROLES = 1000,
};

/* Reads the tree; in->structure stays NULL when there is none worth keeping. */
void structure_read(struct intake *in);

/* Puts the key (/StructParents) into the form that draws the page's content, to whose marked
 * content the tree refers. */
void structure_put_content_key(struct intake *in, uint32_t page, uint32_t form);

/* Puts the key into the dictionary being written, if the tree refers to this object; local is its
 * number in the segment. */
void structure_put_key(struct intake *in, qpdf_oh object, uint32_t local);

/* Likewise for a page, which has marked content of its own where annotations are drawn into it. */
void structure_put_page_key(struct intake *in, uint32_t page);

/*
 * To be called before and after the operators that draw an annotation into the page; forms counts
 * the forms drawn so far. If the tree refers to the annotation, the operators between become marked
 * content; when no form was drawn between, they are removed.
 */
struct structure_mark {
	size_t program, forms; /* sizes at the begin */
};
struct structure_mark structure_begin_mark(
	struct intake *in, qpdf_oh annotation, struct buffer *program, size_t forms);
void structure_end_mark(struct intake *in, qpdf_oh annotation, struct buffer *program, size_t forms,
	struct structure_mark begin);

/* Writes what was read. After all pages and all that they need. */
void structure_carry(struct intake *in);

#endif
