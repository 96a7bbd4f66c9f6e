/* Office files as data: a code or none, for either kind, and never a step outside the file. */
#include "paper/office.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text file = { (const char *)data, size };

	office_refusal(file, TEXT("application/vnd.oasis.opendocument.text"));
	office_refusal(file, TEXT("application/vnd.openxmlformats-officedocument."
				  "wordprocessingml.document"));
	return 0;
}
