/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Times log-linear models on the tables that it is given: all models (of pairs, from five lists on), the stepwise
 * choice with a BCa interval from 1,000 resamples, the profile interval, Bayesian thresholding. One thread, processor
 * time, best of nine (of one where it is over a second), beside the times of the R packages on this kind of machine.
 */
#include "estimate/bootstrap.h"
#include "estimate/profile.h"
#include "estimate/threshold.h"
#include "table.h"

#include <inttypes.h>
#include <time.h>

enum { RUNS = 9, SAMPLES = 1000 };

/* Seconds of Rcapture 1.4-4 (all models) and SparseMSE 2.0.1 (stepwise with BCa) on R 4.2.2; 0: not measured. */
static const struct reference {
	const char *table;
	double models_s;
	double bootstrap_s;
} references[] = {{"kosovo_4.csv", 0.25, 0}, {"gaza_2024_3.csv", 0.04, 0}, {"korea_palembang_3.csv", 0.06, 0},
	{"uk_modern_slavery_5.csv", 3.3, 95}, {"uk_modern_slavery_6.csv", 0, 167},
	{"new_orleans_8.csv", 0, 894}, {"new_orleans_5.csv", 0, 24}, {"netherlands_5.csv", 3.0, 114},
	{"netherlands_6.csv", 0, 229}, {"western_us_5.csv", 3.0, 36}, {"australia_slavery_4.csv", 0.27, 0},
	{"scotland_pwid_2006_4.csv", 0.19, 0}, {"hiv_rome_4.csv", 0.22, 0},
	{"madigan_york_5_congenital.csv", 2.8, 0}};

static const struct reference *reference_of(const char *file)
{
	static const struct reference none = {0};
	for (size_t i = 0; i < ARRAY_COUNT(references); i++) {
		if (strcmp(references[i].table, file) == 0) {
			return &references[i];
		}
	}
	return &none;
}

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* What is timed, and its result. */
struct work {
	struct capture_table table;
	struct cells cells;
	struct model_space space;
	const model_set *models;
	size_t model_count;
	struct fit_room room;
	struct bootstrap bootstrap;
	struct rank_entry best;
	struct bca limits;
	struct profile profile;
	struct threshold threshold;
};

static void run_models(struct work *w)
{
	w->best = rank_best(&w->cells, &w->space, w->models, w->model_count, RANK_BIC, &w->room);
}

static void run_bootstrap(struct work *w)
{
	w->limits = bootstrap_limits(&w->bootstrap, SAMPLES, 0.95, NULL);
}

static void run_profile(struct work *w)
{
	w->profile = profile_interval(&w->cells, &w->space, w->best.model, 0.95, &w->room);
}

static void run_threshold(struct work *w)
{
	struct threshold_settings settings = threshold_defaults();
	w->threshold = threshold_estimate(&w->cells, &settings, NULL);
}

static double best_ms(void (*run)(struct work *w), struct work *w)
{
	double best = 1e300;
	for (int i = 0; i < RUNS && (i == 0 || best < 1e3); i++) {
		double start = now_ms();
		run(w);
		double ms = now_ms() - start;
		best = ms < best ? ms : best;
	}
	return best;
}

static void print_ratio(double reference_s, double ms)
{
	if (reference_s > 0) {
		printf("   R %.2f s, %.0f times", reference_s, 1e3 * reference_s / ms);
	}
	printf("\n");
}

static void print_models(struct work *w, const struct reference *r)
{
	double ms = best_ms(run_models, w);
	struct buf name = {0};
	model_write(&w->space, w->best.model, &name);
	printf("  models    %9.2f ms  %zu, %.1f us each; BIC %.*s N %.1f", ms, w->model_count,
		1e3 * ms / (double)w->model_count, (int)name.len, name.s, w->best.fit.total);
	buf_done(&name);
	print_ratio(r->models_s, ms);
	ms = best_ms(run_profile, w);
	printf("  profile   %9.2f ms  %.0f-%.0f\n", ms, w->profile.low, w->profile.high);
}

static void bench(struct work *w, const char *file, struct arena *a)
{
	const struct reference *r = reference_of(file);
	printf("%s: %u lists, n = %" PRId64 "\n", file, w->table.list_count, w->table.total);
	cells_init(&w->cells, a, w->table.list_count);
	cells_set(&w->cells, &w->table);
	fit_room_init(&w->room, w->table.list_count);
	BUG_IF(!model_space_init(
		&w->space, w->table.list_count, w->table.list_count < 5 ? w->table.list_count - 1 : 2));
	if (w->table.list_count <= 6) {
		w->models = model_enumerate(&w->space, a, &w->model_count);
		print_models(w, r);
	}
	struct model_space pairs;
	BUG_IF(!model_space_init(&pairs, w->table.list_count, 2));
	w->bootstrap = (struct bootstrap){.table = &w->table,
		.space = &pairs,
		.threshold_p = STEPWISE_THRESHOLD_P,
		.place = {.seed = 1234}};
	double ms = best_ms(run_bootstrap, w);
	printf("  bootstrap %9.2f ms  stepwise N %.1f (%.0f-%.0f)", ms,
		bootstrap_choice(&w->bootstrap).fit.total, w->limits.low, w->limits.high);
	print_ratio(r->bootstrap_s, ms);
	ms = best_ms(run_threshold, w);
	printf("  threshold %9.2f ms  N %.0f (%.0f-%.0f), effective draws %.0f\n", ms, w->threshold.median,
		w->threshold.low, w->threshold.high, w->threshold.effective);
	fit_room_done(&w->room);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		struct arena a = {0};
		struct err e = {0};
		struct work w = {0};
		if (table_read(&w.table, &a, argv[i], &e) != 0) {
			fprintf(stderr, "%s: %s\n", argv[i], e.text);
			return 1;
		}
		if (w.table.list_count >= 3 && w.table.list_count <= MODEL_LISTS_MAX) {
			const char *slash = strrchr(argv[i], '/');
			bench(&w, slash != NULL ? slash + 1 : argv[i], &a);
		}
		arena_done(&a);
	}
	return 0;
}
