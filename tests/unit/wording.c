/* Which words went and came: marked pieces as [-went-] and {+came+}. */
#include "pages/wording.h"
#include "base/buffer.h"

#include "tap.h"

#include <string.h>

static struct arena arena;
static struct wording wording;

static char *shown(struct wording_pieces pieces, const char *open, const char *close)
{
	struct buffer out;

	buffer_init(&out, &arena, 65536);
	for (size_t i = 0; i < pieces.count; i++) {
		const char *piece = arena_copy(&arena, pieces.piece[i].text);
		bool marked = pieces.piece[i].marked;
		buffer_printf(&out, "%s%s%s", marked ? open : "", piece, marked ? close : "");
	}
	return arena_copy(&arena, buffer_text(&out));
}

static void compares(const char *before, const char *after, const char *left, const char *right)
{
	struct wording_pieces went, came;

	wording_compare(&wording, text_of(before), text_of(after), &went, &came);
	is(shown(went, "[-", "-]"), left, "what went of: %.40s", before);
	is(shown(came, "{+", "+}"), right, "what came of: %.40s", after);
}

/* A word so many times. */
static char *many(const char *word, size_t times)
{
	struct buffer out;

	buffer_init(&out, &arena, 65536);
	for (size_t i = 0; i < times; i++)
		buffer_printf(&out, "%s%zu ", word, i);
	return arena_copy(&arena, buffer_text(&out));
}

int main(void)
{
	arena_init(&arena, 64 << 20);
	wording_init(&wording, &arena);
	compares(
		"To train consuls.", "To train consuls.", "To train consuls.", "To train consuls.");
	compares("To train all consuls now", "To train consuls now", "To train [-all -]consuls now",
		"To train consuls now");
	compares("the rights of migrants", "the human rights of all migrants",
		"the rights of migrants", "the {+human +}rights of {+all +}migrants");
	compares("", "New", "", "{+New+}");
	compares("Gone", "", "[-Gone-]", "");
	compares("a b c d", "b x d a", "[-a -]b [-c -]d", "b {+x +}d {+a+}");
	compares("línea una\nlínea dos", "línea una\nlínea tres", "línea una\nlínea [-dos-]",
		"línea una\nlínea {+tres+}");
	compares("same words", "same   words ", "same words", "same   words ");
	char *old = many("old", 600), *new = many("new", 600);
	compares(
		old, new, arena_printf(&arena, "[-%s-]", old), arena_printf(&arena, "{+%s+}", new));
	arena_release(&arena);
	return done();
}
