#include "clerk/clerk.h"

enum outcome packet_run(struct clerk *clerk, struct job *job)
{
	(void)clerk;
	job->error = "not yet";
	return OUTCOME_FAILED;
}
