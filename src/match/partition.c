/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/partition.h"

#include "match/chain.h"
#include "match/cluster.h"

enum {
	JOB_COUNT = 256,
	/* Steps of a sweep for each atom and edge. */
	WORK_PER_ATOM = 200,
	WORK_PER_EDGE = 200,
};

/* Steps of a chain, whatever its size: a minute or two. */
static const uint64_t chain_work_max = UINT64_C(20000000000);

struct job {
	struct arena arena; /* of one component */
	struct match_exact *exact;
	struct match_partition_report report;
};

struct run {
	const struct match_components *components;
	const struct match_setting *setting;
	const struct match_partition_plan *plan;
	uint32_t record_count;
	uint32_t *cluster;
	size_t start[JOB_COUNT + 1];
	struct job job[JOB_COUNT];
};

/* A component is known by its first record, so that its draws don't change with what lies before it. */
static struct random stream_of(const struct run *run, const struct match_problem *p, uint32_t replicate)
{
	struct random r;
	random_init(&r,
		&(struct random_place){.seed = run->plan->seed,
			.stratum = p->member[0],
			.replicate = run->plan->replicate_first + replicate});
	return r;
}

/* Writes the first record of each cluster. `first` is scratch: UINT32_MAX for each atom. */
static void write_draw(
	uint32_t *row, const struct match_problem *p, const uint32_t *cluster_of_atom, uint32_t *first)
{
	for (uint32_t i = 0; i < p->member_count; i++) {
		uint32_t cluster = cluster_of_atom[p->atom[i]];
		if (first[cluster] == UINT32_MAX) {
			first[cluster] = p->member[i];
		}
		row[p->member[i]] = first[cluster];
	}
	for (uint32_t i = 0; i < p->member_count; i++) {
		first[cluster_of_atom[p->atom[i]]] = UINT32_MAX;
	}
}

static uint32_t *row_of(const struct run *run, uint32_t replicate)
{
	return run->cluster + (size_t)replicate * run->record_count;
}

static void draw_exactly(struct run *run, struct job *job, const struct match_problem *p, uint32_t *place)
{
	uint32_t atom[MATCH_EXACT_MAX];
	uint8_t drawn[MATCH_EXACT_MAX];
	for (uint32_t i = 0; i < p->count; i++) {
		atom[i] = i;
	}
	match_exact_load(job->exact, p, atom, p->count, place);
	match_exact_weigh(job->exact, UINT16_MAX);
	for (uint32_t k = 0; k < run->plan->replicate_count; k++) {
		struct random r = stream_of(run, p, k);
		match_exact_draw(job->exact, &r, drawn);
		for (uint32_t i = 0; i < p->count; i++) {
			atom[i] = drawn[i];
		}
		write_draw(row_of(run, k), p, atom, place);
	}
	job->report.exact_count++;
}

static void draw_by_chains(struct run *run, struct job *job, const struct match_problem *p, uint32_t *place)
{
	unsigned sweeps = run->plan->sweeps ? run->plan->sweeps : MATCH_PARTITION_SWEEPS;
	uint64_t work_max =
		(uint64_t)sweeps * (WORK_PER_ATOM * (uint64_t)p->count + WORK_PER_EDGE * p->start[p->count]);
	work_max = work_max < chain_work_max ? work_max : chain_work_max;
	for (uint32_t k = 0; k < run->plan->replicate_count; k++) {
		struct random r = stream_of(run, p, k);
		struct arena a = {0};
		struct match_grouping g;
		match_grouping_init(&g, &a, p, NULL);
		bool is_done = match_chain_run(&g, job->exact, place, &r, sweeps, work_max);
		job->report.chain_count++;
		job->report.stopped_count += !is_done;
		write_draw(row_of(run, k), p, g.cluster, place);
		arena_done(&a);
	}
}

static void run_job(void *context, size_t i)
{
	struct run *run = context;
	struct job *job = &run->job[i];
	if (run->start[i] == run->start[i + 1]) {
		return;
	}
	job->exact = mem_alloc(sizeof(*job->exact));
	for (size_t k = run->start[i]; k < run->start[i + 1]; k++) {
		struct match_problem p;
		struct match_contradictions found = {0};
		match_problem_init(&p, &job->arena, run->components, k, run->setting, &found, &job->arena);
		uint32_t *place = arena_alloc(&job->arena, p.count * sizeof(*place));
		memset(place, 0xff, p.count * sizeof(*place));
		if (p.count <= MATCH_EXACT_MAX) {
			draw_exactly(run, job, &p, place);
		} else {
			draw_by_chains(run, job, &p, place);
		}
		arena_reset(&job->arena);
	}
	free(job->exact);
	arena_done(&job->arena);
}

void match_partition_draw(const struct match_components *components, const struct match_setting *setting,
	const struct match_partition_plan *plan, struct pool *pool, uint32_t record_count, uint32_t *cluster,
	struct match_partition_report *report)
{
	struct run *run = mem_calloc(1, sizeof(*run));
	run->components = components;
	run->setting = setting;
	run->plan = plan;
	run->record_count = record_count;
	run->cluster = cluster;
	for (uint32_t k = 0; k < plan->replicate_count; k++) {
		for (uint32_t r = 0; r < record_count; r++) {
			row_of(run, k)[r] = r;
		}
	}
	match_components_divide(components, JOB_COUNT, run->start);
	pool_run(pool, JOB_COUNT, run_job, run);
	*report = (struct match_partition_report){0};
	for (size_t i = 0; i < JOB_COUNT; i++) {
		report->exact_count += run->job[i].report.exact_count;
		report->chain_count += run->job[i].report.chain_count;
		report->stopped_count += run->job[i].report.stopped_count;
	}
	for (uint32_t k = 0; k < plan->replicate_count; k++) {
		match_clusters_number(row_of(run, k), record_count);
	}
	free(run);
}
