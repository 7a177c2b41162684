/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Parallel tempering: chains of the latent class model whose likelihood is raised to powers below 1, and which exchange
 * their places. Where the posterior has several modes the flat chains go from one to another and hand it up.
 *
 * There are eight ladders side by side: lane l of all rungs is one of them, and its rung 0 is a chain of the posterior.
 *
 * Source: Geyer, Markov chain Monte Carlo maximum likelihood (1991); Earl and Deem, Parallel tempering (Phys. Chem. Chem.
 * Phys. 7, 2005).
 */
#ifndef ESTIMATE_LATENT_LADDER_H
#define ESTIMATE_LATENT_LADDER_H

#include "base/pool.h"
#include "estimate/latent_hmc.h"

enum { LATENT_RUNGS_MAX = 40 };

struct latent_ladder {
	unsigned rung_count;
	struct latent_chains rung[LATENT_RUNGS_MAX];
	uint64_t work;                    /* trajectories of eight chains that the building took */
	uint64_t tried[LATENT_RUNGS_MAX]; /* exchanges with the rung below, and how many were made */
	uint64_t made[LATENT_RUNGS_MAX];
};

/*
 * Builds the ladder downwards from chains of the posterior: each rung is tuned and then tells by the spread of its
 * likelihood how far the next one may be.
 *
 * top    tuned chains; they become rung 0
 */
void latent_ladder_init(struct latent_ladder *l, struct arena *a, const struct latent_chains *top);

/* One step of all chains and then exchanges of neighbours. pool: NULL runs in this thread. */
void latent_ladder_step(struct latent_ladder *l, struct pool *pool);

#endif
