/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Between a record and its entry: nothing is lost, and nothing sealed shows. */
#include "fixture.h"
#include "test.h"

#include "journal/leaf.h"

/* What a test of one entry holds. */
struct one {
	struct arena a;
	struct seal_public box;
	struct secret key;
	const struct record_type *type;
	const struct field *fields;
	json_t *record; /* without "type" */
	struct entry entry;
	struct leaf_opener opener;
};

static int open_box(void *context, struct arena *a, struct bytes box, struct bytes *text, struct err *e)
{
	const struct one *o = context;
	struct buf opened = {0};
	int rc = seal_open(&o->box, &o->key, box, &opened, e);
	if (rc == 0) {
		*text = arena_copy(a, buf_bytes(&opened));
	}
	buf_done(&opened);
	return rc;
}

static void one_init(struct one *o, const char *json)
{
	struct err e = {0};
	*o = (struct one){.opener = {open_box, o}};
	(void)fixture_vault(); /* starts the cryptographic library */
	seal_keygen(&o->key, &o->box);
	BUG_IF(json_parse(bytes_of(json), &o->record, &e) != 0);
	o->type = record_type_find(json_get_view(o->record, "type"));
	json_object_del(o->record, "type");
	o->fields = record_all_fields(o->type, &o->a);
	BUG_IF(entry_check_seal(o->record, &e) != 0);
	BUG_IF(entry_compose(o->type, o->fields, o->record, &o->box, &o->entry, &e) != 0);
}

static void one_done(struct one *o)
{
	arena_done(&o->a);
	secret_done(&o->key);
	json_decref(o->record);
	entry_done(&o->entry);
}

static json_t *read_back(struct one *o, bool with_key, size_t *unopened)
{
	const struct record_type *type;
	json_t *back = NULL;
	struct err e = {0};
	int rc = entry_read(buf_bytes(&o->entry.leaf), buf_bytes(&o->entry.disclosures),
		with_key ? &o->opener : NULL, &o->a, &type, &back, unopened, &e);
	if (rc != 0 || type != o->type) {
		test_note("%s", e.text);
	}
	BUG_IF(rc != 0 || type != o->type);
	return back;
}

TEST(an_entry_gives_its_record_back)
{
	GUARANTEE(
		"entry.h: entry_read() of what entry_compose() made is the record, when nothing is sealed.");
	for (const char *const *json = fixture_records; *json; json++) {
		struct one o;
		size_t unopened = 1;
		one_init(&o, *json);
		json_t *back = read_back(&o, false, &unopened);
		bool is_equal = json_equal(back, o.record) && unopened == 0;
		json_t *unsealed = entry_unsealed_part(o.fields, o.record);
		is_equal = is_equal && json_equal(unsealed, o.record);
		json_decref(unsealed);
		json_decref(back);
		one_done(&o);
		CHECK(is_equal);
	}
}

TEST(the_disclosures_are_found_in_the_leaf)
{
	for (const char *const *json = fixture_records; *json; json++) {
		struct one o;
		struct leaf leaf;
		struct leaf_parts parts = {0};
		struct err e = {0};
		one_init(&o, *json);
		CHECK_OK(leaf_parse(buf_bytes(&o.entry.leaf), &leaf, &e), e);
		CHECK_TEXT(leaf.type, bytes_of(o.type->name));
		CHECK_OK(leaf_split(&o.a, buf_bytes(&o.entry.disclosures), NULL, &parts, &e), e);
		CHECK_OK(leaf_check(&o.a, &leaf, &parts, &e), e);
		one_done(&o);
	}
}

TEST(two_entries_of_one_record_share_no_digest)
{
	struct one a;
	struct one b;
	one_init(&a, fixture_records[0]);
	one_init(&b, fixture_records[0]);
	struct leaf x;
	struct leaf y;
	struct err e = {0};
	CHECK_OK(leaf_parse(buf_bytes(&a.entry.leaf), &x, &e), e);
	CHECK_OK(leaf_parse(buf_bytes(&b.entry.leaf), &y, &e), e);
	for (size_t i = 0; i < LIMIT_GROUP_COUNT; i++) {
		for (size_t k = 0; k < LIMIT_GROUP_COUNT; k++) {
			CHECK(memcmp(x.digest[i], y.digest[k], LEAF_DIGEST_CHARS) != 0);
		}
	}
	CHECK_INT((int64_t)a.entry.leaf.len, (int64_t)b.entry.leaf.len);
	one_done(&a);
	one_done(&b);
}

