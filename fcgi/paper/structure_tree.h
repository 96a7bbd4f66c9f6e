/*
 * A structure tree as structure_read found it: elements in the order of their distance from the
 * root, the kids of each in one row. Private to the files structure_*.c.
 */
#ifndef DAIS_PAPER_STRUCTURE_TREE_H
#define DAIS_PAPER_STRUCTURE_TREE_H

#include "paper/structure.h"

/* No page, no parent, no mark. */
#define STRUCTURE_NONE UINT32_MAX

struct element {
	uint32_t id, generation; /* in the PDF */
	uint32_t parent;         /* element, or STRUCTURE_NONE: one of the tree's first */
	uint32_t depth;
	uint32_t page;   /* its own /Pg, else its parent's; or STRUCTURE_NONE */
	uint32_t begins; /* the first page that it or what it holds names; or STRUCTURE_NONE */
	uint32_t kid;    /* the first of … */
	uint32_t kids;   /* … this many */
	uint32_t local;
};

enum kid_kind {
	KID_ELEMENT,
	KID_MARK,   /* marked content of the page's content or of a form */
	KID_OBJECT, /* an annotation or an image as a whole */
};

struct kid {
	enum kid_kind kind;
	uint32_t page;
	uint32_t number;         /* element; or MCID of a mark */
	uint32_t id, generation; /* of the form or the object; 0: the page's content */
};

/* The elements that own the marks of one content stream, by MCID: a stretch of owners. */
struct marks {
	uint32_t first, count;
};

/* A form, an image or an annotation that elements of the tree refer to. */
struct target {
	uint32_t id, generation;
	uint32_t local;   /* its number in the segment; INTAKE_NOTHING until it is carried */
	uint32_t element; /* the one that refers to the whole object, or STRUCTURE_NONE */
	uint32_t page;    /* an annotation's: the page whose content now draws it, … */
	uint32_t number;  /* … as marked content with this MCID; or STRUCTURE_NONE */
	struct marks marks;
};

/* An element that other elements can name. */
struct identified {
	struct text name;
	uint32_t element;
};

/* A page: the form that holds its content, and the annotations that are drawn over it. */
struct tagged_page {
	uint32_t form; /* or INTAKE_NOTHING */
	struct marks marks;
	struct marks drawn; /* a stretch of structure->drawn */
};

struct structure {
	struct buffer elements, kids; /* struct element, struct kid */
	struct buffer targets;        /* struct target, sorted, each once */
	struct buffer identified;     /* struct identified, sorted */
	struct tagged_page *pages;
	uint32_t *owners;    /* elements, or STRUCTURE_NONE */
	struct buffer drawn; /* uint32_t: elements, by page and MCID */
};

/* The element with this index, and how many elements there are. */
struct element *structure_element(const struct structure *structure, uint32_t index);
uint32_t structure_elements(const struct structure *structure);

/* The kids of an element in a row; NULL: there are none in the whole tree. */
const struct kid *structure_kids(const struct structure *structure, const struct element *element);

/* The target, or NULL. */
struct target *structure_target(
	const struct structure *structure, uint32_t id, uint32_t generation);

#endif
