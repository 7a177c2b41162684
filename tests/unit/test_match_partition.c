/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Random partitions against the enumeration of all of them. */
#include "match/chain.h"
#include "match/partition.h"
#include "test.h"

#include <math.h>

enum { SMALL = 7 };

static double random_part(void)
{
	return (double)test_random_below(1 << 20) / (1 << 20);
}

static const uint32_t list_start[] = {0, 2, 4, 1000};
static const bool list_is_unique[] = {true, true, false};
static const struct match_setting setting = {.list_start = list_start,
	.list_is_unique = list_is_unique,
	.list_count = 3,
	.uncompared_log = MATCH_UNCOMPARED_LOG};

static size_t random_edges(struct match_edge *edge, uint32_t record_count, double density, double yes)
{
	size_t count = 0;
	for (uint32_t a = 0; a < record_count; a++) {
		for (uint32_t b = a + 1; b < record_count; b++) {
			if (random_part() < density) {
				double kind = random_part();
				double log_odds = 5 * random_part() - 2.5;
				log_odds = kind < 0.05 ? -INFINITY : kind > 1 - yes ? INFINITY : log_odds;
				edge[count++] = (struct match_edge){a, b, (float)log_odds};
			}
		}
	}
	return count;
}

/* ------- the enumeration ------- */

struct enumeration {
	double weight[SMALL][SMALL]; /* NAN: nothing said */
	double total;
	double together[SMALL][SMALL];
};

static bool hangs_together(const struct enumeration *m, const uint32_t *cluster)
{
	for (uint32_t c = 0; c < SMALL; c++) {
		unsigned set = 0;
		for (uint32_t i = 0; i < SMALL; i++) {
			set |= cluster[i] == c ? 1U << i : 0;
		}
		unsigned reached = set & -set;
		for (int step = 0; step < SMALL; step++) {
			for (uint32_t i = 0; i < SMALL * SMALL; i++) {
				uint32_t a = i / SMALL;
				uint32_t b = i % SMALL;
				double weight = m->weight[a < b ? a : b][a < b ? b : a];
				if (a != b && reached >> a & 1 && set >> b & 1 && !isnan(weight)) {
					reached |= 1U << b;
				}
			}
		}
		if (reached != set) {
			return false;
		}
	}
	return true;
}

static void add_partition(struct enumeration *m, const uint32_t *cluster)
{
	double worth = 0;
	for (uint32_t a = 0; a < SMALL; a++) {
		for (uint32_t b = a + 1; b < SMALL; b++) {
			if (cluster[a] != cluster[b]) {
				continue;
			}
			worth += isnan(m->weight[a][b]) ? MATCH_UNCOMPARED_LOG : m->weight[a][b];
			worth = (a == 0 && b == 1) || (a == 2 && b == 3) ? -INFINITY : worth;
		}
	}
	if (worth == -INFINITY || !hangs_together(m, cluster)) {
		return;
	}
	m->total += exp(worth);
	for (uint32_t a = 0; a < SMALL; a++) {
		for (uint32_t b = 0; b < SMALL; b++) {
			m->together[a][b] += cluster[a] == cluster[b] ? exp(worth) : 0;
		}
	}
}

static void enumerate(struct enumeration *m, uint32_t *cluster, uint32_t done, uint32_t used)
{
	if (done == SMALL) {
		add_partition(m, cluster);
		return;
	}
	for (uint32_t c = 0; c <= used; c++) {
		cluster[done] = c;
		enumerate(m, cluster, done + 1, used + (c == used));
	}
}

static void enumerate_all(struct enumeration *m, const struct match_edge *edge, size_t edge_count)
{
	uint32_t cluster[SMALL];
	*m = (struct enumeration){0};
	for (uint32_t i = 0; i < SMALL * SMALL; i++) {
		m->weight[i / SMALL][i % SMALL] = NAN;
	}
	for (size_t i = 0; i < edge_count; i++) {
		m->weight[edge[i].a][edge[i].b] = (double)edge[i].log_odds;
	}
	enumerate(m, cluster, 0, 0);
	for (uint32_t i = 0; i < SMALL * SMALL; i++) {
		m->together[i / SMALL][i % SMALL] /= m->total;
	}
}

/* Whether the share of so many draws is within five standard errors. */
static bool is_share(double p, double count, double draws)
{
	double error = sqrt(fmax(p * (1 - p), 1 / draws) / draws);
	if (fabs(count / draws - p) <= 5 * error) {
		return true;
	}
	test_note("%.4f of the draws, not %.4f", count / draws, p);
	return false;
}

