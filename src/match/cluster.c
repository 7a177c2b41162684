/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/cluster.h"

#include "match/agglomerate.h"
#include "match/assign.h"
#include "match/refine.h"

#include <math.h>

enum {
	JOB_COUNT = 256, /* parts of about equal size for any number of threads */
	/* Steps allowed an atom and edge: ten times what random graphs need. A million records end in a minute. */
	WORK_PER_ATOM = 20000,
	WORK_PER_EDGE = 100,
};

struct job {
	struct arena arena; /* of one component */
	struct arena kept;
	struct match_contradictions found;
	struct match_exact *exact;
};

struct run {
	struct match_clusters *m;
	const struct match_components *components;
	const struct match_setting *setting;
	size_t start[JOB_COUNT + 1];
	struct job job[JOB_COUNT];
};

uint32_t match_clusters_number(uint32_t *cluster, uint32_t record_count)
{
	uint32_t count = 0;
	for (uint32_t r = 0; r < record_count; r++) {
		BUG_IF(cluster[r] > r);
		cluster[r] = cluster[r] == r ? count++ : cluster[cluster[r]];
	}
	return count;
}

static uint32_t *make_places(struct arena *a, uint32_t count)
{
	uint32_t *place = arena_alloc(a, count * sizeof(*place));
	memset(place, 0xff, count * sizeof(*place));
	return place;
}

static enum match_search solve_exactly(
	const struct match_problem *p, struct job *job, uint32_t *place, uint32_t *cluster)
{
	uint32_t atom[MATCH_EXACT_MAX];
	uint8_t solution[MATCH_EXACT_MAX];
	for (uint32_t i = 0; i < p->count; i++) {
		atom[i] = i;
	}
	match_exact_load(job->exact, p, atom, p->count, place);
	match_exact_best(job->exact, solution);
	for (uint32_t i = 0; i < p->count; i++) {
		cluster[i] = solution[i];
	}
	return MATCH_SEARCH_EXACT;
}

static uint64_t work_max_of(const struct match_problem *p)
{
	return (uint64_t)WORK_PER_ATOM * p->count + WORK_PER_EDGE * (uint64_t)p->start[p->count];
}

static enum match_search solve_nearly(struct match_grouping *g, const struct match_problem *p,
	struct job *job, uint32_t *place, uint32_t *cluster)
{
	uint64_t work_max = work_max_of(p);
	bool is_done = match_agglomerate(p, &job->arena, work_max, cluster);
	match_grouping_init(g, &job->arena, p, cluster);
	is_done &= match_refine(g, job->exact, &job->arena, place, work_max);
	return is_done ? MATCH_SEARCH_LOCAL : MATCH_SEARCH_STOPPED;
}

/* The chance of where the atom is among all places that it could move to. */
static double membership_of(struct match_grouping *g, uint32_t atom)
{
	const struct match_option *option;
	size_t count = match_grouping_options(g, atom, &option);
	double sum = 0;
	for (size_t i = 0; i < count; i++) {
		sum += exp(option[i].worth - option[0].worth);
	}
	return 1 / sum;
}

static void write_component(struct match_clusters *m, struct match_grouping *g, struct arena *a)
{
	const struct match_problem *p = g->problem;
	float *membership_p = arena_alloc(a, p->count * sizeof(*membership_p));
	uint32_t *first = make_places(a, p->count);
	for (uint32_t i = 0; i < p->count; i++) {
		membership_p[i] = (float)membership_of(g, i);
	}
	for (uint32_t i = 0; i < p->member_count; i++) {
		uint32_t cluster = g->cluster[p->atom[i]];
		if (first[cluster] == UINT32_MAX) {
			first[cluster] = p->member[i];
		}
		m->cluster[p->member[i]] = first[cluster];
		m->membership_p[p->member[i]] = membership_p[p->atom[i]];
	}
}

static void run_component(struct run *run, struct job *job, size_t k)
{
	struct match_clusters *m = run->m;
	struct match_problem p;
	struct match_grouping g;
	match_problem_init(&p, &job->arena, run->components, k, run->setting, &job->found, &job->kept);
	uint32_t *place = make_places(&job->arena, p.count);
	uint32_t *cluster = arena_alloc(&job->arena, p.count * sizeof(*cluster));
	enum match_search search;
	if (p.count <= MATCH_EXACT_MAX) {
		search = solve_exactly(&p, job, place, cluster);
		match_grouping_init(&g, &job->arena, &p, cluster);
	} else if (match_is_assignment(&p) && match_assign(&p, &job->arena, work_max_of(&p), cluster)) {
		search = MATCH_SEARCH_EXACT;
		match_grouping_init(&g, &job->arena, &p, cluster);
	} else {
		search = solve_nearly(&g, &p, job, place, cluster);
	}
	m->search[k] = (uint8_t)search;
	m->worth[k] = match_grouping_worth(&g);
	write_component(m, &g, &job->arena);
	arena_reset(&job->arena);
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
		run_component(run, job, k);
	}
	free(job->exact);
	arena_done(&job->arena);
}

static void gather_contradictions(struct match_clusters *m, struct job *job)
{
	struct match_contradictions *all = &m->contradictions;
	for (size_t i = 0; i < job->found.count; i++) {
		all->list = arena_grow(&m->kept, all->list, all->count, &all->room, sizeof(*all->list));
		all->list[all->count++] = job->found.list[i];
	}
	arena_done(&job->kept);
}

void match_clusters_init(struct match_clusters *m, uint32_t record_count,
	const struct match_components *components, const struct match_setting *setting, struct pool *pool)
{
	*m = (struct match_clusters){.record_count = record_count};
	m->cluster = mem_alloc(record_count * sizeof(*m->cluster));
	m->membership_p = mem_alloc(record_count * sizeof(*m->membership_p));
	m->search = mem_alloc(components->count * sizeof(*m->search));
	m->worth = mem_alloc(components->count * sizeof(*m->worth));
	for (uint32_t r = 0; r < record_count; r++) {
		m->cluster[r] = r;
		m->membership_p[r] = 1;
	}
	struct run *run = mem_calloc(1, sizeof(*run));
	run->m = m;
	run->components = components;
	run->setting = setting;
	match_components_divide(components, JOB_COUNT, run->start);
	pool_run(pool, JOB_COUNT, run_job, run);
	for (size_t i = 0; i < JOB_COUNT; i++) {
		gather_contradictions(m, &run->job[i]);
	}
	free(run);
	m->count = match_clusters_number(m->cluster, record_count);
}

void match_clusters_done(struct match_clusters *m)
{
	free(m->cluster);
	free(m->membership_p);
	free(m->search);
	free(m->worth);
	arena_done(&m->kept);
	*m = (struct match_clusters){0};
}
