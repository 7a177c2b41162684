/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the page of a matching run shows beside the reply: overlaps, thresholds, pairs as examples, clusters least sure of. */
#include "match/account.h"
#include "match/overlap.h"
#include "match/posteriors.h"
#include "ops/match.h"

#include <math.h>

enum {
	CLUSTERS_SHOWN = 6,
	CLUSTER_ROWS_MAX = 6, /* more are no drawing that anybody reads */
	NEIGHBOURS_MAX = 3,
};

static void put_real(struct json_writer *j, const char *key, double value)
{
	jw_key(j, key);
	jw_real(j, value);
}

void match_put_row(struct json_writer *j, const struct match_lists *lists, uint32_t record)
{
	struct buf id = {0};
	match_lists_put_id(lists, record, &id);
	jw_put_string(j, "list", lists->name[match_table_list_of(lists->table, record)]);
	jw_put_string(j, "row", buf_bytes(&id));
	buf_done(&id);
}

/* ------- overlaps ------- */

static void put_overlaps(struct json_writer *j, const struct match_work *w)
{
	const struct match_table *t = w->lists.table;
	struct match_overlap overlap;
	int64_t people[MATCH_LISTS_MAX] = {0};
	match_overlap_init(&overlap,
		&(struct match_overlap_input){.record_count = t->record_count,
			.cluster = w->result.clusters.cluster,
			.cluster_count = w->result.clusters.count,
			.list_start = t->list_start,
			.list_count = t->list_count});
	jw_key(j, "patterns");
	jw_array_begin(j);
	for (size_t i = 0; i < overlap.count; i++) {
		char on[MATCH_LISTS_MAX];
		for (size_t l = 0; l < t->list_count; l++) {
			bool is_on = overlap.row[i].lists >> l & 1;
			on[l] = is_on ? '1' : '0';
			people[l] += is_on ? overlap.row[i].count : 0;
		}
		jw_object_begin(j);
		jw_put_string(j, "on", (struct bytes){on, t->list_count});
		jw_put_int(j, "people", overlap.row[i].count);
		jw_object_end(j);
	}
	jw_array_end(j);
	match_overlap_done(&overlap);
	jw_key(j, "lists");
	jw_array_begin(j);
	for (size_t l = 0; l < t->list_count; l++) {
		jw_object_begin(j);
		jw_put_string(j, "name", w->lists.name[l]);
		jw_put_int(j, "people", people[l]);
		jw_object_end(j);
	}
	jw_array_end(j);
}

/* ------- thresholds ------- */

static const double thresholds[] = {
	0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999};

/* Pairs from one threshold to the next. */
struct band {
	int64_t pairs;
	double same; /* expected */
	int64_t known;
	int64_t right;
};

static void count_bands(const struct match_work *w, struct band band[ARRAY_COUNT(thresholds)])
{
	const uint32_t *truth = w->lists.truth;
	for (size_t i = 0; i < w->result.edge_count; i++) {
		const struct match_edge *edge = &w->result.edges[i];
		double p = match_result_p(&w->result, i);
		size_t k = 0;
		while (k < ARRAY_COUNT(thresholds) && p >= thresholds[k]) {
			k++;
		}
		if (k == 0) {
			continue;
		}
		struct band *b = &band[k - 1];
		b->pairs++;
		b->same += p;
		if (truth && truth[edge->a] != UINT32_MAX && truth[edge->b] != UINT32_MAX) {
			b->known++;
			b->right += truth[edge->a] == truth[edge->b];
		}
	}
}

/* Sums bands from above, so that each has what lies at or above its threshold. */
static void put_thresholds(struct json_writer *j, const struct match_work *w)
{
	struct band band[ARRAY_COUNT(thresholds)] = {0};
	struct match_quality quality = {0};
	count_bands(w, band);
	for (size_t k = ARRAY_COUNT(thresholds) - 1; k-- > 0;) {
		band[k].pairs += band[k + 1].pairs;
		band[k].same += band[k + 1].same;
		band[k].known += band[k + 1].known;
		band[k].right += band[k + 1].right;
	}
	if (w->lists.truth) {
		match_quality_measure(
			&quality, w->result.clusters.cluster, w->lists.truth, w->lists.table->record_count);
	}
	double all = fmax(w->result.same_count, band[0].same);
	jw_key(j, "thresholds");
	jw_array_begin(j);
	for (size_t k = 0; k < ARRAY_COUNT(thresholds); k++) {
		jw_object_begin(j);
		put_real(j, "from", thresholds[k]);
		jw_put_int(j, "pairs", band[k].pairs);
		if (band[k].pairs > 0) {
			put_real(j, "precision", band[k].same / (double)band[k].pairs);
			put_real(j, "recall", band[k].same / all);
		}
		if (band[k].known > 0) {
			put_real(j, "true_precision", (double)band[k].right / (double)band[k].known);
		}
		if (quality.pairs_true > 0) {
			put_real(j, "true_recall", (double)band[k].right / (double)quality.pairs_true);
		}
		jw_object_end(j);
	}
	jw_array_end(j);
}

