/* nettle hashes, sodium writes. */
#include "base/digest.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

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

bool digest_file(const char *path, char hex[static DIGEST_HEX], long long *size)
{
	uint8_t piece[64 * 1024];
	int file = open(path, O_RDONLY | O_CLOEXEC);
	struct sha256_ctx running;
	ssize_t count = -1;

	sha256_init(&running);
	*size = 0;
	while (file >= 0 && (count = read(file, piece, sizeof piece)) > 0) {
		sha256_update(&running, (size_t)count, piece);
		*size += count;
	}
	if (file >= 0)
		close(file);
	digest_hex(&running, hex);
	return count == 0;
}

bool digest_read(struct text given, char hex[static DIGEST_HEX])
{
	uint8_t digest[SHA256_DIGEST_SIZE];
	size_t size = 0;
	const char *end = NULL;

	if (sodium_hex2bin(
		    digest, sizeof digest, given.data, given.size, " :-\t\r\n", &size, &end) != 0 ||
		size != sizeof digest || end != given.data + given.size)
		return false;
	sodium_bin2hex(hex, DIGEST_HEX, digest, sizeof digest);
	return true;
}
