/* dais.fcgi: the web worker (serve/worker.h) with the pages of dais. */
#include "base/log.h"
#include "pages/routes.h"
#include "serve/view.h"
#include "serve/worker.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static int fail(const char *error)
{
	log_line(LOG_LEVEL_ERROR, "%s", error);
	return EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	struct server server = { .routes = routes };
	char error[256] = "cannot start libsodium";

	if (argc > 1 && strcmp(argv[1], "--routes") == 0) {
		routes_print(routes, stdout);
		return EXIT_SUCCESS;
	}
	if (argc > 1) {
		fprintf(stderr, "usage: dais.fcgi [--routes]\n");
		return EXIT_FAILURE;
	}
	if (sodium_init() < 0 || !config_load(&server.config, NULL, error))
		return fail(error);
	struct view *view = view_load(server.config.share, error);
	if (!view)
		return fail(error);
	server.view = view;
	server.db = db_open(server.config.database);
	int status = worker_run(&server);
	db_close(server.db);
	view_free(view);
	return status;
}
