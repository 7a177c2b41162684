/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/schema.h"

extern const char schema_enduring[];
extern const char schema_enduring_end[];

int schema_create(const struct fold *f, struct db *db, struct err *e)
{
	BUG_IF(schema_enduring_end[0] != '\0');
	int rc = db_run(db, schema_enduring, e);
	return rc != 0 ? rc : fold_create_tables(f, db, e);
}

/* A row of sqlite_schema. */
struct object {
	struct bytes type;
	struct bytes name;
	struct bytes sql;
	bool is_enduring;
};

/* The rows of one database in the order of type and name. */
struct listing {
	struct db_statement *s;
	struct object object;
	bool has_object; /* false at the end */
};

static int next_object(struct listing *l, struct err *e)
{
	int rc = db_step(l->s, e);
	l->has_object = rc == 1;
	if (l->has_object) {
		l->object = (struct object){
			db_text(l->s, 0), db_text(l->s, 1), db_text(l->s, 2), db_int(l->s, 3) != 0};
	}
	return rc < 0 ? rc : 0;
}

static int begin_listing(struct listing *l, struct db *db, struct err *e)
{
	int rc = db_prepare(db,
		"SELECT type, name, sql, tbl_name IN ('vault', 'entry', 'checkpoint') FROM sqlite_schema "
		"ORDER BY type, name",
		&l->s, e);
	return rc != 0 ? rc : next_object(l, e);
}

/* What is to be said of an object that is in the vault, or among the program's, or in both: else NULL. */
static int judge(const struct object *stored, const struct object *expected, unsigned parts, struct err *e)
{
	const struct object *o = stored ? stored : expected;
	bool is_code = bytes_is(o->type, "trigger") || bytes_is(o->type, "view");
	if (stored && expected && bytes_equal(stored->sql, expected->sql)) {
		return 0;
	}
	if ((parts & SCHEMA_REGISTER) && expected && !is_code && !expected->is_enduring) {
		return err_set(e, ERR_DAMAGED,
			"the register is of another version of the program (%.*s %.*s); \"recount rebuild\" "
			"makes it again from the journal",
			BYTES_ARG(o->type), BYTES_ARG(o->name));
	}
	if ((parts & SCHEMA_WHOLE) && !stored) {
		return err_set(e, ERR_DAMAGED, "vault.db lacks the %.*s %.*s; restore it from a backup",
			BYTES_ARG(o->type), BYTES_ARG(o->name));
	}
	if ((parts & SCHEMA_WHOLE) || ((parts & SCHEMA_CODE) && stored && is_code)) {
		return err_set(e, ERR_DAMAGED,
			"vault.db has the %.*s \"%.*s\", which the program did not make; nothing is written "
			"to it: restore it from a backup",
			BYTES_ARG(o->type), BYTES_ARG(o->name));
	}
	return 0;
}

static int compare(struct listing *stored, struct listing *expected, unsigned parts, struct err *e)
{
	int rc = 0;
	while (rc == 0 && (stored->has_object || expected->has_object)) {
		int order = !expected->has_object ? -1 : !stored->has_object ? 1 : 0;
		if (order == 0) {
			order = bytes_compare(stored->object.type, expected->object.type);
		}
		if (order == 0) {
			order = bytes_compare(stored->object.name, expected->object.name);
		}
		rc = judge(
			order <= 0 ? &stored->object : NULL, order >= 0 ? &expected->object : NULL, parts, e);
		if (rc == 0 && order <= 0) {
			rc = next_object(stored, e);
		}
		if (rc == 0 && order >= 0) {
			rc = next_object(expected, e);
		}
	}
	db_reset(stored->s);
	return rc;
}

int schema_check(const struct fold *f, struct db *db, unsigned parts, struct err *e)
{
	struct db *own;
	struct listing stored = {0};
	struct listing expected = {0};
	int rc = db_open(":memory:", (struct db_settings){.mode = DB_SCRATCH}, &own, e);
	if (rc == 0) {
		rc = schema_create(f, own, e);
	}
	if (rc == 0) {
		rc = begin_listing(&expected, own, e);
	}
	if (rc == 0) {
		rc = begin_listing(&stored, db, e);
	}
	if (rc == 0) {
		rc = compare(&stored, &expected, parts, e);
	}
	db_close(&own);
	return rc;
}
