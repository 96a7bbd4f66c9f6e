/* What dais adds to Mustache: escaping, texts, codes, formats, limits; the core is judged
 * elsewhere. */
#include "base/mustache.h"

#include "tap.h"

#include "base/json.h"
#include "mo.h"

static struct arena arena;
static struct locale *english, *french;
static char error[256];

static const char *render_with(const char *source, const char *partial,
	const struct catalog *catalog, const struct locale *locale, enum escape escape,
	const char *json)
{
	struct template templates[3] = { { .name = "page" }, { .name = "partial" },
		{ .name = "untranslated" } };
	struct template_list list = { templates, 3 };
	const char *wrong = NULL;
	struct buffer out;

	if (!mustache_compile(&templates[0], &arena, text_of(source), catalog, error) ||
		!mustache_compile(&templates[1], &arena, text_of(partial), catalog, error) ||
		!mustache_compile(&templates[2], &arena, TEXT("<i>{{$english}}{{/english}}</i>"),
			catalog, error))
		return error;
	mustache_link(&list);
	buffer_init(&out, &arena, 100000);
	const cJSON *page = json_parse(text_of(json), &wrong);
	if (!page)
		return wrong;
	if (!mustache_render(mustache_find(&list, "page"), locale, escape, NULL, page, &out))
		return "failed";
	return buffer_text(&out).data;
}

static const char *render(const char *source, const char *json)
{
	return render_with(source, "", NULL, english, ESCAPE_HTML, json);
}

static void test_escaping(void)
{
	is(render("{{a}}", "{\"a\":\"<b a='1' c=\\\"2\\\">&amp;\"}"),
		"&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;amp;", "five characters are escaped");
	is(render_with("{{a}}", "", NULL, english, ESCAPE_NONE, "{\"a\":\"<&'\\\"\"}"), "<&'\"",
		"a mail is not escaped");
	is(render("{{{a}}}", "{}"), "page.mustache, line 1: unescaped tags are not allowed: a",
		"three braces are refused");
	is(render("\n\n {{& a}}", "{}"), "page.mustache, line 3: unescaped tags are not allowed: a",
		"an ampersand is refused, and its line told");
	is(render("{{=| |=}}|&a|", "{}"),
		"page.mustache, line 1: unescaped tags are not allowed: a",
		"also with other delimiters");
	is(render("{{#date}}{{a}}{{/date}}", "{\"a\":\"<b>\"}"), "&lt;b&gt;",
		"what is no date is shown as it is, escaped once");
	is(render("{{a}} {{b}} {{c}} {{d}} {{e}}",
		   "{\"a\":3,\"b\":1.5,\"c\":true,\"d\":null,\"e\":-0}"),
		"3 1.5 true  0", "numbers are plain");
}

static void test_sections(void)
{
	is(render("{{#a.not-designated}}yes{{/a.not-designated}}{{#a.invited}}no{{/a.invited}}",
		   "{\"a\":\"not designated\"}"),
		"yes", "a section below a string compares");
	is(render("{{^a.invited}}yes{{/a.invited}}{{^a.late}}no{{/a.late}}", "{\"a\":\"late\"}"),
		"yes", "so does its inversion");
	is(render("{{#a.lat}}no{{/a.lat}}{{#a.later}}no{{/a.later}}", "{\"a\":\"late\"}"), "",
		"only the whole code is equal");
	is(render("{{#a}}no{{/a}}{{#b}}no{{/b}}{{#c}}yes{{/c}}", "{\"a\":\"\",\"b\":0,\"c\":{}}"),
		"yes", "an empty string and zero are false, an empty object is not");
	is(render("{{#list}}{{#a.c.[it]}}{{it}}{{/a.c.[it]}}{{^a.c.[none]}}-{{/a.c.[none]}}{{/"
		  "list}}",
		   "{\"a\":{\"c\":\"es\"},\"list\":[{\"it\":\"e\"},{\"it\":\"es\"},{\"it\":1}]}"),
		"-es--", "brackets compare with a value");
	is(render("{{#a}}{{b}}{{/a}}", "{\"b\":1,\"a\":[{\"b\":2},{}]}"), "21",
		"a name is looked for outwards");
}

static void test_mistakes(void)
{
	is(render("{{#a}}", "{}"), "page.mustache, line 1: never closed: a", "an open section");
	is(render("\n{{/a}}", "{}"), "page.mustache, line 2: closes what is not open: a",
		"a stray close");
	is(render("{{#a}}{{#b}}{{/a}}{{/b}}", "{}"),
		"page.mustache, line 1: closes what is not open: a", "crossed sections");
	is(render("a {{b", "{}"), "page.mustache, line 1: a tag is not closed", "an open tag");
	is(render("{{}}", "{}"), "page.mustache, line 1: a tag has no name", "an empty tag");
	is(render("{{#tr}}a{{#tr}}b{{/tr}}{{/tr}}", "{}"),
		"page.mustache, line 1: a text within a text: tr", "texts do not nest");
	is(render("{{#tr}}a{{#b}}{{/tr}}", "{}"), "page.mustache, line 1: never closed: b",
		"a section may not leave its text");
	is(render("{{#plural}}{{n}} a{{/plural}}", "{}"),
		"page.mustache, line 1: a plural text has two forms, parted by |: {{n}} a",
		"a plural needs two forms");
}

