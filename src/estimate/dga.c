/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/dga.h"

#include "estimate/hyper.h"
#include "estimate/special.h"
#include "estimate/wide.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

enum {
	CHUNKS = 64,            /* of the tree; a fixed number, so that sums do not depend on threads */
	CHUNK_STEPS_MIN = 4096, /* fewer are not worth a job */
	LANES = DENSITY_POINTS,
};

/* Terms below e^this of all are left out of sums. */
static const double negligible_log = -30;

struct problem {
	const struct dga_options *options;
	struct hyper hyper;
	struct density_range range;
};

/* ------- the prior ------- */

static long double prior_log(const struct problem *p, double m)
{
	const struct dga_options *o = p->options;
	long double n = p->hyper.total + m;
	switch (o->prior) {
	case DGA_PRIOR_INVERSE:
		return -logl(n);
	case DGA_PRIOR_INVERSE_MISSING:
		return -logl(m);
	case DGA_PRIOR_UNIFORM:
		return 0;
	case DGA_PRIOR_GAMMA_POISSON:
		return hyper_ratio_log(n + 1, (long double)o->prior_shape - 1) -
			n * log1pl(1 / (long double)o->prior_scale);
	case DGA_PRIOR_COUNT:
		break;
	}
	BUG_IF(true);
	return 0;
}

/* ------- one graph ------- */

struct single {
	const struct problem *problem;
	int sign[HYPER_SETS_MAX]; /* how often L(s) is multiplied */
	bool is_wanted[HYPER_SETS_MAX];
};

static void single_init(struct single *s, const struct problem *p, const struct graph *g)
{
	*s = (struct single){.problem = p};
	for (unsigned k = 0; k < g->list_count; k++) {
		unsigned with = g->step[k].with;
		s->sign[with | 1U << g->step[k].list]++;
		s->sign[with] -= k > 0; /* the first L(∅) is in hyper_common() */
	}
	for (size_t i = 0; i < p->hyper.set_count; i++) {
		s->is_wanted[i] = s->sign[i] != 0;
	}
}

/* All DENSITY_POINTS points of a call: those beyond its last one are copies of that. */
static void fill_points(const struct density_call *call, double *point)
{
	for (size_t j = 0; j < LANES; j++) {
		point[j] = call->point[j < call->count ? j : call->count - 1];
	}
}

/* Prior and ways to be listed. */
static long double common_log(const struct problem *p, double m)
{
	return prior_log(p, m) + hyper_common(&p->hyper, m);
}

static void single_at(void *context, struct density_call *call)
{
	const struct single *s = context;
	const struct problem *p = s->problem;
	struct hyper_set set[HYPER_SETS_MAX];
	double point[LANES];
	fill_points(call, point);
	hyper_look(&p->hyper, point, s->is_wanted, set);
	long double at_middle = -p->hyper.fixed_log[0] - call->scale_log;
	double by_point[LANES] = {0};
	for (size_t i = 0; i < p->hyper.set_count; i++) {
		if (!s->is_wanted[i]) {
			continue;
		}
		at_middle += s->sign[i] * set[i].at_middle;
		for (size_t j = 0; j < LANES; j++) {
			by_point[j] += s->sign[i] * set[i].by_point[j];
		}
	}
	double high = -INFINITY;
	for (size_t j = 0; j < LANES; j++) {
		by_point[j] = (double)(at_middle + common_log(p, point[j]) + by_point[j]);
		high = fmax(high, by_point[j]);
	}
	for (size_t j = 0; j < call->count; j++) {
		call->top_log[j] = by_point[j];
		if (call->value != NULL) {
			call->value[j] = exp(by_point[j]);
		}
	}
	density_notice(call, by_point, high, &call->hidden_log, &call->is_rising);
}

static struct density *single_density(struct arena *a, const struct problem *p, const struct graph *g)
{
	struct single s;
	struct density *d = arena_calloc(a, 1, sizeof(*d));
	single_init(&s, p, g);
	density_build(d, a, &(struct density_function){.at = single_at, .context = &s}, &p->range);
	return d;
}

