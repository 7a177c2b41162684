/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/overlap.h"

#include "base/csv.h"

/* ------- what each cluster is ------- */

static void mark_lists(uint64_t *lists, const struct match_overlap_input *in)
{
	for (size_t l = 0; l < in->list_count; l++) {
		for (uint32_t r = in->list_start[l]; r < in->list_start[l + 1]; r++) {
			lists[in->cluster[r]] |= UINT64_C(1) << l;
		}
	}
}

static int compare_numbers(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x;
	uint64_t b = *(const uint64_t *)y;
	return (a > b) - (a < b);
}

/* The stratum of most of `count` records in the order of lists. sorted: scratch for as many */
static uint32_t most_frequent(
	const uint32_t *stratum, const uint32_t *record, uint32_t count, uint64_t *sorted)
{
	uint32_t known = 0;
	for (uint32_t i = 0; i < count; i++) {
		if (stratum[record[i]] != 0) {
			sorted[known++] = (uint64_t)stratum[record[i]] << 32 | i;
		}
	}
	qsort(sorted, known, sizeof(*sorted), compare_numbers);
	uint32_t found = 0;
	uint32_t most = 0;
	uint32_t earliest = 0;
	for (uint32_t from = 0, to; from < known; from = to) {
		to = from;
		while (to < known && sorted[to] >> 32 == sorted[from] >> 32) {
			to++;
		}
		uint32_t place = (uint32_t)sorted[from];
		if (to - from > most || (to - from == most && place < earliest)) {
			most = to - from;
			earliest = place;
			found = (uint32_t)(sorted[from] >> 32);
		}
	}
	return found;
}

/* Receives the stratum of each cluster. */
static void choose_strata(uint32_t *chosen, const struct match_overlap_input *in)
{
	uint32_t *start = mem_calloc((size_t)in->cluster_count + 2, sizeof(*start));
	uint32_t *record = mem_alloc(in->record_count * sizeof(*record));
	uint64_t *sorted = mem_alloc(in->record_count * sizeof(*sorted));
	for (uint32_t r = 0; r < in->record_count; r++) {
		start[in->cluster[r] + 2]++;
	}
	for (uint32_t c = 1; c <= in->cluster_count; c++) {
		start[c + 1] += start[c];
	}
	for (uint32_t r = 0; r < in->record_count; r++) {
		record[start[in->cluster[r] + 1]++] = r;
	}
	for (uint32_t c = 0; c < in->cluster_count; c++) {
		chosen[c] = most_frequent(in->stratum, record + start[c], start[c + 1] - start[c], sorted);
	}
	free(start);
	free(record);
	free(sorted);
}

/* ------- counting ------- */

struct counter {
	struct match_overlap_row *row; /* by open addressing; count 0: free */
	size_t mask;
	size_t count;
};

static struct match_overlap_row *row_of(const struct counter *c, uint32_t stratum, uint64_t lists)
{
	uint64_t hash = (lists ^ (uint64_t)stratum << 40) * UINT64_C(0x9e3779b97f4a7c15);
	size_t i = (size_t)(hash >> 20) & c->mask;
	while (c->row[i].count > 0 && (c->row[i].stratum != stratum || c->row[i].lists != lists)) {
		i = (i + 1) & c->mask;
	}
	return &c->row[i];
}

static void grow(struct counter *c)
{
	struct counter old = *c;
	size_t size = 2 * (c->mask + 1);
	c->row = mem_calloc(size, sizeof(*c->row));
	c->mask = size - 1;
	for (size_t i = 0; i <= old.mask; i++) {
		if (old.row[i].count > 0) {
			*row_of(c, old.row[i].stratum, old.row[i].lists) = old.row[i];
		}
	}
	free(old.row);
}

static void count_cluster(struct counter *c, uint32_t stratum, uint64_t lists)
{
	struct match_overlap_row *row = row_of(c, stratum, lists);
	if (row->count++ == 0) {
		row->stratum = stratum;
		row->lists = lists;
		c->count++;
		if (2 * c->count > c->mask) {
			grow(c);
		}
	}
}

static int compare_rows(const void *x, const void *y)
{
	const struct match_overlap_row *a = x;
	const struct match_overlap_row *b = y;
	if (a->stratum != b->stratum) {
		return a->stratum < b->stratum ? -1 : 1;
	}
	return (a->lists > b->lists) - (a->lists < b->lists);
}

/* Adds a row without clusters for each stratum that records have and no cluster is in. Rows are in any order. */
static size_t add_empty_strata(
	struct match_overlap_row **row, size_t count, const struct match_overlap_input *in)
{
	uint32_t most = 0;
	for (uint32_t r = 0; r < in->record_count; r++) {
		most = in->stratum[r] > most ? in->stratum[r] : most;
	}
	bool *is_missing = mem_calloc((size_t)most + 1, sizeof(*is_missing));
	for (uint32_t r = 0; r < in->record_count; r++) {
		is_missing[in->stratum[r]] = true;
	}
	for (size_t i = 0; i < count; i++) {
		is_missing[(*row)[i].stratum] = false;
	}
	*row = mem_realloc(*row, count + most + 1, sizeof(**row));
	for (uint32_t s = 0; s <= most; s++) {
		if (is_missing[s]) {
			(*row)[count++] = (struct match_overlap_row){.stratum = s, .lists = 1};
		}
	}
	free(is_missing);
	return count;
}

void match_overlap_init(struct match_overlap *o, const struct match_overlap_input *in)
{
	BUG_IF(in->list_count == 0 || in->list_count > MATCH_OVERLAP_LISTS_MAX);
	uint64_t *lists = mem_calloc(in->cluster_count, sizeof(*lists));
	uint32_t *stratum = mem_calloc(in->cluster_count, sizeof(*stratum));
	mark_lists(lists, in);
	if (in->stratum) {
		choose_strata(stratum, in);
	}
	struct counter c = {.row = mem_calloc(64, sizeof(*c.row)), .mask = 63};
	for (uint32_t i = 0; i < in->cluster_count; i++) {
		count_cluster(&c, stratum[i], lists[i]);
	}
	size_t count = 0;
	for (size_t i = 0; i <= c.mask; i++) {
		if (c.row[i].count > 0) {
			c.row[count++] = c.row[i];
		}
	}
	if (in->stratum) {
		count = add_empty_strata(&c.row, count, in);
	}
	qsort(c.row, count, sizeof(*c.row), compare_rows);
	*o = (struct match_overlap){c.row, count};
	free(lists);
	free(stratum);
}

void match_overlap_done(struct match_overlap *o)
{
	free(o->row);
	*o = (struct match_overlap){0};
}

void match_overlap_write(const struct match_overlap *o, size_t list_count, const struct bytes *list_name,
	struct bytes stratum_title, const struct bytes *stratum_name, struct buf *out)
{
	bool is_divided = stratum_title.s != NULL;
	if (is_divided) {
		csv_add_cell(out, stratum_title, true);
	}
	for (size_t l = 0; l < list_count; l++) {
		csv_add_cell(out, list_name[l], !is_divided && l == 0);
	}
	csv_add_cell(out, BYTES("count"), false);
	csv_end_row(out);
	for (size_t i = 0; i < o->count; i++) {
		if (is_divided) {
			csv_add_cell(out, stratum_name[o->row[i].stratum], true);
		}
		for (size_t l = 0; l < list_count; l++) {
			csv_add_cell(
				out, bytes_of(o->row[i].lists >> l & 1 ? "1" : "0"), !is_divided && l == 0);
		}
		buf_printf(out, ",%u", o->row[i].count);
		csv_end_row(out);
	}
}
