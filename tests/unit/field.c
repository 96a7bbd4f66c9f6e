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

/* One value of each kind that passes, and what its check refuses. */
static void types(void)
{
	static const struct {
		enum field_type type;
		const char *raw, *expected;
	} cases[] = {
		{ LINE, " a b ", "a b" },
		{ LINE, "a\tb", "not-one-line" },
		{ LINE, "a\nb", "not-one-line" },
		{ LINE, "a\x7f", "not-one-line" },
		{ LINE, "  ", NULL },
		{ LINES, " a\n\tb ", "a\n\tb" },
		{ LINES, "a\x01", "not-valid" },
		{ LINES, "a\rb", "a\nb" },
		{ TITLE, "a\nb", "not-one-line" },
		{ ANNOTATION, "a\r\nb", "a\nb" },
		{ SECRET, " a b ", " a b " },
		{ SECRET, "a\nb", "not-one-line" },
		{ LANGUAGE, "pt", "pt" },
		{ LANGUAGE, "de", "not-a-language" },
		{ LANGUAGE, "en-US", "not-a-language" },
		{ ID, "01234567-89ab-4cde-8f01-23456789abcd",
			"01234567-89ab-4cde-8f01-23456789abcd" },
		{ ID, "01234567-89AB-4cde-8f01-23456789abcd", "not-valid" },
		{ ID, "01234567-89ab-4cde-8f01-23456789abc", "not-valid" },
		{ ID, "0123456789ab-4cde-8f01-23456789abcd-", "not-valid" },
		{ ID, "g1234567-89ab-4cde-8f01-23456789abcd", "not-valid" },
		{ WORD, "T-CRI_1.2", "T-CRI_1.2" },
		{ WORD, "a/b", "not-valid" },
		{ WORD, "a b", "not-valid" },
		{ WORD, "é", "not-valid" },
		{ LIST, "a-b", "a-b" },
		{ LIST, "a,b", "not-valid" },
		{ NUMBER, "12", "12" },
		{ NUMBER, "-1", "not-a-number" },
		{ NUMBER, "1e3", "not-a-number" },
		{ REVISION, "3", "3" },
		{ REVISION, "x", "not-a-number" },
		{ LOCAL_TIME, "2004-09-09T17:00", "2004-09-09T17:00" },
		{ LOCAL_TIME, "2004-09-09 17:00", "not-a-time" },
		{ LOCAL_TIME, "2004-09-09T17:00:00", "not-a-time" },
		{ LOCAL_TIME, "2004-09-09T1x:00", "not-a-time" },
		{ FLAG, "on", "on" },
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		is(check(cases[i].type, 300, cases[i].raw), cases[i].expected, "%zu: of type %d", i,
			cases[i].type);
	is(check(LIST, 3, repeated("a", 64)), repeated("a", 64), "an element of a list");
	is(check(LIST, 3, repeated("a", 65)), "too-long", "has its own limit");
	is(check(FLAG, 1, repeated("a", 17)), "too-long", "a checkbox says little");
}

int main(void)
{
	arena_init(&arena, (size_t)1 << 20);
	limits();
	addresses();
	types();
	arena_release(&arena);
	return done();
}
