/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/quality.h"

#include "base/mem.h"

#include <math.h>

static int compare_numbers(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x;
	uint64_t b = *(const uint64_t *)y;
	return (a > b) - (a < b);
}

static uint64_t pairs_of(uint64_t n)
{
	return n * (n - 1) / 2;
}

static struct match_rate rate_of(double right, double found, double all)
{
	return (struct match_rate){right / found, right / all, 2 * right / (found + all)};
}

/* How many records have each label, those left aside whose person is not known. */
static uint32_t *count_sizes(const uint32_t *label, const uint32_t *truth, uint32_t record_count)
{
	uint32_t *size = mem_calloc(record_count, sizeof(*size));
	for (uint32_t r = 0; r < record_count; r++) {
		if (truth[r] != UINT32_MAX) {
			size[label[r]]++;
		}
	}
	return size;
}

/* Cluster and person of each record whose person is known, sorted. */
static uint64_t *sort_labels(
	const uint32_t *found, const uint32_t *truth, uint32_t record_count, uint32_t *known_count)
{
	uint64_t *label = mem_alloc(record_count * sizeof(*label));
	uint32_t count = 0;
	for (uint32_t r = 0; r < record_count; r++) {
		if (truth[r] != UINT32_MAX) {
			label[count++] = (uint64_t)found[r] << 32 | truth[r];
		}
	}
	qsort(label, count, sizeof(*label), compare_numbers);
	*known_count = count;
	return label;
}

void match_quality_measure(
	struct match_quality *q, const uint32_t *found, const uint32_t *truth, uint32_t record_count)
{
	*q = (struct match_quality){0};
	uint32_t count;
	uint32_t *cluster_size = count_sizes(found, truth, record_count);
	uint32_t *person_size = count_sizes(truth, truth, record_count);
	uint64_t *label = sort_labels(found, truth, record_count, &count);
	for (uint32_t i = 0; i < record_count; i++) {
		q->pairs_found += cluster_size[i] > 0 ? pairs_of(cluster_size[i]) : 0;
		q->pairs_true += person_size[i] > 0 ? pairs_of(person_size[i]) : 0;
		q->clusters_found += cluster_size[i] > 0;
		q->clusters_true += person_size[i] > 0;
	}
	double precision = 0;
	double recall = 0;
	for (uint32_t from = 0, to; from < count; from = to) {
		to = from;
		while (to < count && label[to] == label[from]) {
			to++;
		}
		uint32_t both = to - from;
		uint32_t in_cluster = cluster_size[label[from] >> 32];
		uint32_t in_person = person_size[(uint32_t)label[from]];
		q->pairs_right += pairs_of(both);
		q->clusters_right += both == in_cluster && both == in_person;
		precision += (double)both * both / in_cluster;
		recall += (double)both * both / in_person;
	}
	q->pair = rate_of((double)q->pairs_right, (double)q->pairs_found, (double)q->pairs_true);
	q->cluster = rate_of(q->clusters_right, q->clusters_found, q->clusters_true);
	q->b_cubed = (struct match_rate){
		precision / count, recall / count, 2 * precision * recall / (precision + recall) / count};
	free(cluster_size);
	free(person_size);
	free(label);
}

static int compare_edges(const void *x, const void *y)
{
	const struct match_edge *a = x;
	const struct match_edge *b = y;
	if (a->log_odds != b->log_odds) {
		return a->log_odds > b->log_odds ? -1 : 1;
	}
	if (a->a != b->a) {
		return a->a < b->a ? -1 : 1;
	}
	return (a->b > b->b) - (a->b < b->b);
}

struct match_threshold match_quality_best_threshold(
	struct match_edge *edge, size_t edge_count, const uint32_t *truth, uint32_t record_count)
{
	uint64_t all = 0;
	uint32_t *size = count_sizes(truth, truth, record_count);
	for (uint32_t i = 0; i < record_count; i++) {
		all += size[i] > 0 ? pairs_of(size[i]) : 0;
	}
	free(size);
	qsort(edge, edge_count, sizeof(*edge), compare_edges);
	struct match_threshold best = {.log_odds = INFINITY, .pair = {NAN, 0, 0}};
	uint64_t right = 0;
	uint64_t found = 0;
	for (size_t i = 0; i < edge_count; i++) {
		uint32_t a = truth[edge[i].a];
		uint32_t b = truth[edge[i].b];
		bool is_known = a != UINT32_MAX && b != UINT32_MAX;
		found += is_known;
		right += is_known && a == b;
		if (i + 1 < edge_count && edge[i + 1].log_odds == edge[i].log_odds) {
			continue;
		}
		struct match_rate rate = rate_of((double)right, (double)found, (double)all);
		if (rate.f1 > best.pair.f1) {
			best = (struct match_threshold){(double)edge[i].log_odds, rate};
		}
	}
	return best;
}
