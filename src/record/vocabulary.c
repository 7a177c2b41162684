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
	v->sections = arena_calloc(&v->arena, v->ini.count, sizeof(*v->sections));
	for (size_t i = 0; i < v->ini.count; i++) {
		const struct ini_row *row = &v->ini.rows[i];
		struct vocabulary_section *last =
			v->section_count > 0 ? &v->sections[v->section_count - 1] : NULL;
		if (!last || !bytes_equal(last->name, row->section)) {
			last = &v->sections[v->section_count++];
			*last = (struct vocabulary_section){row->section, row, 0};
		}
		last->count++;
	}
}

void vocabulary_done(struct vocabulary *v)
{
	arena_done(&v->arena);
}

bool vocabulary_has(const struct vocabulary *v, const char *section, struct bytes word)
{
	return vocabulary_label(v, section, word).s != NULL;
}

static const struct vocabulary_section *find_section(const struct vocabulary *v, const char *name)
{
	for (size_t i = 0; i < v->section_count; i++) {
		if (bytes_is(v->sections[i].name, name)) {
			return &v->sections[i];
		}
	}
	BUG_IF(true);
}

struct bytes vocabulary_label(const struct vocabulary *v, const char *section, struct bytes word)
{
	const struct vocabulary_section *found = find_section(v, section);
	for (size_t i = 0; i < found->count; i++) {
		if (bytes_equal(found->rows[i].key, word)) {
			return found->rows[i].value;
		}
	}
	return BYTES_NONE;
}

struct bytes vocabulary_list(const struct vocabulary *v, const char *section, size_t max, struct arena *a)
{
	const struct vocabulary_section *found = find_section(v, section);
	struct buf out = {0};
	for (size_t i = 0; i < found->count && i <= max; i++) {
		buf_add_text(&out, i > 0 ? ", " : "");
		buf_add_bytes(&out, i < max ? found->rows[i].key : BYTES("…"));
	}
	struct bytes copy = arena_copy(a, buf_bytes(&out));
	buf_done(&out);
	return copy;
}
