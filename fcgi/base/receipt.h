/*
 * Receipts: the text that says what was received and when, and the Ed25519 signature (RFC 8032)
 * that proves who said it. The text is written once, by api.receipt_text when a paper is filed, and
 * kept word for word; the signature is made whenever it is shown, always the same.
 *
 * A receipt as a file is UTF-8 with LF line ends:
 *
 *	dais receipt
 *	Number: 7K3M-9QWX-H2TD
 *	Meeting: …                    one "Name: value" a line, in this order:
 *	Title: …                      Number Meeting Title, then for each file of the filing
 *	…                             File Size SHA-256 Version, then Received "Local time"
 *	…                             Arrived (only when staff filed it) Deadline Standing Key
 *	Key: 0f3c5a7e9b1d2c4a         the first 16 hex digits of the SHA-256 of the public key
 *	                              an empty line; what stands above it, with its line end,
 *	Signature: …                  is signed: base64 of 64 bytes
 *
 * So it can be checked years later without dais, the public key being kept as key.pem:
 *
 *	sed '/^$/,$d' receipt.txt > text
 *	sed -n 's/^Signature: //p' receipt.txt | base64 -d > signature
 *	openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in text -sigfile signature
 *	sha256sum paper.pdf           and compare with the lines SHA-256
 */
#ifndef DAIS_BASE_RECEIPT_H
#define DAIS_BASE_RECEIPT_H

#include "base/arena.h"

enum { RECEIPT_PUBLIC = 32, RECEIPT_SECRET = 64, RECEIPT_KEY_ID = 16, RECEIPT_LIMIT = 65536 };

struct receipt_key {
	unsigned char secret[RECEIPT_SECRET];
	unsigned char public[RECEIPT_PUBLIC];
	char id[RECEIPT_KEY_ID + 1];
};

/*
 * Reads the key that `dais setup` made: one line of hex, the seed of the pair. Returns false with
 * one sentence in error. sodium_init() must have been called.
 */
bool receipt_key_read(struct receipt_key *key, const char *path, char error[static 256]);

/* The public key as openssl reads it (SubjectPublicKeyInfo, RFC 8410), in PEM. */
char *receipt_key_pem(struct arena *arena, const struct receipt_key *key);

/*
 * The receipt as a file: text, empty line, signature. NULL when the text names another key than
 * this one, which therefore cannot speak for it.
 */
char *receipt_sign(struct arena *arena, const struct receipt_key *key, struct text text);

/* What a receipt file comes to when it is held against a key. Texts lie in the arena. */
struct receipt {
	bool readable;    /* it has a number, a SHA-256, a key and a signature: else nothing can be
			     said of it, least of all that it is false */
	bool genuine;     /* the signature is this key's, over exactly this text */
	bool other_key;   /* it names another key, from before this one: only who keeps the
			     text that was issued can say whether it is genuine */
	struct text text; /* the signed part */
	struct text number; /* the value of its line; empty when it is missing */
};

/*
 * What mail, paste and editors do to a receipt is undone first: CR LF line ends, a byte order mark,
 * "> " before lines, lines that were wrapped, words of a mail before and blank lines in between.
 */
struct receipt receipt_check(struct arena *arena, const struct receipt_key *key, struct text file);

/*
 * A receipt's number as it is issued (7K3M-9QWX-H2TD), from how people write it: small letters,
 * blanks, without hyphens. NULL: these are not twelve of the characters that numbers have.
 */
char *receipt_number(struct arena *arena, struct text given);

/* Whether one of the files that a receipt's text lists has this SHA-256 (64 hex digits). */
bool receipt_lists(struct text text, struct text sha256);

/* The value of the first line of a receipt's text with this name ("Number"), or the empty text. */
struct text receipt_value(struct text text, const char *name);

#endif
