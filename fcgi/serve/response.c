/* Writes answers: one table of reason phrases, one block of security headers. */
#include "serve/response.h"

#include "base/log.h"
#include "serve/ask.h"
#include "serve/entry.h"
#include "serve/record.h"
#include "serve/route.h"
#include "serve/server.h"
#include "serve/session.h"
#include "serve/view.h"

#include <string.h>
#include <unistd.h>

enum { HEAD_SIZE = 32 * 1024, PAGE_SIZE = 8 * 1024 * 1024 };

/* Nothing from elsewhere, nothing inline, no frame (W3C Content Security Policy Level 3). */
#define CONTENT_POLICY                                                                             \
	"Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; "       \
	"img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "          \
	"base-uri 'none'; frame-ancestors 'none'\r\n"
#define SECURITY_HEADERS                                                                           \
	"X-Content-Type-Options: nosniff\r\n"                                                      \
	"X-Frame-Options: DENY\r\n" /* for browsers that do not know frame-ancestors */            \
	"Referrer-Policy: same-origin\r\n"                                                         \
	"Cross-Origin-Opener-Policy: same-origin\r\n"                                              \
	"Cross-Origin-Resource-Policy: same-origin\r\n"
/* RFC 6797; two years, as browsers' lists of such hosts ask for. */
#define TRANSPORT_SECURITY "Strict-Transport-Security: max-age=63072000\r\n"

static const char *reason_of(int status)
{
	static const struct {
		int status;
		const char *reason;
	} reasons[] = {
		{ 200, "OK" },
		{ 201, "Created" },
		{ 204, "No Content" },
		{ 206, "Partial Content" },
		{ 302, "Found" },
		{ 303, "See Other" },
		{ 304, "Not Modified" },
		{ 400, "Bad Request" },
		{ 401, "Unauthorized" },
		{ 403, "Forbidden" },
		{ 404, "Not Found" },
		{ 405, "Method Not Allowed" },
		{ 409, "Conflict" },
		{ 410, "Gone" },
		{ 411, "Length Required" },
		{ 412, "Precondition Failed" },
		{ 413, "Content Too Large" },
		{ 414, "URI Too Long" },
		{ 415, "Unsupported Media Type" },
		{ 416, "Range Not Satisfiable" },
		{ 422, "Unprocessable Content" },
		{ 423, "Locked" },
		{ 428, "Precondition Required" },
		{ 429, "Too Many Requests" },
		{ 460, "Checksum Mismatch" },
		{ 500, "Internal Server Error" },
		{ 503, "Service Unavailable" },
	};

	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "Unknown";
}

/*
 * Until when nginx keeps a page: to the end of this second of its own clock, which it tells as
 * DAIS_SECOND; else for a second, which it counts as up to two.
 */
static const char *expiry_of(const struct request *request)
{
	struct text rest = text_of(request_param(request, "DAIS_SECOND"));
	long long second;

	if (!rest.data || !text_number(text_split(&rest, '.'), &second))
		return "1";
	return arena_printf(request->arena, "@%lld", second);
}

/*
 * What does not depend on the reader may be kept by caches that ask again each time, by nginx for
 * the second. X-Accel-Expires stands first, because nginx before 1.23.3 obeys whichever of the two
 * headers comes first.
 */
static const char *caching_of(const struct request *request, int status)
{
	if (request_has_header(request, "Cache-Control: "))
		return "";
	if (request->route && request->route->audience == PUBLIC && !request->session &&
		(status == 200 || status == 304))
		return arena_printf(request->arena,
			"X-Accel-Expires: %s\r\nCache-Control: public, no-cache\r\nVary: "
			"Accept\r\n",
			expiry_of(request));
	return "Cache-Control: private, no-store\r\n";
}

static struct text head_of(struct request *request, int status, const char *type, long long length)
{
	struct buffer head;

