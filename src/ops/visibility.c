/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ops/visibility.h"

static const char tables_sql[] =
	"DROP TABLE IF EXISTS temp.hidden; DROP TABLE IF EXISTS temp.link;"
	"CREATE TEMP TABLE hidden(id TEXT PRIMARY KEY) WITHOUT ROWID;"
	"CREATE TEMP TABLE link(hidden TEXT, hides TEXT, PRIMARY KEY(hidden, hides)) "
	"WITHOUT ROWID;";

/*
 * What a record hides when it is hidden. Of claims only the references that few of them have; what they are about,
 * their citations and their places come below, without a row for each.
 */
static const char links_sql[] =
	"INSERT OR IGNORE INTO link"
	" SELECT publication, id FROM source WHERE publication IS NOT NULL UNION ALL"
	" SELECT json_extract(j.value, '$.source'), s.id FROM source s, json_each(s.derived_from) j UNION ALL"
	" SELECT \"of\", id FROM evidence WHERE \"of\" IS NOT NULL UNION ALL"
	" SELECT evidence, id FROM text WHERE evidence IS NOT NULL UNION ALL"
	" SELECT evidence, id FROM custody WHERE evidence IS NOT NULL UNION ALL"
	" SELECT within, id FROM place WHERE within IS NOT NULL UNION ALL"
	" SELECT near, id FROM place WHERE near IS NOT NULL UNION ALL"
	" SELECT parent, id FROM incident WHERE parent IS NOT NULL UNION ALL"
	" SELECT j.value, i.id FROM incident i, json_each(i.target_places) j UNION ALL"
	" SELECT value_ref, id FROM claim WHERE value_ref IS NOT NULL UNION ALL"
	" SELECT quantity_of_claim, id FROM claim WHERE quantity_of_claim IS NOT NULL UNION ALL"
	" SELECT restates, id FROM claim WHERE restates IS NOT NULL UNION ALL"
	" SELECT about, id FROM decision WHERE about IS NOT NULL UNION ALL"
	" SELECT j.value, d.id FROM decision d, json_each(d.claims) j UNION ALL"
	" SELECT total, id FROM decision WHERE total IS NOT NULL UNION ALL"
	" SELECT proposal_evidence, id FROM decision WHERE proposal_evidence IS NOT NULL UNION ALL"
	" SELECT revokes, id FROM decision WHERE revokes IS NOT NULL UNION ALL"
	" SELECT id, revokes FROM decision WHERE revokes IS NOT NULL";

static const char spread_sql[] =
	"INSERT OR IGNORE INTO hidden WITH RECURSIVE spread(id) AS (SELECT id FROM hidden"
	" UNION SELECT l.hides FROM spread s CROSS JOIN link l ON l.hidden = s.id"
	" UNION SELECT c.id FROM spread s CROSS JOIN claim c ON c.about = s.id)"
	" SELECT id FROM spread";

/* No source, evidence or place is hidden by a claim, so once is enough. */
static const char claims_sql[] =
	"INSERT OR IGNORE INTO hidden"
	" SELECT c.id FROM citation k JOIN claim c ON c.seq = k.claim WHERE k.source IN (SELECT id FROM "
	"hidden)"
	" OR k.evidence IN (SELECT v.seq FROM hidden JOIN evidence v USING(id)) UNION ALL"
	" SELECT c.id FROM claim c, json_each(c.places) j WHERE j.value IN (SELECT id FROM hidden)";

static int run_for_each_type(struct vault *v, const char *format, struct err *e)
{
	int rc = 0;
	for (const struct record_type *const *t = record_types; *t && rc == 0; t++) {
		struct buf sql = {0};
		struct bytes rest = bytes_of(format);
		for (size_t at; (at = bytes_find(rest, BYTES("@"), 0)) != SIZE_MAX;) {
			buf_add(&sql, rest.s, at);
			buf_add_text(&sql, (*t)->name);
			rest = (struct bytes){rest.s + at + 1, rest.len - at - 1};
		}
		buf_add_bytes(&sql, rest);
		rc = db_run(v->db, sql.s, e);
		buf_done(&sql);
	}
	return rc;
}

static int find_hidden(struct vault *v, struct err *e)
{
	int64_t count;
	int rc = db_run(v->db, tables_sql, e);
	if (rc == 0) {
		rc = run_for_each_type(v,
			"INSERT OR IGNORE INTO hidden SELECT id FROM @ WHERE visibility_level <> 'public'",
			e);
	}
	if (rc == 0) {
		rc = db_run(
			v->db, "INSERT OR IGNORE INTO hidden SELECT id FROM claim WHERE seal IS NOT NULL", e);
	}
	if (rc == 0) {
		rc = db_query_int(v->db, "SELECT count(*) FROM hidden", 0, &count, e);
	}
	if (rc != 0 || count == 0) {
		return rc;
	}
	rc = run_for_each_type(v,
		"INSERT OR IGNORE INTO link SELECT replaces, id FROM @ WHERE replaces IS NOT NULL"
		" UNION ALL SELECT id, replaces FROM @ WHERE replaces IS NOT NULL",
		e);
	const char *const steps[] = {links_sql, spread_sql, claims_sql, spread_sql};
	for (size_t i = 0; i < ARRAY_COUNT(steps) && rc == 0; i++) {
		rc = db_run(v->db, steps[i], e);
	}
	return rc;
}

int visibility_load(struct vault *v, struct arena *a, struct visibility *out, struct err *e)
{
	struct db_statement *s;
	struct buf rows = {0};
	*out = (struct visibility){0};
	int rc = find_hidden(v, e);
	if (rc == 0) {
		rc = db_prepare(
			v->db, "SELECT i.id, i.seq FROM hidden h JOIN id i USING(id) ORDER BY h.id", &s, e);
	}
	if (rc != 0) {
		return rc;
	}
	while ((rc = db_step(s, e)) == 1) {
		struct report_withheld row = {arena_copy(a, db_text(s, 0)), db_int(s, 1)};
		buf_add(&rows, &row, sizeof(row));
	}
	out->count = rows.len / sizeof(*out->hidden);
	out->hidden = arena_alloc(a, rows.len);
	if (rows.len > 0) {
		memcpy(out->hidden, rows.s, rows.len);
	}
	buf_done(&rows);
	return rc;
}

bool visibility_hides(const struct visibility *visibility, struct bytes id)
{
	size_t low = 0;
	size_t high = visibility->count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = bytes_compare(visibility->hidden[middle].id, id);
		if (order == 0) {
			return true;
		}
		if (order < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return false;
}
