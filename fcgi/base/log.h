/*
 * One line an event on standard error; the journal or the supervisor adds time and unit.
 * No name, address or token of a person goes into a line.
 */
#ifndef DAIS_BASE_LOG_H
#define DAIS_BASE_LOG_H

/* Severities of syslog (RFC 5424, table 2). */
enum log_level { LOG_LEVEL_ERROR = 3, LOG_LEVEL_WARNING = 4, LOG_LEVEL_INFO = 6 };

void log_line(enum log_level level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
