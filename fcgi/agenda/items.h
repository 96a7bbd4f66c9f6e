/* Items as a meeting file has them: titles, lines, annotations, hours and slots. */
#ifndef DAIS_AGENDA_ITEMS_H
#define DAIS_AGENDA_ITEMS_H

#include "agenda/tree.h"

cJSON *items_json(struct arena *arena, const struct tree *tree, int language);

/* Which reading this comes from: "reading". */
void items_join(cJSON *json, const struct tree *tree, const struct reading *reading);

/* {language: text} */
cJSON *items_texts(struct arena *arena, const char *language, struct text text);

cJSON *items_sitting(unsigned ordinal, unsigned day, struct arena *arena, struct hours hours);

#endif
