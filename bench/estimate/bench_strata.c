/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Times the latent class model on many strata and replicates: 100 replicates of 50 strata of four lists, each until its
 * chains agree (R-hat below 1.01 and the effective sizes), dealt out over threads as units of `recount estimate` are.
 *
 *     bench_strata [--replicates N] [--bulk N] [--threads N]
 *
 * Some replicates are done, 2 unless said, and the time of 100 is that in proportion: units do not depend on each other.
 * Strata are invented: 100 to 2,000 people of two kinds, those of the second kind seen seldom; a replicate draws the
 * people anew with the chances of their stratum.
 */
#include "base/pool.h"
#include "base/random.h"
#include "estimate/latent.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { LISTS = 4, CELLS = 1 << LISTS, STRATA = 50, REPLICATES = 100, CLASSES = 2, SEED = 20261122 };

struct unit {
	enum latent_state state;
	double rhat;
	double bulk;
};

struct work {
	double bulk_min;
	struct unit *unit; /* replicate by replicate */
};

static double now_s(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The size of a stratum and the chances of its patterns. */
static int64_t draw_stratum(uint32_t stratum, double chance[CELLS])
{
	static const double seen_least[CLASSES] = {0.2, 0.03};
	static const double seen_most[CLASSES] = {0.6, 0.2};
	struct random r;
	random_init(&r, &(struct random_place){.seed = SEED, .stratum = stratum});
	double second = 0.2 + 0.4 * random_p(&r);
	memset(chance, 0, CELLS * sizeof(*chance));
	for (unsigned k = 0; k < CLASSES; k++) {
		double lambda[LISTS];
		for (unsigned j = 0; j < LISTS; j++) {
			lambda[j] = seen_least[k] + (seen_most[k] - seen_least[k]) * random_p(&r);
		}
		for (unsigned cell = 0; cell < CELLS; cell++) {
			double p = k == 0 ? 1 - second : second;
			for (unsigned j = 0; j < LISTS; j++) {
				p *= cell >> j & 1 ? lambda[j] : 1 - lambda[j];
			}
			chance[cell] += p;
		}
	}
	return (int64_t)(100 * exp(random_p(&r) * log(20)));
}

static void draw_table(uint32_t stratum, uint32_t replicate, struct arena *a, struct capture_table *t)
{
	static const struct bytes names[LISTS];
	double chance[CELLS];
	int64_t count[CELLS];
	uint64_t mask[CELLS];
	struct random r;
	struct err e = {0};
	int64_t size = draw_stratum(stratum, chance);
	random_init(&r, &(struct random_place){.seed = SEED, .stratum = stratum, .replicate = 1 + replicate});
	random_multinomial(&r, size, chance, CELLS, count);
	for (size_t i = 0; i < CELLS; i++) {
		mask[i] = i;
	}
	int rc = capture_table_build(t, a, LISTS, names, mask + 1, count + 1, CELLS - 1, &e);
	BUG_IF(rc != 0);
}

static void run_unit(void *context, size_t i)
{
	struct work *w = context;
	struct arena a = {0};
	struct capture_table t;
	struct latent_result r;
	struct latent_options o;
	latent_options_default(&o);
	o.stratum = i % STRATA;
	o.replicate = (uint32_t)(i / STRATA);
	o.bulk_min = w->bulk_min;
	o.tail_min = fmin(o.tail_min, w->bulk_min);
	draw_table((uint32_t)o.stratum, o.replicate, &a, &t);
	latent_run(&r, &a, &t, &o, NULL, NULL);
	w->unit[i] = (struct unit){r.state, r.rhat, r.bulk};
	arena_done(&a);
}

static void bench(struct work *w, unsigned threads, unsigned replicates)
{
	size_t count = (size_t)replicates * STRATA;
	struct pool *pool = pool_open(threads);
	w->unit = mem_calloc(count, sizeof(*w->unit));
	double wall = now_s(CLOCK_MONOTONIC);
	double cpu = now_s(CLOCK_PROCESS_CPUTIME_ID);
	pool_run(pool, count, run_unit, w);
	wall = now_s(CLOCK_MONOTONIC) - wall;
	cpu = now_s(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	size_t agreed = 0;
	double rhat = 0;
	double bulk = INFINITY;
	for (size_t i = 0; i < count; i++) {
		if (w->unit[i].state == LATENT_CONVERGED) {
			agreed++;
			rhat = fmax(rhat, w->unit[i].rhat);
			bulk = fmin(bulk, w->unit[i].bulk);
		}
	}
	double share = (double)replicates / REPLICATES;
	printf("%u replicates of %d strata, %u threads: %zu of %zu agree, R-hat at most %.4f, bulk at least "
	       "%.0f\n",
		replicates, STRATA, threads, agreed, count, rhat, bulk);
	printf("  %.1f s, processor %.1f s, %.3f s a unit; %d replicates: %.1f minutes, processor / threads "
	       "%.1f\n",
		wall, cpu, cpu / (double)count, REPLICATES, wall / share / 60, cpu / threads / share / 60);
	free(w->unit);
	pool_close(&pool);
}

int main(int argc, char **argv)
{
	struct work w = {.bulk_min = 4000};
	unsigned replicates = 2;
	unsigned threads = 2;
	for (int i = 1; i + 1 < argc; i += 2) {
		unsigned number = (unsigned)strtoul(argv[i + 1], NULL, 10);
		if (strcmp(argv[i], "--replicates") == 0) {
			replicates = number;
		} else if (strcmp(argv[i], "--bulk") == 0) {
			w.bulk_min = number;
		} else if (strcmp(argv[i], "--threads") == 0) {
			threads = number;
		} else {
			fprintf(stderr, "%s: no such option\n", argv[i]);
			return 2;
		}
	}
	bench(&w, threads, replicates);
	return 0;
}
