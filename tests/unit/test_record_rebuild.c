/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The register: it follows from the journal, byte for byte, and any change of it is found. */
#include "fixture.h"
#include "raw.h"
#include "test.h"

static const struct vault_settings for_rebuild = {.is_writer = true, .without_register = true};

static int rebuild(struct vault *v, struct hash *digest, struct err *e)
{
	return record_rebuild(v, &fixture_progress, digest, e);
}

static int check_register(struct vault *v, struct err *e)
{
	return record_check_register(v, &fixture_progress, e);
}

static const char *filled_vault(void)
{
	static const char *first;
	if (!first) {
		const char *path = fixture_vault();
		struct vault *v = fixture_open(path, true);
		struct err e = {0};
		fixture_fill(v);
		BUG_IF(fixture_add(v,
			       "{\"type\":\"source\",\"id\":\"sealed\",\"title\":\"T\",\"author\":\"Secret\","
			       "\"seen\":\"seen\","
			       "\"seal\":[\"said\"]}",
			       &e) != 0);
		const struct record_type *type = record_type_find(BYTES("publication"));
		BUG_IF(vault_begin(v, &e) != 0);
		for (int i = 0; i < 300; i++) { /* over 256 entries, so that a node of the tree is stored */
			char id[32];
			snprintf(id, sizeof(id), "p-%d", i);
			json_t *record = json_pack("{s:s, s:s}", "id", id, "name", "N");
			BUG_IF(vault_append(v, type, record, NULL, &e) != 0);
			json_decref(record);
		}
		BUG_IF(vault_commit(v, &e) != 0);
		vault_close(&v);
		first = path;
	}
	return fixture_copy(first);
}

static struct hash digest_of(struct vault *v)
{
	struct hash digest;
	struct err e = {0};
	BUG_IF(fold_digest(&v->fold, v->db, &digest, &e) != 0);
	return digest;
}

TEST(a_rebuild_gives_the_same_register)
{
	GUARANTEE("rebuild.h: The register after a rebuild is byte-identical to what it was before.");
	GUARANTEE("fold.h: Equal journals give equal digests, whichever way the tables came about.");
	struct vault *v = fixture_open(filled_vault(), true);
	struct hash before = digest_of(v);
	struct hash reported;
	struct hash root = tree_root(&v->tree);
	struct err e = {0};
	CHECK_OK(rebuild(v, &reported, &e), e);
	struct hash after = digest_of(v);
	CHECK(hash_equal(&before, &after) && hash_equal(&before, &reported));
	struct hash root_after = tree_root(&v->tree);
	CHECK(hash_equal(&root, &root_after));
	CHECK_OK(check_register(v, &e), e);
	CHECK_OK(fixture_add(v, "{\"type\":\"place\",\"id\":\"later\",\"label\":\"L\"}", &e), e);
	CHECK_OK(check_register(v, &e), e);
	vault_close(&v);
}

/* Every derived table, as sqlite_schema lists them. */
static size_t derived_tables(sqlite3 *raw, char names[32][64])
{
	sqlite3_stmt *s;
	size_t count = 0;
	BUG_IF(sqlite3_prepare_v2(raw,
		       "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('vault', "
		       "'entry', 'checkpoint')"
		       " AND name NOT LIKE 'sqlite%' ORDER BY name",
		       -1, &s, NULL) != SQLITE_OK);
	while (sqlite3_step(s) == SQLITE_ROW) {
		BUG_IF(count == 32);
		snprintf(names[count++], 64, "%s", (const char *)sqlite3_column_text(s, 0));
	}
	sqlite3_finalize(s);
	return count;
}

TEST(all_derived_tables_can_be_deleted_and_come_back)
{
	GUARANTEE("rebuild.h: The register after a rebuild is byte-identical to what it was before.");
	const char *path = filled_vault();
	struct vault *v = fixture_open(path, true);
	struct hash before = digest_of(v);
	struct err e = {0};
	vault_close(&v);

	sqlite3 *raw = raw_open(path);
	char names[32][64];
	size_t count = derived_tables(raw, names);
	CHECK(count >= 14); /* id, node, eleven types, citation */
	for (size_t i = 0; i < count; i++) {
		char sql[128];
		snprintf(sql, sizeof(sql), "DROP TABLE \"%s\"", names[i]);
		raw_run(raw, sql);
	}
	sqlite3_close(raw);

	CHECK_OK(vault_open(
			 path, (struct vault_settings){.is_writer = true, .without_register = true}, &v, &e),
		e);
	struct hash after;
	CHECK_OK(rebuild(v, &after, &e), e);
	CHECK(hash_equal(&before, &after));
	/* and one can go on at once */
	CHECK_OK(fixture_add(v, "{\"type\":\"place\",\"id\":\"later\",\"label\":\"L\"}", &e), e);
	CHECK_OK(check_register(v, &e), e);
	vault_close(&v);
}

