/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Eight chains of the latent class model side by side. One step of them is a Hamiltonian trajectory on the summed-out
 * posterior, after every few of which comes a sweep of the Gibbs sampler.
 *
 * Sources: Neal, MCMC using Hamiltonian dynamics (Handbook of Markov Chain Monte Carlo, 2011), sections 3.2 and 4.2;
 * step size by dual averaging, Hoffman and Gelman, The No-U-Turn sampler (JMLR 15, 2014), section 3.2.
 */
#ifndef ESTIMATE_LATENT_HMC_H
#define ESTIMATE_LATENT_HMC_H

#include "estimate/latent_gibbs.h"
#include "estimate/latent_kernel.h"

/* How the step size is found. */
struct latent_tuning {
	double shrink_to; /* logarithm of the size that the search is drawn to */
	double off;       /* mean of 0.75 minus the chance of acceptance */
	double mean_log;  /* of the sizes tried, weighted towards the last ones */
	double count;
};

struct latent_chains {
	const struct latent_model *model;
	const struct latent_kernel *kernel;
	struct random_place place; /* of lane 0; lane l is chain place.chain + l */
	struct latent_work work;
	struct latent_gibbs gibbs;
	struct latent_point now;
	struct latent_point next;
	double heat;         /* the exponent of the likelihood; the Gibbs sweep is for 1 only */
	unsigned length_max; /* leapfrog steps of a trajectory: 1 … length_max */
	double *scale;       /* as in struct latent_move */
	double step;
	double *gain;
	double *position; /* of one chain */
	double *square;   /* sums of squared gradients, while tuning */
	double square_count;
	struct latent_tuning tuning;
	bool is_tuning;
	int64_t missing[LATENT_LANES];   /* N - n; never above the prior's missing_max */
	uint64_t accepted[LATENT_LANES]; /* trajectories since the tuning, of `steps` */
	uint64_t steps;
	uint64_t gradients; /* leapfrog steps of all trajectories ever */
};

/* The chains are at heat 1, and start nowhere yet. */
void latent_chains_init(struct latent_chains *c, struct arena *a, const struct latent_model *m,
	const struct random_place *place);

/*
 * Puts the chain of one lane at its start: everybody in one class with the lists' own margins, or dispersed: chances of
 * lists and classes scattered, lists' chances lower than among the people seen. Then some sweeps of the Gibbs sampler.
 */
void latent_chains_start(struct latent_chains *c, unsigned lane, bool dispersed);

/* Computes densities and gradients where the chains are: after they were moved by others. */
void latent_chains_evaluate(struct latent_chains *c);

/* Finds scales and step sizes in `steps` steps of all chains: for the time before draws are kept. */
void latent_chains_tune(struct latent_chains *c, unsigned steps);

/* Makes trajectories twice as long, and takes `steps` steps to find the step size for these. */
void latent_chains_lengthen(struct latent_chains *c, unsigned steps);

/* One step of all chains. */
void latent_chains_step(struct latent_chains *c);

#endif