/* ------- all graphs but the one with all edges ------- */

/* Some of the tree's steps, and what is to be known of them. */
struct chunk {
	size_t from;
	size_t to;
	size_t first_graph;
	struct graph_step path[GRAPH_LISTS_MAX]; /* the steps above the first one */
	double top[LANES];
	double value[LANES];
	double hidden_log;
	bool is_rising;
	size_t part_count;
};

/* What a graph has of the sum over a piece. */
struct part {
	uint32_t graph;
	double sum;
};

/* What a step adds: at each point relative to the middle one, and there. */
struct row {
	double by_point[LANES];
	long double at_middle;
};

struct forest {
	const struct problem *problem;
	const struct graph_tree *tree;
	struct pool *pool;
	struct row first[GRAPH_LISTS_MAX];               /* first step, by list */
	struct row row[GRAPH_LISTS_MAX][HYPER_SETS_MAX]; /* by list and those that it joins */
	struct chunk *chunk;
	size_t chunk_count;
	struct part *part; /* those of a chunk begin at its first graph */
	double *sum;       /* of each graph */
	const struct density_call *call;
	double weight[LANES];
};

static void set_row(struct row *row, const struct hyper_set *plus, const struct hyper_set *minus)
{
	row->at_middle = plus->at_middle - minus->at_middle;
	for (size_t j = 0; j < LANES; j++) {
		row->by_point[j] = plus->by_point[j] - minus->by_point[j];
	}
}

static void set_rows(struct forest *f, const struct density_call *call)
{
	const struct hyper *h = &f->problem->hyper;
	struct hyper_set set[HYPER_SETS_MAX];
	struct hyper_set common;
	double point[LANES];
	fill_points(call, point);
	hyper_look(h, point, NULL, set);
	common.at_middle = common_log(f->problem, point[HYPER_MIDDLE]);
	for (size_t j = 0; j < LANES; j++) {
		common.by_point[j] = (double)(common.at_middle - common_log(f->problem, point[j]));
		f->weight[j] = call->value != NULL && j < call->count ? call->weight[j] : 0;
	}
	/* Subtracted from the first list's set, so with the other sign. */
	common.at_middle = h->fixed_log[0] + call->scale_log - common.at_middle;
	for (unsigned v = 0; v < h->list_count; v++) {
		set_row(&f->first[v], &set[(size_t)1 << v], &common);
		for (size_t s = 0; s < h->set_count; s++) {
			if ((s >> v & 1) == 0) {
				set_row(&f->row[v][s], &set[s | (size_t)1 << v], &set[s]);
			}
		}
	}
}

/* A walk through a chunk: sums along the steps from the first to the one at each depth, and what the graphs came to. */
struct walk {
	double by_point[GRAPH_LISTS_MAX + 1][LANES];
	long double at_middle[GRAPH_LISTS_MAX + 1];
	double top[LANES];
	double value[LANES];
};

static WIDE_PART const struct row *row_of(const struct forest *f, const struct graph_step *s)
{
	return s->depth == 1 ? &f->first[s->list] : &f->row[s->list][s->with];
}

static WIDE_PART void take_step(const struct forest *f, struct walk *w, const struct graph_step *s)
{
	const struct row *row = row_of(f, s);
	const size_t depth = s->depth;
	for (size_t j = 0; j < LANES; j++) {
		w->by_point[depth][j] = w->by_point[depth - 1][j] + row->by_point[j];
	}
	w->at_middle[depth] = w->at_middle[depth - 1] + row->at_middle;
}

static WIDE_PART double greater(double a, double b)
{
	return a > b ? a : b;
}

/* The greatest of the lanes, by halves. */
static WIDE_PART double lanes_max(const double x[LANES])
{
	double of_2[LANES / 2];
	double of_4[LANES / 4];
	for (size_t j = 0; j < LANES / 2; j++) {
		of_2[j] = greater(x[j], x[j + LANES / 2]);
	}
	for (size_t j = 0; j < LANES / 4; j++) {
		of_4[j] = greater(of_2[j], of_2[j + LANES / 4]);
	}
	return greater(greater(of_4[0], of_4[1]), greater(of_4[2], of_4[3]));
}

