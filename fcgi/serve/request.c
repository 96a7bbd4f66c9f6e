/* Takes a request out of its FastCGI parameters. */
#include "serve/request.h"

#include "base/languages.h"
#include "base/log.h"
#include "serve/server.h"
#include "serve/view.h"

#include <arpa/inet.h>
#include <string.h>

enum { PATH = 2048, QUERY = 8192 };

const char *request_param(const struct request *request, const char *name)
{
	return FCGX_GetParam(name, request->fcgi->envp);
}

const char *request_header(const struct request *request, const char *name)
{
	const char *value = request_param(request, name);

	for (const char *c = value; c && *c; c++)
		if (*c < ' ' || *c > '~')
			return NULL;
	return value;
}

const char *const method_names[] = { [GET] = "GET",
	[HEAD] = "HEAD",
	[POST] = "POST",
	[PATCH] = "PATCH",
	[DELETE] = "DELETE",
	[OPTIONS] = "OPTIONS" };

static enum method method_of(const char *name)
{
	for (int i = GET; name && i <= OPTIONS; i++)
		if (strcmp(name, method_names[i]) == 0)
			return (enum method)i;
	return METHOD_NONE;
}

/* Some proxies know GET and POST only; tus clients then say what they mean (tus 1.0, core
 * protocol). */
static enum method overridden(const struct request *request, enum method method)
{
	const char *other = request_header(request, "HTTP_X_HTTP_METHOD_OVERRIDE");

	if (method != POST || !other || strncmp(request->path, "/uploads/", 9) != 0)
		return method;
	return method_of(other);
}

static bool path_good(struct text path)
{
	if (path.size == 0 || path.data[0] != '/' || !text_is_utf8(path))
		return false;
	for (size_t i = 0; i < path.size; i++)
		if ((unsigned char)path.data[i] < ' ' || path.data[i] == 0x7f)
			return false;
	return true;
}

static const char *language_named(struct text name)
{
	for (int i = 0; i < language_count; i++)
		if (text_equal_nocase(name, text_of(languages[i].code)))
			return languages[i].code;
	return NULL;
}

/* The first of our languages in the order that the browser sends, which is that of preference. */
static const char *language_preferred(const struct request *request)
{
	struct text rest = text_of(request_header(request, "HTTP_ACCEPT_LANGUAGE"));

	while (rest.data) {
		struct text range = text_trim(text_split(&rest, ','));
		if (range.size > 2)
			range.size = 2;
		const char *known = language_named(range);
		if (known)
			return known;
	}
	return languages[0].code;
}

static const char *language_of(const struct request *request)
{
	struct text rest = text_of(request->path + 1);
	const char *named = language_named(text_split(&rest, '/'));

	return named ? named : language_preferred(request);
}

/* The suffix .json is no part of a page's name. */
static char *without_suffix(struct arena *arena, struct text path, bool *json)
{
	const struct text suffix = TEXT(".json");

	*json = path.size > suffix.size && text_ends(path, suffix);
	return arena_copy(arena, (struct text){ path.data, path.size - (*json ? suffix.size : 0) });
}

/* Takes any bytes, as the web server's cache does: it tells a page from its JSON by the same look
 * at this header, and both must come to the same answer. */
static void read_accept(struct request *request)
{
	const char *accepted = request_param(request, "HTTP_ACCEPT");

	if (accepted && strstr(accepted, "application/json") && !strstr(accepted, "text/html"))
		request->wants_json = true;
}

static bool read_length(struct request *request)
{
	const char *length = request_param(request, "CONTENT_LENGTH");

	request->content_length = -1;
	if (!length || !*length)
		return true;
	return text_number(text_of(length), &request->content_length);
}

/* DAIS_PATH is what our samples for web servers set; PATH_INFO has the same where a web server
 * knows which part of the address is the installation's root (RFC 3875, 4.1.5). An authorizer gets
 * none.
 */
static struct text path_of(const struct request *request)
{
	const char *path = request_param(request, "DAIS_PATH");

	path = path ? path : request_param(request, "PATH_INFO");
	return path ? text_of(path) : TEXT("/");
}

