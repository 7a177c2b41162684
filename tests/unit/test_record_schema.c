/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The schema of a vault: what somebody put into it, took out of it, or made with another version. */
#include "fixture.h"
#include "raw.h"
#include "test.h"

#include "record/schema.h"

static int check_whole(const char *path, struct err *e)
{
	struct vault *v = fixture_open(path, false);
	int rc = schema_check(&v->fold, v->db, SCHEMA_WHOLE, e);
	vault_close(&v);
	return rc;
}

static int open_for_writing(const char *path, bool without_register, struct err *e)
{
	struct vault *v;
	struct vault_settings settings = {.is_writer = true, .without_register = without_register};
	int rc = vault_open(path, settings, &v, e);
	vault_close(&v);
	return rc;
}

TEST(the_schema_of_a_new_vault_is_the_programs)
{
	struct err e = {0};
	const char *path = fixture_vault();
	CHECK_OK(check_whole(path, &e), e);
	CHECK_OK(open_for_writing(path, false, &e), e);
}

static const struct {
	const char *sql;
	const char *said;
	bool refuses_writer;
} foreign[] = {
	{"CREATE TRIGGER evil AFTER INSERT ON entry BEGIN DELETE FROM id; END", "trigger \"evil\"", true},
	{"CREATE TRIGGER evil AFTER INSERT ON claim BEGIN DELETE FROM id; END", "trigger \"evil\"", true},
	{"CREATE VIEW evil AS SELECT * FROM entry", "view \"evil\"", true},
	{"DROP TRIGGER entry_is_never_changed; CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry "
	 "BEGIN SELECT 1; END",
		"trigger \"entry_is_never_changed\"", true},
	{"CREATE TABLE evil(x)", "table \"evil\"", false},
	{"CREATE INDEX evil ON entry(leaf)", "index \"evil\"", false},
	{"DROP TRIGGER entry_is_never_changed", "lacks the trigger entry_is_never_changed", false},
};

TEST(what_the_program_did_not_make_is_found)
{
	GUARANTEE("schema.h: With SCHEMA_WHOLE, anything that the program did not make is found, and so is "
		  "anything that is missing.");
	for (size_t i = 0; i < ARRAY_COUNT(foreign); i++) {
		struct err e = {0};
		const char *path = fixture_vault();
		raw_change(path, foreign[i].sql);
		CHECK_INT(check_whole(path, &e), -ERR_DAMAGED);
		CHECK(strstr(e.text, foreign[i].said));
	}
}

TEST(a_vault_with_foreign_code_is_not_written_to)
{
	for (size_t i = 0; i < ARRAY_COUNT(foreign); i++) {
		struct err e = {0};
		const char *path = fixture_vault();
		int expected = foreign[i].refuses_writer ? -ERR_DAMAGED : 0;
		raw_change(path, foreign[i].sql);
		CHECK_INT(open_for_writing(path, false, &e), expected);
		CHECK_INT(open_for_writing(path, true, &e), expected);
		CHECK(!expected || strstr(e.text, "restore it from a backup"));
	}
}

TEST(a_register_of_another_version_is_told_and_can_be_made_again)
{
	static const char *const changes[] = {
		"ALTER TABLE claim ADD COLUMN mood TEXT",
		"ALTER TABLE claim RENAME COLUMN note TO remark",
		"ALTER TABLE citation DROP COLUMN suffix",
		"DROP TABLE publication",
		"DROP INDEX claim_about",
	};
	for (size_t i = 0; i < ARRAY_COUNT(changes); i++) {
		struct vault *v;
		struct hash digest;
		struct err e = {0};
		const char *path = fixture_vault();
		raw_change(path, changes[i]);
		CHECK_INT(vault_open(path, (struct vault_settings){0}, &v, &e), -ERR_DAMAGED);
		CHECK(strstr(e.text, "another version") && strstr(e.text, "recount rebuild"));
		struct vault_settings for_rebuild = {.is_writer = true, .without_register = true};
		CHECK_OK(vault_open(path, for_rebuild, &v, &e), e);
		CHECK_OK(record_rebuild(v, &fixture_progress, &digest, &e), e);
		vault_close(&v);
		CHECK_OK(check_whole(path, &e), e);
	}
}
