/*
 * An address and what is declared about it: who may ask, which function answers, which template
 * shows it, which fields it takes. What a row says is checked before anything of the page runs.
 * Rows are tried in the table's order, so a literal segment stands before a parameter. A last
 * parameter with a plus, "{symbol+}", takes all that is left, with its slashes.
 */
#ifndef DAIS_SERVE_ROUTE_H
#define DAIS_SERVE_ROUTE_H

#include "serve/request.h"

#include <stdio.h>

enum audience {
	PUBLIC,    /* anybody; what is shown does not depend on who asks, and may be cached */
	VISITOR,   /* anybody; the page holds a form, or is meant for one reader: never cached */
	SIGNED_IN, /* whoever has a session */
	FOCAL_POINT,
	STAFF,      /* staff of the meeting, or admin */
	ADMIN,      /* of the installation */
	BUREAU,     /* staff or chair of the meeting */
	RAPPORTEUR, /* staff or chair, or whoever was invited: the function asks whether they are
		       rapporteur of a working group */
	READER,     /* staff, chair or focal point of the meeting: who may read packets */
};

enum field_type {
	LINE,       /* one line of text */
	LINES,      /* text with line ends */
	EMAIL,      /* one address: local@domain */
	LANGUAGE,   /* a code of base/languages.h */
	ID,         /* a random id */
	WORD,       /* letters, digits, hyphen, underscore */
	NUMBER,     /* decimal digits */
	LOCAL_TIME, /* 2004-09-09T17:00, as <input type=datetime-local> sends it */
	DATE,       /* 2004-09-09, as <input type=date> sends it */
	HOUR,       /* 17:00, as <input type=time> sends it */
	FLAG,       /* a checkbox: true when sent, else absent */
	LIST,       /* words or ids, the field sent once for each: an array */
	TITLE,      /* one line in several languages: entry.h says how it is sent */
	ANNOTATION, /* text with line ends in several languages */
	ROWS,       /* a list of rows of cells: entry.h says how it is sent */
	REVISION,   /* of the row that the form was filled in against (sql/revisions.sql) */
	SECRET,     /* a password: any characters, kept as they are, never shown again */
};

enum { OPTIONAL, REQUIRED };

struct field {
	const char *name;
	enum field_type type;
	size_t limit; /* characters (of a text: in each language); of a LIST: elements; of ROWS:
			 rows */
	int required;
	const struct field *cells; /* of ROWS; ended by one without a name */
};

enum { ROUTE_FIELDS = 20 };

struct route {
	enum method method;
	const char *path; /* "/{lang}/{meeting}/items/{item}" */
	enum audience audience;
	const char *function;              /* of schema api; NULL: the handler does it all */
	const char *template;              /* that shows its answer */
	struct field fields[ROUTE_FIELDS]; /* of the query (GET) or the form (POST) */
	const char *again; /* the reading function that fills the template when a form is refused */
	int (*handler)(struct request *request); /* where more than call and show happens */
};

/*
 * The row for method and path in a table that ends with METHOD_NONE, with the path's parameters put
 * into params (an object); HEAD is answered by GET's row. NULL: there is none, and *allowed says
 * which methods the path has ("GET, POST"), NULL for no such path.
 */
const struct route *route_find(const struct route *routes, enum method method, const char *path,
	struct arena *arena, cJSON *params, const char **allowed);

/*
 * The address of the page that a function fills ("/en/my/slots/…" of my_slot): of the GET rows with
 * this function the last whose parameters are all in params. NULL: there is none.
 */
char *route_address(const struct route *routes, const char *function, const char *lang,
	struct arena *arena, const cJSON *params);

/* One line a row: method, path, audience, function. What the access matrix is checked against. */
void routes_print(const struct route *routes, FILE *out);

/* The roles that may ask, as a PostgreSQL array; NULL: everybody. */
const char *audience_roles(enum audience audience);

#endif