/* Takes the last step of a graph, and note of it; what is less than least_log is nothing. */
WIDE static void take_graph(const struct forest *f, struct chunk *c, struct walk *w,
	const struct graph_step *s, size_t graph, double least_log)
{
	const struct row *row = row_of(f, s);
	const size_t before = s->depth - 1U;
	double at_middle = (double)(w->at_middle[before] + row->at_middle);
	double value[LANES];
	for (size_t j = 0; j < LANES; j++) {
		value[j] = w->by_point[before][j] + row->by_point[j] + at_middle;
		w->top[j] = greater(value[j], w->top[j]);
	}
	if (f->call->value == NULL) {
		return;
	}
	double high = lanes_max(value);
	density_notice(f->call, value, high, &c->hidden_log, &c->is_rising);
	if (high < least_log) {
		return;
	}
	special_exp_each(value, LANES);
	double sum = 0;
	for (size_t j = 0; j < LANES; j++) {
		w->value[j] += value[j];
		sum += value[j] * f->weight[j];
	}
	f->part[c->first_graph + c->part_count++] = (struct part){(uint32_t)graph, sum};
}

WIDE static void run_chunk(void *context, size_t index)
{
	struct forest *f = context;
	struct chunk *c = &f->chunk[index];
	struct walk walk = {0};
	for (size_t j = 0; j < LANES; j++) {
		walk.top[j] = -INFINITY;
	}
	c->part_count = 0;
	c->hidden_log = -INFINITY;
	c->is_rising = false;
	for (unsigned k = 1; k < f->tree->step[c->from].depth; k++) {
		take_step(f, &walk, &c->path[k - 1]);
	}
	double least_log = f->call->value == NULL
		? 0
		: negligible_log - log((double)f->tree->graph_count) - log(f->call->piece_count);
	size_t graph = c->first_graph;
	for (size_t i = c->from; i < c->to; i++) {
		const struct graph_step *s = &f->tree->step[i];
		if (s->depth < f->tree->list_count) {
			take_step(f, &walk, s);
		} else {
			take_graph(f, c, &walk, s, graph++, least_log);
		}
	}
	for (size_t j = 0; j < LANES; j++) {
		c->top[j] = walk.top[j];
		c->value[j] = walk.value[j];
	}
}

static void forest_at(void *context, struct density_call *call)
{
	struct forest *f = context;
	f->call = call;
	set_rows(f, call);
	if (f->pool != NULL && f->chunk_count > 1) {
		pool_run(f->pool, f->chunk_count, run_chunk, f);
	} else {
		for (size_t i = 0; i < f->chunk_count; i++) {
			run_chunk(f, i);
		}
	}
	for (size_t i = 0; i < f->chunk_count; i++) {
		call->hidden_log = fmax(call->hidden_log, f->chunk[i].hidden_log);
		call->is_rising = call->is_rising || f->chunk[i].is_rising;
	}
	for (size_t j = 0; j < call->count; j++) {
		double top = -INFINITY;
		double value = 0;
		for (size_t i = 0; i < f->chunk_count; i++) {
			top = fmax(top, f->chunk[i].top[j]);
			value += f->chunk[i].value[j];
		}
		call->top_log[j] = top;
		if (call->value != NULL) {
			call->value[j] = value;
		}
	}
}

static void forest_begin(void *context)
{
	struct forest *f = context;
	for (size_t i = 0; i < f->tree->graph_count; i++) {
		f->sum[i] = 0;
	}
}

static void forest_accept(void *context)
{
	struct forest *f = context;
	for (size_t i = 0; i < f->chunk_count; i++) {
		const struct chunk *c = &f->chunk[i];
		for (size_t k = 0; k < c->part_count; k++) {
			const struct part *p = &f->part[c->first_graph + k];
			f->sum[p->graph] += p->sum;
		}
	}
}

