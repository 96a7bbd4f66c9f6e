/* A thin layer over libqpdf's C interface, which answers null for whatever is not there. */
#include "paper/values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

qpdf_oh key_of(const struct intake *in, qpdf_oh dictionary, const char *key)
{
	return qpdf_oh_get_key_if_dict(in->pdf, dictionary, key);
}

bool is_name(const struct intake *in, qpdf_oh value, const char *name)
{
	return qpdf_oh_is_name_and_equals(in->pdf, value, name);
}

int items_of(const struct intake *in, qpdf_oh array)
{
	return qpdf_oh_is_array(in->pdf, array) ? qpdf_oh_get_array_n_items(in->pdf, array) : 0;
}

bool numbers_of(const struct intake *in, qpdf_oh array, double *numbers, int count)
{
	if (items_of(in, array) != count)
		return false;
	for (int i = 0; i < count; i++) {
		qpdf_oh item = qpdf_oh_get_array_item(in->pdf, array, i);
		bool good = qpdf_oh_get_value_as_number(in->pdf, item, &numbers[i]) &&
			    fabs(numbers[i]) < 1e6;
		qpdf_oh_release(in->pdf, item);
		if (!good)
			return false;
	}
	return true;
}

bool stream_does(struct intake *in, qpdf_oh stream, bool (*look)(struct text data))
{
	unsigned char *data = NULL;
	size_t size = 0;
	bool read = !(
		qpdf_oh_get_stream_data(in->pdf, stream, qpdf_dl_generalized, NULL, &data, &size) &
		QPDF_ERRORS);
	bool does = !read || (data && look((struct text){ (char *)data, size }));

	free(data);
	return does;
}

const char *number_text(char text[static 32], double number)
{
	int size = snprintf(text, 32, "%.5f", number);

	while (size > 1 && text[size - 1] == '0')
		text[--size] = '\0';
	if (text[size - 1] == '.')
		text[--size] = '\0';
	return strcmp(text, "-0") == 0 ? "0" : text;
}
