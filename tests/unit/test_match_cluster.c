/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Components, and clusters inside them: against all partitions, against the best assignment, and as laws. */
#include "base/mem.h"
#include "base/random.h"
#include "match/agglomerate.h"
#include "match/assign.h"
#include "match/cluster.h"
#include "match/exact.h"
#include "match/refine.h"
#include "test.h"

#include <math.h>

enum { LISTS_MAX = 8, RECORDS_MAX = 400, EDGES_MAX = 20000 };

/* A case: lists, edges, and the log-odds of each pair. */
struct world {
	uint32_t record_count;
	uint32_t list_start[LISTS_MAX + 1];
	bool list_is_unique[LISTS_MAX];
	size_t list_count;
	struct match_edge edge[EDGES_MAX];
	size_t edge_count;
	double weight[RECORDS_MAX]
		     [RECORDS_MAX]; /* of a < b; -INFINITY: never; INFINITY: yes; NAN: nothing said */
};

static double random_part(void)
{
	return (double)test_random_below(1 << 20) / (1 << 20);
}

static void add_edge(struct world *w, uint32_t a, uint32_t b, double log_odds)
{
	w->edge[w->edge_count++] = (struct match_edge){a, b, (float)log_odds};
	w->weight[a < b ? a : b][a < b ? b : a] = (double)(float)log_odds;
}

static void start_world(struct world *w, uint32_t record_count, size_t list_count)
{
	*w = (struct world){.record_count = record_count, .list_count = list_count};
	for (size_t l = 0; l <= list_count; l++) {
		w->list_start[l] = (uint32_t)(record_count * l / list_count);
	}
	for (uint32_t a = 0; a < record_count; a++) {
		for (uint32_t b = 0; b < record_count; b++) {
			w->weight[a][b] = NAN;
		}
	}
}

static struct match_setting setting_of(const struct world *w)
{
	return (struct match_setting){.list_start = w->list_start,
		.list_is_unique = w->list_is_unique,
		.list_count = w->list_count,
		.uncompared_log = MATCH_UNCOMPARED_LOG};
}

static bool shares_unique_list(const struct world *w, uint32_t a, uint32_t b)
{
	struct match_setting s = setting_of(w);
	return match_list_of(&s, a) == match_list_of(&s, b) && w->list_is_unique[match_list_of(&s, a)];
}

static struct world *random_world(uint32_t record_count, double density, double yes)
{
	struct world *w = mem_alloc(sizeof(*w));
	start_world(w, record_count, 1 + test_random_below(LISTS_MAX));
	for (size_t l = 0; l < w->list_count; l++) {
		w->list_is_unique[l] = test_random_below(2);
	}
	for (uint32_t a = 0; a < record_count; a++) {
		for (uint32_t b = a + 1; b < record_count; b++) {
			if (random_part() < density && w->edge_count < EDGES_MAX) {
				double kind = random_part();
				double log_odds = 12 * random_part() - 6;
				log_odds = kind < 0.05 ? -INFINITY : kind > 1 - yes ? INFINITY : log_odds;
				add_edge(w, b, a, log_odds);
			}
		}
	}
	return w;
}

static void solve(struct match_clusters *m, struct world *w, unsigned threads)
{
	struct match_components c;
	struct match_setting s = setting_of(w);
	struct pool *pool = pool_open(threads);
	match_components_init(&c, w->record_count, w->edge, w->edge_count, 0);
	match_clusters_init(m, w->record_count, &c, &s, pool);
	match_components_done(&c);
	pool_close(&pool);
}

/* The worth of a partition of records; -INFINITY when it breaks a rule. A "yes" that is kept is worth nothing. */
static double worth_of(const struct world *w, const uint32_t *cluster)
{
	double worth = 0;
	for (uint32_t a = 0; a < w->record_count; a++) {
		for (uint32_t b = a + 1; b < w->record_count; b++) {
			double weight = w->weight[a][b];
			if (cluster[a] != cluster[b]) {
				worth = weight == INFINITY ? -INFINITY : worth;
			} else if (shares_unique_list(w, a, b)) {
				worth = -INFINITY;
			} else if (weight != INFINITY) {
				worth += isnan(weight) ? MATCH_UNCOMPARED_LOG : weight;
			}
		}
	}
	return worth;
}

