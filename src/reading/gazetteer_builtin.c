/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The gazetteer and its words that are built into the program. The names stand in meson.build, too. */
#include "reading/gazetteer.h"

#define PARTS(X) X(gazetteer_places) X(gazetteer_words_en) X(gazetteer_words_ru)
#define DECLARE(name) \
	extern const char name[]; \
	extern const char name##_end[];
PARTS(DECLARE)
#define PART(name) ((struct bytes){name, (size_t)(name##_end - name)})

int gazetteer_builtin(struct arena *a, struct gazetteer **out, struct err *e)
{
	const struct lexicon_table tables[] = {
		{"en/place.txt", PART(gazetteer_words_en)},
		{"ru/place.txt", PART(gazetteer_words_ru)},
	};
	struct gazetteer_words *words;
	int rc = gazetteer_words_load(tables, ARRAY_COUNT(tables), a, &words, e);
	return rc == 0 ? gazetteer_open(PART(gazetteer_places), words, a, out, e) : rc;
}
