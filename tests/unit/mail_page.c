/* A mail's text as paragraphs, lines and addresses. */
#include "clerk/mail_page.h"

#include "base/json.h"

#include "tap.h"

static struct arena arena;

static void check(const char *text, const char *paragraphs, const char *what)
{
	cJSON *page = mail_page(&arena, TEXT("S"), text_of(text));
	const char *got = json_print(cJSON_GetObjectItemCaseSensitive(page, "paragraphs"));

	is(got, paragraphs, "%s", what);
}

int main(void)
{
	arena_init(&arena, 1 << 24);
	json_use_arena(&arena);
	check("", "[]", "nothing");
	check("a\r\nb\n\n \nc",
		"[{\"lines\":[{\"more\":false,\"pieces\":[{\"text\":\"a\"}]},"
		"{\"more\":true,\"pieces\":[{\"text\":\"b\"}]}]},"
		"{\"lines\":[{\"more\":false,\"pieces\":[{\"text\":\"c\"}]}]}]",
		"lines of a paragraph");
	check("see https://x.org/a?b=1. Or http://y",
		"[{\"lines\":[{\"more\":false,\"pieces\":[{\"text\":\"see \"},"
		"{\"address\":\"https://x.org/a?b=1\"},{\"text\":\". Or \"},"
		"{\"address\":\"http://y\"}]}]}]",
		"addresses, without the full stop behind them");
	check("javascript:x <https://x>",
		"[{\"lines\":[{\"more\":false,\"pieces\":[{\"text\":\"javascript:x <\"},"
		"{\"address\":\"https://x\"},{\"text\":\">\"}]}]}]",
		"nothing else is one");
	return done();
}