static void test_limits(void)
{
	char deep[6 * 100 + 1] = "";

	is(render_with(
		   "{{>partial}}", "{{>partial}}{{>partial}}", NULL, english, ESCAPE_HTML, "{}"),
		"failed", "a partial that shows itself twice ends");
	is(render_with("{{>partial}}", "x{{#a}}{{>partial}}{{/a}}", NULL, english, ESCAPE_HTML,
		   "{\"a\":{\"a\":{\"a\":false}}}"),
		"xxx", "data may nest");
	for (size_t i = 0; i < 100; i++)
		snprintf(deep + 6 * i, 7, "{{#a}}");
	is(render(deep, "{}"), "page.mustache, line 1: sections nest too deep",
		"sections nest 64 deep");
	is(render_with("{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{>partial}}{{/a}}{{/a}}{{/a}}{{/a}}{{/a}}",
		   "0123456789", NULL, english, ESCAPE_HTML,
		   "{\"a\":[1,2,3,4,5,6,7,8,9,1,2,3,4,5,6,7,8,9]}"),
		"failed", "a page that does not fit fails");
}

static void test_texts(void)
{
	static const struct mo_entry entries[] = {
		{ "Dear {{name}},", 14, "{{name}}, bonjour", 17 },
		{ "Today\0", 5, "", 0 },
		{ "{{n}} paper\0{{n}} papers", 24, "{{n}} document\0{{n}} documents", 30 },
	};
	struct catalog catalog;
	struct text file = mo_make(&arena, entries, 3);

	is(catalog_open(&catalog, file), NULL, "a catalog opens");
#define FRENCH(source, json) render_with(source, "", &catalog, french, ESCAPE_HTML, json)
	is(FRENCH("<p>{{#tr}}\n\tDear\n {{name}},\n{{/tr}}</p>", "{\"name\":\"<A>\"}"),
		"<p>&lt;A&gt;, bonjour</p>",
		"a text is found with its white space folded, and escaped");
	is(FRENCH("{{#tr}}Not {{name}} there{{/tr}}", "{\"name\":1}"), "<i>Not 1 there</i>",
		"English stands in for a missing text, marked");
	is(FRENCH("<p>{{#tr}}Today{{/tr}}", "{}"), "<p><i>Today</i>", "and for an empty one");
	is(FRENCH("{{#plural}}{{n}} day|{{n}} days{{/plural}}", "{\"n\":2}"), "<i>2 days</i>",
		"and for a plural");
	is(FRENCH("<a title=\"{{#tr}}Today{{/tr}}\" {{#tr}}Today{{/tr}}>{{#tr}}Today{{/tr}}</a>",
		   "{}"),
		"<a title=\"Today\" Today><i>Today</i></a>", "but in a tag the English alone");
	is(FRENCH("<title>{{a}} {{#tr}}Today{{/tr}}</title><option value=\"1\">{{#tr}}Today{{/tr}}"
		  "</option><textarea>{{#tr}}Today{{/tr}}</textarea>{{#tr}}Today{{/tr}}",
		   "{\"a\":\"<p>\"}"),
		"<title>&lt;p&gt; Today</title><option value=\"1\">Today</option>"
		"<textarea>Today</textarea><i>Today</i>",
		"and where no element may stand");
	is(render_with("{{#tr}}Today{{/tr}}", "", &catalog, french, ESCAPE_NONE, "{}"), "Today",
		"a mail is not marked");
	is(render_with("<row>{{#tr}}Today{{/tr}} {{a}}</row>", "", &catalog, french, ESCAPE_XML,
		   "{\"a\":\"<\"}"),
		"<row>Today &lt;</row>", "nor the sheets of a packet");
	const char *plural = "{{#plural}}{{n}} paper|{{n}} papers{{/plural}}";
	is(FRENCH(plural, "{\"n\":0}"), "0 document", "French: zero is one");
	is(FRENCH(plural, "{\"n\":2}"), "2 documents", "French: two");
	is(render(plural, "{\"n\":0}"), "0 papers", "English: zero is many");
	is(render(plural, "{\"n\":1}"), "1 paper", "English: one");
	is(render("{{#plural}}{{n.m}} a|b{{/plural}}", "{\"n\":{\"m\":[7]}}"), " a",
		"a list counts by its length");
	is(render("a\n\n{{#tr}}\nb\n{{/tr}}\n\nc", "{}"), "a\n\nb\n\nc",
		"a text takes no empty line away");
}

int main(void)
{
	arena_init(&arena, 64 << 20);
	json_use_arena(&arena);
	english = locale_open("en");
	french = locale_open("fr");
	test_escaping();
	test_sections();
	test_mistakes();
	test_limits();
	test_texts();
	locale_close(english);
	locale_close(french);
	arena_release(&arena);
	return done();
}
