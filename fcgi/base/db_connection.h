/*
 * One connection to PostgreSQL, kept for the life of the process and made anew when it is lost;
 * what goes over it is in db.h.
 */
#ifndef DAIS_BASE_DB_CONNECTION_H
#define DAIS_BASE_DB_CONNECTION_H

#include <stdbool.h>

struct db;

/* Remembers where the database is; connects at the first call. Never fails for an absent database.
 */
struct db *db_open(const char *conninfo);
void db_close(struct db *db);

/* What the last failure said, in English, for whoever operates the server. */
const char *db_message(const struct db *db);

/* From now on failures are not logged: the program tells them itself, by db_message. */
void db_hush(struct db *db);

/* The socket to poll for notifications, or -1 while there is no connection. */
int db_socket(const struct db *db);

/* Asks for notifications on a channel, a constant of ours; repeated by itself after a reconnect. */
bool db_listen(struct db *db, const char *channel);

/* Takes what notifications have come; true when there were any. */
bool db_notified(struct db *db);

#endif
