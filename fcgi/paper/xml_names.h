/*
 * Names of elements and attributes without their prefixes: these are free, and no two vocabularies
 * that are read here share a name. (Of OpenOffice.org 2 there are manifests with a prefix that
 * nothing declares.)
 */
#ifndef DAIS_PAPER_XML_NAMES_H
#define DAIS_PAPER_XML_NAMES_H

/* What follows the prefix; points into `name`. */
const char *xml_local(const char *name);

/* An attribute's value by its local name, from what expat hands over; NULL when it is not there. */
const char *xml_attribute(const char **attributes, const char *name);

#endif
