/* Reading the headers of tus. */
#include "pages/tus.h"

#include <sodium.h>
#include <string.h>

static bool base64_read(struct text encoded, unsigned char *bytes, size_t capacity, size_t *size)
{
	return sodium_base642bin(bytes, capacity, encoded.data, encoded.size, NULL, size, NULL,
		       sodium_base64_VARIANT_ORIGINAL) == 0;
}

/* Printable ASCII without the two separators. */
static bool name_good(struct text name)
{
	for (size_t i = 0; i < name.size; i++)
		if (name.data[i] <= ' ' || name.data[i] > '~' || name.data[i] == ',')
			return false;
	return name.size > 0;
}

bool tus_metadata(struct arena *arena, struct text header, struct text *file_name)
{
	*file_name = TEXT("");
	if (header.size > TUS_METADATA)
		return false;
	while (header.data && header.size > 0) {
		struct text value = text_trim(text_split(&header, ','));
		struct text name = text_split(&value, ' ');
		unsigned char *bytes = arena_alloc(arena, value.size + 1);
		size_t size = 0;
		if (!name_good(name) || !base64_read(value, bytes, value.size + 1, &size))
			return false;
		if (!text_equal(name, TEXT("filename")))
			continue;
		*file_name = (struct text){ (const char *)bytes, size };
		if (!text_is_utf8(*file_name))
			return false;
	}
	return true;
}

bool tus_checksum_begin(struct tus_checksum *checksum, struct text header)
{
	static const struct {
		struct text name;
		int algorithm;
		size_t size;
	} known[] = { { { "sha1", 4 }, TUS_SHA1, SHA1_DIGEST_SIZE },
		{ { "sha256", 6 }, TUS_SHA256, SHA256_DIGEST_SIZE } };

	*checksum = (struct tus_checksum){ TUS_NO_CHECKSUM };
	if (!header.data)
		return true;
	struct text name = text_split(&header, ' ');
	for (size_t i = 0; i < 2; i++) {
		size_t size = 0;
		if (!text_equal(name, known[i].name))
			continue;
		checksum->algorithm = known[i].algorithm;
		sha1_init(&checksum->running.sha1);
		if (checksum->algorithm == TUS_SHA256)
			sha256_init(&checksum->running.sha256);
		return base64_read(header, checksum->wanted, sizeof checksum->wanted, &size) &&
		       size == known[i].size;
	}
	return false;
}

void tus_checksum_add(struct tus_checksum *checksum, struct text bytes)
{
	const uint8_t *data = (const uint8_t *)bytes.data;

	if (checksum->algorithm == TUS_SHA1)
		sha1_update(&checksum->running.sha1, bytes.size, data);
	else if (checksum->algorithm == TUS_SHA256)
		sha256_update(&checksum->running.sha256, bytes.size, data);
}

bool tus_checksum_holds(struct tus_checksum *checksum)
{
	uint8_t found[SHA256_DIGEST_SIZE];
	size_t size = checksum->algorithm == TUS_SHA1 ? SHA1_DIGEST_SIZE : SHA256_DIGEST_SIZE;

	if (checksum->algorithm == TUS_NO_CHECKSUM)
		return true;
	if (checksum->algorithm == TUS_SHA1)
		sha1_digest(&checksum->running.sha1, size, found);
	else
		sha256_digest(&checksum->running.sha256, size, found);
	return memcmp(found, checksum->wanted, size) == 0;
}
