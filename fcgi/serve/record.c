/* A record holds at most 65,535 bytes; a multiple of eight needs no padding. */
#include "serve/record.h"

#include <errno.h>
#include <fastcgi.h>
#include <sys/uio.h>

enum { RECORD = 65528, HEADER = 8, RECORDS = 16 };

/* Records that go out in one write: each is a header and a stretch of bytes. */
struct batch {
	int id;
	size_t count;
	unsigned char header[RECORDS][HEADER];
	struct iovec part[2 * RECORDS];
};

static void add(struct batch *batch, struct text content)
{
	unsigned char *header = batch->header[batch->count];
	struct iovec *part = &batch->part[2 * batch->count++];

	header[0] = FCGI_VERSION_1;
	header[1] = FCGI_STDOUT;
	header[2] = (unsigned char)(batch->id >> 8);
	header[3] = (unsigned char)batch->id;
	header[4] = (unsigned char)(content.size >> 8);
	header[5] = (unsigned char)content.size;
	header[6] = header[7] = 0; /* padding, reserved */
	part[0] = (struct iovec){ header, HEADER };
	part[1] = (struct iovec){ (char *)content.data, content.size };
}

static bool flush(struct batch *batch, int socket)
{
	struct iovec *part = batch->part, *end = part + 2 * batch->count;

	batch->count = 0;
	while (part < end) {
		ssize_t written = writev(socket, part, (int)(end - part));
		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		for (; part < end && (size_t)written >= part->iov_len; part++)
			written -= (ssize_t)part->iov_len;
		if (part < end) {
			part->iov_base = (char *)part->iov_base + written;
			part->iov_len -= (size_t)written;
		}
	}
	return true;
}

bool record_write(const FCGX_Request *fcgi, struct text first, struct text second)
{
	struct batch batch = { .id = fcgi->requestId };
	struct text rest[] = { first, second };

	for (int i = 0; i < 2; i++) {
		while (rest[i].size) {
			size_t size = rest[i].size < RECORD ? rest[i].size : RECORD;
			if (batch.count == RECORDS && !flush(&batch, fcgi->ipcFd))
				return false;
			add(&batch, (struct text){ rest[i].data, size });
			rest[i] = text_from(rest[i], size);
		}
	}
	return flush(&batch, fcgi->ipcFd);
}