static bool register_is_found_damaged(const char *path)
{
	struct vault *v = fixture_open(path, false);
	struct err e = {0};
	int rc = check_register(v, &e);
	vault_close(&v);
	return rc == -ERR_DAMAGED && strstr(e.text, "recount rebuild");
}

/* The key of a table as "a", or "a, b". */
static void key_of(sqlite3 *raw, const char *table, char key[128])
{
	sqlite3_stmt *s;
	char sql[256];
	snprintf(sql, sizeof(sql), "SELECT group_concat(name) FROM pragma_table_info('%s') WHERE pk > 0",
		table);
	BUG_IF(sqlite3_prepare_v2(raw, sql, -1, &s, NULL) != SQLITE_OK || sqlite3_step(s) != SQLITE_ROW);
	snprintf(key, 128, "%s", (const char *)sqlite3_column_text(s, 0));
	sqlite3_finalize(s);
}

/* Changes one value of a column: where there is none, one is put there. */
static void change_one(sqlite3 *raw, const char *table, const char *column, const char *type)
{
	char key[128];
	char sql[1024];
	key_of(raw, table, key);
	snprintf(sql, sizeof(sql),
		"UPDATE \"%s\" SET \"%s\" = CASE typeof(\"%s\") WHEN 'integer' THEN \"%s\" + 1000000 WHEN "
		"'real' THEN"
		" \"%s\" + 0.5 WHEN 'blob' THEN zeroblob(32) WHEN 'null' THEN %s ELSE \"%s\" || 'x' END"
		" WHERE (%s) IN (SELECT %s FROM \"%s\" ORDER BY \"%s\" IS NULL, 1 LIMIT 1)",
		table, column, column, column, column,
		strcmp(type, "INTEGER") == 0        ? "1"
			: strcmp(type, "REAL") == 0 ? "1.5"
						    : "'x'",
		column, key, key, table, column);
	raw_run(raw, sql);
	BUG_IF(sqlite3_changes(raw) != 1);
}

/* Each column of a table, one value of it in a copy of the vault; returns how many changes were not found. */
static size_t count_missed(const char *path, const char *table, size_t *tried)
{
	sqlite3 *columns = raw_open(path);
	sqlite3_stmt *s;
	char sql[256];
	size_t missed = 0;
	snprintf(sql, sizeof(sql), "SELECT name, type FROM pragma_table_info('%s')", table);
	BUG_IF(sqlite3_prepare_v2(columns, sql, -1, &s, NULL) != SQLITE_OK);
	while (sqlite3_step(s) == SQLITE_ROW) {
		const char *column = (const char *)sqlite3_column_text(s, 0);
		const char *copy = fixture_copy(path);
		sqlite3 *raw = raw_open(copy);
		change_one(raw, table, column, (const char *)sqlite3_column_text(s, 1));
		sqlite3_close(raw);
		if (!register_is_found_damaged(copy)) {
			test_note("%s.%s", table, column);
			missed++;
		}
		(*tried)++;
	}
	sqlite3_finalize(s);
	sqlite3_close(columns);
	return missed;
}

TEST(any_changed_value_is_found)
{
	GUARANTEE("rebuild.h: A register with any value changed is found.");
	const char *path = filled_vault();
	sqlite3 *raw = raw_open(path);
	char names[32][64];
	size_t count = derived_tables(raw, names);
	size_t missed = 0;
	size_t tried = 0;
	sqlite3_close(raw);
	for (size_t i = 0; i < count; i++) {
		missed += count_missed(path, names[i], &tried);
	}
	test_note("%zu values changed, one at a time", tried);
	CHECK(tried > 150);
	CHECK_INT((int64_t)missed, 0);
}

TEST(lost_and_added_rows_are_found)
{
	static const char *const changes[] = {
		"DELETE FROM publication WHERE id = 'paper'",
		"DELETE FROM citation WHERE claim = (SELECT seq FROM claim WHERE id = 'c1')",
		"DELETE FROM id WHERE id = 'town'",
		"DELETE FROM node",
		"INSERT INTO id VALUES('ghost', 'claim', 3)",
		"INSERT INTO node VALUES(16, 0, zeroblob(32))",
		"INSERT INTO publication(seq, id, name) VALUES(9999, 'ghost', 'Ghost')",
		"UPDATE claim SET quantity_low = NULL WHERE id = 'c1'",
		"UPDATE claim SET quantity_low = quantity_low - 1 WHERE id = 'c1'",
		"UPDATE place SET coordinates_lat = 43.34000000000001 WHERE id = 'town'",
		"UPDATE claim SET places = '[\"town\" ]' WHERE id = 'c1'",
	};
	const char *path = filled_vault();
	for (size_t i = 0; i < ARRAY_COUNT(changes); i++) {
		const char *copy = fixture_copy(path);
		raw_change(copy, changes[i]);
		bool is_found = register_is_found_damaged(copy);
		if (!is_found) {
			test_note("%s", changes[i]);
		}
		CHECK(is_found);
		struct vault *v;
		struct hash digest;
		struct err e = {0};
		CHECK_OK(vault_open(copy, for_rebuild, &v, &e), e);
		CHECK_OK(rebuild(v, &digest, &e), e);
		CHECK_OK(check_register(v, &e), e);
		vault_close(&v);
	}
}