/* ------- pairs ------- */

/* Kept pairs by what they are likeliest; and those to be shown, SIZE_MAX where there is none. */
struct chosen_pairs {
	int64_t count[MATCH_CLASS_COUNT];
	size_t sure;
	size_t doubtful;
	size_t kin;
	double kin_p;
};

static void choose_pairs(const struct match_work *w, struct chosen_pairs *c)
{
	const struct match_edge *edges = w->result.edges;
	*c = (struct chosen_pairs){.sure = SIZE_MAX, .doubtful = SIZE_MAX, .kin = SIZE_MAX};
	struct match_posteriors *posteriors = match_posteriors_open(match_run_model(w->run));
	for (size_t i = 0; i < w->result.edge_count; i++) {
		const double *p = match_posteriors_of(posteriors, w->scored.pairs[i].pattern);
		c->count[match_likeliest(p)]++;
		if (c->sure == SIZE_MAX || edges[i].log_odds > edges[c->sure].log_odds) {
			c->sure = i;
		}
		if (c->doubtful == SIZE_MAX ||
			fabsf(edges[i].log_odds) < fabsf(edges[c->doubtful].log_odds)) {
			c->doubtful = i;
		}
		if (match_likeliest(p) == MATCH_KIN && p[MATCH_KIN] > c->kin_p) {
			c->kin = i;
			c->kin_p = p[MATCH_KIN];
		}
	}
	match_posteriors_close(&posteriors);
}

static void put_example(struct json_writer *j, const struct match_work *w, const char *kind, size_t i)
{
	if (i == SIZE_MAX) {
		return;
	}
	const struct match_compared_pair *pair = &w->scored.pairs[i];
	jw_object_begin(j);
	jw_put_string(j, "kind", bytes_of(kind));
	jw_key(j, "a");
	jw_object_begin(j);
	match_put_row(j, &w->lists, pair->a);
	jw_object_end(j);
	jw_key(j, "b");
	jw_object_begin(j);
	match_put_row(j, &w->lists, pair->b);
	jw_object_end(j);
	jw_key(j, "account");
	match_put_account(j,
		&(struct match_told_pair){.model = match_run_model(w->run),
			.pattern = pair->pattern,
			.table = op_has(w->call, "show-names") ? w->lists.table : NULL,
			.a = pair->a,
			.b = pair->b});
	jw_object_end(j);
}

static void put_pairs(struct json_writer *j, const struct match_work *w)
{
	struct chosen_pairs chosen;
	choose_pairs(w, &chosen);
	jw_key(j, "classes");
	jw_object_begin(j);
	for (size_t c = 0; c < MATCH_CLASS_COUNT; c++) {
		jw_put_int(j, match_class_names[c], chosen.count[c]);
	}
	jw_object_end(j);
	jw_key(j, "examples");
	jw_array_begin(j);
	put_example(j, w, "sure", chosen.sure);
	put_example(j, w, "doubtful", chosen.doubtful);
	put_example(j, w, "kin", chosen.kin);
	jw_array_end(j);
}

/* ------- clusters ------- */

/* A cluster to be drawn, with neighbours that were left out of it. */
struct drawn {
	uint32_t cluster;
	float least_p;
	uint32_t
		record[CLUSTER_ROWS_MAX + NEIGHBOURS_MAX]; /* members, then neighbours, the likeliest first */
	float log_odds[CLUSTER_ROWS_MAX + NEIGHBOURS_MAX]; /* of a neighbour to the member nearest to it */
	size_t count;
	size_t member_count;
};

struct drawing {
	struct drawn drawn[CLUSTERS_SHOWN];
	size_t count;
};

/* Puts a cluster in its place among those that are least sure, if it has one. */
static void offer_cluster(struct drawing *d, uint32_t cluster, float least_p)
{
	size_t at = d->count;
	while (at > 0 && d->drawn[at - 1].least_p > least_p) {
		at--;
	}
	if (at == CLUSTERS_SHOWN) {
		return;
	}
	d->count += d->count < CLUSTERS_SHOWN;
	memmove(&d->drawn[at + 1], &d->drawn[at], (d->count - at - 1) * sizeof(d->drawn[0]));
	d->drawn[at] = (struct drawn){.cluster = cluster, .least_p = least_p};
}

static void choose_clusters(const struct match_clusters *c, struct drawing *d)
{
	uint32_t *size = mem_calloc((size_t)c->count + 1, sizeof(*size));
	float *least = mem_calloc((size_t)c->count + 1, sizeof(*least));
	for (uint32_t r = 0; r < c->record_count; r++) {
		uint32_t k = c->cluster[r];
		least[k] = size[k] == 0 ? c->membership_p[r] : fminf(least[k], c->membership_p[r]);
		size[k]++;
	}
	for (uint32_t k = 0; k < c->count; k++) {
		if (size[k] > 1 && size[k] <= CLUSTER_ROWS_MAX && least[k] < 1) {
			offer_cluster(d, k, least[k]);
		}
	}
	free(least);
	free(size);
}

