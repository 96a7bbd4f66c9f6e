/*
 * The bytes of an answer as FastCGI records (FastCGI 1.0, sections 3.3 and 5.3), past libfcgi's own
 * stream: that one writes every 8 KB for itself, and each write wakes the web server. libfcgi still
 * ends the request.
 */
#ifndef DAIS_SERVE_RECORD_H
#define DAIS_SERVE_RECORD_H

#include "base/text.h"

#include <fcgiapp.h>

/* Writes one after the other, in as few writes as records allow. False: the web server is gone. */
bool record_write(const FCGX_Request *fcgi, struct text first, struct text second);

#endif
