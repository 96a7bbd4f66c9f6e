/* What the strict check takes and refuses (RFC 8259, RFC 7493). */
#include "base/json.h"

#include "tap.h"

static const char *const good[] = { "{}", "[]", "null", "-0.5e+3", "[1,2,{\"a\":[true,false]}]",
	" {\"a\" : \"\\u00e9\\n\"} ", "\"\\ud83d\\ude00\"", "\"ñandú\"", "{\"a\":1,\"A\":2}" };

static const char *const bad[] = { "", " ", "{", "[1,]", "{\"a\":1,}", "{a:1}", "01", "+1", "1.",
	".5", "1e", "--1", "nul", "tru", "[1] x", "{\"a\":1}{}", "\"a", "\"\t\"", "\"\\x\"",
	"\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\\u12g4\"",
	"{\"a\":1,\"a\":2}", "[{\"b\":{\"a\":1,\"c\":2,\"a\":3}}]", "\xEF\xBB\xBF{}", "\"\xC3\"",
	"\"\xC0\x80\"", "\"\xED\xA0\x80\"", "NaN", "Infinity", "'a'", "[1 2]", "{\"a\" 1}", "/**/1",
	"{1:2}" };

static struct text nested(struct arena *arena, int depth)
{
	char *text = arena_alloc(arena, (size_t)depth * 2);

	memset(text, '[', (size_t)depth);
	memset(text + depth, ']', (size_t)depth);
	return (struct text){ text, (size_t)depth * 2 };
}

int main(void)
{
	struct arena arena;
	const char *error;

	arena_init(&arena, 1 << 24);
	json_use_arena(&arena);
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		ok(json_parse(text_of(good[i]), &error) != NULL, "taken: %s", good[i]);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		ok(!json_parse(text_of(bad[i]), &error) && error, "refused: %s", bad[i]);
	ok(!json_parse((struct text){ "[1]\0", 4 }, NULL), "refused: a NUL at the end");
	ok(json_parse(nested(&arena, 64), NULL) != NULL, "taken: 64 levels");
	ok(!json_parse(nested(&arena, 65), NULL), "refused: 65 levels");
	ok(!json_parse(nested(&arena, 100000), NULL), "refused: 100,000 levels");

	cJSON *object = json_parse(TEXT("{\"name\":\"x\",\"Name\":\"y\",\"yes\":true}"), NULL);
	is(json_string(object, "Name"), "y", "names are told apart by case");
	is(json_string(object, "yes"), NULL, "what is no string is no string");
	ok(json_true(object, "yes") && !json_true(object, "no"), "true, and absent");
	is(json_print(object), "{\"name\":\"x\",\"Name\":\"y\",\"yes\":true}", "printed as it was");
	json_use_arena(NULL);
	arena_release(&arena);
	return done();
}