/* Goes through all partitions by restricted growth strings, and returns the worth of the best. */
static double best_worth(const struct world *w, uint32_t *cluster, uint32_t done, uint32_t used)
{
	if (done == w->record_count) {
		return worth_of(w, cluster);
	}
	double best = -INFINITY;
	for (cluster[done] = 0; cluster[done] <= used; cluster[done]++) {
		uint32_t tried = cluster[done];
		best = fmax(best, best_worth(w, cluster, done + 1, used + (tried == used)));
		cluster[done] = tried;
	}
	return best;
}

static bool is_kept(const struct world *w, const uint32_t *cluster)
{
	for (uint32_t a = 0; a < w->record_count; a++) {
		for (uint32_t b = a + 1; b < w->record_count; b++) {
			if (cluster[a] == cluster[b] &&
				(shares_unique_list(w, a, b) || w->weight[a][b] == -INFINITY)) {
				return false;
			}
		}
	}
	return true;
}

/* ------- components ------- */

TEST(components_are_contiguous_and_ascending)
{
	struct match_edge edge[] = {
		{7, 2, 1}, {9, 8, 3}, {2, 5, -1}, {8, 1, -2}, {5, 7, 4}, {3, 4, -INFINITY}, {0, 8, 0}};
	struct match_components c;
	match_components_init(&c, 10, edge, ARRAY_COUNT(edge), 0);
	CHECK_INT((int64_t)c.count, 2);
	const uint32_t member[] = {0, 8, 9, 2, 5, 7};
	CHECK(memcmp(c.member, member, sizeof(member)) == 0);
	CHECK(c.member_start[1] == 3 && c.member_start[2] == 6);
	CHECK(c.edge_start[1] == 2 && c.edge_start[2] == 5);
	const uint32_t ends[][2] = {{0, 8}, {8, 9}, {2, 5}, {2, 7}, {5, 7}};
	for (size_t i = 0; i < ARRAY_COUNT(ends); i++) {
		CHECK(c.edge[i].a == ends[i][0] && c.edge[i].b == ends[i][1]);
	}
	match_components_done(&c);
}

static void shuffle_edges(struct world *w)
{
	for (size_t i = w->edge_count; i > 1; i--) {
		size_t j = test_random_below(i);
		struct match_edge e = w->edge[j];
		w->edge[j] = w->edge[i - 1];
		w->edge[i - 1] = test_random_below(2) ? e : (struct match_edge){e.b, e.a, e.log_odds};
	}
}

TEST(components_do_not_depend_on_the_order_of_edges)
{
	GUARANTEE("component.h: The order of the edges and of their ends changes nothing.");
	for (int round = 0; round < 30; round++) {
		struct world *w = random_world(60, 0.02, 0.1);
		struct world *other = mem_alloc(sizeof(*other));
		*other = *w;
		shuffle_edges(other);
		struct match_components c;
		struct match_components d;
		match_components_init(&c, 60, w->edge, w->edge_count, 0);
		match_components_init(&d, 60, other->edge, other->edge_count, 0);
		CHECK(c.count == d.count);
		CHECK(memcmp(c.member, d.member, c.member_start[c.count] * sizeof(*c.member)) == 0);
		CHECK(memcmp(c.member_start, d.member_start, (c.count + 1) * sizeof(*c.member_start)) == 0);
		CHECK(memcmp(c.edge, d.edge, c.edge_start[c.count] * sizeof(*c.edge)) == 0);
		size_t start[4];
		match_components_divide(&c, 3, start);
		CHECK(start[0] == 0 && start[0] <= start[1] && start[1] <= start[2] && start[3] == c.count);
		match_components_done(&c);
		match_components_done(&d);
		free(w);
		free(other);
	}
}

/* ------- the best partition ------- */

