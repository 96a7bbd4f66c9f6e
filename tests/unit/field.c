/* What a form's fields take: limits in characters, addresses as people have them. */
#include "serve/field.h"

#include "base/buffer.h"

#include "tap.h"

static struct arena arena;

static const char *check(enum field_type type, size_t limit, const char *raw)
{
	struct field field = { "field", type, limit, OPTIONAL };
	const char *value, *wrong = field_check(&field, &arena, text_of(raw), &value);

	return wrong ? wrong : value;
}

/* So many times the same characters. */
static const char *repeated(const char *what, size_t times)
{
	struct buffer buffer;

	buffer_init(&buffer, &arena, 65536);
	for (size_t i = 0; i < times; i++)
		buffer_append(&buffer, text_of(what));
	return buffer_text(&buffer).data;
}

static void limits(void)
{
	static const char *const alphabets[] = { "a", "é", "م", "語", "🙂" };

	for (size_t i = 0; i < sizeof alphabets / sizeof *alphabets; i++) {
		const char *whole = repeated(alphabets[i], 300);
		is(check(LINE, 300, whole), whole, "300 times %s is a line of 300", alphabets[i]);
		is(check(LINE, 299, whole), "too-long", "and none of 299");
		is(check(LINES, 300, whole), whole, "as lines");
		is(check(TITLE, 300, whole), whole, "as a title");
		is(check(SECRET, 300, whole), whole, "as a password");
	}
	is(check(LINES, 5, "a\r\nb\r\nc"), "a\nb\nc", "a line end is one character");
}

static void addresses(void)
{
	static const char *const good[] = { "a@b.org", "A.B+c-d_e'f@sub.Example-1.org",
		"x@xn--bcher-kva.example", "1@2.co", "a@b.c" };
	static const char *const bad[] = { "a@b..c", "a@.b.c", "a@b.c.", "a..b@c.org", ".a@b.org",
		"a.@b.org", "a@b", "a@", "@b.org", "a@b@c.org", "a@-b.org", "a@b-.org", "a@1.2.3.4",
		"a b@c.org", "a@b c.org", "\"a\"@b.org", "a@[1.2.3.4]", "a@b_c.org", "é@b.org",
		"a@é.org", "a,b@c.org", "a<b@c.org", "a@b.org>" };

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		is(check(EMAIL, 254, good[i]), good[i], "%s", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		is(check(EMAIL, 254, bad[i]), "not-an-address", "not %s", bad[i]);
	is(check(EMAIL, 254, arena_printf(&arena, "%s@b.org", repeated("a", 65))), "not-an-address",
		"a local part of 65");
	is(check(EMAIL, 254, arena_printf(&arena, "a@%s.org", repeated("b", 64))), "not-an-address",
		"a label of 64");
}

int main(void)
{
	arena_init(&arena, (size_t)1 << 20);
	limits();
	addresses();
	arena_release(&arena);
	return done();
}
