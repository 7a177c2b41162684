/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Verdicts that are decisions of the journal, for the editions of lists at hand. */
#include "ops/match.h"

/* One row that a decision names. */
struct named_row {
	struct bytes list;
	struct bytes digest;
	int64_t row;
	size_t at;       /* of the lists at hand: this one, or another edition of it; SIZE_MAX: none */
	uint32_t record; /* UINT32_MAX: not found */
};

struct named_pair {
	struct named_row row[2];
	enum match_answer answer;
};

struct named {
	struct op_call *call;
	struct match_lists *lists;
	struct named_pair *pairs;
	size_t count;
	size_t room;
	struct match_dict digests;   /* that are looked for: list and digest */
	uint32_t *record;            /* of each */
	bool scans[MATCH_LISTS_MAX]; /* lists that it is looked for in */
};

static const char sql[] =
	"SELECT pair_list_a, pair_row_a, pair_digest_a, pair_list_b, pair_row_b, pair_digest_b, pair_verdict"
	" FROM decision d WHERE pair_list_a IS NOT NULL"
	" AND NOT EXISTS (SELECT 1 FROM decision r WHERE r.revokes = d.id)"
	" AND NOT EXISTS (SELECT 1 FROM decision n WHERE n.replaces = d.id) ORDER BY seq";

static int read_pairs(struct named *n, struct err *e)
{
	struct db_statement *s;
	int rc = db_prepare(n->call->vault->db, sql, &s, e);
	if (rc != 0) {
		return rc;
	}
	while ((rc = db_step(s, e)) == 1) {
		n->pairs = arena_grow(n->call->arena, n->pairs, n->count, &n->room, sizeof(*n->pairs));
		struct named_pair *pair = &n->pairs[n->count++];
		for (int side = 0; side < 2; side++) {
			pair->row[side] =
				(struct named_row){.list = arena_copy(n->call->arena, db_text(s, 3 * side)),
					.row = db_int(s, 3 * side + 1),
					.digest = arena_copy(n->call->arena, db_text(s, 3 * side + 2)),
					.at = SIZE_MAX,
					.record = UINT32_MAX};
		}
		pair->answer = MATCH_ANSWER_UNSURE;
		for (size_t i = 0; i < MATCH_ANSWER_COUNT; i++) {
			if (bytes_is(db_text(s, 6), match_answer_names[i])) {
				pair->answer = (enum match_answer)i;
			}
		}
	}
	return rc;
}

/* ------- lists ------- */

static int name_of_list(struct op_call *call, struct bytes id, struct bytes *name, struct err *e)
{
	struct db_statement *s;
	int rc = db_prepare(call->vault->db, "SELECT name FROM list WHERE id = ?", &s, e);
	if (rc != 0) {
		return rc;
	}
	db_bind_text(s, 1, id);
	rc = db_step(s, e);
	*name = rc == 1 && db_text(s, 0).s ? arena_copy(call->arena, db_text(s, 0)) : BYTES_NONE;
	db_reset(s);
	return rc < 0 ? rc : 0;
}

static struct bytes key_of(struct buf *key, size_t list, struct bytes digest)
{
	buf_clear(key);
	buf_add_char(key, (char)(list + 1));
	buf_add_bytes(key, digest);
	return buf_bytes(key);
}

/* A row of the very list is known by its number; one of another edition is looked for by its bytes. */
static int find_list(struct named *n, struct named_row *row, struct buf *key, struct err *e)
{
	const struct match_lists *lists = n->lists;
	const uint32_t *start = lists->table->list_start;
	for (size_t l = 0; l < lists->count; l++) {
		if (bytes_equal(lists->id[l], row->list)) {
			bool is_there = row->row > 0 && row->row <= start[l + 1] - start[l];
			row->at = l;
			row->record = is_there ? start[l] + (uint32_t)row->row - 1 : UINT32_MAX;
			return 0;
		}
	}
	struct bytes name;
	int rc = name_of_list(n->call, row->list, &name, e);
	for (size_t l = 0; rc == 0 && name.s && l < lists->count; l++) {
		if (lists->id[l].s && bytes_equal(lists->name[l], name)) {
			row->at = l;
			n->scans[l] = true;
			match_dict_add(&n->digests, key_of(key, l, row->digest));
		}
	}
	return rc;
}

static int scan(struct named *n, size_t l, struct buf *key, struct err *e)
{
	struct list_row row;
	uint32_t record = n->lists->table->list_start[l];
	int rc;
	list_rewind(n->lists->reader[l]);
	while ((rc = list_next(n->lists->reader[l], &row, e)) == 1) {
		char hex[HASH_HEX_CHARS + 1];
		struct hash digest = hash_sha256(row.raw);
		hash_hex(&digest, hex);
		uint32_t code = match_dict_find(&n->digests, key_of(key, l, bytes_of(hex)));
		if (code > 0 && n->record[code] == UINT32_MAX) {
			n->record[code] = record;
		}
		record++;
	}
	return rc;
}

static int find_rows(struct named *n, struct err *e)
{
	struct buf key = {0};
	int rc = 0;
	for (size_t i = 0; i < 2 * n->count && rc == 0; i++) {
		rc = find_list(n, &n->pairs[i / 2].row[i % 2], &key, e);
	}
	n->record = mem_alloc(((size_t)n->digests.count + 1) * sizeof(*n->record));
	memset(n->record, 0xFF, ((size_t)n->digests.count + 1) * sizeof(*n->record));
	for (size_t l = 0; l < n->lists->count && rc == 0; l++) {
		rc = n->scans[l] ? scan(n, l, &key, e) : 0;
	}
	for (size_t i = 0; i < 2 * n->count && rc == 0; i++) {
		struct named_row *row = &n->pairs[i / 2].row[i % 2];
		if (row->at != SIZE_MAX && row->record == UINT32_MAX) {
			row->record =
				n->record[match_dict_find(&n->digests, key_of(&key, row->at, row->digest))];
		}
	}
	buf_done(&key);
	return rc;
}

int match_said_read_vault(
	struct op_call *call, struct match_lists *lists, struct match_said *said, struct err *e)
{
	struct named n = {.call = call, .lists = lists};
	size_t lost = 0;
	int rc = read_pairs(&n, e);
	if (rc == 0) {
		rc = find_rows(&n, e);
	}
	for (size_t i = 0; i < n.count && rc == 0; i++) {
		const struct named_row *a = &n.pairs[i].row[0];
		const struct named_row *b = &n.pairs[i].row[1];
		bool is_here = a->at != SIZE_MAX && b->at != SIZE_MAX;
		bool is_found = a->record != UINT32_MAX && b->record != UINT32_MAX;
		if (is_here && is_found && a->record != b->record) {
			match_said_add(said, a->record, b->record, n.pairs[i].answer);
		}
		lost += is_here && !is_found;
	}
	if (lost > 0) {
		buf_printf(&lists->notes,
			"verdicts of the journal on rows that these editions of the lists do not have: %zu\n",
			lost);
	}
	match_dict_done(&n.digests);
	free(n.record);
	return rc;
}
