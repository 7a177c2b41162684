/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rows of lists as they were written, for a person to see. */
#include "crypto/hash.h"
#include "ops/match.h"

static int compare_records(const void *x, const void *y)
{
	uint32_t a = ((const struct match_shown *)x)->record;
	uint32_t b = ((const struct match_shown *)y)->record;
	return (a > b) - (a < b);
}

static void show(struct arena *a, const struct list_row *row, struct match_shown *shown)
{
	struct hash digest = hash_sha256(row->raw);
	hash_hex(&digest, shown->digest);
	shown->number = row->number;
	for (size_t c = 0; c < MATCH_SHOWN_CELLS; c++) {
		shown->cell[c] = row->cells[c].s ? arena_copy(a, row->cells[c]) : BYTES_NONE;
	}
}

static int read_list(struct match_work *w, size_t l, struct match_shown *shown, size_t count, struct err *e)
{
	struct list_row row;
	uint32_t record = w->lists.table->list_start[l];
	int rc = 1;
	list_rewind(w->lists.reader[l]);
	for (size_t i = 0; i < count && (rc = list_next(w->lists.reader[l], &row, e)) == 1; record++) {
		for (; i < count && shown[i].record == record; i++) {
			show(w->call->arena, &row, &shown[i]);
		}
	}
	return rc < 0 ? rc : 0;
}

int match_rows_show(struct match_work *w, struct match_shown *shown, size_t count, struct err *e)
{
	const struct match_table *t = w->lists.table;
	size_t at = 0;
	int rc = 0;
	if (count > 0) {
		qsort(shown, count, sizeof(*shown), compare_records);
	}
	for (size_t l = 0; l < t->list_count && rc == 0; l++) {
		size_t from = at;
		while (at < count && shown[at].record < t->list_start[l + 1]) {
			at++;
		}
		rc = at > from ? read_list(w, l, shown + from, at - from, e) : 0;
	}
	return rc;
}

const struct match_shown *match_shown_of(const struct match_shown *shown, size_t count, uint32_t record)
{
	struct match_shown wanted = {.record = record};
	const struct match_shown *found = bsearch(&wanted, shown, count, sizeof(*shown), compare_records);
	BUG_IF(!found);
	return found;
}