static struct drawn *drawn_of(struct drawing *d, uint32_t cluster)
{
	for (size_t i = 0; i < d->count; i++) {
		if (d->drawn[i].cluster == cluster) {
			return &d->drawn[i];
		}
	}
	return NULL;
}

/* Takes a record out of the neighbours, if it is one of them. */
static void remove_neighbour(struct drawn *d, size_t at)
{
	d->count--;
	memmove(&d->record[at], &d->record[at + 1], (d->count - at) * sizeof(d->record[0]));
	memmove(&d->log_odds[at], &d->log_odds[at + 1], (d->count - at) * sizeof(d->log_odds[0]));
}

/* Keeps the likeliest neighbours of a cluster, each once. */
static void offer_neighbour(struct drawn *d, uint32_t record, float log_odds)
{
	if (!d) {
		return;
	}
	for (size_t i = d->member_count; i < d->count; i++) {
		if (d->record[i] == record && d->log_odds[i] >= log_odds) {
			return;
		}
		if (d->record[i] == record) {
			remove_neighbour(d, i);
			break;
		}
	}
	size_t at = d->count;
	while (at > d->member_count && d->log_odds[at - 1] < log_odds) {
		at--;
	}
	if (at == d->member_count + NEIGHBOURS_MAX) {
		return;
	}
	if (d->count == d->member_count + NEIGHBOURS_MAX) {
		d->count--;
	}
	memmove(&d->record[at + 1], &d->record[at], (d->count - at) * sizeof(d->record[0]));
	memmove(&d->log_odds[at + 1], &d->log_odds[at], (d->count - at) * sizeof(d->log_odds[0]));
	d->record[at] = record;
	d->log_odds[at] = log_odds;
	d->count++;
}

/* Pairs less likely are not drawn. */
static const double drawn_p_min = 0.05;

static void find_nodes(const struct match_work *w, struct drawing *d)
{
	const uint32_t *cluster = w->result.clusters.cluster;
	for (uint32_t r = 0; r < w->result.clusters.record_count; r++) {
		struct drawn *in = drawn_of(d, cluster[r]);
		if (in) {
			in->record[in->count++] = r;
			in->member_count = in->count;
		}
	}
	for (size_t i = 0; i < w->result.edge_count; i++) {
		const struct match_edge *edge = &w->result.edges[i];
		if (cluster[edge->a] != cluster[edge->b] && match_result_p(&w->result, i) >= drawn_p_min) {
			offer_neighbour(drawn_of(d, cluster[edge->a]), edge->b, edge->log_odds);
			offer_neighbour(drawn_of(d, cluster[edge->b]), edge->a, edge->log_odds);
		}
	}
}

static void put_nodes(struct json_writer *j, const struct match_work *w, const struct drawn *d)
{
	jw_key(j, "rows");
	jw_array_begin(j);
	for (size_t i = 0; i < d->count; i++) {
		jw_object_begin(j);
		match_put_row(j, &w->lists, d->record[i]);
		jw_put_bool(j, "is_in", i < d->member_count);
		jw_object_end(j);
	}
	jw_array_end(j);
}

/* The pairs of members, with each other and with neighbours. */
static void put_links(struct json_writer *j, const struct match_work *w, const struct drawn *d)
{
	jw_key(j, "pairs");
	jw_array_begin(j);
	for (size_t x = 0; x < d->member_count; x++) {
		for (size_t y = x + 1; y < d->count; y++) {
			const struct match_edge *edge =
				match_result_edge(&w->result, d->record[x], d->record[y]);
			double p = edge ? match_result_p(&w->result, (size_t)(edge - w->result.edges)) : 0;
			if (p < drawn_p_min) {
				continue;
			}
			jw_object_begin(j);
			jw_put_int(j, "a", (int64_t)x);
			jw_put_int(j, "b", (int64_t)y);
			put_real(j, "probability", p);
			jw_object_end(j);
		}
	}
	jw_array_end(j);
}

static void put_clusters(struct json_writer *j, const struct match_work *w)
{
	struct drawing drawing = {0};
	choose_clusters(&w->result.clusters, &drawing);
	find_nodes(w, &drawing);
	jw_key(j, "clusters");
	jw_array_begin(j);
	for (size_t i = 0; i < drawing.count; i++) {
		const struct drawn *d = &drawing.drawn[i];
		jw_object_begin(j);
		jw_put_int(j, "cluster", (int64_t)d->cluster + 1);
		put_real(j, "least", (double)d->least_p);
		put_nodes(j, w, d);
		put_links(j, w, d);
		jw_object_end(j);
	}
	jw_array_end(j);
}

void match_put_details(struct match_work *w, struct json_writer *j)
{
	jw_object_begin(j);
	put_overlaps(j, w);
	put_thresholds(j, w);
	put_pairs(j, w);
	put_clusters(j, w);
	jw_object_end(j);
}
