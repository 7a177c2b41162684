/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Runs the latent class model on tables until its chains agree, with the priors and the limit of LCMCR, on one thread.
 *
 *     bench_latent [--seed N] [--work N] [--classes N] [--ladder never|always] [--bulk N] [--free] TABLE.csv ...
 *
 * For each table: processor time, effective draws of ln N and of these so many a second, the mean of N with its Monte
 * Carlo error, median, 2.5 % and 97.5 %, and the modes with their masses. --free is without LCMCR's limit on the number
 * missing; --work is the ceiling in trajectories of eight chains.
 */
#include "table.h"

#include "estimate/draws.h"
#include "estimate/latent.h"

#include <inttypes.h>
#include <math.h>
#include <time.h>

struct settings {
	struct latent_options options; /* of which missing_max is set for each table */
	bool is_free;
};

static double now_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void print_result(const struct latent_result *r, double seconds)
{
	static const char *const words[] = {"converged", "NOT CONVERGED", "stopped"};
	printf("  %s in %.2f s, bulk %.0f, tail %.0f, R-hat %.4f, %.0f a second\n", words[r->state], seconds,
		r->bulk, r->tail, r->rhat, r->bulk / seconds);
	printf("  %u classes, last one used %.3f, at the limit %.4f, %" PRIu64 " trajectories, accepted %.2f",
		r->class_count, r->last_use, r->cap_share, r->work, r->acceptance);
	if (r->rung_count > 1) {
		printf(", %u rungs, least exchange %.2f", r->rung_count, r->least_exchange);
	}
	size_t count = r->chain_count * r->length;
	double *sorted = mem_calloc(count, sizeof(*sorted));
	memcpy(sorted, r->total, count * sizeof(*sorted));
	draws_sort(sorted, count);
	printf("\n  N %.2f +- %.2f, %.0f (%.0f-%.0f), modes", r->mean, r->mean_error,
		draws_quantile(sorted, count, 0.5, DRAWS_TYPE_7),
		draws_quantile(sorted, count, 0.025, DRAWS_TYPE_7),
		draws_quantile(sorted, count, 0.975, DRAWS_TYPE_7));
	for (size_t i = 0; i < r->mode_count; i++) {
		printf(" %.0f (%.3f)", exp(r->modes[i].at), r->modes[i].mass);
	}
	printf("\n");
	for (size_t c = 0; r->state != LATENT_CONVERGED && c < r->chain_count; c++) {
		printf("%s%.0f", c == 0 ? "  means of the chains " : ", ",
			draws_mean(r->total + c * r->length, r->length));
	}
	printf("%s", r->state != LATENT_CONVERGED ? "\n" : "");
	free(sorted);
}

static int bench(const char *path, const struct settings *s, struct err *e)
{
	struct arena a = {0};
	struct capture_table t;
	int rc = table_read(&t, &a, path, e);
	if (rc == 0) {
		struct latent_options o = s->options;
		o.prior.missing_max = s->is_free ? o.prior.missing_max : 20 * t.total;
		const char *slash = strrchr(path, '/');
		printf("%s: %u lists, n = %" PRId64 "\n", slash != NULL ? slash + 1 : path, t.list_count,
			t.total);
		struct latent_result r;
		double start = now_s();
		latent_run(&r, &a, &t, &o, NULL, NULL);
		print_result(&r, now_s() - start);
		fflush(stdout);
	}
	arena_done(&a);
	return rc;
}

int main(int argc, char **argv)
{
	struct settings s = {.is_free = false};
	latent_options_default(&s.options);
	for (int i = 1; i < argc; i++) {
		const char *value = i + 1 < argc ? argv[i + 1] : "";
		struct err e = {0};
		if (strcmp(argv[i], "--free") == 0) {
			s.is_free = true;
			continue;
		}
		if (strncmp(argv[i], "--", 2) != 0) {
			if (bench(argv[i], &s, &e) != 0) {
				fprintf(stderr, "%s: %s\n", argv[i], e.text);
				return 1;
			}
			continue;
		}
		uint64_t number = strtoull(value, NULL, 10);
		if (strcmp(argv[i], "--seed") == 0) {
			s.options.seed = number;
		} else if (strcmp(argv[i], "--work") == 0) {
			s.options.work_max = number;
		} else if (strcmp(argv[i], "--classes") == 0) {
			s.options.class_count = (unsigned)number;
		} else if (strcmp(argv[i], "--bulk") == 0) {
			s.options.bulk_min = (double)number;
		} else if (strcmp(argv[i], "--ladder") == 0) {
			s.options.ladder = value[0] == 'a' ? LATENT_LADDER_ALWAYS : LATENT_LADDER_NEVER;
		} else {
			fprintf(stderr, "%s: no such option\n", argv[i]);
			return 2;
		}
		i++;
	}
	return 0;
}
