/* All templates of web/ compile in every language with the texts that this build made. */
#include "base/templates.h"
#include "base/languages.h"

#include "tap.h"

#include <libgen.h>
#include <stdlib.h>
#include <unistd.h>

int main(int count, char **arguments)
{
	const char *sources = getenv("srcdir") ? getenv("srcdir") : ".";
	char web[4096], po[4096], error[256] = "";
	char missing[] = "/tmp/templates-XXXXXX";

	(void)count;
	snprintf(web, sizeof web, "%s/web", sources);
	snprintf(po, sizeof po, "%s/../../po", dirname(arguments[0]));
	struct templates *templates = templates_load(web, po, error);
	ok(templates != NULL, "all load (%s)", error);
	ok(templates && template_exists(templates, "layout"), "there is a layout");
	ok(templates && !template_exists(templates, "no-such-page"), "and not what is not there");
	for (int i = 0; templates && i < language_count; i++) {
		struct arena arena;
		struct buffer out;
		arena_init(&arena, 16 << 20);
		buffer_init(&out, &arena, 1 << 20);
		ok(template_render(
			   templates, "layout", languages[i].code, ESCAPE_HTML, NULL, NULL, &out) &&
				!strstr(buffer_text(&out).data, "{{"),
			"the layout in %s", languages[i].name);
		ok(!template_render(templates, "layout", "xx", ESCAPE_HTML, NULL, NULL, &out),
			"no language xx");
		arena_release(&arena);
	}
	templates_free(templates);
	ok(!templates_load("/nonexistent", NULL, error), "no directory: %s", error);
	ok(mkdtemp(missing) && !templates_load(missing, NULL, error), "an empty one: %s", error);
	rmdir(missing);
	return done();
}