TEST(a_field_apart_has_a_disclosure_of_its_own)
{
	struct one o;
	struct leaf_parts parts = {0};
	struct err e = {0};
	one_init(&o,
		"{\"type\":\"place\",\"id\":\"p\",\"label\":\"Town\",\"coordinates\":{\"lon\":52.86,\"lat\":"
		"43.34}}");
	CHECK_OK(leaf_split(&o.a, buf_bytes(&o.entry.disclosures), NULL, &parts, &e), e);
	size_t holding = 0;
	for (size_t i = 0; i < parts.count; i++) {
		struct leaf_disclosure d;
		CHECK_OK(leaf_disclosure_parse(parts.text[i], &d, &e), e);
		if (bytes_find(parts.text[i], BYTES("43.34"), 0) != SIZE_MAX) {
			CHECK_TEXT(d.name, BYTES("coordinates"));
			CHECK_TEXT(d.value, BYTES("{\"lat\":43.34,\"lon\":52.86}"));
			holding++;
		}
		if (bytes_is(d.name, "where")) {
			CHECK(bytes_starts(d.value, "{\"_sd\":[\""));
		}
	}
	CHECK_INT((int64_t)holding, 1);
	one_done(&o);
}

/* Text that is not shown as it stands: the JSON of a cyrillic name is compared by its bytes too. */
static bool entry_holds(const struct one *o, const char *words)
{
	return bytes_find(buf_bytes(&o->entry.leaf), bytes_of(words), 0) != SIZE_MAX ||
		bytes_find(buf_bytes(&o->entry.disclosures), bytes_of(words), 0) != SIZE_MAX;
}

TEST(what_is_sealed_does_not_show)
{
	GUARANTEE("entry.h: Text of a sealed group stands nowhere in the entry.");
	struct one o;
	size_t unopened;
	one_init(&o,
		"{\"type\":\"source\",\"id\":\"s\",\"title\":\"Открытая сводка\",\"author\":\"Secret "
		"Witness\","
		"\"url\":\"https://hidden.example/\",\"seen\":\"seen\",\"note\":\"a note for all\","
		"\"seal\":[\"said\",\"where\"]}");
	CHECK(!entry_holds(&o, "Secret Witness") && !entry_holds(&o, "Witness") &&
		!entry_holds(&o, "hidden.example"));
	CHECK(!entry_holds(&o, "\"author\"") && !entry_holds(&o, "\"url\""));
	CHECK(entry_holds(&o, "Открытая сводка") && entry_holds(&o, "a note for all"));

	json_t *back = read_back(&o, false, &unopened);
	json_t *unsealed = entry_unsealed_part(o.fields, o.record);
	CHECK(json_equal(back, unsealed));
	CHECK(!json_object_get(back, "author") && !json_object_get(back, "url") &&
		json_object_get(back, "title"));
	CHECK_INT((int64_t)unopened, 3); /* said, where, and the author apart */
	json_decref(unsealed);
	json_decref(back);

	back = read_back(&o, true, &unopened);
	CHECK(json_equal(back, o.record));
	CHECK_INT((int64_t)unopened, 0);
	json_decref(back);
	one_done(&o);
}

TEST(every_group_but_handling_can_be_sealed)
{
	static const char all[] =
		"{\"type\":\"claim\",\"id\":\"c\",\"about\":\"x\",\"property\":\"name\","
		"\"places\":[\"secret1\"],\"as_of\":\"1901-02-03\",\"mode\":\"opinion\","
		"\"citations\":[{\"source\":\"secret2\",\"evidence\":\"secret3\"}],\"note\":\"secret4\","
		"\"researcher\":\"secret5\",\"value\":{\"text\":\"secret6\"},"
		"\"seal\":[\"what\",\"where\",\"when\",\"said\",\"cited\",\"coding\",\"made\"]}";
	struct one o;
	size_t unopened;
	one_init(&o, all);
	CHECK(!entry_holds(&o, "secret") && !entry_holds(&o, "1901") && !entry_holds(&o, "opinion"));
	json_t *back = read_back(&o, false, &unopened);
	CHECK_INT((int64_t)json_object_size(back), 2); /* id and seal */
	CHECK_TEXT(json_get_view(back, "id"), BYTES("c"));
	CHECK_INT((int64_t)unopened, 7);
	json_decref(back);
	back = read_back(&o, true, &unopened);
	CHECK(json_equal(back, o.record));
	json_decref(back);
	one_done(&o);
}

