/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Averaging over decomposable graphs: who is on which lists follows one of the graphs in which lists without an edge are
 * independent given the others; which one, is unknown. Each graph with its chance given the counts gives its posterior
 * of how many people are on no list.
 *
 * The chances of the capture patterns have a hyper-Dirichlet prior with `delta` people a cell, every graph the same
 * chance. The graph with all edges is no assumption at all: its posterior is its prior, and the answer is given with and
 * without it.
 *
 * Sources: Madigan and York, Bayesian methods for estimation of the size of a closed population (1997), section 3, for the
 * model; Dawid and Lauritzen, Hyper Markov laws (1993), for the marginal likelihood of a graph.
 */
#ifndef ESTIMATE_DGA_H
#define ESTIMATE_DGA_H

#include "base/err.h"
#include "base/pool.h"
#include "estimate/capture.h"
#include "estimate/graph.h"
#include "estimate/mixture.h"

enum { DGA_LISTS_MIN = 3, DGA_LISTS_MAX = GRAPH_LISTS_MAX, DGA_BEST_MAX = 16 };

/* The prior of N = n + m, n people listed and m missing, up to a factor. */
enum dga_prior {
	DGA_PRIOR_INVERSE,         /* 1/N; what the package dga computes with */
	DGA_PRIOR_INVERSE_MISSING, /* 1/m; what the help of the package dga says */
	DGA_PRIOR_UNIFORM,         /* the same for each N; needs missing_max, else the posterior has no end */
	DGA_PRIOR_GAMMA_POISSON,   /* Poisson, its mean gamma with prior_shape and prior_scale */
	DGA_PRIOR_COUNT
};

/* A zeroed struct is the default. */
struct dga_options {
	double delta; /* 0: 2^-J, one person in the whole table */
	enum dga_prior prior;
	double prior_shape;
	double prior_scale;
	int64_t missing_min; /* the package dga is mostly used from 1 */
	int64_t missing_max; /* 0: as far as there is anything; at most DENSITY_MAX */
	bool is_each;        /* asks for each number to missing_max, as the package dga does */
	unsigned best_count; /* of the most probable graphs to estimate on their own; at most DGA_BEST_MAX */
};

struct dga_estimate {
	int64_t low; /* 2.5 % quantile of N */
	int64_t median;
	int64_t high;    /* 97.5 % */
	int64_t mode;    /* the most probable N */
	double relative; /* least expected squared relative error: E[1/N] / E[1/N²] */
};

struct dga_model {
	struct graph graph;
	double share; /* posterior chance of the graph */
	struct dga_estimate estimate;
};

struct dga_result {
	int64_t total; /* n */
	/* Of the number missing: over all graphs, and over all but the one with all edges. */
	struct mixture all;
	struct mixture incomplete;
	struct dga_estimate estimate_all;
	struct dga_estimate estimate_incomplete;
	double complete_share; /* posterior chance of the graph with all edges */
	double last_share;     /* of the posterior in the last 1 % of the range of m */
	bool is_open;          /* the posterior goes on beyond the range */
	/* Of ln N, over all graphs. */
	struct mixture_hill hill[MIXTURE_MODES_MAX];
	size_t hill_count;
	struct dga_model best[DGA_BEST_MAX]; /* most probable first */
	size_t best_count;
};

/*
 * The posterior. The result lives as long as `a`.
 *
 * t         of DGA_LISTS_MIN … DGA_LISTS_MAX lists, with at least one person
 * tree      of as many lists
 * pool      shares the work over its threads; NULL: the caller's
 * returns   0; ERR_INPUT: another number of lists, nobody listed, options that do not fit
 *
 * ^ The result is the same for any number of threads.
 * ^ Quantiles are those of the whole integer grid, to 1e-6 of their size.
 * ^ With is_each, missing_min 1 and a uniform chance of graphs the result is that of the package dga.
 */
int dga_fit(struct dga_result *result, struct arena *a, const struct capture_table *t,
	const struct graph_tree *tree, const struct dga_options *options, struct pool *pool,
	struct err *e) MUST_USE;

/*
 * Draws of N from the posterior over all graphs, or over all but the one with all edges.
 *
 * out       receives count draws
 *
 * ^ Equal places give equal draws.
 */
void dga_draw(const struct dga_result *result, bool with_complete, const struct random_place *place,
	int64_t *out, size_t count);

#endif
