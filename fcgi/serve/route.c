/* Finds the row for an address: segment by segment, in the table's order. */
#include "serve/route.h"

#include "base/languages.h"

#include <string.h>

static const struct {
	const char *name, *roles;
} audiences[] = {
	[PUBLIC] = { "public", NULL },
	[VISITOR] = { "visitor", NULL },
	[SIGNED_IN] = { "signed-in", "{}" },
	[FOCAL_POINT] = { "focal-point", "{\"focal point\"}" },
	[STAFF] = { "staff", "{staff}" },
	[ADMIN] = { "admin", "{admin}" },
	[BUREAU] = { "bureau", "{staff,chair}" },
	[RAPPORTEUR] = { "rapporteur", "{staff,chair,panelist}" },
	[READER] = { "reader", "{staff,chair,\"focal point\"}" },
};

const char *audience_roles(enum audience audience)
{
	return audiences[audience].roles;
}

static bool segment_matches(struct text pattern, struct text segment)
{
	if (pattern.size == 0 || pattern.data[0] != '{')
		return text_equal(pattern, segment);
	if (text_equal(pattern, TEXT("{lang}")))
		return language_find(segment) >= 0;
	return segment.size > 0 && segment.size <= 100;
}

/* Whether the first pattern is the last one and takes all segments that are left. */
static bool takes_rest(struct text patterns)
{
	return text_starts(patterns, TEXT("{")) && text_ends(patterns, TEXT("+}"));
}

static bool path_matches(const char *pattern, const char *path)
{
	struct text patterns = text_of(pattern), segments = text_of(path);

	while (patterns.data && segments.data) {
		if (takes_rest(patterns))
			return segments.size > 0 && segments.size <= 100;
		if (!segment_matches(text_split(&patterns, '/'), text_split(&segments, '/')))
			return false;
	}
	return !patterns.data && !segments.data;
}

static void take_params(const char *pattern, const char *path, struct arena *arena, cJSON *params)
{
	struct text patterns = text_of(pattern), segments = text_of(path);

	while (patterns.data) {
		bool rest = takes_rest(patterns);
		struct text name = text_split(&patterns, '/');
		struct text value = rest ? segments : text_split(&segments, '/');
		if (name.size < 3 || name.data[0] != '{' || text_equal(name, TEXT("{lang}")))
			continue;
		name = (struct text){ name.data + 1, name.size - (rest ? 3 : 2) };
		cJSON_AddStringToObject(params, arena_copy(arena, name), arena_copy(arena, value));
	}
}

const struct route *route_find(const struct route *routes, enum method method, const char *path,
	struct arena *arena, cJSON *params, const char **allowed)
{
	const struct route *found = NULL, *as_get = NULL;
	const char *pattern = NULL; /* of the first row that matches: it hides later ones */

	*allowed = NULL;
	for (const struct route *route = routes; !found && route->method; route++) {
		if (pattern ? strcmp(route->path, pattern) != 0 : !path_matches(route->path, path))
			continue;
		pattern = route->path;
		if (route->method == method)
			found = route;
		if (method == HEAD && route->method == GET)
			as_get = route;
		*allowed = *allowed ? arena_printf(arena, "%s, %s", *allowed,
					      method_names[route->method])
				    : method_names[route->method];
	}
	if (!found)
		found = as_get;
	if (found)
		take_params(found->path, path, arena, params);
	return found;
}

/* The pattern with its parameters put in, or NULL when one is missing. */
static char *fill_pattern(
	const char *pattern, const char *lang, struct arena *arena, const cJSON *params)
{
	struct text rest = text_of(pattern + 1);
	struct buffer address;

	buffer_init(&address, arena, 4096);
	while (rest.data) {
		struct text segment = text_split(&rest, '/');
		const char *value = arena_copy(arena, segment);
		if (text_equal(segment, TEXT("{lang}")))
			value = lang;
		else if (segment.size > 2 && segment.data[0] == '{')
			value = json_string(params,
				arena_copy(arena,
					(struct text){ segment.data + 1, segment.size - 2 }));
		if (!value)
			return NULL;
		buffer_printf(&address, "/%s", value);
	}
	return address.data;
}

char *route_address(const struct route *routes, const char *function, const char *lang,
	struct arena *arena, const cJSON *params)
{
	char *found = NULL;

	for (const struct route *route = routes; route->method; route++) {
		if (route->method != GET || !route->function ||
			strcmp(route->function, function) != 0)
			continue;
		char *address = fill_pattern(route->path, lang, arena, params);
		found = address ? address : found;
	}
	return found;
}

void routes_print(const struct route *routes, FILE *out)
{
	for (const struct route *route = routes; route->method; route++)
		fprintf(out, "%s\t%s\t%s\t%s\n", method_names[route->method], route->path,
			audiences[route->audience].name, route->function ? route->function : "-");
}
