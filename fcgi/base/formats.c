/* C's table of formats: the build makes formats.inc from sql/formats.sql. */
#include "base/formats.h"

const struct format formats[] = {
#include "formats.inc"
};

const int format_count = sizeof formats / sizeof *formats;

static bool has_ending(struct text name, struct text ending)
{
	return name.size > ending.size &&
	       text_equal_nocase(text_from(name, name.size - ending.size), ending);
}

const struct format *format_named(struct text file_name)
{
	for (int i = 0; i < format_count; i++)
		if (has_ending(file_name, text_of(formats[i].ending)))
			return &formats[i];
	return NULL;
}