static void draw(struct match_edge *edge, size_t edge_count, uint32_t record_count, uint32_t first,
	uint32_t count, unsigned threads, uint32_t *cluster)
{
	struct match_components c;
	struct match_partition_report report;
	struct pool *pool = pool_open(threads);
	match_components_init(&c, record_count, edge, edge_count, -4);
	match_partition_draw(&c, &setting,
		&(struct match_partition_plan){.seed = 7, .replicate_first = first, .replicate_count = count},
		pool, record_count, cluster, &report);
	match_components_done(&c);
	pool_close(&pool);
}

TEST(partitions_are_as_frequent_as_the_enumeration_says)
{
	GUARANTEE("exact.h: Partitions come with probability proportional to e^worth.");
	GUARANTEE("partition.h: In small components and by chains, two records are together as often as the "
		  "enumeration "
		  "of all partitions says.");
	enum { DRAWS = 4000 };
	static uint32_t cluster[DRAWS * SMALL];
	for (int round = 0; round < 10; round++) {
		struct match_edge edge[SMALL * SMALL];
		struct enumeration m;
		size_t edge_count = random_edges(edge, SMALL, 0.6, 0);
		enumerate_all(&m, edge, edge_count);
		draw(edge, edge_count, SMALL, 0, DRAWS, 1, cluster);
		for (uint32_t a = 0; a < SMALL; a++) {
			for (uint32_t b = a + 1; b < SMALL; b++) {
				double count = 0;
				for (size_t k = 0; k < DRAWS; k++) {
					count += cluster[k * SMALL + a] == cluster[k * SMALL + b];
				}
				CHECK(is_share(m.together[a][b], count, DRAWS));
			}
		}
	}
}

/* One component of all records, as a problem. */
static void make_problem(
	struct match_problem *p, struct arena *a, struct match_edge *edge, size_t *edge_count)
{
	struct match_components c;
	struct match_contradictions found = {0};
	do {
		*edge_count = random_edges(edge, SMALL, 0.6, 0);
		match_components_init(&c, SMALL, edge, *edge_count, -4);
		bool is_one = c.count == 1 && c.member_start[1] == SMALL;
		if (is_one) {
			match_problem_init(p, a, &c, 0, &setting, &found, a);
			p->member = NULL;
			match_components_done(&c);
			return;
		}
		match_components_done(&c);
	} while (true);
}

TEST(chains_agree_with_the_enumeration)
{
	enum { CHAINS = 3000 };
	struct match_exact *x = mem_alloc(sizeof(*x));
	for (uint32_t round = 0; round < 4; round++) {
		struct match_edge edge[SMALL * SMALL];
		struct enumeration m;
		struct match_problem p;
		struct arena a = {0};
		size_t edge_count;
		make_problem(&p, &a, edge, &edge_count);
		enumerate_all(&m, edge, edge_count);
		double count[SMALL][SMALL] = {{0}};
		uint32_t place[SMALL];
		memset(place, 0xff, sizeof(place));
		for (uint32_t k = 0; k < CHAINS; k++) {
			struct random r;
			struct match_grouping g;
			random_init(&r, &(struct random_place){.seed = round, .replicate = k});
			match_grouping_init(&g, &a, &p, NULL);
			CHECK(match_chain_run(&g, x, place, &r, 20, UINT64_MAX));
			for (uint32_t i = 0; i < SMALL * SMALL; i++) {
				count[i / SMALL][i % SMALL] += g.cluster[i / SMALL] == g.cluster[i % SMALL];
			}
		}
		for (uint32_t i = 0; i < SMALL; i++) {
			for (uint32_t j = i + 1; j < SMALL; j++) {
				CHECK(is_share(m.together[i][j], count[i][j], CHAINS));
			}
		}
		arena_done(&a);
	}
	free(x);
}

TEST(partitions_by_sums_are_those_of_the_enumeration)
{
	GUARANTEE("exact.h: They are those of the enumeration of all partitions.");
	struct match_exact *x = mem_alloc(sizeof(*x));
	for (int round = 0; round < 20; round++) {
		struct match_edge edge[SMALL * SMALL];
		struct enumeration m;
		struct match_problem p;
		struct arena a = {0};
		size_t edge_count;
		make_problem(&p, &a, edge, &edge_count);
		enumerate_all(&m, edge, edge_count);
		uint32_t atom[SMALL] = {0, 1, 2, 3, 4, 5, 6};
		uint32_t place[SMALL];
		memset(place, 0xff, sizeof(place));
		double together[SMALL * SMALL];
		match_exact_load(x, &p, atom, SMALL, place);
		match_exact_weigh(x, UINT16_MAX);
		match_exact_together(x, together);
		for (uint32_t i = 0; i < SMALL * SMALL; i++) {
			CHECK(fabs(together[i] - m.together[i / SMALL][i % SMALL]) < 1e-9);
		}
		arena_done(&a);
	}
	free(x);
}

