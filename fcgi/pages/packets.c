/*
 * The packet as a file. The database says who may read it and under which name it lies in the
 * cache; the web server sends it. A file that is gone from the cache is asked for again.
 */
#include "pages/pages.h"
#include "serve/ask.h"
#include "serve/response.h"

int packet_file(struct request *request)
{
	struct db_answer answer = ask(request, "packet_file", NULL);

	if (answer.status != 200)
		return answer.status;
	const cJSON *packet = json_read(answer.text);
	if (response_cached(request, CACHE_PACKET, json_string(packet, "sha256"),
		    json_string(packet, "name")))
		return 200;
	ask(request, "packet_rebuild", NULL);
	request_add_header(request, "Retry-After", "10");
	return 503;
}