TEST(clusters_of_a_small_component_are_the_best_there_are)
{
	GUARANTEE("cluster.h: A component of up to MATCH_EXACT_MAX records has the best partition there is.");
	GUARANTEE("exact.h: No partition that keeps to the conflicts is worth more, and the result keeps to "
		  "them.");
	for (int round = 0; round < 300; round++) {
		struct world *w = random_world(8, 0.7, 0);
		struct match_clusters m;
		uint32_t scratch[8];
		double best = best_worth(w, scratch, 0, 0);
		solve(&m, w, 1);
		CHECK(is_kept(w, m.cluster));
		CHECK(fabs(worth_of(w, m.cluster) - best) < 1e-9);
		match_clusters_done(&m);
		free(w);
	}
}

TEST(clusters_keep_a_yes_and_are_the_best_that_do)
{
	GUARANTEE("cluster.h: Records that INFINITY joins are together unless that contradicts the former, "
		  "which is "
		  "reported.");
	int contradicted = 0;
	for (int round = 0; round < 300; round++) {
		struct world *w = random_world(7, 0.6, 0.08);
		struct match_clusters m;
		uint32_t scratch[7];
		double best = best_worth(w, scratch, 0, 0);
		solve(&m, w, 1);
		CHECK(is_kept(w, m.cluster));
		CHECK((best == -INFINITY) == (m.contradictions.count > 0));
		if (best > -INFINITY) {
			CHECK(fabs(worth_of(w, m.cluster) - best) < 1e-9);
		}
		contradicted += best == -INFINITY;
		match_clusters_done(&m);
		free(w);
	}
	CHECK(contradicted > 3 && contradicted < 200);
}

TEST(clusters_name_the_records_of_a_contradiction)
{
	struct world *w = mem_alloc(sizeof(*w));
	start_world(w, 9, 3);
	w->list_is_unique[2] = true;
	add_edge(w, 0, 1, INFINITY); /* yes, yes, and no through both */
	add_edge(w, 1, 3, INFINITY);
	add_edge(w, 0, 3, -INFINITY);
	add_edge(w, 6, 4, INFINITY); /* twice on list 2 */
	add_edge(w, 4, 7, INFINITY);
	add_edge(w, 2, 5, INFINITY); /* fine */
	add_edge(w, 4, 5, 1);
	struct match_clusters m;
	solve(&m, w, 2);
	CHECK_INT((int64_t)m.contradictions.count, 2);
	CHECK(m.contradictions.list[0].a == 0 && m.contradictions.list[0].b == 3);
	CHECK(!m.contradictions.list[0].is_list);
	CHECK(m.contradictions.list[1].a == 6 && m.contradictions.list[1].b == 7);
	CHECK(m.contradictions.list[1].is_list);
	CHECK(m.cluster[0] != m.cluster[1] && m.cluster[1] != m.cluster[3]);
	CHECK(m.cluster[4] != m.cluster[6] && m.cluster[4] != m.cluster[7]);
	CHECK(m.cluster[2] == m.cluster[5]);
	match_clusters_done(&m);
	free(w);
}

TEST(clusters_resist_chains)
{
	/* A ~ B, B ~ C, and A is not C; the pair that is worth more stays. */
	struct world *w = mem_alloc(sizeof(*w));
	start_world(w, 3, 1);
	add_edge(w, 0, 1, 5);
	add_edge(w, 1, 2, 6);
	add_edge(w, 0, 2, -20);
	struct match_clusters m;
	solve(&m, w, 1);
	CHECK(m.cluster[0] == 0 && m.cluster[1] == 1 && m.cluster[2] == 1);
	CHECK_INT(m.count, 2);
	CHECK_INT(m.search[0], MATCH_SEARCH_EXACT);
	CHECK(fabs(m.worth[0] - 6) < 1e-9);
	match_clusters_done(&m);
	free(w);
}

TEST(membership_of_a_pair_is_its_probability)
{
	struct world *w = mem_alloc(sizeof(*w));
	start_world(w, 5, 1);
	add_edge(w, 0, 3, log(9));
	struct match_clusters m;
	solve(&m, w, 1);
	CHECK(fabsf(m.membership_p[0] - 0.9F) < 1e-6F && m.membership_p[0] == m.membership_p[3]);
	CHECK(m.membership_p[1] == 1);
	match_clusters_done(&m);
	free(w);
}

