/*
 * The packet as a file. The database says who may read it and under which name it lies in the
 * cache; the web server sends it. A file that is gone from the cache is asked for again.
 */
#include "serve/pages.h"
#include "serve/response.h"

#include "base/cache.h"
#include "serve/server.h"

#include <unistd.h>

int packet_file(struct request *request)
{
	struct db_answer answer = request_call(request, "packet_file", NULL);

	if (answer.status != 200)
		return answer.status;
	const cJSON *packet = json_parse(answer.text, NULL);
	const char *sha256 = json_string(packet, "sha256");
	const char *directory = request->server->config.cache;
	if (access(cache_path(request->arena, directory, CACHE_PACKET, sha256), R_OK) != 0) {
		request_call(request, "packet_rebuild", NULL);
		response_header(request, "Retry-After", "10");
		return 503;
	}
	response_attachment(request, json_string(packet, "name"));
	return response_file(
		request, "application/pdf", cache_name(request->arena, CACHE_PACKET, sha256));
}
