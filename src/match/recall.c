/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/recall.h"
#include "base/mem.h"
#include "base/random.h"
#include "match/radix.h"
#include "match/skeleton.h"

#include <math.h>

enum { FEATURES_MAX = 512, SLICE_ROWS = 3 };

/* Likely enough by letters to be judged by the model. */
static const double likely_jaccard = 0.4;

struct features {
	uint64_t *list;
	size_t count;
	size_t room;
	size_t from; /* of the record in work */
};

static void add_feature(struct features *f, uint64_t feature)
{
	if (f->count - f->from == FEATURES_MAX) {
		return;
	}
	if (f->count == f->room) {
		f->room = f->room > 0 ? f->room * 2 : FEATURES_MAX;
		f->list = mem_realloc(f->list, f->room, sizeof(*f->list));
	}
	f->list[f->count++] = feature;
}

/* Letters side by side, spaces left out, whatever part of the name they are in; and the consonants of the part. */
static void add_name(struct features *f, const struct match_values *v, uint32_t code)
{
	struct match_word word = match_values_word(v, code);
	uint64_t before = 0;
	for (uint32_t i = 0; i < word.len; i++) {
		if (word.letter[i] == MATCH_LETTER_SPACE) {
			continue;
		}
		if (before > 0) {
			add_feature(f, match_hash_join(before, word.letter[i]));
		}
		before = word.letter[i];
	}
	struct bytes token[MATCH_TOKEN_MAX];
	size_t count = match_tokens(match_dict_text(&v->dict, code), token);
	for (size_t i = 0; i < count; i++) {
		add_feature(f, match_hash_join(match_skeleton(token[i]), 1));
	}
}

static void add_date(struct features *f, enum match_role role, uint32_t code)
{
	struct date d = match_date_of(code);
	add_feature(f, match_hash_join((uint64_t)role << 32, (uint64_t)d.year));
	if (d.day > 0) {
		add_feature(f, match_hash_join((uint64_t)role << 32 | 1, code));
	}
}

static void add_record(struct features *f, const struct match_table *t, uint32_t record)
{
	for (size_t c = 0; c < t->column_count; c++) {
		enum match_role role = t->role[c];
		uint32_t code = match_row_of(t, record)[c];
		if (code == 0) {
			continue;
		}
		switch (match_roles[role].kind) {
		case MATCH_KIND_NAME:
			add_name(f, t->values[role], code);
			break;
		case MATCH_KIND_DATE:
			add_date(f, role, code);
			break;
		case MATCH_KIND_PLACE:
		case MATCH_KIND_TEXT:
			add_feature(f, match_hash_join((uint64_t)role << 32 | 2, code));
			break;
		case MATCH_KIND_AGE:
		case MATCH_KIND_CODE:
			break;
		}
	}
}

static int compare_features(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x;
	uint64_t b = *(const uint64_t *)y;
	return (a > b) - (a < b);
}

/* Sorts the features of the record in work and keeps each once. */
static void close_record(struct features *f)
{
	if (f->count == f->from) {
		return;
	}
	qsort(f->list + f->from, f->count - f->from, sizeof(*f->list), compare_features);
	size_t kept = f->from + 1;
	for (size_t i = f->from + 1; i < f->count; i++) {
		if (f->list[i] != f->list[kept - 1]) {
			f->list[kept++] = f->list[i];
		}
	}
	f->count = kept;
	f->from = kept;
}

/* A random choice in ascending order: each record with the chance that fills what is still wanted. */
static size_t draw_slice(const struct match_run *run, uint32_t record_count, uint32_t *record)
{
	size_t wanted = record_count < MATCH_RECALL_SLICE ? record_count : MATCH_RECALL_SLICE;
	struct random random;
	random_init(&random, &(struct random_place){.seed = match_run_seed(run), .step = 1});
	size_t count = 0;
	for (uint32_t r = 0; r < record_count && count < wanted; r++) {
		if (random_below(&random, record_count - r) < wanted - count) {
			record[count++] = r;
		}
	}
	return count;
}

static bool is_likely(const void *context, uint32_t a, uint32_t b)
{
	return match_run_log_odds(context, a, b) > 0;
}

size_t match_run_audit(const struct match_run *run, struct match_audit *out)
{
	const struct match_table *t = match_run_comparer(run)->table;
	uint32_t *record = mem_calloc(MATCH_RECALL_SLICE, sizeof(*record));
	size_t count = draw_slice(run, t->record_count, record);
	size_t *start = mem_calloc(count + 1, sizeof(*start));
	struct features f = {0};
	for (size_t i = 0; i < count; i++) {
		start[i] = f.count;
		add_record(&f, t, record[i]);
		close_record(&f);
	}
	start[count] = f.count;
	struct match_audit_slice slice = {.record_count = count,
		.record = record,
		.start = start,
		.feature = f.list,
		.rows = SLICE_ROWS,
		.likely_min = likely_jaccard,
		.is_likely = is_likely,
		.context = run,
		.seed = match_run_seed(run)};
	match_audit_run(match_run_plan(run), &slice, match_run_pool(run), out);
	free(f.list);
	free(start);
	free(record);
	return count;
}

/* ------- against the truth ------- */

static uint64_t made_among(const struct match_block_plan *plan, const struct match_keyed *same, size_t count)
{
	uint64_t made = 0;
	for (size_t i = 0; i < count; i++) {
		for (size_t k = i + 1; k < count; k++) {
			made += match_block_rules_of(plan, same[i].record, same[k].record) != 0;
		}
	}
	return made;
}

uint64_t match_true_pairs_made(
	const struct match_block_plan *plan, const uint32_t *truth, uint32_t record_count)
{
	struct match_keyed *items = mem_calloc(record_count, sizeof(*items));
	struct match_keyed *scratch = mem_calloc(record_count, sizeof(*scratch));
	size_t count = 0;
	for (uint32_t r = 0; r < record_count; r++) {
		if (truth[r] != UINT32_MAX) {
			items[count++] = (struct match_keyed){truth[r], r};
		}
	}
	match_radix_sort(items, scratch, count, NULL);
	uint64_t made = 0;
	for (size_t from = 0, to = 0; from < count; from = to) {
		while (to < count && items[to].key == items[from].key) {
			to++;
		}
		made += made_among(plan, items + from, to - from);
	}
	free(scratch);
	free(items);
	return made;
}