/* Cuts the tree, after the steps of graph 0, into chunks. */
static void cut_tree(struct forest *f, struct arena *a)
{
	const struct graph_tree *t = f->tree;
	size_t steps = t->step_count - t->list_count;
	size_t size = steps / CHUNKS + 1;
	size = size < CHUNK_STEPS_MIN ? CHUNK_STEPS_MIN : size;
	f->chunk = arena_calloc(a, steps / size + 1, sizeof(*f->chunk));
	struct graph_step path[GRAPH_LISTS_MAX] = {0};
	size_t graph = 0;
	for (size_t i = 0; i < t->step_count; i++) {
		if (i >= t->list_count && (i - t->list_count) % size == 0) {
			struct chunk *c = &f->chunk[f->chunk_count++];
			*c = (struct chunk){.from = i, .first_graph = graph};
			c->to = t->step_count - i < size ? t->step_count : i + size;
			for (unsigned k = 0; k < t->list_count; k++) {
				c->path[k] = path[k];
			}
		}
		path[t->step[i].depth - 1] = t->step[i];
		graph += t->step[i].depth == t->list_count;
	}
}

static struct density *forest_density(struct forest *f, struct arena *a)
{
	struct density *d = arena_calloc(a, 1, sizeof(*d));
	density_build(d, a,
		&(struct density_function){.at = forest_at,
			.begin = forest_begin,
			.accept = forest_accept,
			.context = f,
			.terms_log = log((double)f->tree->graph_count)},
		&f->problem->range);
	return d;
}

/* ------- results ------- */

struct inverse {
	double total;
	int power;
};

static double inverse_at(void *context, double m)
{
	const struct inverse *i = context;
	double x = i->total / (i->total + m);
	return i->power == 1 ? x : x * x;
}

static struct dga_estimate estimate_of(const struct mixture *x, int64_t total)
{
	double first = mixture_mean(x, inverse_at, &(struct inverse){(double)total, 1});
	double second = mixture_mean(x, inverse_at, &(struct inverse){(double)total, 2});
	return (struct dga_estimate){
		.low = total + mixture_quantile(x, 0.025),
		.median = total + mixture_quantile(x, 0.5),
		.high = total + mixture_quantile(x, 0.975),
		.mode = total + mixture_mode(x),
		.relative = (double)total * first / second,
	};
}

static struct mixture of_one(const struct density *d)
{
	return (struct mixture){.count = 1, .part = {d}, .share = {1}};
}

/* The most probable graphs, by the sums of the forest and the chance of graph 0. */
static void find_best(struct dga_result *r, const struct forest *f, struct arena *a, double others)
{
	const struct problem *p = f->problem;
	size_t best[DGA_BEST_MAX];
	double all = 0;
	for (size_t i = 0; i < f->tree->graph_count; i++) {
		all += f->sum[i];
	}
	f->sum[0] = others > 0 ? all * r->complete_share / others : 1;
	for (size_t i = 0; i < f->tree->graph_count; i++) {
		size_t at = r->best_count;
		for (; at > 0 && f->sum[i] > f->sum[best[at - 1]]; at--) {
			if (at < p->options->best_count) {
				best[at] = best[at - 1];
			}
		}
		if (at < p->options->best_count) {
			best[at] = i;
			r->best_count += r->best_count < p->options->best_count;
		}
	}
	for (size_t k = 0; k < r->best_count; k++) {
		struct graph g = graph_at(f->tree, best[k]);
		struct mixture own = of_one(single_density(a, p, &g));
		r->best[k] = (struct dga_model){
			.graph = g,
			.share = f->sum[best[k]] / (all + f->sum[0]),
			.estimate = estimate_of(&own, r->total),
		};
	}
}