	request->answered = true;
	buffer_init(&head, request->arena, HEAD_SIZE);
	buffer_printf(&head, "Status: %d %s\r\n", status, reason_of(status));
	if (type)
		buffer_printf(&head, "Content-Type: %s\r\n", type);
	if (length >= 0)
		buffer_printf(&head, "Content-Length: %lld\r\n", length);
	buffer_append(&head, text_of(caching_of(request, status)));
	if (!request_has_header(request, "Content-Security-Policy: "))
		buffer_append(&head, TEXT(CONTENT_POLICY));
	buffer_append(&head, TEXT(SECURITY_HEADERS));
	if (strncmp(request->server->config.public_url, "https:", 6) == 0)
		buffer_append(&head, TEXT(TRANSPORT_SECURITY));
	buffer_append(&head, buffer_text(&request->headers));
	buffer_append(&head, TEXT("\r\n"));
	return buffer_text(&head);
}

bool response_write(struct request *request, struct text piece)
{
	return record_write(request->fcgi, piece, TEXT(""));
}

bool response_begin(struct request *request, int status, const char *type, long long length)
{
	return response_write(request, head_of(request, status, type, length));
}

int response_send(struct request *request, int status, const char *type, struct text body)
{
	bool silent = status == 204 || status == 304;
	struct text head = head_of(request, status, type, silent ? -1 : (long long)body.size);

	record_write(request->fcgi, head, silent || request->method == HEAD ? TEXT("") : body);
	return status;
}

int response_empty(struct request *request, int status)
{
	return response_send(request, status, NULL, TEXT(""));
}

/* RFC 9110, 13.1.2: the weak comparison; nginx makes tags weak when it compresses. */
bool response_known(struct request *request, const char *tag)
{
	struct text rest = text_of(request_header(request, "HTTP_IF_NONE_MATCH"));

	request_add_header(request, "ETag", tag);
	while (rest.data) {
		struct text one = text_trim(text_split(&rest, ','));
		if (text_starts(one, TEXT("W/")))
			one = text_from(one, 2);
		if (text_equal(one, text_of(tag)))
			return true;
	}
	return false;
}

int response_redirect(struct request *request, const char *path)
{
	request_add_header(request, "Location",
		arena_printf(request->arena, "%s%s", request->root, path + (*path == '/')));
	return response_empty(request, 303);
}

int response_json(struct request *request, int status, const cJSON *value)
{
	return response_send(request, status, "application/json", text_of(json_print(value)));
}

static void add_copy(cJSON *object, const char *name, const cJSON *value)
{
	if (value)
		cJSON_AddItemToObject(object, name, cJSON_Duplicate(value, true));
}

/* The errors, each with the id of its field's element: "title-es" of "title.es". */
static void add_errors(struct request *request, cJSON *site)
{
	cJSON *errors = cJSON_Duplicate(request->errors, true), *error;

	cJSON_ArrayForEach (error, errors) {
		const char *field = json_string(error, "field");
		char *id = arena_copy(request->arena, text_of(field));
		for (char *c = id; (c = strchr(c, '.'));)
			*c = '-';
		cJSON_AddStringToObject(error, "id", id);
	}
	cJSON_AddItemToObject(site, "errors", errors ? errors : cJSON_CreateNull());
	if (errors)
		cJSON_AddTrueToObject(site, "refused");
}

/* What a page knows besides its own value; see view.h for the part that needs no request. */
static cJSON *site_of(struct request *request)
{
	cJSON *site = view_site(request->server->view, request->lang, request->page, request->root);
	enum audience audience = request->route ? request->route->audience : PUBLIC;

	cJSON_AddStringToObject(site, "max_upload",
		arena_printf(request->arena, "%lld", config_max_upload(&request->server->config)));
	add_copy(site, "person", request->person);
	add_errors(request, site);
	if (audience != PUBLIC || request->person) {
		cJSON_AddStringToObject(site, "token", session_form_token(request));
		cJSON_AddStringToObject(site, "once", token_new(request->arena));
	}
	const char *done = request_input(request, "done");
	if (done)
		cJSON_AddStringToObject(site, "done", done);
	return site;
}

static int send_page(struct request *request, int status, const char *template, const cJSON *page)
{
	struct buffer html;

	buffer_init(&html, request->arena, PAGE_SIZE);
	if (!view_render(request->server->view, request->lang, template, site_of(request), page,
		    &html) ||
		html.full) {
		log_line(LOG_LEVEL_ERROR, "template %s cannot be rendered", template);
		return response_send(request, 500, "text/plain; charset=utf-8",
			TEXT("This page cannot be shown. Nothing was lost; please try again "
			     "later.\n"));
	}
	return response_send(request, status, "text/html; charset=utf-8", buffer_text(&html));
}