static double refuse(const void *context, uint32_t a, uint32_t b)
{
	(void)context;
	return a == 0 && b == 2 ? -20 : -1;
}

TEST(clusters_ask_for_pairs_without_an_edge)
{
	struct world *w = mem_alloc(sizeof(*w));
	start_world(w, 3, 1);
	add_edge(w, 0, 1, 5);
	add_edge(w, 1, 2, 6);
	struct match_setting s = setting_of(w);
	struct match_clusters m;
	solve(&m, w, 1);
	CHECK_INT(m.count, 1);
	match_clusters_done(&m);
	s.score = refuse;
	struct match_components c;
	struct pool *pool = pool_open(1);
	match_components_init(&c, 3, w->edge, w->edge_count, 0);
	match_clusters_init(&m, 3, &c, &s, pool);
	CHECK(m.cluster[0] == 0 && m.cluster[1] == 1 && m.cluster[2] == 1);
	match_clusters_done(&m);
	match_components_done(&c);
	pool_close(&pool);
	free(w);
}

/* ------- laws of larger components ------- */

TEST(clusters_never_break_a_rule)
{
	GUARANTEE("cluster.h: Two records of one list without duplicates, or with an edge of -INFINITY, are "
		  "never "
		  "together.");
	GUARANTEE("agglomerate.h: Clusters keep to the conflicts, also when the work has run out.");
	for (int round = 0; round < 40; round++) {
		uint32_t n = 20 + (uint32_t)test_random_below(200);
		struct world *w = random_world(n, 2.0 / n + 0.1 * random_part(), round % 2 ? 0.02 : 0);
		struct match_clusters m;
		solve(&m, w, 1);
		CHECK(is_kept(w, m.cluster));
		for (uint32_t r = 0, next = 0; r < n; r++) {
			CHECK(m.cluster[r] <= next);
			next += m.cluster[r] == next;
			CHECK(m.membership_p[r] > 0 && m.membership_p[r] <= 1);
		}
		match_clusters_done(&m);
		free(w);
	}
}

static uint32_t *places(struct arena *a, uint32_t count)
{
	uint32_t *place = arena_alloc(a, count * sizeof(*place));
	memset(place, 0xff, count * sizeof(*place));
	return place;
}

TEST(clusters_only_become_better)
{
	GUARANTEE("refine.h: The worth never falls, and conflicts are kept.");
	struct match_exact *x = mem_alloc(sizeof(*x));
	for (int round = 0; round < 40; round++) {
		struct world *w = random_world(60, 0.2, 0);
		struct match_setting s = setting_of(w);
		struct match_components c;
		struct arena a = {0};
		match_components_init(&c, 60, w->edge, w->edge_count, 0);
		for (size_t k = 0; k < c.count; k++) {
			struct match_problem p;
			struct match_grouping g;
			struct match_contradictions found = {0};
			match_problem_init(&p, &a, &c, k, &s, &found, &a);
			uint32_t *cluster = arena_alloc(&a, p.count * sizeof(*cluster));
			/* stopped anywhere, it keeps to the conflicts */
			match_agglomerate(&p, &a, test_random_below(200), cluster);
			match_grouping_init(&g, &a, &p, cluster);
			double before = match_grouping_worth(&g);
			CHECK(before >= 0);
			match_refine(&g, x, &a, places(&a, p.count), UINT64_MAX);
			CHECK(match_grouping_worth(&g) >= before - 1e-9);
		}
		match_components_done(&c);
		arena_done(&a);
		free(w);
	}
	free(x);
}

