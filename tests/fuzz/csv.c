/* A table out of any bytes: its cells are UTF-8, and what was read comes back when it is written
 * and read once more. */
#include "pages/csv.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;
	struct csv csv, again;
	struct buffer out;

	arena_init(&arena, (size_t)1 << 26);
	buffer_init(&out, &arena, (size_t)1 << 24);
	if (csv_open(&csv, &arena, (struct text){ (const char *)data, size }))
		while (csv_next(&csv)) {
			out.size = 0; /* a heading, that the separator is known again */
			csv_write(&out, TEXT("a"), csv.separator, true);
			csv_write(&out, TEXT("b"), csv.separator, false);
			buffer_append(&out, TEXT("\r\n"));
			for (size_t i = 0; i < csv.count; i++) {
				if (!text_is_utf8(csv.cells[i]))
					abort();
				csv_write(&out, csv.cells[i], csv.separator, i == 0);
			}
			if (!csv_open(&again, &arena, buffer_text(&out)) || !csv_next(&again) ||
				!csv_next(&again) || again.count != csv.count)
				abort();
			for (size_t i = 0; i < csv.count; i++)
				if (!text_equal(csv.cells[i], again.cells[i]))
					abort();
		}
	arena_release(&arena);
	return 0;
}
