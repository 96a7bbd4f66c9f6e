/*
 * What the work of the clerk stands on, and the clerk itself: one process, one job at a time.
 * Several run side by side; the database gives each job to one of them.
 */
#ifndef DAIS_CLERK_CLERK_H
#define DAIS_CLERK_CLERK_H

#include "base/arena.h"
#include "base/config.h"
#include "base/db.h"

struct templates;

struct clerk {
	const struct config *config;
	const char *cache; /* directory of derived files */
	struct db *db;
	struct arena *arena; /* of one job */
	struct templates *templates;
	int signals; /* becomes readable when somebody asks to stop; -1: nobody does */
	bool stopping;
};

/* What a job came to. */
enum outcome {
	OUTCOME_DONE,
	OUTCOME_AGAIN,   /* failed, may go better later */
	OUTCOME_FAILED,  /* failed for good */
	OUTCOME_STOPPED, /* somebody asked to stop: the job goes back to the queue */
};

struct job {
	const char *id, *attempt; /* decimal digits, as the database wrote them */
	const char *kind, *subject;
	const char
		*error; /* in English, for the operator, of an outcome that is not OUTCOME_DONE */
};

/* Tells how far the job is, in percent. False: it is no longer ours. */
bool job_progress(struct clerk *clerk, const struct job *job, int percent);

/* Each takes the next thing to do, if there is one; false when there was nothing. */
bool job_next(struct clerk *clerk);
bool mail_next(struct clerk *clerk);
bool letters_next(struct clerk *clerk);

/* Has the database write the reminders that are due. */
void reminders_send(struct clerk *clerk);

enum outcome agenda_run(struct clerk *clerk, struct job *job);
enum outcome intake_run(struct clerk *clerk, struct job *job);
enum outcome packet_run(struct clerk *clerk, struct job *job);

/* Removes what has had its day: rows, and working directories that a killed clerk left. */
void sweep(struct clerk *clerk);

#endif