TEST(clusters_near_the_best_where_they_are_not_exact)
{
	/* The approximate search on components small enough to know the best. */
	struct match_exact *x = mem_alloc(sizeof(*x));
	double worth = 0;
	double best = 0;
	for (int round = 0; round < 200; round++) {
		struct world *w = random_world(12, 0.6, 0);
		struct match_setting s = setting_of(w);
		struct match_components c;
		struct arena a = {0};
		match_components_init(&c, 12, w->edge, w->edge_count, 0);
		for (size_t k = 0; k < c.count; k++) {
			struct match_problem p;
			struct match_grouping g;
			struct match_contradictions found = {0};
			match_problem_init(&p, &a, &c, k, &s, &found, &a);
			uint32_t cluster[12];
			uint32_t *place = places(&a, p.count);
			CHECK(match_agglomerate(&p, &a, UINT64_MAX, cluster));
			match_grouping_init(&g, &a, &p, cluster);
			CHECK(match_refine(&g, x, &a, place, UINT64_MAX));
			worth += match_grouping_worth(&g);
			uint32_t atom[12];
			uint8_t solution[12];
			for (uint32_t i = 0; i < p.count; i++) {
				atom[i] = i;
			}
			match_exact_load(x, &p, atom, p.count, place);
			best += match_exact_best(x, solution);
		}
		match_components_done(&c);
		arena_done(&a);
		free(w);
	}
	test_note("%.4f of the best worth", worth / best);
	CHECK(worth <= best + 1e-6 && worth > 0.99 * best);
	free(x);
}

TEST(clusters_are_the_same_for_any_threads_and_order)
{
	GUARANTEE("cluster.h: Any number of threads and any order of edges give the same clusters.");
	for (int round = 0; round < 10; round++) {
		struct world *w = random_world(300, 0.008, 0.01);
		struct match_clusters one;
		struct match_clusters three;
		solve(&one, w, 1);
		shuffle_edges(w);
		solve(&three, w, 3);
		CHECK(memcmp(one.cluster, three.cluster, 300 * sizeof(*one.cluster)) == 0);
		CHECK(memcmp(one.membership_p, three.membership_p, 300 * sizeof(*one.membership_p)) == 0);
		CHECK(one.contradictions.count == three.contradictions.count);
		match_clusters_done(&one);
		match_clusters_done(&three);
		free(w);
	}
}

/* ------- two lists ------- */

enum { SIDE = 60 };

/* The worth of the best assignment of all rows to columns: the Hungarian method on the whole table. */
static double best_assignment(double (*worth)[SIDE])
{
	double u[SIDE + 1] = {0};
	double v[SIDE + 1] = {0};
	int row_of[SIDE + 1] = {0};
	for (int i = 1; i <= SIDE; i++) {
		double least[SIDE + 1];
		bool is_used[SIDE + 1] = {false};
		int from[SIDE + 1] = {0};
		for (int j = 0; j <= SIDE; j++) {
			least[j] = INFINITY;
		}
		row_of[0] = i;
		int column = 0;
		do {
			is_used[column] = true;
			int row = row_of[column];
			int next = 0;
			double delta = INFINITY;
			for (int j = 1; j <= SIDE; j++) {
				double cost = -worth[row - 1][j - 1] - u[row] - v[j];
				if (!is_used[j] && cost < least[j]) {
					least[j] = cost;
					from[j] = column;
				}
				if (!is_used[j] && least[j] < delta) {
					delta = least[j];
					next = j;
				}
			}
			for (int j = 0; j <= SIDE; j++) {
				if (is_used[j]) {
					u[row_of[j]] += delta;
					v[j] -= delta;
				} else {
					least[j] -= delta;
				}
			}
			column = next;
		} while (row_of[column] != 0);
		for (; column; column = from[column]) {
			row_of[column] = row_of[from[column]];
		}
	}
	double sum = 0;
	for (int j = 1; j <= SIDE; j++) {
		sum += worth[row_of[j] - 1][j - 1];
	}
	return sum;
}

