/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The latent class estimate of the number of people (LCMCR's posterior, latent_model.h): runs chains until they agree and
 * say enough, and says so when they don't.
 *
 * Eight chains start, half of them with everybody in one class, half scattered. When they disagree they become the top
 * rungs of eight ladders of parallel tempering. docs/methods/estimation.md says what is known about the modes.
 */
#ifndef ESTIMATE_LATENT_H
#define ESTIMATE_LATENT_H

#include "base/pool.h"
#include "estimate/latent_model.h"
#include "estimate/modes.h"
#include "estimate/watch.h"

enum latent_ladder_use { LATENT_LADDER_WHEN_NEEDED, LATENT_LADDER_NEVER, LATENT_LADDER_ALWAYS };

struct latent_options {
	struct latent_prior prior;
	unsigned class_count; /* K; 0: latent_class_count() */
	bool may_add_classes; /* run again with more classes while the last one is used */
	uint64_t seed;
	uint64_t stratum; /* a hash of the stratum's table */
	uint32_t replicate;
	double bulk_min;     /* stop at this effective size of ln N for the middle, */
	double tail_min;     /* this one for the tails, */
	double rhat_max;     /* and below this R-hat, split and rank-normalised */
	uint64_t work_max;   /* trajectories of eight chains after which to give up */
	uint64_t visits_max; /* and this many visits of a pattern in a class: trajectories differ in length */
	enum latent_ladder_use ladder;
};

enum latent_state {
	LATENT_CONVERGED,
	LATENT_NOT_CONVERGED, /* the draws show what was found, but are no estimate */
	LATENT_STOPPED,       /* by the watch */
};

struct latent_result {
	enum latent_state state;
	unsigned class_count;
	size_t chain_count;
	size_t length;       /* draws of each chain */
	const double *total; /* [chain_count * length]: N, whole numbers, chain by chain; in the arena */
	double rhat_split;
	double rhat; /* rank-normalised and folded */
	double bulk; /* effective sizes of ln N */
	double tail;
	double mean; /* of N, with its Monte Carlo error */
	double mean_error;
	struct mode modes[MODES_MAX]; /* of ln N */
	size_t mode_count;
	double cap_share;      /* draws within 1 % of the largest N allowed */
	double last_use;       /* draws in which somebody is expected in the last class */
	double acceptance;     /* of the trajectories */
	unsigned rung_count;   /* 1: no ladder was needed */
	double least_exchange; /* the smallest share of exchanges made between two rungs; NAN without */
	uint64_t work;         /* trajectories of eight chains done */
	uint64_t visits;       /* of a pattern in a class by the leapfrog steps of eight chains */
};

/*
 * LCMCR's priors without its limit on the number missing, which hides how little the data say; 4,000 and 1,000 effective
 * draws and R-hat 1.01, after Vehtari and others (2021).
 */
void latent_options_default(struct latent_options *o);

/* Those of LCMCR and verdata's production: the same with at most 20 people missing for each one seen. */
void latent_options_lcmcr(struct latent_options *o, int64_t total);

/*
 * Estimates one stratum.
 *
 * t         at least 2 lists and 1 person
 * a         holds the result's draws and, until it is given back, the chains
 * pool      NULL: this thread only
 * watch     NULL: nobody watches
 *
 * ^ The digits do not depend on the number of threads.
 * ^ Chains that do not agree are no estimate: the state says so.
 * ^ Chains that stayed where the draws that are kept never come are no estimate.
 */
void latent_run(struct latent_result *out, struct arena *a, const struct capture_table *t,
	const struct latent_options *o, struct pool *pool, const struct estimate_watch *watch);

#endif
