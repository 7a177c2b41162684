/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/entry.h"

#include "crypto/random.h"

void entry_done(struct entry *entry)
{
	buf_done(&entry->leaf);
	buf_done(&entry->disclosures);
	buf_done(&entry->value);
	buf_done(&entry->texts);
	buf_done(&entry->nested);
}

static int group_index(struct bytes name)
{
	for (int g = 0; g < GROUP_COUNT; g++) {
		if (bytes_is(name, field_group_names[g])) {
			return g;
		}
	}
	return -1;
}

static bool is_sealed(const json_t *record, enum field_group group)
{
	const json_t *seal = json_object_get(record, "seal");
	for (size_t i = 0; i < json_array_size(seal); i++) {
		if (bytes_is(json_view(json_array_get(seal, i)), field_group_names[group])) {
			return true;
		}
	}
	return false;
}

int entry_check_seal(const json_t *record, struct err *e)
{
	const json_t *seal = json_object_get(record, "seal");
	for (size_t i = 0; i < json_array_size(seal); i++) {
		struct bytes name = json_view(json_array_get(seal, i));
		int group = group_index(name);
		if (group < 0 || group == GROUP_HANDLING) {
			return err_set(e, ERR_INPUT,
				"seal: \"%.*s\" cannot be sealed; what, where, when, said, cited, coding and "
				"made can",
				BYTES_ARG(name));
		}
	}
	return 0;
}

/* What composing one entry needs at hand. */
struct composer {
	const struct field *fields;
	const json_t *record;
	json_t *values[FIELD_COUNT_MAX]; /* of the record, in the order of fields */
	const struct seal_public *box;
	struct entry *out;
	size_t text_end[LIMIT_GROUP_COUNT];
	size_t group_count;
};

static int add_line(struct composer *c, struct bytes text, bool seal, struct err *e)
{
	if (c->out->disclosures.len > 0) {
		buf_add_char(&c->out->disclosures, '\n');
	}
	if (seal) {
		return leaf_seal(c->box, text, &c->out->disclosures, e);
	}
	buf_add_bytes(&c->out->disclosures, text);
	return 0;
}

/* Writes one nested disclosure as a line of c->nested and its digest into the open `_sd` list. */
static void write_apart(struct composer *c, const struct field *f, const json_t *v, struct json_writer *j)
{
	unsigned char salt[LEAF_SALT_BYTES];
	struct buf value = {0};
	struct buf text = {0};
	struct json_writer inner;
	char digest[LEAF_DIGEST_CHARS];
	jw_init(&inner, &value);
	if (f->kind == FIELD_OBJECT) {
		field_write(f->fields, v, &inner);
	} else {
		jw_value(&inner, v);
	}
	random_bytes(salt, sizeof(salt));
	leaf_disclose(salt, f->name, buf_bytes(&value), &text);
	leaf_digest(buf_bytes(&text), digest);
	jw_string(j, (struct bytes){digest, sizeof(digest)});
	buf_add_bytes(&c->out->nested, buf_bytes(&text));
	buf_add_char(&c->out->nested, '\n');
	buf_done(&value);
	buf_done(&text);
}

static void write_all_apart(struct composer *c, enum field_group group, struct json_writer *j)
{
	jw_key(j, "_sd");
	jw_array_begin(j);
	for (size_t i = 0; c->fields[i].name; i++) {
		if (c->values[i] && c->fields[i].group == group && (c->fields[i].flags & FIELD_APART)) {
			write_apart(c, &c->fields[i], c->values[i], j);
		}
	}
	jw_array_end(j);
}

/* Writes the members of a group; false when there are none. */
static bool write_group(struct composer *c, enum field_group group)
{
	struct json_writer j;
	bool has_apart = false;
	bool has_any = false;
	buf_clear(&c->out->value);
	jw_init(&j, &c->out->value);
	jw_object_begin(&j);
	for (size_t i = 0; c->fields[i].name; i++) {
		const struct field *f = &c->fields[i];
		if (f->group != group || !c->values[i]) {
			continue;
		}
		has_any = true;
		if (f->flags & FIELD_APART) {
			has_apart = true;
			continue;
		}
		jw_key(&j, f->name);
		jw_value(&j, c->values[i]);
	}
	if (has_apart) {
		write_all_apart(c, group, &j);
	}
	jw_object_end(&j);
	return has_any;
}