/* Two lists without duplicates: pairs of any log-odds, some never; worth receives what is above 0. */
static struct world *two_lists(double density, double (*worth)[SIDE])
{
	struct world *w = mem_alloc(sizeof(*w));
	start_world(w, 2 * SIDE, 2);
	w->list_is_unique[0] = true;
	w->list_is_unique[1] = true;
	for (uint32_t i = 0; i < 2 * SIDE; i++) {
		for (uint32_t j = i + 1; j < 2 * SIDE; j++) {
			bool is_crossed = i < SIDE && j >= SIDE;
			if (is_crossed) {
				worth[i][j - SIDE] = 0;
			}
			/* pairs of one list say nothing */
			if (random_part() < (is_crossed ? density : 0.02)) {
				double log_odds = test_random_below(20) ? 14 * random_part() - 4 : -INFINITY;
				add_edge(w, j, i, log_odds);
				if (is_crossed) {
					worth[i][j - SIDE] = fmax(w->weight[i][j], 0);
				}
			}
		}
	}
	return w;
}

TEST(clusters_of_two_lists_are_the_best_assignment)
{
	GUARANTEE(
		"cluster.h: So has a larger one of two lists without duplicates, unless the work runs out.");
	static double worth[SIDE][SIDE];
	for (int round = 0; round < 60; round++) {
		struct world *w = two_lists(0.02 + 0.3 * random_part(), worth);
		struct match_clusters m;
		solve(&m, w, 1);
		CHECK(is_kept(w, m.cluster));
		CHECK(fabs(worth_of(w, m.cluster) - best_assignment(worth)) < 1e-6);
		CHECK(m.search[0] == MATCH_SEARCH_EXACT);
		match_clusters_done(&m);
		free(w);
	}
}

TEST(assignments_are_the_best_there_are)
{
	GUARANTEE("assign.h: No partition that keeps to the conflicts is worth more, and the result keeps to "
		  "them.");
	for (int round = 0; round < 300; round++) {
		struct world *w = mem_alloc(sizeof(*w));
		start_world(w, 8, 2);
		w->list_is_unique[0] = true;
		w->list_is_unique[1] = true;
		for (uint32_t i = 0; i < 4; i++) {
			for (uint32_t j = 4; j < 8; j++) {
				/* few different values, so that many ways are worth the same */
				if (random_part() < 0.7) {
					add_edge(w, i, j, (double)test_random_below(6) - 1);
				}
			}
		}
		struct match_setting s = setting_of(w);
		struct match_components c;
		struct arena a = {0};
		uint32_t partition[8];
		uint32_t scratch[8];
		for (uint32_t i = 0; i < 8; i++) {
			partition[i] = i;
		}
		match_components_init(&c, 8, w->edge, w->edge_count, 0);
		for (size_t k = 0; k < c.count; k++) {
			struct match_problem p;
			struct match_contradictions found = {0};
			uint32_t cluster[8];
			match_problem_init(&p, &a, &c, k, &s, &found, &a);
			CHECK(match_is_assignment(&p));
			CHECK(!match_assign(&p, &a, 1, cluster));
			CHECK(match_assign(&p, &a, UINT64_MAX, cluster));
			for (uint32_t i = 0; i < p.count; i++) {
				partition[p.member[i]] = p.member[cluster[i]];
			}
		}
		CHECK(is_kept(w, partition));
		CHECK(fabs(worth_of(w, partition) - best_worth(w, scratch, 0, 0)) < 1e-9);
		match_components_done(&c);
		arena_done(&a);
		free(w);
	}
}

TEST(assignments_are_of_single_records_of_two_lists)
{
	static const struct {
		bool is_unique[3];
		double between; /* log-odds of the second and the third list */
		bool is_assignment;
	} rows[] = {
		{{true, true, true}, -1, false},
		{{true, true, false}, 1, false},
		{{true, true, true}, INFINITY, false},
		{{true, true, true}, NAN, true},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct world *w = mem_alloc(sizeof(*w));
		struct match_setting s;
		struct match_components c;
		struct match_problem p;
		struct match_contradictions found = {0};
		struct arena a = {0};
		start_world(w, 6, 3);
		memcpy(w->list_is_unique, rows[i].is_unique, sizeof(rows[i].is_unique));
		s = setting_of(w);
		add_edge(w, 0, 2, 3);
		add_edge(w, 1, 2, 3);
		if (!isnan(rows[i].between)) {
			add_edge(w, 2, 4, rows[i].between);
			add_edge(w, 0, 4, 1);
		}
		match_components_init(&c, 6, w->edge, w->edge_count, 0);
		match_problem_init(&p, &a, &c, 0, &s, &found, &a);
		CHECK(match_is_assignment(&p) == rows[i].is_assignment);
		match_components_done(&c);
		arena_done(&a);
		free(w);
	}
}

