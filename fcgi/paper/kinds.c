/* A stranger's dictionary may be several things at once: each is asked for alone. */
#include "paper/kinds.h"

#include "paper/values.h"

#include <string.h>

bool kind_is_file(struct intake *in, qpdf_oh dictionary)
{
	qpdf_oh kind = key_of(in, dictionary, "/Subtype");
	bool mime =
		qpdf_oh_is_name(in->pdf, kind) && strchr(qpdf_oh_get_name(in->pdf, kind) + 1, '/');

	return mime || is_name(in, key_of(in, dictionary, "/Type"), "/EmbeddedFile") ||
	       !qpdf_oh_is_null(in->pdf, key_of(in, dictionary, "/Params"));
}

bool kind_is_postscript(struct intake *in, qpdf_oh dictionary)
{
	return is_name(in, key_of(in, dictionary, "/Subtype"), "/PS") ||
	       is_name(in, key_of(in, dictionary, "/Subtype2"), "/PS") ||
	       !qpdf_oh_is_null(in->pdf, key_of(in, dictionary, "/PS"));
}

bool kind_is_huge(struct intake *in, qpdf_oh dictionary)
{
	double width = 0, height = 0;

	qpdf_oh_get_value_as_number(in->pdf, key_of(in, dictionary, "/Width"), &width);
	qpdf_oh_get_value_as_number(in->pdf, key_of(in, dictionary, "/Height"), &height);
	return is_name(in, key_of(in, dictionary, "/Subtype"), "/Image") &&
	       !(width * height <= PAPER_MAX_PIXELS);
}

bool kind_is_drawing(struct intake *in, qpdf_oh dictionary)
{
	return is_name(in, key_of(in, dictionary, "/Subtype"), "/Form") ||
	       !qpdf_oh_is_null(in->pdf, key_of(in, dictionary, "/PatternType"));
}