/* The register of two vaults with the same journal, one that grew and one made from the entries in one go. */
TEST(equal_journals_give_equal_digests)
{
	GUARANTEE("fold.h: Equal journals give equal digests, whichever way the tables came about.");
	struct vault *grown = fixture_open(filled_vault(), false);
	struct vault *other = fixture_open(fixture_vault(), true);
	struct hash a = digest_of(grown);
	struct hash b = digest_of(other);
	CHECK(!hash_equal(&a, &b));
	char sql[600];
	vault_close(&other);
	const char *path = fixture_vault();
	sqlite3 *raw = raw_open(path);
	snprintf(sql, sizeof(sql),
		"ATTACH '%s/vault.db' AS grown; INSERT INTO entry SELECT * FROM grown.entry WHERE seq > 0",
		grown->path);
	raw_run(raw, sql);
	sqlite3_close(raw);
	struct err e = {0};
	CHECK_OK(vault_open(path, for_rebuild, &other, &e), e);
	CHECK_OK(rebuild(other, &b, &e), e);
	CHECK(hash_equal(&a, &b));
	vault_close(&grown);
	vault_close(&other);
}

TEST(what_is_sealed_is_in_no_derived_table)
{
	struct vault *v = fixture_open(filled_vault(), false);
	struct err e = {0};
	int64_t with_author = 0;
	int64_t rows = 0;
	CHECK_OK(db_query_int(
			 v->db, "SELECT count(author) FROM source WHERE id = 'sealed'", -1, &with_author, &e),
		e);
	CHECK_OK(db_query_int(v->db, "SELECT count(*) FROM source WHERE id = 'sealed'", -1, &rows, &e), e);
	CHECK(with_author == 0 && rows == 1);
	vault_close(&v);
}

TEST(a_journal_that_cannot_be_read_leaves_the_register)
{
	const char *path = filled_vault();
	raw_change(path,
		"DROP TRIGGER entry_is_never_changed; UPDATE entry SET disclosures = 'broken' WHERE seq = 5");
	struct vault *v = fixture_open(path, true);
	struct hash before = digest_of(v);
	struct hash after;
	struct err e = {0};
	CHECK_INT(rebuild(v, &after, &e), -ERR_DAMAGED);
	CHECK(strstr(e.text, "entry 5"));
	after = digest_of(v);
	CHECK(hash_equal(&before, &after));
	CHECK_INT(check_register(v, &e), -ERR_DAMAGED);
	vault_close(&v);
}

/* Whoever can write to vault.db can write entries that no head covers yet. */
TEST(forged_fields_are_damage_with_their_entry)
{
	GUARANTEE("entry.h: What entry_read() gives has fields of its type only, each of its kind and in its "
		  "range.");
	static const struct {
		const char *from;
		const char *to;
		const char *said;
	} forged[] = {
		{"\"window\":\"2011-12-16\"", "\"window\":\"never\"", "window"},
		{"\"window\":\"2011-12-16\"", "\"window\":{\"from\":5}", "window"},
		{"\"low\":16", "\"low\":\"many\"", "low"},
		{"\"low\":16", "\"low\":9223372036854775807", "low"},
		{"\"low\":16", "\"low\":16,\"mood\":1", "mood"},
		{"\"places\":[\"town\"]", "\"places\":7", "places"},
		{"\"as_of\":\"2013\"", "\"as_of\":[]", "as_of"},
		{"\"property\":\"count\"", "\"property\":{}", "property"},
		{"\"id\":\"c1\"", "\"id\":\"town\"", "UNIQUE"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(forged); i++) {
		char sql[512];
		const char *path = filled_vault();
		snprintf(sql, sizeof(sql),
			"DROP TRIGGER entry_is_never_changed; UPDATE entry SET disclosures = "
			"replace(disclosures, '%s', '%s') WHERE disclosures LIKE '%%\"id\":\"c1\"%%'",
			forged[i].from, forged[i].to);
		raw_change(path, sql);
		struct vault *v = fixture_open(path, true);
		struct err e = {0};
		bool is_told = rebuild(v, NULL, &e) == -ERR_DAMAGED && strstr(e.text, "entry 12: ") &&
			strstr(e.text, forged[i].said);
		if (!is_told) {
			test_note("%s: %s", forged[i].to, e.text);
		}
		CHECK(is_told);
		CHECK_INT(check_register(v, &e), -ERR_DAMAGED);
		vault_close(&v);
	}
}
