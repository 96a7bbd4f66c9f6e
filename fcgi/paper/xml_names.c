/*
 * See xml_names.h.
 */
#include "paper/xml_names.h"

#include <string.h>

const char *xml_local(const char *name)
{
	const char *colon = strrchr(name, ':');

	return colon ? colon + 1 : name;
}

const char *xml_attribute(const char **attributes, const char *name)
{
	for (; *attributes; attributes += 2)
		if (strcmp(xml_local(attributes[0]), name) == 0)
			return attributes[1];
	return NULL;
}
