/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The tables that are built into the program. The names stand in meson.build, too. */
#include "reading/reading.h"

#define FILES(X, language) \
	X(language, act) \
	X(language, cause) \
	X(language, common) \
	X(language, cue) \
	X(language, date) \
	X(language, given) \
	X(language, grammar) \
	X(language, name) \
	X(language, number) \
	X(language, person) \
	X(language, source) \
	X(language, thing) \
	X(language, unit)
#define TABLES(X) FILES(X, en) FILES(X, ru)

#define DECLARE(language, name) \
	extern const char reading_##language##_##name[]; \
	extern const char reading_##language##_##name##_end[];
TABLES(DECLARE)

size_t reading_builtin(struct arena *a, const struct reading_table **tables)
{
#define LENGTH(language, name) (size_t)(reading_##language##_##name##_end - reading_##language##_##name)
#define ROW(language, name) {#language, #name ".txt", {reading_##language##_##name, LENGTH(language, name)}},
	const struct reading_table rows[] = {TABLES(ROW)};
	struct reading_table *copy = arena_alloc(a, sizeof(rows));
	memcpy(copy, rows, sizeof(rows));
	*tables = copy;
	return ARRAY_COUNT(rows);
}
