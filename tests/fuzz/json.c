/* Strict JSON: whatever passes the check, cJSON must take too, and print back to an equal value. */
#include "base/json.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena;

	arena_init(&arena, (size_t)1 << 28);
	json_use_arena(&arena);
	cJSON *value = json_parse((struct text){ (const char *)data, size }, NULL);
	if (value) {
		cJSON *again = json_parse(text_of(json_print(value)), NULL);
		if (!again)
			abort();
	}
	json_use_arena(NULL);
	arena_release(&arena);
	return 0;
}
