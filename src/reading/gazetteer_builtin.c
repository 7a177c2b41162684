/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The gazetteer and its words that are built into the program. The names stand in meson.build, too. */
#include "reading/gazetteer.h"

#define PARTS(X) X(gazetteer_places) X(gazetteer_words_en) X(gazetteer_words_ru)
#define DECLARE(name) \
	extern const char name[]; \
	extern const char name##_end[];
PARTS(DECLARE)
#define PART(name) ((struct bytes){name, (size_t)(name##_end - name)})

/* Puts a table where the one of its name is, or behind the last. Returns the new count. */
static size_t put_table(struct lexicon_table *tables, size_t count, struct lexicon_table table)
{
	size_t i = 0;
	while (i < count && strcmp(tables[i].name, table.name) != 0) {
		i++;
	}
	tables[i] = table;
	return i == count ? count + 1 : count;
}

int gazetteer_words_builtin(const struct lexicon_table *tables, size_t count, struct arena *a,
	struct gazetteer_words **out, struct err *e)
{
	const struct lexicon_table builtin[] = {
		{"en/place.txt", PART(gazetteer_words_en)},
		{"ru/place.txt", PART(gazetteer_words_ru)},
	};
	size_t all_count = ARRAY_COUNT(builtin);
	struct lexicon_table *all = arena_alloc(a, (all_count + count) * sizeof(*all));
	memcpy(all, builtin, sizeof(builtin));
	for (size_t i = 0; i < count; i++) {
		all_count = put_table(all, all_count, tables[i]);
	}
	return gazetteer_words_load(all, all_count, a, out, e);
}

int gazetteer_builtin(
	const struct gazetteer_words *words, struct arena *a, struct gazetteer **out, struct err *e)
{
	return gazetteer_open(PART(gazetteer_places), words, a, out, e);
}
