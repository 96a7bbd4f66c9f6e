/* nettle hashes, sodium writes. */
#include "base/digest.h"

#include <sodium.h>

void digest_hex(struct sha256_ctx *running, char hex[static DIGEST_HEX])
{
	uint8_t digest[SHA256_DIGEST_SIZE];

	sha256_digest(running, sizeof digest, digest);
	sodium_bin2hex(hex, DIGEST_HEX, digest, sizeof digest);
}

void digest_text(struct text text, char hex[static DIGEST_HEX])
{
	struct sha256_ctx running;

	sha256_init(&running);
	sha256_update(&running, text.size, (const uint8_t *)text.data);
	digest_hex(&running, hex);
}
