/* Segments as data: whatever passes the check can be assembled without a step outside it. */
#include "paper/assembly.h"

#include "base/arena.h"

#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct plan plan;
	struct arena arena;
	struct assembly_result result;
	int segment = memfd_create("segment", 0), out = memfd_create("out", 0);

	arena_init(&arena, (size_t)1 << 30);
	if (write(segment, data, size) == (ssize_t)size && !plan_of_one(&plan, &arena, segment))
		assemble(&plan, out, &arena, &result);
	arena_release(&arena);
	close(segment);
	close(out);
	return 0;
}