/* ------- size ------- */

TEST(clusters_of_a_chain_of_a_million_end)
{
	enum { LONG = 1000000 };
	struct match_edge *edge = mem_alloc(LONG * sizeof(*edge));
	for (uint32_t i = 0; i + 1 < LONG; i++) {
		edge[i] = (struct match_edge){i, i + 1, 5};
	}
	struct match_components c;
	struct match_clusters m;
	struct match_setting s = {.list_start = (uint32_t[]){0, LONG},
		.list_is_unique = (bool[]){false},
		.list_count = 1,
		.uncompared_log = MATCH_UNCOMPARED_LOG};
	struct pool *pool = pool_open(2);
	match_components_init(&c, LONG, edge, LONG - 1, 0);
	CHECK_INT((int64_t)c.count, 1);
	match_clusters_init(&m, LONG, &c, &s, pool);
	/* four in a row are worth 15 - 6, five 20 - 12, three 10 - 2: threes are worth most for each record */
	test_note("%u clusters, %.0f nats, search %d", m.count, m.worth[0], m.search[0]);
	CHECK(m.count >= LONG / 5 && m.count <= LONG / 2);
	CHECK(m.worth[0] > 0.9 * 8 * LONG / 3);
	match_clusters_done(&m);
	match_components_done(&c);
	pool_close(&pool);
	free(edge);
}

TEST(clusters_of_a_star_of_a_million_end)
{
	enum { LONG = 1000000 };
	struct match_edge *edge = mem_alloc(LONG * sizeof(*edge));
	for (uint32_t i = 1; i < LONG; i++) {
		edge[i - 1] = (struct match_edge){0, i, (float)(i % 97) + 1};
	}
	struct match_components c;
	struct match_clusters m;
	struct match_setting s = {.list_start = (uint32_t[]){0, 1, LONG},
		.list_is_unique = (bool[]){true, false},
		.list_count = 2,
		.uncompared_log = MATCH_UNCOMPARED_LOG};
	struct pool *pool = pool_open(1);
	match_components_init(&c, LONG, edge, LONG - 1, 0);
	match_clusters_init(&m, LONG, &c, &s, pool);
	/* leaves of 97 each: n of them are worth 97 n - n (n - 1), most for n = 49 */
	test_note("%u clusters, %.0f nats, search %d", m.count, m.worth[0], m.search[0]);
	CHECK_INT(m.count, LONG - 49);
	match_clusters_done(&m);
	match_components_done(&c);
	pool_close(&pool);
	free(edge);
}

TEST(clusters_of_two_lists_of_half_a_million_end)
{
	enum { HALF = 500000 };
	struct match_edge *edge = mem_alloc(3 * HALF * sizeof(*edge));
	for (uint32_t i = 0; i < HALF; i++) {
		for (uint32_t j = 0; j < 3; j++) {
			uint32_t to = j == 0 ? i : (uint32_t)test_random_below(HALF);
			edge[3 * i + j] = (struct match_edge){i, HALF + to, (float)(10 * random_part())};
		}
	}
	struct match_components c;
	struct match_clusters m;
	struct match_setting s = {.list_start = (uint32_t[]){0, HALF, 2 * HALF},
		.list_is_unique = (bool[]){true, true},
		.list_count = 2,
		.uncompared_log = MATCH_UNCOMPARED_LOG};
	struct pool *pool = pool_open(2);
	match_components_init(&c, 2 * HALF, edge, 3 * HALF, 0);
	match_clusters_init(&m, 2 * HALF, &c, &s, pool);
	test_note("%zu components, %u clusters, %.0f nats, search %d", c.count, m.count, m.worth[0],
		m.search[0]);
	CHECK_INT(m.search[0], MATCH_SEARCH_EXACT);
	match_clusters_done(&m);
	match_components_done(&c);
	pool_close(&pool);
	free(edge);
}
