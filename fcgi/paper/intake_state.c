/* The first reason to refuse is the one its sender can do something about. */
#include "paper/intake_state.h"

void intake_refuse(struct intake *in, const char *code)
{
	if (!in->refusal)
		in->refusal = code;
}