static void set_result(struct dga_result *r, const struct density *complete, const struct density *others)
{
	double odds_log = (double)(complete->total_log - others->total_log);
	r->complete_share = 1 / (1 + exp(-odds_log));
	r->incomplete = of_one(others);
	r->all = (struct mixture){.count = 2,
		.part = {others, complete},
		.share = {1 / (1 + exp(odds_log)), r->complete_share}};
	r->estimate_incomplete = estimate_of(&r->incomplete, r->total);
	r->estimate_all = estimate_of(&r->all, r->total);
	r->hill_count = mixture_hills(&r->all, r->total, r->hill);
	int64_t from = others->piece[0].from;
	int64_t end = mixture_end(&r->all);
	r->last_share = 1 - mixture_below(&r->all, end - (end - from) / 100);
	r->is_open = complete->is_open || others->is_open;
}

static int check(const struct capture_table *t, const struct graph_tree *tree, const struct dga_options *o,
	struct err *e)
{
	if (t->list_count < DGA_LISTS_MIN || t->list_count > DGA_LISTS_MAX) {
		return err_set(e, ERR_INPUT, "%u lists; decomposable graphs are averaged for %d to %d",
			t->list_count, DGA_LISTS_MIN, DGA_LISTS_MAX);
	}
	BUG_IF(tree->list_count != t->list_count);
	if (t->total == 0) {
		return err_set(e, ERR_INPUT, "nobody is on any list");
	}
	bool is_range = o->missing_min >= 0 && o->missing_max <= DENSITY_MAX &&
		(o->missing_max == 0 || o->missing_max >= o->missing_min) && o->missing_min < DENSITY_MAX;
	bool is_prior = o->prior != DGA_PRIOR_GAMMA_POISSON || (o->prior_shape > 0 && o->prior_scale > 0);
	is_prior = is_prior && (o->prior != DGA_PRIOR_INVERSE_MISSING || o->missing_min > 0) &&
		(o->prior != DGA_PRIOR_UNIFORM || o->missing_max > 0);
	if (!is_range || !is_prior || !(o->delta >= 0 && o->delta <= 1e6) || o->best_count > DGA_BEST_MAX ||
		(o->is_each && o->missing_max == 0)) {
		return err_set(e, ERR_INPUT, "the prior or the range of the number missing does not fit");
	}
	return 0;
}

int dga_fit(struct dga_result *result, struct arena *a, const struct capture_table *t,
	const struct graph_tree *tree, const struct dga_options *options, struct pool *pool, struct err *e)
{
	int rc = check(t, tree, options, e);
	if (rc != 0) {
		return rc;
	}
	struct problem p = {.options = options,
		.range = {.from = options->missing_min,
			.to = (options->missing_max > 0 ? options->missing_max : DENSITY_MAX) + 1,
			.is_each = options->is_each,
			.noise = 1e-12 + 64 * (double)LDBL_EPSILON * (double)t->total}};
	double delta = options->delta > 0 ? options->delta : ldexp(1, -(int)t->list_count);
	hyper_init(&p.hyper, t->list_count, capture_dense(t, a), delta);
	struct forest *f = mem_calloc(1, sizeof(*f));
	*f = (struct forest){.problem = &p, .tree = tree, .pool = pool};
	f->part = mem_calloc(tree->graph_count, sizeof(*f->part));
	f->sum = mem_calloc(tree->graph_count, sizeof(*f->sum));
	cut_tree(f, a);
	*result = (struct dga_result){.total = t->total};
	struct graph complete = graph_at(tree, 0);
	const struct density *others = forest_density(f, a);
	set_result(result, single_density(a, &p, &complete), others);
	find_best(result, f, a, 1 - result->complete_share);
	free(f->sum);
	free(f->part);
	free(f);
	return 0;
}

void dga_draw(const struct dga_result *result, bool with_complete, const struct random_place *place,
	int64_t *out, size_t count)
{
	struct random r;
	random_init(&r, place);
	for (size_t i = 0; i < count; i++) {
		out[i] = result->total + mixture_draw(with_complete ? &result->all : &result->incomplete, &r);
	}
}
