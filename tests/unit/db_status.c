/* What the database refuses gets the status that it means; what nobody foresaw is a fault of ours.
 */
#include "base/db_status.h"

#include "tap.h"

int main(void)
{
	static const struct {
		const char *sqlstate;
		int status;
	} cases[] = { { NULL, 503 }, { "DA422", 422 }, { "DA404", 404 }, { "DAxyz", 500 },
		{ "DA000", 500 }, { "DA", 500 }, { "22P02", 400 }, { "22003", 400 },
		{ "22007", 400 }, { "22008", 400 }, { "22001", 422 }, { "22021", 400 },
		{ "22012", 500 }, { "42501", 404 }, { "42883", 500 }, { "40001", 503 },
		{ "57014", 503 }, { "P0001", 500 } };

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int status = db_status(cases[i].sqlstate);
		ok(status == cases[i].status, "%s: %d, got %d",
			cases[i].sqlstate ? cases[i].sqlstate : "no answer", cases[i].status,
			status);
	}
	return done();
}
