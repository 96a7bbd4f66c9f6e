/* A stranger's PDF through libqpdf into a segment: what comes out always passes the check. */
#include "paper/intake.h"
#include "paper/lettering.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct intake in = {
		.file = { (const char *)data, size }, .arena = &arena, .most_pages = PAPER_MAX_PAGES
	};
	struct segment segment;
	FILE *file = tmpfile();

	signal(SIGCHLD, SIG_IGN); /* nobody waits for those who set texts */
	in.lettering = lettering_open();
	arena_init(&arena, (size_t)1 << 30);
	in.pdf = qpdf_init();
	segment_writer_init(&in.writer, file, &arena);
	if (!intake_paper(&in))
		abort();
	qpdf_cleanup(&in.pdf);
	if (!in.refusal && segment_open(&segment, fileno(file)))
		abort();
	if (!in.refusal)
		segment_close(&segment);
	fclose(file);
	close(in.lettering);
	arena_release(&arena);
	return 0;
}
