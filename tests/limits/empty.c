/*
 * The least that a FastCGI page can cost behind a web server: accepts like dais.fcgi and answers
 * with the bytes of one file, read once. What tests/bench measures pages against.
 */
#include <fcgiapp.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
	FCGX_Request request;
	FILE *file = argc == 2 ? fopen(argv[1], "re") : NULL;
	char *page = malloc(1 << 20);

	if (!file || !page || FCGX_Init() != 0 || FCGX_InitRequest(&request, 0, 0) != 0)
		return EXIT_FAILURE;
	int size = (int)fread(page, 1, 1 << 20, file);
	while (FCGX_Accept_r(&request) >= 0) {
		request.keepConnection = 0;
		FCGX_PutS("Content-Type: text/html; charset=utf-8\r\n\r\n", request.out);
		FCGX_PutStr(page, size, request.out);
		FCGX_Finish_r(&request);
	}
	return EXIT_SUCCESS;
}
