/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/fold.h"

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

static const struct field *column_field(const struct field *fields, const char *column)
{
	const char *dot = strchr(column, '.');
	if (!dot) {
		return field_find(fields, column);
	}
	for (const struct field *f = fields; f->name; f++) {
		size_t len = (size_t)(dot - column);
		if (f->kind == FIELD_OBJECT && strlen(f->name) == len && memcmp(f->name, column, len) == 0) {
			return column_field(f->fields, dot + 1);
		}
	}
	return NULL;
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
		const struct field *f = column_field(t->fields, t->columns[i]);
		BUG_IF(!f);
		buf_printf(&create, ", -- %s\n  \"", comment);
		for (const char *c = t->columns[i]; *c; c++) {
			buf_add_char(&create, *c == '.' ? '_' : *c);
		}
		buf_printf(&create, "\" %s", sql_type(f->kind));
		buf_add_text(&insert, ",?");
		comment = f->help;
	}
	buf_printf(
		&create, " -- %s\n) STRICT;\n%s", comment, t->type->more_schema ? t->type->more_schema : "");
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
		t->column_count = field_columns(t->fields, &f->arena, &t->columns);
		add_table_sql(t, &f->arena);
	}
}

void fold_done(struct fold *f)
{
	arena_done(&f->arena);
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

static void bind_value(struct db_statement *s, int parameter, const json_t *v, struct bytes cell)
{
	if (json_is_boolean(v)) {
		db_bind_int(s, parameter, json_is_true(v));
	} else if (json_is_integer(v)) {
		db_bind_int(s, parameter, json_integer_value(v));
	} else if (json_is_real(v)) {
		db_bind_real(s, parameter, json_real_value(v));
	} else {
		db_bind_text(s, parameter, cell);
	}
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

int fold_record(const struct fold *f, struct db *db, int64_t seq, const struct record_type *type,
	const json_t *record, struct err *e)
{
	const struct fold_table *t = fold_table_of(f, type);
	struct arena cells = {0};
	struct db_statement *s;
	int rc = insert_id(db, seq, type->name, record, e);
	if (rc == 0) {
		rc = db_prepare(db, t->insert, &s, e);
	}
	if (rc == 0) {
		db_bind_int(s, 1, seq);
		for (size_t i = 0; i < t->column_count; i++) {
			const json_t *v = field_get(record, t->columns[i]);
			struct bytes cell = v && !json_is_number(v) && !json_is_boolean(v)
				? field_cell(t->fields, record, t->columns[i], &cells)
				: BYTES_NONE;
			bind_value(s, (int)i + 2, v, cell);
		}
		rc = db_finish(s, e);
	}
	if (rc == 0 && type->fold) {
		rc = type->fold(db, seq, record, e);
	}
	arena_done(&cells);
	return rc;
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
