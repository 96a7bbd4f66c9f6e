/*
 * A package is walked once, entry by entry. What decides is what is really there: sizes are
 * counted while unpacking, and XML is known by its first bytes, whatever an entry is called.
 */
#include "paper/office.h"
#include "paper/xml_names.h"

#include <ctype.h>
#include <expat.h>
#include <stdint.h>
#include <string.h>
#include <zip.h>

enum { UNPACKED = 200 << 20, MEMBERS = 10000, FIELD = 16 };

struct package {
	const char *refusal; /* the first that was found */
	struct text media_type;
	bool open_document; /* else Office Open XML */
	bool is_main;       /* the part that makes it a document of its media type was seen */
	long long room;     /* bytes that may still be unpacked */
	XML_Parser parser;  /* of the entry in hand, or NULL */
	bool in_field;      /* inside w:instrText */
	char field[FIELD];  /* how the field begins, without spaces: its runs may be cut anywhere */
	size_t field_size;
};

static void refuse(struct package *package, const char *code)
{
	if (!package->refusal)
		package->refusal = code;
}

static bool has(const char *text, const char *part)
{
	return text && strcasestr(text, part);
}

static bool ends(const char *text, const char *ending)
{
	size_t size = text ? strlen(text) : 0, tail = strlen(ending);

	return size >= tail && strcasecmp(text + size - tail, ending) == 0;
}

/* ---------------------------------------------------------------- Office Open XML */

/* [Content_Types].xml says what each part is (ECMA-376 part 2, 7.2). */
static void read_content_type(struct package *package, const char *type)
{
	static const char main_part[] = ".main+xml";
	struct text whole = text_of(type ? type : "");

	if (has(type, "macroEnabled") || has(type, "vbaProject") || has(type, "activeX"))
		refuse(package, "OFFICE_MACROS");
	if (has(type, "oleObject"))
		refuse(package, "OFFICE_OBJECTS");
	if (text_starts(whole, package->media_type) &&
		strcmp(type + package->media_type.size, main_part) == 0)
		package->is_main = true;
}

/* Where a template lay on its writer's disk, which Word notes in every document and nobody fetches.
 */
static bool is_on_own_disk(const char *target)
{
	static const char disk[] = "file:///";

	return target && strncasecmp(target, disk, sizeof disk - 1) == 0 &&
	       isalpha((unsigned char)target[sizeof disk - 1]) && target[sizeof disk] == ':';
}

/* A .rels part says what a part draws in, and from where (ECMA-376 part 2, 6.5). */
static void read_relationship(struct package *package, const XML_Char **attributes)
{
	static const char *const programs[] = { "/vbaProject", "/wordVbaData", "/control",
		"/activeXControlBinary", "/xlMacrosheet", "/keyMapCustomizations" };
	static const char *const objects[] = { "/oleObject", "/aFChunk" };
	const char *type = xml_attribute(attributes, "Type"),
		   *mode = xml_attribute(attributes, "TargetMode");

	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
		if (ends(type, programs[i]))
			refuse(package, "OFFICE_MACROS");
	for (size_t i = 0; i < sizeof objects / sizeof *objects; i++)
		if (ends(type, objects[i]))
			refuse(package, "OFFICE_OBJECTS");
	if (mode && strcasecmp(mode, "External") == 0 && !ends(type, "/hyperlink") &&
		!(ends(type, "/attachedTemplate") &&
			is_on_own_disk(xml_attribute(attributes, "Target"))))
		refuse(package, "OFFICE_EXTERNAL");
}

/* DDE starts other programs by a field (ECMA-376 part 1, 17.16.5.15 and .16). */
static void add_to_field(struct package *package, struct text piece)
{
	for (size_t i = 0; i < piece.size && package->field_size < FIELD; i++)
		if ((unsigned char)piece.data[i] > ' ')
			package->field[package->field_size++] = piece.data[i];
	if (package->field_size >= 3 && strncasecmp(package->field, "DDE", 3) == 0)
		refuse(package, "OFFICE_MACROS");
}

static void read_open_xml(struct package *package, const char *name, const XML_Char **attributes)
{
	if (strcmp(name, "Override") == 0 || strcmp(name, "Default") == 0)
		read_content_type(package, xml_attribute(attributes, "ContentType"));
	else if (strcmp(name, "Relationship") == 0)
		read_relationship(package, attributes);
	else if (strcmp(name, "fldChar") == 0 &&
		 has(xml_attribute(attributes, "fldCharType"), "begin"))
		package->field_size = 0;
	else if (strcmp(name, "instrText") == 0)
		package->in_field = true;
	else if (strcmp(name, "fldSimple") == 0) {
		const char *field = xml_attribute(attributes, "instr");
		package->field_size = 0;
		add_to_field(package, text_of(field ? field : ""));
	}
}

/* ---------------------------------------------------------------- OpenDocument */

