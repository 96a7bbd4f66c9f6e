/*
 * TAP (testanything.org) for unit tests: ok and is print one line each, done the plan; main ends in
 * `return done();`. Include it once, in the one file of a test program.
 */
#ifndef DAIS_TESTS_TAP_H
#define DAIS_TESTS_TAP_H

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static int tap_count, tap_failed;

#define ok(condition, ...) tap_ok((condition), __FILE__, __LINE__, __VA_ARGS__)

/* Two strings; NULL equals only NULL. */
#define is(got, expected, ...) tap_is((got), (expected), __FILE__, __LINE__, __VA_ARGS__)

#define tap_ok(condition, file, line, ...)                                                         \
	do {                                                                                       \
		bool tap_good = (condition);                                                       \
		printf("%sok %d - ", tap_good ? "" : "not ", ++tap_count);                         \
		printf(__VA_ARGS__);                                                               \
		putchar('\n');                                                                     \
		if (!tap_good)                                                                     \
			tap_failed++, printf("# at %s:%d\n", file, line);                          \
		fflush(stdout);                                                                    \
	} while (0)

#define tap_is(got, expected, file, line, ...)                                                     \
	do {                                                                                       \
		const char *tap_got = (got), *tap_expected = (expected);                           \
		bool tap_same = tap_got && tap_expected ? strcmp(tap_got, tap_expected) == 0       \
							: tap_got == tap_expected;                 \
		tap_ok(tap_same, file, line, __VA_ARGS__);                                         \
		if (!tap_same)                                                                     \
			printf("#      got: %s\n# expected: %s\n", tap_got ? tap_got : "NULL",     \
				tap_expected ? tap_expected : "NULL");                             \
	} while (0)

static inline int done(void)
{
	printf("1..%d\n", tap_count);
	return tap_failed != 0;
}

#endif
