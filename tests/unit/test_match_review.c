/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The order in which pairs are asked about. */
#include "base/mem.h"
#include "match/review.h"
#include "test.h"

#include <math.h>

static const uint32_t list_start[] = {0, 4, 8};

static void add_draw(struct match_review *v, const uint32_t *cluster, uint32_t cluster_count)
{
	match_review_add(v, &(struct match_overlap_input){8, cluster, cluster_count, list_start, 2, NULL});
}

TEST(review_asks_first_what_is_open_and_changes_much)
{
	/* 0-4 is always together, 1-5 in half the draws, 2-6 too, but there 6 has brought 7 with it; 3-7 is decided */
	const struct match_edge edge[] = {{0, 4, 9}, {1, 5, 0}, {2, 6, 0}, {3, 7, -INFINITY}};
	const uint32_t apart[] = {0, 1, 2, 3, 0, 4, 5, 5};
	const uint32_t joined[] = {0, 1, 2, 3, 0, 1, 2, 2};
	struct match_review v;
	struct match_question question[4];
	match_review_init(&v, edge, 4, MATCH_REVIEW_CLUSTERS);
	add_draw(&v, apart, 6);
	add_draw(&v, joined, 4);
	CHECK_INT((int64_t)match_review_order(&v, question, 4), 3);
	CHECK(question[0].place == 2 && question[1].place == 1 && question[2].place == 0);
	/* apart 1 x 2 pairs, joined 2 */
	CHECK(fabs(question[0].gain - 2 * log(2)) < 1e-12 && fabs(question[1].gain - log(2)) < 1e-12);
	CHECK(fabs(question[2].together_p - 2.5 / 3) < 1e-12);
	CHECK_INT((int64_t)match_review_order(&v, question, 1), 1);
	match_review_done(&v);
}

TEST(review_weighs_changes_of_the_table)
{
	/* 0-4: two lists become one cell (3 changes); 5-6: of one list, one person fewer (1 change) */
	const struct match_edge edge[] = {{5, 6, 0}, {0, 4, 0}};
	const uint32_t apart[] = {0, 1, 2, 3, 4, 5, 6, 7};
	const uint32_t joined[] = {0, 1, 2, 3, 0, 4, 4, 5};
	struct match_review v;
	struct match_question question[2];
	match_review_init(&v, edge, 2, MATCH_REVIEW_OVERLAPS);
	add_draw(&v, apart, 8);
	add_draw(&v, joined, 6);
	CHECK_INT((int64_t)match_review_order(&v, question, 2), 2);
	CHECK(question[0].place == 1 && fabs(question[0].gain - 3 * log(2)) < 1e-12);
	CHECK(question[1].place == 0 && fabs(question[1].gain - log(2)) < 1e-12);
	match_review_done(&v);
}

TEST(review_does_not_depend_on_the_order_of_edges)
{
	GUARANTEE("review.h: Gains never rise along the list, and the order of the edges does not matter.");
	struct match_edge edge[28];
	struct match_edge reversed[28];
	struct match_question question[28];
	struct match_question other[28];
	struct match_review v;
	struct match_review w;
	size_t count = 0;
	for (uint32_t a = 0; a < 8; a++) {
		for (uint32_t b = a + 1; b < 8; b++) {
			edge[count] = (struct match_edge){a, b, 1};
			reversed[27 - count++] = (struct match_edge){a, b, 1};
		}
	}
	match_review_init(&v, edge, 28, MATCH_REVIEW_OVERLAPS);
	match_review_init(&w, reversed, 28, MATCH_REVIEW_OVERLAPS);
	for (int k = 0; k < 10; k++) {
		uint32_t cluster[8];
		for (uint32_t r = 0; r < 8; r++) {
			cluster[r] = (uint32_t)test_random_below(5);
		}
		add_draw(&v, cluster, 5);
		add_draw(&w, cluster, 5);
	}
	CHECK(match_review_order(&v, question, 28) == 28 && match_review_order(&w, other, 28) == 28);
	for (size_t i = 0; i < 28; i++) {
		CHECK(i == 0 || question[i].gain <= question[i - 1].gain);
		CHECK(other[i].place == 27 - question[i].place && other[i].gain == question[i].gain);
	}
	match_review_done(&v);
	match_review_done(&w);
}
