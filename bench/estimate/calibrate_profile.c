/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether profile intervals of log-linear models hold what they say: N people fall on the patterns of a model with the
 * chances of its fixed terms, and an interval is looked for under that very model, and under models that the data choose.
 *
 *     calibrate_profile [SETS]       so many data sets a row, 1000 unless said
 *
 * true        the interval under the true model covers N: 95 % is right
 * bic         that of the model with the best BIC; how often this is the true one
 * stepwise    that of the stepwise choice, the same
 * none        of all three: data sets without an estimate, which are in no other column of theirs
 */
#include "truth.h"

#include "estimate/profile.h"
#include "estimate/stepwise.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LISTS_MAX = 5, CELLS_MAX = 1 << LISTS_MAX, PAIRS_MAX = 4 };

/* ln odds that somebody on no other list is on this one, and what a pair of joined lists adds. */
static const double MAIN = -1.2;
static const double JOINED = 0.8;

struct world {
	unsigned list_count;
	int64_t size;
	unsigned pair_count;
	unsigned pair[PAIRS_MAX]; /* masks */
};

enum choice { CHOICE_TRUE, CHOICE_BIC, CHOICE_STEPWISE, CHOICE_COUNT };

struct tally {
	int64_t none;
	int64_t covered;
	int64_t right; /* the model is the true one */
};

struct work {
	struct arena memory;
	struct model_space space;
	const model_set *models;
	size_t model_count;
	model_set truth;
	struct cells cells;
	struct fit_room room;
	double chance[CELLS_MAX];
	struct tally tally[CHOICE_COUNT];
};

static void work_init(struct work *w, const struct world *world)
{
	memset(w, 0, sizeof(*w));
	bool is_small = world->list_count < LISTS_MAX;
	BUG_IF(!model_space_init(&w->space, world->list_count, is_small ? world->list_count - 1 : 2));
	w->models = model_enumerate(&w->space, &w->memory, &w->model_count);
	cells_init(&w->cells, &w->memory, world->list_count);
	fit_room_init(&w->room, world->list_count);
	for (unsigned i = 0; i < w->space.interaction_count; i++) {
		for (unsigned p = 0; p < world->pair_count; p++) {
			w->truth |= (model_set)(w->space.interaction[i] == world->pair[p]) << i;
		}
	}
	for (unsigned cell = 0; cell < 1U << world->list_count; cell++) {
		double x = MAIN * __builtin_popcount(cell);
		for (unsigned p = 0; p < world->pair_count; p++) {
			x += (cell & world->pair[p]) == world->pair[p] ? JOINED : 0;
		}
		w->chance[cell] = exp(x);
	}
}

static void work_done(struct work *w)
{
	fit_room_done(&w->room);
	arena_done(&w->memory);
}

static void draw_cells(struct work *w, const struct world *world, struct random *r)
{
	static const struct bytes names[LISTS_MAX];
	struct arena a = {0};
	struct capture_table t;
	int64_t count[CELLS_MAX];
	uint64_t mask[CELLS_MAX];
	struct err e = {0};
	size_t cells = (size_t)1 << world->list_count;
	random_multinomial(r, world->size, w->chance, cells, count);
	for (size_t i = 0; i < cells; i++) {
		mask[i] = i;
	}
	int rc = capture_table_build(&t, &a, world->list_count, names, mask + 1, count + 1, cells - 1, &e);
	BUG_IF(rc != 0);
	cells_set(&w->cells, &t);
	arena_done(&a);
}

static void score(struct work *w, enum choice choice, model_set m, double size)
{
	struct tally *y = &w->tally[choice];
	struct profile p = profile_interval(&w->cells, &w->space, m, 0.95, &w->room);
	if (p.code != FIT_OK) {
		y->none++;
		return;
	}
	y->covered += size >= p.low && size <= p.high;
	y->right += m == w->truth;
}

static void run_row(const struct world *world, uint32_t row, int64_t sets)
{
	struct work w;
	work_init(&w, world);
	for (int64_t i = 0; i < sets; i++) {
		struct random r;
		random_init(
			&r, &(struct random_place){.seed = 20261122, .replicate = row, .step = (uint32_t)i});
		draw_cells(&w, world, &r);
		score(&w, CHOICE_TRUE, w.truth, (double)world->size);
		struct rank_entry best =
			rank_best(&w.cells, &w.space, w.models, w.model_count, RANK_BIC, &w.room);
		score(&w, CHOICE_BIC, best.model, (double)world->size);
		best = stepwise_choose(&w.cells, &w.space, STEPWISE_THRESHOLD_P, &w.room);
		score(&w, CHOICE_STEPWISE, best.model, (double)world->size);
	}
	struct buf name = {0};
	model_write(&w.space, w.truth, &name);
	printf("%-18.*s %6" PRId64 " %6" PRId64, (int)name.len, name.s, world->size, sets);
	for (int c = 0; c < CHOICE_COUNT; c++) {
		const struct tally *y = &w.tally[c];
		double n = (double)(sets - y->none);
		printf("  %6.1f %% %4" PRId64, 100 * (double)y->covered / n, y->none);
		if (c != CHOICE_TRUE) {
			printf(" %5.1f %%", 100 * (double)y->right / n);
		}
	}
	printf("\n");
	fflush(stdout);
	buf_done(&name);
	work_done(&w);
}

int main(int argc, char **argv)
{
	enum { L1 = 1, L2 = 2, L3 = 4, L4 = 8 };
	static const struct world worlds[] = {
		{3, 500, 0, {0}},
		{3, 500, 1, {L1 | L2}},
		{3, 5000, 1, {L1 | L2}},
		{3, 5000, 2, {L1 | L2, L2 | L3}},
		{4, 500, 2, {L1 | L2, L3 | L4}},
		{4, 5000, 2, {L1 | L2, L3 | L4}},
		{4, 5000, 3, {L1 | L2, L1 | L3, L2 | L3}},
		{5, 1000, 2, {L1 | L2, L3 | L4}},
		{5, 5000, 3, {L1 | L2, L2 | L3, L3 | L4}},
	};
	int64_t sets = argc > 1 ? strtoll(argv[1], NULL, 10) : 1000;
	printf("true model              N   sets      true none       bic none   true   stepwise none   "
	       "true\n");
	for (uint32_t i = 0; i < ARRAY_COUNT(worlds); i++) {
		run_row(&worlds[i], i, sets);
	}
	return 0;
}
