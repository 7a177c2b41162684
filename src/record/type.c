/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/type.h"

/* The list: a new type is one file and one line here. */
#define RECORD_TYPES(X) \
	X(publication) \
	X(source) \
	X(evidence) \
	X(text) \
	X(custody) \
	X(place) \
	X(incident) \
	X(claim) \
	X(decision) \
	X(codebook) \
	X(key) \
	X(estimate) \
	X(list) \
	X(match)

#define RECORD_DECLARE(name) extern const struct record_type record_type_##name;
RECORD_TYPES(RECORD_DECLARE)

#define RECORD_ADDRESS(name) &record_type_##name,
const struct record_type *const record_types[] = {RECORD_TYPES(RECORD_ADDRESS) NULL};

static const struct field visibility_fields[] = {
	{.name = "level",
		.help = "public, restricted or sealed",
		.kind = FIELD_WORD,
		.of = "visibility",
		.flags = FIELD_REQUIRED},
	{.name = "reason", .help = "why it is not public", .kind = FIELD_TEXT},
	{.name = "review", .help = "when to look at it again", .kind = FIELD_DATE},
	{0},
};

const struct field record_head_fields[] = {
	{.name = "id",
		.help = "id; never sealed",
		.kind = FIELD_SLUG,
		.group = GROUP_HANDLING,
		.flags = FIELD_REQUIRED},
	{0},
};

const struct field record_tail_fields[] = {
	{.name = "note", .help = "our public note", .kind = FIELD_TEXT, .group = GROUP_CODING},
	{.name = "visibility",
		.help = "who may see it",
		.kind = FIELD_OBJECT,
		.group = GROUP_HANDLING,
		.fields = visibility_fields},
	{.name = "seal",
		.help = "groups encrypted to the key of the vault",
		.kind = FIELD_SLUGS,
		.group = GROUP_HANDLING},
	{.name = "researcher", .help = "who recorded it", .kind = FIELD_SLUG, .group = GROUP_MADE},
	{.name = "recorded_at", .help = "when it was recorded", .kind = FIELD_TIME, .group = GROUP_MADE},
	{.name = "replaces",
		.help = "an earlier record of ours of the same type that this one corrects",
		.kind = FIELD_REF,
		.of = "*",
		.group = GROUP_MADE},
	{0},
};

const struct record_type *record_type_find(struct bytes name)
{
	for (const struct record_type *const *t = record_types; *t; t++) {
		if (bytes_is(name, (*t)->name)) {
			return *t;
		}
	}
	return NULL;
}

const struct field *record_all_fields(const struct record_type *type, struct arena *a)
{
	const struct field *const parts[] = {record_head_fields, type->fields, record_tail_fields};
	size_t count = 1;
	for (size_t i = 0; i < ARRAY_COUNT(parts); i++) {
		for (const struct field *f = parts[i]; f->name; f++) {
			count++;
		}
	}
	struct field *all = arena_calloc(a, count, sizeof(*all));
	size_t n = 0;
	for (size_t i = 0; i < ARRAY_COUNT(parts); i++) {
		for (const struct field *f = parts[i]; f->name; f++) {
			all[n++] = *f;
		}
	}
	return all;
}

void record_write(const struct record_type *type, const struct field *fields, const json_t *record,
	struct json_writer *j)
{
	jw_object_begin(j);
	jw_put_string(j, "type", bytes_of(type->name));
	for (const struct field *f = fields; f->name; f++) {
		const json_t *v = json_object_get(record, f->name);
		if (v) {
			jw_key(j, f->name);
			jw_value(j, v);
		}
	}
	jw_object_end(j);
}