static int compose_group(
	struct composer *c, enum field_group group, const unsigned char salt[LEAF_SALT_BYTES], struct err *e)
{
	buf_clear(&c->out->nested);
	if (!write_group(c, group)) {
		return 0;
	}
	bool seal = is_sealed(c->record, group);
	size_t start = c->out->texts.len;
	leaf_disclose(salt, field_group_names[group], buf_bytes(&c->out->value), &c->out->texts);
	c->text_end[c->group_count++] = c->out->texts.len;
	int rc = add_line(c, (struct bytes){c->out->texts.s + start, c->out->texts.len - start}, seal, e);
	struct bytes rest = buf_bytes(&c->out->nested);
	struct bytes line;
	while (rc == 0 && bytes_next_line(&rest, &line)) {
		rc = add_line(c, line, seal, e);
	}
	return rc;
}

int entry_compose(const struct record_type *type, const struct field *fields, const json_t *record,
	const struct seal_public *box, struct entry *out, struct err *e)
{
	struct composer c = {.fields = fields, .record = record, .box = box, .out = out};
	struct leaf_random random;
	buf_clear(&out->leaf);
	buf_clear(&out->disclosures);
	buf_clear(&out->texts);
	int rc = field_sort(fields, record, c.values, e);
	random_bytes(&random, sizeof(random));
	for (int g = 0; g < GROUP_COUNT && rc == 0; g++) {
		rc = compose_group(&c, (enum field_group)g, random.salt[g], e);
	}
	if (rc == 0) {
		struct bytes texts[LIMIT_GROUP_COUNT];
		size_t from = 0;
		for (size_t i = 0; i < c.group_count; i++) {
			texts[i] = (struct bytes){out->texts.s + from, c.text_end[i] - from};
			from = c.text_end[i];
		}
		leaf_build(type->name, texts, c.group_count, &random, &out->leaf);
	}
	return rc;
}

/* Moves the members of a group's value, or one field apart, into the record. */
static int merge(struct leaf_disclosure d, json_t *record, struct err *e)
{
	json_t *value;
	int rc = json_parse(d.value, &value, e);
	if (rc != 0) {
		return err_set(e, ERR_DAMAGED, "a disclosure of the entry is not JSON");
	}
	if (group_index(d.name) < 0) {
		char name[LEAF_NAME_BYTES + 1];
		snprintf(name, sizeof(name), "%.*s", BYTES_ARG(d.name));
		json_object_set_new(record, name, value);
		return 0;
	}
	json_object_del(value, "_sd");
	if (!json_is_object(value) || json_object_update_missing(record, value) != 0) {
		rc = err_set(e, ERR_DAMAGED, "a disclosure of the entry is no object");
	}
	json_decref(value);
	return rc;
}

int entry_read(struct bytes leaf, struct bytes disclosures, const struct leaf_opener *opener, struct arena *a,
	const struct record_type **type, json_t **record, size_t *unopened, struct err *e)
{
	struct leaf parsed;
	struct leaf_parts parts = {0};
	int rc = leaf_parse(leaf, &parsed, e);
	if (rc == 0) {
		rc = leaf_split(a, disclosures, opener, &parts, e);
	}
	if (rc != 0) {
		return rc;
	}
	*type = record_type_find(parsed.type);
	if (!*type) {
		return err_set(e, ERR_DAMAGED,
			"the type \"%.*s\" is not known to this version of the program; a newer one wrote it",
			BYTES_ARG(parsed.type));
	}
	*unopened = parts.unopened;
	json_t *merged = json_object();
	for (size_t i = 0; i < parts.count && rc == 0; i++) {
		struct leaf_disclosure d;
		rc = leaf_disclosure_parse(parts.text[i], &d, e);
		if (rc == 0) {
			rc = merge(d, merged, e);
		}
	}
	if (rc != 0) {
		json_decref(merged);
		return rc;
	}
	*record = merged;
	return 0;
}

json_t *entry_unsealed_part(const struct field *fields, json_t *record)
{
	if (!json_object_get(record, "seal")) {
		return json_incref(record);
	}
	json_t *part = json_object();
	for (const struct field *f = fields; f->name; f++) {
		json_t *v = json_object_get(record, f->name);
		if (v && !is_sealed(record, f->group)) {
			json_object_set(part, f->name, v);
		}
	}
	return part;
}
