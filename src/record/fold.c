/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/fold.h"

/* The claim has 63; a type that needs more than this should be two. */
enum { FOLD_COLUMN_MAX = 128 };

static const char base_schema[] =
	"CREATE TABLE id( -- every record by its id\n"
	"  id TEXT PRIMARY KEY, -- as given\n"
	"  type TEXT NOT NULL, -- type of the record\n"
	"  seq INTEGER NOT NULL -- its journal entry\n"
	") STRICT, WITHOUT ROWID;\n"
	"CREATE TABLE node( -- complete nodes of the Merkle tree at levels 8, 16, 24 …\n"
	"  level INTEGER NOT NULL, -- 2^level leaves lie under it\n"
	"  i INTEGER NOT NULL, -- which of its level, from 0\n"
	"  hash BLOB NOT NULL, -- 32 bytes\n"
	"  PRIMARY KEY(level, i)\n"
	") STRICT, WITHOUT ROWID;\n";

/* The columns of a table: scalars and lists; the members of an object one by one (objects do not nest here). */
static void add_columns(struct fold_table *t, struct arena *a)
{
	size_t count = 0;
	for (const struct field *f = t->fields; f->name; f++) {
		const struct field *inner = f->kind == FIELD_OBJECT ? f->fields : NULL;
		for (count++; inner && inner->name; inner++) {
			count++;
		}
	}
	BUG_IF(count > FOLD_COLUMN_MAX);
	t->columns = arena_calloc(a, count, sizeof(*t->columns));
	for (size_t i = 0; t->fields[i].name; i++) {
		const struct field *f = &t->fields[i];
		if (f->flags & FIELD_IN_TABLE) {
			continue;
		}
		if (f->kind != FIELD_OBJECT) {
			t->columns[t->column_count++] = (struct fold_column){i, NULL};
			continue;
		}
		for (const struct field *inner = f->fields; inner->name; inner++) {
			BUG_IF(inner->kind == FIELD_OBJECT);
			t->columns[t->column_count++] = (struct fold_column){i, inner};
		}
	}
}

static const char *sql_type(enum field_kind kind)
{
	if (kind == FIELD_INT || kind == FIELD_BOOL) {
		return "INTEGER";
	}
	return kind == FIELD_REAL ? "REAL" : "TEXT";
}

static void add_table_sql(struct fold_table *t, struct arena *a)
{
	struct buf create = {0};
	struct buf insert = {0};
	buf_printf(
		&create, "CREATE TABLE %s( -- %s\n  seq INTEGER PRIMARY KEY", t->type->name, t->type->help);
	buf_printf(&insert, "INSERT INTO %s VALUES(?", t->type->name);
	const char *comment = "its journal entry";
	for (size_t i = 0; i < t->column_count; i++) {
		const struct field *member = &t->fields[t->columns[i].member];
		const struct field *inner = t->columns[i].inner;
		const struct field *f = inner ? inner : member;
		buf_printf(&create, ", -- %s\n  \"%s%s%s\" %s", comment, member->name, inner ? "_" : "",
			inner ? inner->name : "", sql_type(f->kind));
		buf_add_text(&insert, ",?");
		comment = f->help;
	}
	buf_printf(&create, " -- %s\n) STRICT;\n", comment);
	buf_printf(&create, "CREATE INDEX %s_replaces ON %s(replaces) WHERE replaces IS NOT NULL;\n",
		t->type->name, t->type->name);
	buf_add_text(&create, t->type->more_schema ? t->type->more_schema : "");
	buf_add_text(&insert, ")");
	t->create = arena_text(a, buf_bytes(&create));
	t->insert = arena_text(a, buf_bytes(&insert));
	buf_done(&create);
	buf_done(&insert);
}

void fold_init(struct fold *f)
{
	*f = (struct fold){0};
	while (record_types[f->table_count]) {
		f->table_count++;
	}
	f->tables = arena_calloc(&f->arena, f->table_count, sizeof(*f->tables));
	for (size_t i = 0; i < f->table_count; i++) {
		struct fold_table *t = &f->tables[i];
		t->type = record_types[i];
		t->fields = record_all_fields(t->type, &f->arena);
		add_columns(t, &f->arena);
		add_table_sql(t, &f->arena);
	}
}

void fold_done(struct fold *f)
{
	arena_done(&f->arena);
	buf_done(&f->texts);
	*f = (struct fold){0};
}

const struct fold_table *fold_table_of(const struct fold *f, const struct record_type *type)
{
	for (size_t i = 0; i < f->table_count; i++) {
		if (f->tables[i].type == type) {
			return &f->tables[i];
		}
	}
	BUG_IF(true);
}

int fold_create_tables(const struct fold *f, struct db *db, struct err *e)
{
	int rc = db_run(db, base_schema, e);
	for (size_t i = 0; i < f->table_count && rc == 0; i++) {
		rc = db_run(db, f->tables[i].create, e);
	}
	return rc;
}