int request_begin(
	struct request *request, struct server *server, struct arena *arena, FCGX_Request *fcgi)
{
	*request = (struct request){ .server = server,
		.arena = arena,
		.fcgi = fcgi,
		.path = "/",
		.page = "/",
		.query = "",
		.root = "./",
		.lang = languages[0].code };
	buffer_init(&request->headers, arena, 16 * 1024);
	request->input = cJSON_CreateObject();
	request->form = cJSON_CreateObject();
	struct text path = path_of(request);
	const char *query = request_param(request, "QUERY_STRING");
	request->method = method_of(request_param(request, "REQUEST_METHOD"));
	if (path.size > PATH || (query && strlen(query) > QUERY))
		return 414;
	if (!path_good(path) || !read_length(request))
		return 400;
	request->path = without_suffix(arena, path, &request->wants_json);
	request->page = request->path;
	request->root = view_root(arena, request->path);
	request->query = query ? query : "";
	request->content_type = request_header(request, "CONTENT_TYPE");
	request->lang = language_of(request);
	read_accept(request);
	request->method = overridden(request, request->method);
	return request->method == METHOD_NONE ? 405 : 0;
}

size_t request_read(struct request *request, char *data, size_t size)
{
	int most = size > 1 << 30 ? 1 << 30 : (int)size;
	int got = FCGX_GetStr(data, most, request->fcgi->in);

	if (got > 0)
		request->body_read += got;
	return got > 0 ? (size_t)got : 0;
}

bool request_cut(struct request *request)
{
	return FCGX_GetError(request->fcgi->in) != 0 ||
	       (request->content_length >= 0 && request->body_read < request->content_length);
}

const char *request_input(const struct request *request, const char *name)
{
	return json_string(request->input, name);
}

void request_add_header(struct request *request, const char *name, const char *value)
{
	for (const char *c = value; *c; c++) {
		if ((unsigned char)*c < ' ' || *c == 0x7f) {
			log_line(LOG_LEVEL_WARNING,
				"a %s header with control characters was left out", name);
			return;
		}
	}
	buffer_printf(&request->headers, "%s: %s\r\n", name, value);
}

bool request_has_header(const struct request *request, const char *name)
{
	return request->headers.size && strstr(request->headers.data, name);
}

/*
 * An IPv4 address, or the first 64 bits of an IPv6 address: one customer has at least as many as
 * the rest counts (RFC 6177), so a limit by single addresses would be none.
 */
static const char *network_of(const char *address, struct arena *arena)
{
	struct in6_addr six;
	char *text = arena_alloc(arena, INET6_ADDRSTRLEN);

	if (!address || inet_pton(AF_INET6, address, &six) != 1)
		return address ? address : "";
	if (IN6_IS_ADDR_V4MAPPED(&six))
		return inet_ntop(AF_INET, &six.s6_addr[12], text, INET6_ADDRSTRLEN);
	memset(&six.s6_addr[8], 0, 8);
	return inet_ntop(AF_INET6, &six, text, INET6_ADDRSTRLEN);
}

void request_add_network(struct request *request)
{
	const char *address = request_header(request, "REMOTE_ADDR");

	cJSON_DeleteItemFromObjectCaseSensitive(request->input, "network");
	cJSON_AddStringToObject(request->input, "network", network_of(address, request->arena));
}

void request_refuse(struct request *request, const char *field, const char *code)
{
	cJSON *error = cJSON_CreateObject();

	cJSON_AddStringToObject(error, "field", field);
	cJSON_AddStringToObject(error, "code", code);
	if (!request->errors)
		request->errors = cJSON_CreateArray();
	cJSON_AddItemToArray(request->errors, error);
}

/* scheme://host[:port] of the configured address. */
static struct text own_origin(const struct request *request)
{
	struct text url = text_of(request->server->config.public_url);
	const char *host = strstr(url.data, "://");
	const char *path = host ? strchr(host + 3, '/') : NULL;

	return path ? (struct text){ url.data, (size_t)(path - url.data) } : url;
}

bool request_same_origin(const struct request *request)
{
	const char *origin = request_param(request, "HTTP_ORIGIN");
	const char *site = request_param(request, "HTTP_SEC_FETCH_SITE");

	if (site && strcmp(site, "same-origin") != 0)
		return false;
	return !origin || text_equal_nocase(text_of(origin), own_origin(request));
}
