/*
 * The file of a multipart form on its way into the store. It is stored first, as an upload in a
 * transaction of its own: whatever is then wrong with the form, the bytes need not be sent again.
 */
#ifndef DAIS_PAGES_ARRIVAL_H
#define DAIS_PAGES_ARRIVAL_H

#include "pages/file_store.h"
#include "serve/form.h"

struct arrival {
	struct request *request;
	struct file_writer writer;
	const char *upload; /* NULL until the file is there whole */
	long long size;
	int status;
	bool too_large;
	bool signed_out; /* the session has ended: the file is not kept, the other fields are */
	bool unwanted;   /* refused by its name: the same */
};

/* Takes the file of the field "file". The request's errors say what is wrong with it. */
struct form_file arrival_receiver(struct arrival *arrival);

#endif