static int drop(struct db *db, const char *table, struct err *e)
{
	char sql[128];
	snprintf(sql, sizeof(sql), "DROP TABLE IF EXISTS \"%s\"", table);
	return db_run(db, sql, e);
}

int fold_drop_tables(const struct fold *f, struct db *db, struct err *e)
{
	int rc = drop(db, "id", e);
	if (rc == 0) {
		rc = drop(db, "node", e);
	}
	for (size_t i = 0; i < f->table_count && rc == 0; i++) {
		const struct record_type *type = f->tables[i].type;
		rc = drop(db, type->name, e);
		for (const char *const *more = type->more_tables; more && *more && rc == 0; more++) {
			rc = drop(db, *more, e);
		}
	}
	return rc;
}

/* Texts that a row needs and no value holds: ranges and lists. They are bound when the last one is written. */
struct made_text {
	int parameter;
	size_t from;
	size_t len;
};

static bool bind_value(struct db_statement *s, int parameter, const json_t *v)
{
	if (!v) {
		db_bind_null(s, parameter);
	} else if (json_is_boolean(v)) {
		db_bind_int(s, parameter, json_is_true(v));
	} else if (json_is_integer(v)) {
		db_bind_int(s, parameter, json_integer_value(v));
	} else if (json_is_real(v)) {
		db_bind_real(s, parameter, json_real_value(v));
	} else if (json_is_string(v)) {
		db_bind_text(s, parameter, json_view(v));
	} else {
		return false;
	}
	return true;
}

static int insert_id(struct db *db, int64_t seq, const char *type, const json_t *record, struct err *e)
{
	struct db_statement *s;
	int rc = db_prepare(db, "INSERT INTO id VALUES(?, ?, ?)", &s, e);
	if (rc != 0) {
		return rc;
	}
	db_bind_text(s, 1, json_get_view(record, "id"));
	db_bind_text(s, 2, bytes_of(type));
	db_bind_int(s, 3, seq);
	return db_finish(s, e);
}

static int insert_row(const struct fold_table *t, struct db *db, int64_t seq, const json_t *record,
	struct buf *texts, struct err *e)
{
	struct db_statement *s;
	struct made_text made[FOLD_COLUMN_MAX];
	size_t made_count = 0;
	json_t *values[FIELD_COUNT_MAX];
	int rc = field_sort(t->fields, record, values, e);
	if (rc == 0) {
		rc = db_prepare(db, t->insert, &s, e);
	}
	if (rc != 0) {
		return rc;
	}
	buf_clear(texts);
	db_bind_int(s, 1, seq);
	for (size_t i = 0; i < t->column_count; i++) {
		const struct fold_column *c = &t->columns[i];
		const json_t *v = values[c->member];
		if (c->inner && v) {
			v = json_object_get(v, c->inner->name);
		}
		if (!bind_value(s, (int)i + 2, v)) {
			size_t from = texts->len;
			field_add_cell(c->inner ? c->inner : &t->fields[c->member], v, texts);
			made[made_count++] = (struct made_text){(int)i + 2, from, texts->len - from};
		}
	}
	for (size_t i = 0; i < made_count; i++) {
		db_bind_text(s, made[i].parameter, (struct bytes){texts->s + made[i].from, made[i].len});
	}
	return db_finish(s, e);
}

int fold_record(struct fold *f, struct db *db, int64_t seq, const struct record_type *type,
	const json_t *record, struct err *e)
{
	int rc = insert_id(db, seq, type->name, record, e);
	if (rc == 0) {
		rc = insert_row(fold_table_of(f, type), db, seq, record, &f->texts, e);
	}
	if (rc == 0 && type->fold) {
		rc = type->fold(db, seq, record, e);
	}
	return rc == -ERR_DAMAGED ? err_context(e, "entry %lld", (long long)seq) : rc;
}

static void take(void *context, struct bytes part)
{
	hash_add(context, part.s, part.len);
}

static int digest_table(struct db *db, const char *table, struct hash_stream *stream, struct err *e)
{
	char sql[256];
	hash_add(stream, table, strlen(table) + 1);
	/* Every derived table has its key first: one or two columns. */
	snprintf(sql, sizeof(sql), "SELECT * FROM \"%s\" ORDER BY 1, 2", table);
	return db_serialise(db, sql, take, stream, e);
}

int fold_digest(const struct fold *f, struct db *db, struct hash *digest, struct err *e)
{
	struct hash_stream stream;
	hash_begin(&stream);
	int rc = digest_table(db, "id", &stream, e);
	if (rc == 0) {
		rc = digest_table(db, "node", &stream, e);
	}
	for (size_t i = 0; i < f->table_count && rc == 0; i++) {
		const struct record_type *type = f->tables[i].type;
		rc = digest_table(db, type->name, &stream, e);
		for (const char *const *more = type->more_tables; more && *more && rc == 0; more++) {
			rc = digest_table(db, *more, &stream, e);
		}
	}
	*digest = hash_end(&stream);
	return rc;
}
