/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Times averaging over decomposable graphs: for each table given, processor time of the best of nine runs on one thread,
 * enumeration of the graphs included.
 *
 *     bench_dga TABLE.csv ...
 *
 * `ours` is the default; `grid` the same posterior on the range on which the package dga was measured, 1 to 30 n; `each`
 * asks for each number of it, as the package does (once). Tables of other than 3 to 7 lists are passed over.
 */
#include "table.h"

#include "estimate/dga.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { RUNS = 9 };

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static long peak_kib(void)
{
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	return usage.ru_maxrss;
}

static void print_estimate(const char *what, const struct dga_estimate *e)
{
	printf("  %s %" PRId64 " (%" PRId64 "-%" PRId64 ")", what, e->median, e->low, e->high);
}

/* Best time of some runs, and what the last one found but for what its arena held. */
static int run(const struct capture_table *t, const struct dga_options *o, int runs, double *best_ms,
	struct dga_result *result, struct err *e)
{
	int rc = 0;
	for (int i = 0; i < runs && rc == 0; i++) {
		struct arena a = {0};
		struct graph_tree tree;
		double start = now_ms();
		graph_tree_build(&tree, &a, t->list_count);
		rc = dga_fit(result, &a, t, &tree, o, NULL, e);
		double ms = now_ms() - start;
		*best_ms = i == 0 || ms < *best_ms ? ms : *best_ms;
		arena_done(&a);
	}
	return rc;
}

static int bench(const char *path, struct err *e)
{
	struct arena a = {0};
	struct capture_table t;
	struct dga_result r;
	double ms = 0;
	int rc = table_read(&t, &a, path, e);
	if (rc != 0 || t.list_count < DGA_LISTS_MIN || t.list_count > DGA_LISTS_MAX) {
		goto out;
	}
	rc = run(&t, &(struct dga_options){0}, RUNS, &ms, &r, e);
	if (rc != 0) {
		goto out;
	}
	const char *slash = strrchr(path, '/');
	printf("%s: %u lists, n = %" PRId64 "\n", slash != NULL ? slash + 1 : path, t.list_count, t.total);
	printf("  ours %9.2f ms", ms);
	print_estimate("N", &r.estimate_all);
	print_estimate(" without complete graph", &r.estimate_incomplete);
	printf("  complete graph %.3f, hills %zu, last 1 %% %.1e%s, %ld KiB\n", r.complete_share,
		r.hill_count, r.last_share, r.is_open ? ", open" : "", peak_kib());
	struct dga_options grid = {.missing_min = 1, .missing_max = 30 * t.total};
	rc = run(&t, &grid, RUNS, &ms, &r, e);
	if (rc == 0) {
		printf("  grid %9.2f ms", ms);
		print_estimate("N", &r.estimate_all);
		printf("  complete graph %.3f\n", r.complete_share);
	}
	grid.is_each = true;
	if (rc == 0 && t.list_count < 6) {
		rc = run(&t, &grid, 1, &ms, &r, e);
		printf("  each %9.2f ms", ms);
		print_estimate("N", &r.estimate_all);
		printf("\n");
	}
out:
	arena_done(&a);
	return rc;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		struct err e = {0};
		if (bench(argv[i], &e) != 0) {
			fprintf(stderr, "%s: %s\n", argv[i], e.text);
			return 1;
		}
	}
	return 0;
}