int response_page(struct request *request, int status, const char *template, struct text value)
{
	if (request->wants_json && !request->errors)
		return response_send(request, status, "application/json", value);
	cJSON *page = json_read(value);
	if (!page) {
		log_line(LOG_LEVEL_ERROR, "the value of page %s is no JSON", template);
		return response_error(request, 500);
	}
	entry_show(request, page);
	return send_page(request, status, template, page);
}

int response_form_again(struct request *request, int status)
{
	cJSON *input = cJSON_Duplicate(request->input, true);

	if (request->wants_json || !request->route->again)
		return response_error(request, status);
	cJSON_AddItemToObject(input, "form", cJSON_Duplicate(request->form, true));
	cJSON *errors = request->errors;
	struct db_answer answer = ask(request, request->route->again, input);
	request->errors = errors;
	if (answer.status != 200)
		return answer.status;
	return response_page(request, status, request->route->template, answer.text);
}

/*
 * Whoever was signed in still is, and who came from a meeting stays there: the page has its name
 * and whom to write to. Asked without the route's roles, in a transaction of its own.
 */
static void add_frame(struct request *request, cJSON *page)
{
	const struct route *route = request->route;
	cJSON *input = cJSON_CreateObject();

	db_rollback(request->server->db);
	cJSON_AddStringToObject(input, "path", request->path);
	request->route = NULL;
	struct db_answer answer = ask(request, "error_frame", input);
	request->route = route;
	cJSON *frame = answer.status == 200 ? json_read(answer.text) : NULL;
	if (frame)
		cJSON_AddItemReferenceToObject(
			page, "meeting", cJSON_GetObjectItemCaseSensitive(frame, "meeting"));
}

int response_error(struct request *request, int status)
{
	char number[16];
	cJSON *page = cJSON_CreateObject();

	snprintf(number, sizeof number, "%d", status);
	cJSON_AddStringToObject(page, "status", number);
	add_copy(page, "errors", request->errors);
	const char *reference = request_header(request, "REQUEST_ID");
	if (reference && status >= 500)
		cJSON_AddStringToObject(page, "reference", reference);
	if (request->wants_json)
		return response_json(request, status, page);
	if (status != 400 && status < 500)
		add_frame(request, page);
	return send_page(request, status, "error", page);
}

/* Characters that are safe in a quoted file name; any other becomes an underscore. */
static char plain(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
			       (c && strchr(" .-_()", c))
		       ? c
		       : '_';
}

void response_attachment(struct request *request, const char *file_name)
{
	struct buffer value;

	buffer_init(&value, request->arena, 4096);
	buffer_append(&value, TEXT("attachment; filename=\""));
	for (const char *c = file_name; *c; c++)
		buffer_append(&value, (struct text){ (char[]){ plain(*c) }, 1 });
	buffer_append(&value, TEXT("\"; filename*=UTF-8''"));
	buffer_percent(&value, file_name, "");
	request_add_header(request, "Content-Disposition", value.data);
	request_add_header(request, "Content-Security-Policy", "sandbox; default-src 'none'");
}

/* DAIS_SENDFILE: the header by which the web server is told of a file, and what stands before the
 * file's name in it. Without it: nginx, as our sample sets it up. */
static void send_file_header(struct request *request, const char *name)
{
	struct text rest = text_of(request_param(request, "DAIS_SENDFILE"));
	struct text header = text_split(&rest, ' ');

	if (!rest.data) {
		header = TEXT("X-Accel-Redirect");
		rest = TEXT("/.files/");
	}
	request_add_header(request, arena_copy(request->arena, header),
		arena_printf(request->arena, "%s%s", arena_copy(request->arena, rest), name));
}

bool response_cached(
	struct request *request, enum cache_kind kind, const char *sha256, const char *file_name)
{
	const char *directory = request->server->config.cache;
	const char *name = cache_name(request->arena, kind, sha256);

	if (access(cache_path(request->arena, directory, kind, sha256), R_OK) != 0)
		return false;
	response_attachment(request, file_name);
	send_file_header(request, name);
	response_begin(request, 200, "application/pdf", -1);
	return true;
}
