/*
 * The numbers before headings: "IV.", "a)", "1.2", "VI.a", "6(a)", "Session 2:", "Tema 3 –", "III
 * bis.". What a label is by itself; which of them count depends on the others (agenda/levels.h).
 */
#ifndef DAIS_AGENDA_LABEL_H
#define DAIS_AGENDA_LABEL_H

#include "base/text.h"

enum label_form { FORM_NUMBER, FORM_ROMAN, FORM_CAPITAL_ROMAN, FORM_LETTER, FORM_CAPITAL };

enum { LABEL_PARTS = 4 };

struct label {
	size_t size;    /* bytes of the text, with blanks and marks behind; 0: there is no label */
	size_t printed; /* the bytes of it that are printed: "Session 2:" */
	unsigned parts; /* "6(a)" has two */
	struct {
		enum label_form form;
		int value;
		int letter; /* its value as a letter, when a Roman number may be one: "i", "C"; else
			       0 */
	} part[LABEL_PARTS];
	int word;      /* the kind of word before it ("Session": 2), 0 when there is none */
	char mark;     /* '.', ')', ':', '-' behind it, or 0 */
	bool bis;      /* "III bis", "2B": stands beside a number */
	bool lettered; /* by a letter: "Session 2A", which "Session 2" may hold */
};

/* A text with no label has size 0. */
struct label label_read(struct text text);

/* A printed label without the marks around it: "VI.a", "6(a)", "Session 2". */
struct text label_bare(struct text label);

#endif
