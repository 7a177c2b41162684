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

bool entry_is_sealed(const json_t *record, enum field_group group)
{
	const json_t *seal = json_object_get(record, "seal");
	for (size_t i = 0; i < json_array_size(seal); i++) {
		if (bytes_is(json_view(json_array_get(seal, i)), field_group_names[group])) {
			return true;
		}
	}
	return false;
}

bool entry_is_stripped(const struct field *fields, const json_t *record)
{
	if (!json_object_get(record, "seal")) {
		return false;
	}
	for (const struct field *f = fields; f->name; f++) {
		if (entry_is_sealed(record, f->group) && json_object_get(record, f->name)) {
			return false;
		}
	}
	return true;
}

static bool has_member(const struct field *fields, struct bytes name)
{
	for (const struct field *f = fields; f && f->name; f++) {
		if (bytes_is(name, f->name) || has_member(f->fields, name)) {
			return true;
		}
	}
	return false;
}

void entry_hide_sealed(const struct field *fields, const json_t *record, struct err *e)
{
	char copy[64];
	size_t len = strcspn(e->text, ": ");
	len = len < sizeof(copy) ? len : 0;
	snprintf(copy, sizeof(copy), "%.*s", (int)len, e->text);
	struct bytes name = {copy, len};
	for (const struct field *f = fields; f->name; f++) {
		bool is_hidden = f->group != GROUP_HANDLING && entry_is_sealed(record, f->group);
		if (is_hidden && (bytes_is(name, f->name) || has_member(f->fields, name))) {
			err_set(e, (enum err_code) - e->code,
				"%s: refused; what stands there is not shown, because it is to be sealed",
				copy);
			return;
		}
	}
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
	if (entry_is_sealed(record, GROUP_MADE) && json_object_get(record, "replaces")) {
		return err_set(e, ERR_INPUT,
			"seal: \"made\" cannot be sealed in a record that replaces another: none could "
			"tell that the other no longer holds");
	}
	return 0;
}

int entry_check_what_is_open(const json_t *record, struct err *e)
{
	return entry_is_sealed(record, GROUP_WHAT)
		? err_set(e, ERR_INPUT,
			  "seal: \"what\" cannot be sealed in a record of this type; the program reads it")
		: 0;
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
	bool seal = entry_is_sealed(c->record, group);
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
		leaf_keep_decoys(&random, c.group_count, &out->disclosures);
	}
	return rc;
}

/*
 * Puts the members of all groups together as the text of one object: a group gives what stands between its braces, a
 * field apart gives itself.
 */
static int join(const struct leaf_parts *parts, struct arena *a, struct bytes *joined, struct err *e)
{
	size_t room = 2;
	for (size_t i = 0; i < parts->count; i++) {
		room += parts->text[i].len + 1;
	}
	char *text = arena_alloc(a, room);
	size_t len = 0;
	for (size_t i = 0; i < parts->count; i++) {
		struct leaf_disclosure d;
		int rc = leaf_disclosure_parse(parts->text[i], &d, e);
		if (rc != 0) {
			return rc;
		}
		text[len] = len == 0 ? '{' : ',';
		len++;
		struct bytes members = d.value;
		if (group_index(d.name) < 0) {
			/* In [salt,name,value] the name stands before the value with its quotes. */
			len += (size_t)snprintf(text + len, room - len, "\"%.*s\":", BYTES_ARG(d.name));
		} else if (members.len > 2 && members.s[0] == '{' && members.s[members.len - 1] == '}') {
			members = (struct bytes){members.s + 1, members.len - 2};
		} else {
			return err_set(e, ERR_DAMAGED, "a disclosure of the entry is no object");
		}
		memcpy(text + len, members.s, members.len);
		len += members.len;
	}
	text[len] = '}';
	*joined = len > 0 ? (struct bytes){text, len + 1} : BYTES("{}");
	return 0;
}

/* Whoever can write to the file can write anything into it, so nothing that is read back is taken for checked. */
static int check_form(const struct record_type *type, const json_t *record, struct arena *a, struct err *e)
{
	struct err why = {0};
	const struct field *fields = record_all_fields(type, a);
	if (field_check(fields, record, NULL, &why) == 0) {
		return 0;
	}
	entry_hide_sealed(fields, record, &why);
	return err_set(e, ERR_DAMAGED, "%s", why.text);
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
	struct bytes joined;
	rc = join(&parts, a, &joined, e);
	if (rc != 0) {
		return rc;
	}
	if (json_parse_joined(joined, record, e) != 0) {
		return err_set(e, ERR_DAMAGED, "a disclosure of the entry is not JSON");
	}
	json_object_del(*record, "_sd");
	rc = check_form(*type, *record, a, e);
	if (rc != 0) {
		json_decref(*record);
		*record = NULL;
	}
	return rc;
}

/* How many groups the text of the group handling names under `seal`; it is as entry_compose() wrote it. */
static size_t count_sealed_names(struct bytes handling)
{
	struct bytes key = BYTES("\"seal\":[");
	size_t quotes = 0;
	size_t at = bytes_find(handling, key, 0);
	if (at != SIZE_MAX) {
		for (at += key.len; at < handling.len && handling.s[at] != ']'; at++) {
			quotes += handling.s[at] == '"';
		}
	}
	return quotes / 2;
}

int entry_check_unopened(const struct leaf_parts *parts, struct err *e)
{
	size_t groups = parts->decoy_count;
	for (size_t i = 0; i < parts->count && parts->unopened > 0; i++) {
		struct leaf_disclosure d;
		if (leaf_disclosure_parse(parts->text[i], &d, NULL) == 0) {
			int group = group_index(d.name);
			groups += group >= 0;
			groups += group == GROUP_HANDLING ? count_sealed_names(d.value) : 0;
		}
	}
	if (parts->unopened > 0 && groups < LIMIT_GROUP_COUNT) {
		return err_set(e, ERR_DAMAGED, "a sealed line stands for a group that is not sealed");
	}
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
		if (v && !entry_is_sealed(record, f->group)) {
			json_object_set(part, f->name, v);
		}
	}
	return part;
}
