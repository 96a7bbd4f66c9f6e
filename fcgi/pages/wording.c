/* The longest common row of words, by the table that every textbook has. */
#include "pages/wording.h"

#include <string.h>

enum { MOST_CELLS = 256 * 1024 };

/* Words, each with the white space behind it: put in a row they are the text. */
struct words {
	size_t count;
	struct text *word;
	bool *marked;
};

void wording_init(struct wording *wording, struct arena *arena)
{
	*wording = (struct wording){ arena, arena_alloc(arena, MOST_CELLS * sizeof(uint16_t)) };
}

static bool is_space(char c)
{
	return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* Whether a word, with the white space behind it, ends before this place. */
static bool ends_before(struct text text, size_t place)
{
	return place == text.size ||
	       (is_space(text.data[place - 1]) && !is_space(text.data[place]));
}

static struct words split(struct arena *arena, struct text text)
{
	size_t most = 0, start = 0;

	for (size_t i = 1; i <= text.size; i++)
		most += ends_before(text, i);
	struct words words = { 0, arena_alloc(arena, (most + 1) * sizeof(struct text)),
		arena_alloc(arena, most + 1) };
	for (size_t i = 1; i <= text.size; i++)
		if (ends_before(text, i)) {
			words.word[words.count++] = text_slice(text, start, i);
			start = i;
		}
	return words;
}

static bool same(struct text a, struct text b)
{
	return text_equal(text_trim(a), text_trim(b));
}

/* Marks what is not in common of rows a and b; the table says, of each pair of places, how many
 * words the rows have in common from there on. */
static void mark_rows(uint16_t *table, struct words a, struct words b)
{
	size_t width = b.count + 1, i = 0, j = 0;

	if ((a.count + 1) * width > MOST_CELLS) {
		memset(a.marked, true, a.count);
		memset(b.marked, true, b.count);
		return;
	}
	memset(table, 0, (a.count + 1) * width * sizeof *table);
	for (size_t x = a.count; x-- > 0;)
		for (size_t y = b.count; y-- > 0;) {
			uint16_t down = table[(x + 1) * width + y], on = table[x * width + y + 1];
			table[x * width + y] = same(a.word[x], b.word[y])
						       ? table[(x + 1) * width + y + 1] + 1
					       : down > on ? down
							   : on;
		}
	while (i < a.count || j < b.count)
		if (i < a.count && j < b.count && same(a.word[i], b.word[j])) {
			i++;
			j++;
		} else if (j == b.count || (i < a.count && table[(i + 1) * width + j] >=
								   table[i * width + j + 1])) {
			a.marked[i++] = true;
		} else {
			b.marked[j++] = true;
		}
}

/* Words from place first on, without so many at the end. */
static struct words middle(struct words words, size_t first, size_t last)
{
	return (struct words){ words.count - first - last, words.word + first,
		words.marked + first };
}

/* Words in a row that are marked alike, as one piece. */
static struct wording_pieces join(struct arena *arena, struct words words)
{
	struct wording_pieces pieces = { 0,
		arena_alloc(arena, (words.count + 1) * sizeof(struct wording_piece)) };

	for (size_t i = 0; i < words.count; i++) {
		struct wording_piece *last = &pieces.piece[pieces.count - (pieces.count > 0)];
		if (i > 0 && last->marked == words.marked[i])
			last->text.size += words.word[i].size;
		else
			pieces.piece[pieces.count++] =
				(struct wording_piece){ words.word[i], words.marked[i] };
	}
	return pieces;
}

void wording_compare(struct wording *wording, struct text before, struct text after,
	struct wording_pieces *left, struct wording_pieces *right)
{
	struct words old = split(wording->arena, before), new = split(wording->arena, after);
	size_t first = 0, last = 0;

	while (first < old.count && first < new.count &&same(old.word[first], new.word[first]))
		first++;
	while (first + last < old.count &&
		first + last < new.count &&same(old.word[old.count - 1 - last],
				       new.word[new.count - 1 - last]))
		last++;
	mark_rows(wording->common, middle(old, first, last), middle(new, first, last));
	*left = join(wording->arena, old);
	*right = join(wording->arena, new);
}
