/* The headers of tus: what is understood, and what is refused. */
#include "pages/tus.h"

#include "tap.h"

static struct arena arena;

/* The name in this Upload-Metadata; NULL when it is refused. */
static const char *name_in(const char *header)
{
	struct text name;

	return tus_metadata(&arena, text_of(header), &name) ? arena_copy(&arena, name) : NULL;
}

static bool holds(const char *header, const char *first, const char *second)
{
	struct tus_checksum checksum;

	if (!tus_checksum_begin(&checksum, text_of(header)))
		return false;
	tus_checksum_add(&checksum, text_of(first));
	tus_checksum_add(&checksum, text_of(second));
	return tus_checksum_holds(&checksum);
}

static bool understood(const char *header)
{
	struct tus_checksum checksum;

	return tus_checksum_begin(&checksum, text_of(header));
}

static void check_metadata(void)
{
	is(name_in(NULL), "", "no header, no name");
	is(name_in(""), "", "an empty header");
	is(name_in("filename YS5wZGY="), "a.pdf", "a name");
	is(name_in("draft,filename YS5wZGY=,size MQ=="), "a.pdf", "among others");
	is(name_in("draft, filename YS5wZGY="), "a.pdf", "with a blank after the comma");
	is(name_in("filename"), "", "a name without a value");
	is(name_in("filename !"), NULL, "no base64");
	is(name_in("filename YS5wZGY"), NULL, "its end is missing");
	is(name_in(","), NULL, "no name at all");
	is(name_in("file\tname YQ=="), NULL, "a control character");
	is(name_in("filename //79"), NULL, "no UTF-8");
	is(name_in("filename YQBi"), NULL, "a NUL");
	char large[TUS_METADATA + 2];
	memset(large, 'a', sizeof large - 1);
	large[sizeof large - 1] = '\0';
	is(name_in(large), NULL, "too long");
}

static void check_checksum(void)
{
	ok(holds(NULL, "anything", ""), "none is wanted");
	ok(holds("sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", "a", "bc"), "SHA-1 over two pieces");
	ok(holds("sha256 ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=", "abc", ""), "SHA-256");
	ok(!holds("sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0=", "abd", ""), "another piece");
	ok(!understood("md5 qZk+NkcGgWq6PiVxeFDCbJzQ2J0="), "another algorithm");
	ok(!understood("sha1"), "no digest");
	ok(!understood("sha1 qZk="), "too short");
	ok(!understood("sha1 ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="), "too long");
	ok(!understood("sha1 qZk+NkcGgWq6PiVxeFDCbJzQ2J0"), "its end is missing");
	ok(!understood(""), "empty");
}

int main(void)
{
	arena_init(&arena, (size_t)1 << 20);
	check_metadata();
	check_checksum();
	arena_release(&arena);
	return done();
}
