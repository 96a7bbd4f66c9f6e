/* A form with texts in several languages and a list of rows: what the function gets, what is shown
 * again, and where its errors stand. */
#include "serve/entry.h"

#include "tap.h"

static const struct field cells[] = { { "name", LINE, 20, REQUIRED },
	{ "title", TITLE, 20, OPTIONAL }, { "head", FLAG, 1, OPTIONAL }, { NULL } };
static const struct route route = { POST, "/{lang}/test", VISITOR, "test", "test",
	{ { "title", TITLE, 20, REQUIRED }, { "annotation", ANNOTATION, 40, OPTIONAL },
		{ "members", ROWS, 3, OPTIONAL, cells }, { "word", WORD, 10, OPTIONAL },
		{ "revision", REVISION, 9, REQUIRED } } };

static struct arena arena;
static struct request request;

/* Names and values in turn, up to NULL. */
static void take(const char *const pairs[])
{
	request = (struct request){ .arena = &arena, .method = POST, .route = &route };
	request.input = cJSON_CreateObject();
	request.form = cJSON_CreateObject();
	for (; pairs[0]; pairs += 2)
		entry_take(&request, text_of(pairs[0]), text_of(pairs[1]));
	entry_finish(&request);
}

#define TAKE(...) take((const char *const[]){ __VA_ARGS__, NULL })

static const char *errors(void)
{
	return request.errors ? json_print(request.errors) : "none";
}

static const char *shown(const char *page_form, const char *name)
{
	cJSON *page = cJSON_CreateObject();

	cJSON_AddItemToObject(page, "form", json_parse(text_of(page_form), NULL));
	entry_show(&request, page);
	return json_print(cJSON_GetObjectItemCaseSensitive(
		cJSON_GetObjectItemCaseSensitive(page, "form"), name));
}

static void texts(void)
{
	TAKE("title.en", " Panel ", "title.es", "Panel de expertos", "title.fr", "", "revision",
		"7", "annotation.pt", "Uma\r\nlinha");
	is(json_print(request.input),
		"{\"title\":{\"en\":\"Panel\",\"es\":\"Panel de expertos\"},\"revision\":\"7\","
		"\"annotation\":{\"pt\":\"Uma\\nlinha\"}}",
		"a text by language, without those left empty");
	is(errors(), "none", "nothing is wrong");
	is(shown("{\"revision\":8}", "revision"), "\"7.8\"",
		"a form shown again has both revisions");
	TAKE("title.en", "", "title.xx", "Panel", "title", "Panel", "title.en.es", "Panel",
		"revision", "7");
	is(errors(), "[{\"field\":\"title\",\"code\":\"required\"}]",
		"a language that is none of ours, and a text without one, are not declared");
	TAKE("title.en", "Panel", "title.es", "two\nlines", "revision", "x");
	is(errors(),
		"[{\"field\":\"title.es\",\"code\":\"not-one-line\"},"
		"{\"field\":\"revision\",\"code\":\"not-a-number\"}]",
		"each language is checked");
	is(shown("{}", "title"),
		"[{\"language\":\"en\",\"text\":\"Panel\",\"errors\":[]},"
		"{\"language\":\"es\",\"text\":\"two\\nlines\",\"errors\":"
		"[{\"field\":\"title\",\"code\":\"not-one-line\"}]},"
		"{\"language\":\"fr\",\"text\":\"\",\"errors\":[]},"
		"{\"language\":\"pt\",\"text\":\"\",\"errors\":[]}]",
		"and shown again with what is wrong with it");
}

static void rows(void)
{
	TAKE("title.en", "T", "revision", "1", "members.0.name", "Ana", "members.0.head", "on",
		"members.1.name", "", "members.2.name", "Rui", "members.2.title.pt", "Embaixador");
	is(json_print(cJSON_GetObjectItemCaseSensitive(request.input, "members")),
		"[{\"row\":0,\"name\":\"Ana\",\"head\":true},"
		"{\"row\":2,\"name\":\"Rui\",\"title\":{\"pt\":\"Embaixador\"}}]",
		"rows keep their number; one in which nothing was written is none");
	is(errors(), "none", "nothing is missing in it either");
	TAKE("title.en", "T", "revision", "1", "members.1.head", "on", "members.2.title.es", "a\nb",
		"members.3.name", "Eva", "members.9999999999.name", "x", "members.x.name", "x",
		"members.0", "x", "members", "x", "members.0.nobody", "x", "members.0.name.es",
		"x");
	is(errors(),
		"[{\"field\":\"members.2.title.es\",\"code\":\"not-one-line\"},"
		"{\"field\":\"members.3.name\",\"code\":\"too-many\"},"
		"{\"field\":\"members.9999999999.name\",\"code\":\"too-many\"},"
		"{\"field\":\"members.1.name\",\"code\":\"required\"}]",
		"errors name row and cell; rows are limited, other names are not declared");
	cJSON *list = cJSON_GetObjectItemCaseSensitive(request.form, "members");
	is(shown("{\"members\":[]}", "word"), NULL, "what was not sent is not invented");
	ok(cJSON_GetArraySize(list) == 3, "three rows come back");
	cJSON *page = cJSON_CreateObject();
	entry_show(&request, page);
	list = cJSON_GetObjectItemCaseSensitive(
		cJSON_GetObjectItemCaseSensitive(page, "form"), "members");
	is(json_print(cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(list, 1), "errors")),
		"[{\"field\":\"name\",\"code\":\"required\"}]", "a cell's error stands in its row");
	is(json_print(cJSON_GetObjectItemCaseSensitive(
		   cJSON_GetArrayItem(
			   cJSON_GetObjectItemCaseSensitive(cJSON_GetArrayItem(list, 2), "title"),
			   1),
		   "errors")),
		"[{\"field\":\"title\",\"code\":\"not-one-line\"}]", "that of a language in it");
	TAKE("title.en", "T", "revision", "1", "members.0.name", "", "members.2.title.es", "");
	is(json_print(cJSON_GetObjectItemCaseSensitive(request.input, "members")), NULL,
		"nothing but empty rows is no list");
}

static void other_forms(void)
{
	TAKE("title.en", "T", "revision", "1");
	is(shown("{\"word\":\"theirs\",\"until\":\"2004-09-09T17:00\"}", "until"),
		"\"2004-09-09T17:00\"",
		"a form that is shown again leaves the page's others filled");
	is(shown("{\"word\":\"theirs\"}", "word"), NULL, "but what it left empty stays empty");
}

int main(void)
{
	arena_init(&arena, (size_t)1 << 24);
	json_use_arena(&arena);
	texts();
	rows();
	other_forms();
	json_use_arena(NULL);
	arena_release(&arena);
	return done();
}