TEST(replicates_depend_on_their_numbers_alone)
{
	GUARANTEE("partition.h: A replicate depends on its number and the seed, and neither on the others "
		  "nor on "
		  "threads.");
	enum { RECORDS = 120, ALL = 5 };
	static struct match_edge edge[RECORDS * RECORDS];
	static uint32_t all[ALL * RECORDS];
	static uint32_t one[RECORDS];
	size_t edge_count = random_edges(edge, RECORDS, 0.02, 0.05);
	draw(edge, edge_count, RECORDS, 10, ALL, 3, all);
	for (uint32_t k = 0; k < ALL; k++) {
		draw(edge, edge_count, RECORDS, 10 + k, 1, 1, one);
		CHECK(memcmp(one, all + k * RECORDS, sizeof(one)) == 0);
	}
	CHECK(memcmp(all, all + RECORDS, sizeof(one)) != 0);
}

TEST(partitions_never_break_a_rule)
{
	GUARANTEE("partition.h: No draw breaks a list without duplicates, a \"no\", or a \"yes\" that "
		  "contradicts "
		  "neither.");
	enum { RECORDS = 60, DRAWS = 10 };
	static struct match_edge edge[RECORDS * RECORDS];
	static uint32_t cluster[DRAWS * RECORDS];
	for (int round = 0; round < 20; round++) {
		size_t edge_count = random_edges(edge, RECORDS, 0.08, 0);
		edge[edge_count++] = (struct match_edge){50, 59, INFINITY};
		edge[edge_count++] = (struct match_edge){4, 5, INFINITY};
		for (size_t i = 0; i + 2 < edge_count; i++) {
			bool is_decided =
				(edge[i].a == 4 && edge[i].b == 5) || (edge[i].a == 50 && edge[i].b == 59);
			edge[i].log_odds = is_decided ? 1 : edge[i].log_odds;
		}
		draw(edge, edge_count, RECORDS, 0, DRAWS, 2, cluster);
		for (size_t k = 0; k < DRAWS; k++) {
			const uint32_t *row = cluster + k * RECORDS;
			CHECK(row[0] != row[1] && row[2] != row[3]);
			CHECK(row[50] == row[59] && row[4] == row[5]);
			for (size_t i = 0; i < edge_count; i++) {
				CHECK(edge[i].log_odds > -INFINITY || row[edge[i].a] != row[edge[i].b]);
			}
		}
	}
}

TEST(chains_keep_to_their_limit_of_work)
{
	GUARANTEE("chain.h: Work ends with the atom that reaches work_max.");
	/* One clique of strangers whom much makes alike: reading what one cluster is takes as many steps as it has pairs. */
	enum { ATOMS = 150, EDGES = ATOMS * (ATOMS - 1) / 2, WORK_MAX = 100000 };
	static struct match_edge edge[EDGES];
	size_t count = 0;
	for (uint32_t a = 0; a < ATOMS; a++) {
		for (uint32_t b = a + 1; b < ATOMS; b++) {
			edge[count++] = (struct match_edge){a, b, 2};
		}
	}
	const uint32_t start[] = {0, ATOMS};
	const bool is_unique[] = {false};
	const struct match_setting one_list = {.list_start = start,
		.list_is_unique = is_unique,
		.list_count = 1,
		.uncompared_log = MATCH_UNCOMPARED_LOG};
	struct match_components c;
	struct arena a = {0};
	struct match_problem p;
	struct match_contradictions found = {0};
	struct match_grouping g;
	struct random r;
	struct match_exact *x = mem_alloc(sizeof(*x));
	uint32_t place[ATOMS];
	memset(place, 0xff, sizeof(place));
	match_components_init(&c, ATOMS, edge, count, 0);
	match_problem_init(&p, &a, &c, 0, &one_list, &found, &a);
	random_init(&r, &(struct random_place){.seed = 1});
	match_grouping_init(&g, &a, &p, NULL);
	CHECK(!match_chain_run(&g, x, place, &r, 1000, WORK_MAX));
	CHECK(g.work >= WORK_MAX && g.work < WORK_MAX + 3 * ATOMS * ATOMS);
	free(x);
	arena_done(&a);
	match_components_done(&c);
}