/* Whether a reference leaves the package (ODF 1.3 part 2, 3.7): it has a scheme, or a host. */
static bool leaves_package(const char *reference)
{
	size_t scheme = strspn(reference, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
					  "0123456789+.-");

	return (scheme > 1 && reference[scheme] == ':') || reference[0] == '/' ||
	       strncmp(reference, "../", 3) == 0;
}

/* A click in a presentation may lead on; it, and any other event, may also start something (ODF 1.3
 * part 3, 9.6, 10.3.19). */
static void read_event(struct package *package, const XML_Char **attributes)
{
	const char *action = xml_attribute(attributes, "action");

	if (xml_attribute(attributes, "language") || xml_attribute(attributes, "macro-name") ||
		has(action, "execute") || has(action, "macro"))
		refuse(package, "OFFICE_MACROS");
}

static void read_open_document(
	struct package *package, const char *name, const XML_Char **attributes)
{
	static const char *const programs[] = { "applet", "plugin", "dde-source",
		"dde-connection-decl", "library", "module" };
	/* what is followed by hand, and the template that meta.xml remembers */
	static const char *const links[] = { "a", "event-listener", "template" };
	const char *reference = xml_attribute(attributes, "href");
	bool fetched = reference != NULL;

	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
		if (strcmp(name, programs[i]) == 0)
			refuse(package, "OFFICE_MACROS");
	for (size_t i = 0; i < sizeof links / sizeof *links; i++)
		if (strcmp(name, links[i]) == 0)
			fetched = false;
	if (strcmp(name, "event-listener") == 0)
		read_event(package, attributes);
	if (strcmp(name, "object-ole") == 0)
		refuse(package, "OFFICE_OBJECTS");
	if (strcmp(name, "encryption-data") == 0)
		refuse(package, "OFFICE_PASSWORD");
	if (fetched && leaves_package(reference))
		refuse(package, "OFFICE_EXTERNAL");
}

/* ---------------------------------------------------------------- XML */

static void element_begins(void *context, const XML_Char *name, const XML_Char **attributes)
{
	struct package *package = context;

	package->in_field = false;
	if (package->open_document)
		read_open_document(package, xml_local(name), attributes);
	else
		read_open_xml(package, xml_local(name), attributes);
}

static void element_ends(void *context, const XML_Char *name)
{
	struct package *package = context;

	(void)name;
	package->in_field = false;
}

static void characters(void *context, const XML_Char *text, int size)
{
	struct package *package = context;

	if (package->in_field)
		add_to_field(package, (struct text){ text, (size_t)size });
}

/* Neither kind of package has any use for a DTD (ECMA-376 part 2, 6.2.5: not allowed); attacks do.
 */
static void doctype_begins(void *context, const XML_Char *name, const XML_Char *system_id,
	const XML_Char *public_id, int has_internal_subset)
{
	struct package *package = context;

	(void)name;
	(void)public_id;
	if (package->open_document && !has_internal_subset && system_id &&
		!leaves_package(system_id))
		return;
	refuse(package, "OFFICE_DAMAGED");
	XML_StopParser(package->parser, XML_FALSE);
}

static void parser_open(struct package *package)
{
	package->parser = XML_ParserCreate(NULL);
	XML_SetUserData(package->parser, package);
	XML_SetElementHandler(package->parser, element_begins, element_ends);
	XML_SetCharacterDataHandler(package->parser, characters);
	XML_SetStartDoctypeDeclHandler(package->parser, doctype_begins);
	package->in_field = false;
	package->field_size = 0;
}

/* ---------------------------------------------------------------- entries */

/* XML in any encoding that a parser takes begins so: '<', a byte order mark, or spaces. */
static bool looks_like_xml(struct text bytes)
{
	while (bytes.size > 0 && strchr(" \t\r\n\xef\xbb\xbf", bytes.data[0]) && bytes.data[0])
		bytes = text_from(bytes, 1);
	return text_starts(bytes, TEXT("<")) || text_starts(bytes, TEXT("\xff\xfe")) ||
	       text_starts(bytes, TEXT("\xfe\xff")) ||
	       text_starts(bytes, (struct text){ "\0<", 2 });
}

/* APPNOTE 4.4.17: relative, with forward slashes; and nothing that leads elsewhere on any system.
 */
static bool name_is_safe(const char *name)
{
	struct text rest = text_of(name);

	if (rest.size == 0 || name[0] == '/' || strpbrk(name, "\\:"))
		return false;
	while (rest.data)
		if (text_equal(text_split(&rest, '/'), TEXT("..")))
			return false;
	return true;
}

static void judge_name(struct package *package, const char *name)
{
	static const char *const programs[] = { "vbaProject.bin", "vbaData.xml" };

	if (!name_is_safe(name))
		refuse(package, "OFFICE_DAMAGED");
	for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
		if (ends(name, programs[i]))
			refuse(package, "OFFICE_MACROS");
	if (has(name, "activeX/") || strncmp(name, "Basic/", 6) == 0 ||
		strncmp(name, "Scripts/", 8) == 0)
		refuse(package, "OFFICE_MACROS");
}

