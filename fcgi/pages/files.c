/*
 * Files on their way to readers. The original of a filing goes byte for byte, out of the chunk
 * rows, to the people of its slot and to staff. Cleaned copies and packets are sent by the web
 * server out of the cache directory once the database has said who may read them. Nothing is shown
 * inside a page of ours: the browser saves what strangers sent instead of opening it.
 */
#include "pages/file_store.h"
#include "pages/pages.h"
#include "serve/ask.h"
#include "serve/response.h"
#include "serve/route.h"
#include "serve/server.h"

#include <string.h>

struct range {
	long long first, last; /* both included */
	bool partial;
};

/*
 * One range of bytes (RFC 9110, 14.1.2). What is malformed, or names several ranges, is answered
 * with the whole file, as 14.2 allows. False: it lies outside of the file.
 */
static bool read_range(const char *header, long long size, struct range *range)
{
	struct text rest = text_of(header);
	long long first, last;

	*range = (struct range){ 0, size - 1, false };
	if (!text_starts(rest, TEXT("bytes=")) || memchr(rest.data, ',', rest.size))
		return true;
	rest = text_from(rest, 6);
	struct text from = text_split(&rest, '-');
	if (!rest.data)
		return true;
	bool has_first = text_number(from, &first), has_last = text_number(rest, &last);
	if (from.size == 0 && has_last) { /* the last so many bytes */
		*range = (struct range){ last < size ? size - last : 0, size - 1, true };
		return last > 0;
	}
	if (!has_first || (rest.size > 0 && (!has_last || last < first)))
		return true;
	*range = (struct range){ first, has_last && last < size - 1 ? last : size - 1, true };
	return first < size;
}

struct sending {
	struct request *request;
	const struct range *range;
	const char *file_name, *type;
	long long size;
	bool begun;
};

static void begin(struct sending *sending)
{
	struct request *request = sending->request;
	const struct range *range = sending->range;

	request_add_header(request, "Accept-Ranges", "bytes");
	response_attachment(request, sending->file_name);
	if (range->partial)
		request_add_header(request, "Content-Range",
			arena_printf(request->arena, "bytes %lld-%lld/%lld", range->first,
				range->last, sending->size));
	response_begin(
		request, range->partial ? 206 : 200, sending->type, range->last - range->first + 1);
	sending->begun = true;
}

/* Sends the headers only when the first bytes are here: until then the answer can still be an error
 * page, which the browser must not save as the file. */
static bool send_chunk(void *context, struct text bytes)
{
	struct sending *sending = context;

	if (!sending->begun)
		begin(sending);
	return response_write(sending->request, bytes);
}

static int send_original(struct request *request, const cJSON *file)
{
	struct range range;
	struct sending sending = { request, &range, json_string(file, "file_name"),
		json_string(file, "media_type"), 0, false };

	if (!text_number(text_of(json_string(file, "size")), &sending.size))
		return 500;
	/* Range is defined for GET only (RFC 9110, 14.2) */
	const char *wanted = request->method == GET ? request_header(request, "HTTP_RANGE") : NULL;
	if (!read_range(wanted, sending.size, &range)) {
		request_add_header(request, "Content-Range",
			arena_printf(request->arena, "bytes */%lld", sending.size));
		return response_empty(request, 416);
	}
	if (request->method == HEAD) {
		begin(&sending);
		return 200;
	}
	int status = file_read(request->server->db, request->arena, json_string(file, "upload"),
		range.first, range.last, send_chunk, &sending);
	return status == 200 || sending.begun ? 200 : status;
}

int file_original(struct request *request)
{
	struct db *db = request->server->db;
	struct db_answer answer = ask_begin(request);

	if (answer.status == 200)
		answer = ask_step(request, "file_original", NULL);
	int status = answer.status;
	if (status == 200)
		status = send_original(request, json_read(answer.text));
	db_rollback(db); /* nothing was changed */
	return status;
}

/*
 * Lets the web server send a derived file out of the cache: the route's function answers its sha256
 * and file_name to whoever may read it. When it is no longer there, the function `renew` asks the
 * clerk to make it again.
 */
static int send_derived(struct request *request, enum cache_kind kind, const char *renew)
{
	struct db_answer answer = ask(request, request->route->function, NULL);

	if (answer.status != 200)
		return answer.status;
	const cJSON *derived = json_read(answer.text);
	if (response_cached(request, kind, json_string(derived, "sha256"),
		    json_string(derived, "file_name")))
		return 200;
	ask(request, renew, NULL);
	request_add_header(request, "Retry-After", "10");
	return 503;
}

int file_show(struct request *request)
{
	return send_derived(request, CACHE_CLEANED, "file_renew");
}

int packet_file(struct request *request)
{
	return send_derived(request, CACHE_PACKET, "packet_rebuild");
}

int volume_file(struct request *request)
{
	return send_derived(request, CACHE_PACKET, "volume_renew");
}
