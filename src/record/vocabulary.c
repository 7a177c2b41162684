/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/vocabulary.h"

#include "base/buf.h"

extern const char vocabulary_ini[];
extern const char vocabulary_ini_end[];

void vocabulary_init(struct vocabulary *v)
{
	*v = (struct vocabulary){0};
	struct bytes text = {vocabulary_ini, (size_t)(vocabulary_ini_end - vocabulary_ini)};
	struct err e = {0};
	int rc = ini_parse(text, &v->arena, &v->ini, &e);
	BUG_IF(rc != 0);
}

void vocabulary_done(struct vocabulary *v)
{
	arena_done(&v->arena);
}

bool vocabulary_has(const struct vocabulary *v, const char *section, struct bytes word)
{
	return vocabulary_label(v, section, word).s != NULL;
}

struct bytes vocabulary_label(const struct vocabulary *v, const char *section, struct bytes word)
{
	return ini_get(&v->ini, section, word);
}

struct bytes vocabulary_list(const struct vocabulary *v, const char *section, size_t max, struct arena *a)
{
	struct buf out = {0};
	size_t count = 0;
	for (size_t i = 0; i < v->ini.count && count <= max; i++) {
		const struct ini_row *row = &v->ini.rows[i];
		if (bytes_is(row->section, section)) {
			buf_add_text(&out, count > 0 ? ", " : "");
			buf_add_bytes(&out, count < max ? row->key : BYTES("…"));
			count++;
		}
	}
	struct bytes copy = arena_copy(a, buf_bytes(&out));
	buf_done(&out);
	return copy;
}
