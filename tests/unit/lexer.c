/* The words of PDF objects: above all, what is a reference and what only looks like one. */
#include "paper/lexer.h"

#include "tap.h"

/* The tokens as letters: i integer, w word, n name, s string, r reference, brackets, ! bad. */
static const char *shape(const char *text)
{
	static const char letters[] = { [TOKEN_END] = 0,
		[TOKEN_BAD] = '!',
		[TOKEN_INTEGER] = 'i',
		[TOKEN_WORD] = 'w',
		[TOKEN_NAME] = 'n',
		[TOKEN_STRING] = 's',
		[TOKEN_REFERENCE] = 'r',
		[TOKEN_ARRAY] = '[',
		[TOKEN_ARRAY_END] = ']',
		[TOKEN_DICTIONARY] = '<',
		[TOKEN_DICTIONARY_END] = '>' };
	static char result[64];
	struct text rest = text_of(text);
	size_t size = 0;

	do
		result[size] = letters[lexer_next(&rest).kind];
	while (result[size] && ++size < sizeof result - 1);
	result[size] = '\0';
	return result;
}

static const struct {
	const char *text, *shape, *name;
} cases[] = {
	{ "", "", "nothing" },
	{ " \n\t ", "", "white space" },
	{ "12 0 R", "r", "a reference" },
	{ "12\n0\nR", "r", "a reference over lines" },
	{ "[12 0 R]", "[r]", "a reference in an array" },
	{ "[12 0 13 0 R]", "[iir]", "numbers before a reference" },
	{ "12 0", "ii", "two numbers" },
	{ "12 0 Rx", "iiw", "a longer word is no R" },
	{ "12 0 obj", "iiw", "another word is no R" },
	{ "-12 0 R", "wiw", "a negative number is no object" },
	{ "1.5 0 R", "wiw", "a real number is no object" },
	{ "99999999999 0 R", "iiw", "nor is one that is too large" },
	{ "(12 0 R)", "s", "a string that reads like a reference" },
	{ "(a (b) \\) c)12 0 R", "sr", "brackets inside a string" },
	{ "(a\\\\)12 0 R", "sr", "a string that ends in a backslash" },
	{ "<41 20>12 0 R", "sr", "a hexadecimal string" },
	{ "<</A<</B 1 0 R>>>>", "<n<nr>>", "dictionaries are no strings" },
	{ "<</A<41>/B<>>>", "<nsns>", "strings in a dictionary" },
	{ "/Name#20x/Next", "nn", "names without white space" },
	{ "/ 1", "ni", "the empty name" },
	{ "/A(x)/B[1]", "nsn[i]", "names end at brackets" },
	{ "true null -.5 +3", "wwww", "words" },
	{ "(open", "!", "a string without an end" },
	{ "(open\\", "!", "a string that ends in the middle of an escape" },
	{ "<41", "!", "a hexadecimal string without an end" },
	{ "> 1", "!", "a lone bracket" },
	{ "{1}", "!", "a brace" },
};

int main(void)
{
	struct text rest = TEXT("[/F 123 7 R (x)]");

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		is(shape(cases[i].text), cases[i].shape, "%s", cases[i].name);
	lexer_next(&rest);
	lexer_next(&rest);
	struct token reference = lexer_next(&rest);
	ok(reference.id == 123 && reference.generation == 7, "a reference has its numbers");
	ok(text_equal(reference.text, TEXT("123 7 R")), "and its text");
	ok(text_equal(lexer_next(&rest).text, TEXT("(x)")), "what follows is not lost");
	return done();
}
