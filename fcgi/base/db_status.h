/* What an SQLSTATE means to whoever asked. */
#ifndef DAIS_BASE_DB_STATUS_H
#define DAIS_BASE_DB_STATUS_H

/* The HTTP status of an SQLSTATE; NULL is a lost connection. */
int db_status(const char *sqlstate);

#endif