TEST(the_wrong_key_opens_nothing)
{
	struct one o;
	struct one other;
	const struct record_type *type;
	json_t *back = NULL;
	size_t unopened;
	struct err e = {0};
	one_init(&o, "{\"type\":\"place\",\"id\":\"p\",\"label\":\"Safe house\",\"seal\":[\"what\"]}");
	one_init(&other, fixture_records[0]);
	CHECK_INT(entry_read(buf_bytes(&o.entry.leaf), buf_bytes(&o.entry.disclosures), &other.opener, &o.a,
			  &type, &back, &unopened, &e),
		-ERR_DAMAGED);
	CHECK(back == NULL && !strstr(e.text, "Safe"));
	one_done(&o);
	one_done(&other);
}

TEST(what_is_no_entry_is_damage)
{
	static const struct {
		const char *from; /* in the disclosures; NULL: in the leaf */
		const char *to;
	} rows[] = {
		{"{\"name\"", "[\"name\""},
		{"\"what\"", "\"WHAT\""},
		{"[\"", "(\""},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct one o;
		const struct record_type *type;
		json_t *back = NULL;
		size_t unopened;
		struct err e = {0};
		one_init(&o, fixture_records[0]);
		size_t at = bytes_find(buf_bytes(&o.entry.disclosures), bytes_of(rows[i].from), 0);
		BUG_IF(at == SIZE_MAX);
		memcpy(o.entry.disclosures.s + at, rows[i].to, strlen(rows[i].to));
		int rc = entry_read(buf_bytes(&o.entry.leaf), buf_bytes(&o.entry.disclosures), NULL, &o.a,
			&type, &back, &unopened, &e);
		one_done(&o);
		CHECK(rc != 0 && back == NULL);
	}
	struct one o;
	const struct record_type *type;
	json_t *back = NULL;
	size_t unopened;
	struct err e = {0};
	one_init(&o, fixture_records[0]);
	size_t at = bytes_find(buf_bytes(&o.entry.leaf), BYTES("publication"), 0);
	memcpy(o.entry.leaf.s + at, "publicatiom", 11);
	CHECK_INT(entry_read(buf_bytes(&o.entry.leaf), buf_bytes(&o.entry.disclosures), NULL, &o.a, &type,
			  &back, &unopened, &e),
		-ERR_DAMAGED);
	CHECK(strstr(e.text, "newer one wrote it"));
	one_done(&o);
}

static bool file_holds(const char *folder, const char *name, const char *words)
{
	char path[512];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	struct bytes content = test_read_file(path);
	bool is_there = bytes_find(content, bytes_of(words), 0) != SIZE_MAX;
	free((char *)(uintptr_t)content.s);
	return is_there;
}

/* Whether the words are in the database or in what was not moved into it yet. */
static bool vault_holds(const struct vault *v, const char *words)
{
	return file_holds(v->path, "vault.db", words) || file_holds(v->path, "vault.db-wal", words);
}

TEST(what_is_sealed_is_in_no_file_of_the_vault)
{
	struct vault *v = fixture_open(fixture_vault(), true);
	struct fixture_opener o;
	struct err e = {0};
	CHECK_OK(fixture_add(v, "{\"type\":\"publication\",\"id\":\"p\",\"name\":\"Openname\"}", &e), e);
	CHECK_OK(
		fixture_add(v,
			"{\"type\":\"source\",\"id\":\"s\",\"title\":\"Opentitle\",\"author\":\"Sealedname\","
			"\"url\":\"https://sealed.example/\",\"seen\":\"seen\",\"note\":\"Sealednote\","
			"\"publication\":\"p\",\"published\":\"1987-06-05\",\"researcher\":\"sealedann\","
			"\"seal\":[\"said\",\"where\",\"coding\",\"when\",\"made\"]}",
			&e),
		e);
	static const char *const sealed[] = {
		"Sealedname", "sealed.example", "Sealednote", "1987", "sealedann"};
	CHECK(vault_holds(v, "Openname") && vault_holds(v, "Opentitle"));
	for (size_t i = 0; i < ARRAY_COUNT(sealed); i++) {
		CHECK(!vault_holds(v, sealed[i]));
	}
	fixture_opener_init(&o, v);
	const struct record_type *type;
	json_t *record;
	size_t unopened;
	CHECK_OK(vault_read(v, 2, &o.opener, &type, &record, &unopened, &e), e);
	CHECK_TEXT(json_get_view(record, "author"), BYTES("Sealedname"));
	CHECK_INT((int64_t)unopened, 0);
	json_decref(record);
	fixture_opener_done(&o);
	vault_close(&v);
}
