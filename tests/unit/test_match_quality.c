/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Measures of clusters against the definitions, pair by pair. */
#include "base/mem.h"
#include "match/quality.h"
#include "test.h"

#include <math.h>

enum { RECORDS = 40 };

static bool is_near(double got, double expected)
{
	return (isnan(got) && isnan(expected)) || fabs(got - expected) < 1e-12;
}

static uint32_t count_both(const uint32_t *x, const uint32_t *y, const uint32_t *truth, uint32_t r)
{
	uint32_t count = 0;
	for (uint32_t s = 0; s < RECORDS; s++) {
		count += truth[s] != UINT32_MAX && x[s] == x[r] && y[s] == y[r];
	}
	return count;
}

TEST(quality_is_that_of_the_definitions)
{
	GUARANTEE(
		"quality.h: Pairs, clusters and B-cubed are those of the definitions, counted pair by pair.");
	for (int round = 0; round < 100; round++) {
		uint32_t found[RECORDS];
		uint32_t truth[RECORDS];
		for (uint32_t r = 0; r < RECORDS; r++) {
			truth[r] = test_random_below(10) ? (uint32_t)test_random_below(25) : UINT32_MAX;
			found[r] = test_random_below(4) && truth[r] < RECORDS
				? truth[r]
				: (uint32_t)test_random_below(30);
		}
		double pairs[3] = {0};
		double precision = 0;
		double recall = 0;
		double right = 0;
		double known = 0;
		for (uint32_t r = 0; r < RECORDS; r++) {
			if (truth[r] == UINT32_MAX) {
				continue;
			}
			for (uint32_t s = r + 1; s < RECORDS; s++) {
				pairs[0] += truth[s] != UINT32_MAX && found[r] == found[s];
				pairs[1] += truth[s] == truth[r];
				pairs[2] += truth[s] == truth[r] && found[r] == found[s];
			}
			double both = count_both(found, truth, truth, r);
			double cluster = count_both(found, found, truth, r);
			double person = count_both(truth, truth, truth, r);
			known++;
			precision += both / cluster;
			recall += both / person;
			right += both == cluster && both == person ? 1 / both : 0;
		}
		struct match_quality q;
		match_quality_measure(&q, found, truth, RECORDS);
		CHECK((double)q.pairs_found == pairs[0] && (double)q.pairs_true == pairs[1]);
		CHECK((double)q.pairs_right == pairs[2] && q.clusters_right == (uint32_t)lround(right));
		CHECK(is_near(q.pair.precision, pairs[2] / pairs[0]) &&
			is_near(q.pair.recall, pairs[2] / pairs[1]));
		CHECK(is_near(q.b_cubed.precision, precision / known) &&
			is_near(q.b_cubed.recall, recall / known));
		CHECK(is_near(q.b_cubed.f1, 2 / (known / precision + known / recall)));
	}
}

TEST(quality_of_whole_clusters)
{
	/* {0 1} {2} {3 4 5} in truth; {0 1} {2} {3 4} {5} found */
	struct match_quality q;
	match_quality_measure(&q, (uint32_t[]){0, 0, 1, 2, 2, 3}, (uint32_t[]){5, 5, 4, 3, 3, 3}, 6);
	CHECK(q.clusters_found == 4 && q.clusters_true == 3 && q.clusters_right == 2);
	CHECK(is_near(q.cluster.precision, 0.5) && is_near(q.cluster.recall, 2.0 / 3) &&
		is_near(q.cluster.f1, 4.0 / 7));
	match_quality_measure(&q, (uint32_t[]){0, 1}, (uint32_t[]){0, 1}, 2);
	CHECK(isnan(q.pair.precision) && q.cluster.f1 == 1);
}

TEST(quality_of_the_best_threshold)
{
	GUARANTEE("quality.h: No other threshold has a better F1 of pairs.");
	for (int round = 0; round < 100; round++) {
		struct match_edge edge[RECORDS * RECORDS];
		uint32_t truth[RECORDS];
		size_t count = 0;
		double all = 0;
		for (uint32_t r = 0; r < RECORDS; r++) {
			truth[r] = (uint32_t)test_random_below(15);
			for (uint32_t s = 0; s < r; s++) {
				bool is_same = truth[r] == truth[s];
				all += is_same;
				if (test_random_below(3)) {
					float log_odds = (float)test_random_below(8) - (is_same ? 1 : 4);
					edge[count++] = (struct match_edge){s, r, log_odds};
				}
			}
		}
		double best = 0;
		for (int log_odds = -5; log_odds < 10; log_odds++) {
			double found = 0;
			double right = 0;
			for (size_t i = 0; i < count; i++) {
				bool is_taken = edge[i].log_odds >= (float)log_odds;
				found += is_taken;
				right += is_taken && truth[edge[i].a] == truth[edge[i].b];
			}
			best = fmax(best, 2 * right / (found + all));
		}
		struct match_threshold t = match_quality_best_threshold(edge, count, truth, RECORDS);
		CHECK(is_near(t.pair.f1, best));
	}
}