/* Compound files hold OLE objects and macros, under whatever name (MS-CFB 2.2). */
static void judge_beginning(struct package *package, struct text bytes)
{
	if (text_starts(bytes, TEXT("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")))
		refuse(package, "OFFICE_OBJECTS");
	if (looks_like_xml(bytes))
		parser_open(package);
}

static void read_entry(struct package *package, zip_file_t *entry, bool must_be_xml)
{
	char piece[16384];
	bool first = true, sound = true;
	zip_int64_t size = 0;

	while (!package->refusal && (size = zip_fread(entry, piece, sizeof piece)) > 0) {
		package->room -= size;
		if (package->room < 0)
			refuse(package, "TOO_COMPLEX");
		if (first)
			judge_beginning(package, (struct text){ piece, (size_t)size });
		first = false;
		if (package->parser && sound)
			sound = XML_Parse(package->parser, piece, (int)size, 0) == XML_STATUS_OK;
	}
	if (!package->refusal && size < 0)
		refuse(package, "OFFICE_DAMAGED");
	if (package->parser && sound && !package->refusal)
		sound = XML_Parse(package->parser, "", 0, 1) == XML_STATUS_OK;
	if (!sound || (must_be_xml && !package->parser))
		refuse(package, "OFFICE_DAMAGED");
	if (package->parser)
		XML_ParserFree(package->parser);
	package->parser = NULL;
}

static void look_at(struct package *package, zip_t *zip, zip_uint64_t index)
{
	zip_stat_t about;

	if (zip_stat_index(zip, index, 0, &about) != 0 || !(about.valid & ZIP_STAT_NAME)) {
		refuse(package, "OFFICE_DAMAGED");
		return;
	}
	judge_name(package, about.name);
	if (about.valid & ZIP_STAT_ENCRYPTION_METHOD && about.encryption_method != ZIP_EM_NONE)
		refuse(package, "OFFICE_PASSWORD");
	if (package->refusal || ends(about.name, "/"))
		return;
	zip_file_t *entry = zip_fopen_index(zip, index, 0);
	if (!entry) {
		refuse(package, "OFFICE_DAMAGED");
		return;
	}
	bool must_be_xml =
		!package->open_document && (ends(about.name, ".xml") || ends(about.name, ".rels"));
	read_entry(package, entry, must_be_xml);
	zip_fclose(entry);
}

/* Two entries of one name are two documents: each program would open the one of its choice. */
static bool names_are_unique(zip_t *zip, zip_uint64_t count)
{
	for (zip_uint64_t i = 0; i < count; i++) {
		const char *name = zip_get_name(zip, i, 0);
		if (name && zip_name_locate(zip, name, ZIP_FL_NOCASE) != (zip_int64_t)i)
			return false;
	}
	return true;
}

/*
 * OpenDocument says what it is in its first entry, stored (ODF 1.3 part 2, 3.3). A file that is
 * both would be looked at as the one and opened as the other.
 */
static void judge_kind(struct package *package, zip_t *zip)
{
	char type[128];
	zip_file_t *entry = zip_fopen(zip, "mimetype", 0);

	if (package->open_document != (entry != NULL) ||
		package->open_document != (zip_name_locate(zip, "[Content_Types].xml", 0) < 0))
		refuse(package, "TYPE_MISMATCH");
	if (!entry)
		return;
	zip_int64_t size = zip_fread(entry, type, sizeof type);
	zip_fclose(entry);
	package->is_main =
		size > 0 && text_equal((struct text){ type, (size_t)size }, package->media_type);
}

static const char *look_through(struct package *package, zip_t *zip)
{
	zip_int64_t count = zip_get_num_entries(zip, 0);

	if (count > MEMBERS)
		return "TOO_COMPLEX";
	if (count < 1 || !names_are_unique(zip, (zip_uint64_t)count))
		return "OFFICE_DAMAGED";
	judge_kind(package, zip);
	for (zip_int64_t i = 0; i < count && !package->refusal; i++)
		look_at(package, zip, (zip_uint64_t)i);
	if (!package->is_main)
		refuse(package, "TYPE_MISMATCH");
	return package->refusal;
}

const char *office_refusal(struct text file, struct text media_type)
{
	struct package package = { .media_type = media_type,
		.open_document = text_starts(media_type, TEXT("application/vnd.oasis.")),
		.room = UNPACKED };
	const char *refusal = "OFFICE_DAMAGED";
	zip_error_t error;

	/* how Office encrypts: the package inside a compound file (MS-OFFCRYPTO 2.3) */
	if (text_starts(file, TEXT("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")))
		return memmem(file.data, file.size, "E\0n\0c\0r\0y\0p\0t\0e\0d\0P", 19)
			       ? "OFFICE_PASSWORD"
			       : "TYPE_MISMATCH";
	zip_error_init(&error);
	zip_source_t *source = zip_source_buffer_create(file.data, file.size, 0, &error);
	zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
	if (zip) {
		refusal = look_through(&package, zip);
		zip_discard(zip);
	} else if (source) {
		zip_source_free(source);
	}
	zip_error_fini(&error);
	return refusal;
}
