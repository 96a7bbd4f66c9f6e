/* The key that signs receipts, for every page that needs it. */
#ifndef DAIS_PAGES_RECEIPTS_H
#define DAIS_PAGES_RECEIPTS_H

#include "base/receipt.h"
#include "serve/request.h"

/* 200, or 503 when the key cannot be read: the log says why. */
int receipt_key_load(struct request *request, struct receipt_key *key);

#endif
