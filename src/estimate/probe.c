/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/method.h"
#include "estimate/variant.h"

#include <math.h>

enum { WITHIN_PEOPLE_MIN = 30 }; /* on a list that is to be found from the others */

enum probe_kind { PROBE_PAIR, PROBE_WITHOUT, PROBE_WITHIN };

struct probe_jobs {
	const struct capture_table *table;
	const struct estimate_options *options;
	const struct method_models *among;
	enum probe_kind kind;
	struct estimate_probe *probes;
};

static bool make_table(const struct probe_jobs *jobs, const struct estimate_probe *probe, struct arena *a,
	struct capture_table *t)
{
	switch (jobs->kind) {
	case PROBE_PAIR:
		return variant_of_pair(t, a, jobs->table, probe->list, probe->other, probe->change);
	case PROBE_WITHOUT:
		variant_without(t, a, jobs->table, probe->list);
		return true;
	case PROBE_WITHIN:
		variant_within(t, a, jobs->table, probe->list);
		return true;
	}
	return false;
}

static void run(void *context, size_t i)
{
	const struct probe_jobs *jobs = context;
	struct estimate_probe *probe = &jobs->probes[i];
	struct capture_table t;
	struct arena a = {0};
	probe->total = probe->low = probe->high = NAN;
	if (make_table(jobs, probe, &a, &t)) {
		method_probe(&t, jobs->among, jobs->options, &a, probe);
	}
	arena_done(&a);
}

static void run_all(struct probe_jobs jobs, size_t count)
{
	if (jobs.options->pool) {
		pool_run(jobs.options->pool, count, run, &jobs);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		run(&jobs, i);
	}
}

static struct estimate_probe *probe_pairs(struct estimate *e, struct arena *a)
{
	unsigned lists = e->table.list_count;
	struct estimate_probe *probes = arena_calloc(a, (size_t)lists * lists, sizeof(*probes));
	for (unsigned i = 0; i < lists; i++) {
		for (unsigned j = i + 1; j < lists; j++) {
			probes[e->pair_count++] =
				(struct estimate_probe){.list = i, .other = j, .change = -1};
			probes[e->pair_count++] = (struct estimate_probe){.list = i, .other = j, .change = 1};
		}
	}
	return probes;
}

static struct estimate_probe *probe_without(struct estimate *e, struct arena *a)
{
	struct estimate_probe *probes = arena_calloc(a, e->table.list_count, sizeof(*probes));
	while (e->without_count < e->table.list_count) {
		probes[e->without_count] = (struct estimate_probe){.list = (unsigned)e->without_count};
		e->without_count++;
	}
	return probes;
}

/* Two lists alone always give a number for the third: nothing is learnt from that. */
static struct estimate_probe *probe_within(struct estimate *e, struct arena *a)
{
	struct estimate_probe *probes = arena_calloc(a, e->table.list_count, sizeof(*probes));
	for (unsigned j = 0; j < e->table.list_count && e->table.list_count > 3; j++) {
		int64_t size = capture_margin(&e->table, UINT64_C(1) << j, 0);
		if (size >= WITHIN_PEOPLE_MIN) {
			probes[e->within_count++] = (struct estimate_probe){.list = j, .known = (double)size};
		}
	}
	return probes;
}

void probe_tables(struct estimate *e, struct arena *a, const struct estimate_options *options,
	const struct method_models *preferred)
{
	struct probe_jobs jobs = {.table = &e->table, .options = options};
	if (e->table.list_count < 3) {
		return;
	}
	e->pairs = jobs.probes = probe_pairs(e, a);
	jobs.kind = PROBE_PAIR;
	jobs.among = preferred;
	run_all(jobs, e->pair_count);
	jobs.among = NULL;
	e->without = jobs.probes = probe_without(e, a);
	jobs.kind = PROBE_WITHOUT;
	run_all(jobs, e->without_count);
	e->within = jobs.probes = probe_within(e, a);
	jobs.kind = PROBE_WITHIN;
	run_all(jobs, e->within_count);
}
