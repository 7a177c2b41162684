/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Moves of one chain of the latent class model that trajectories can't make: a sweep of the Gibbs sampler, with the
 * people's classes and the number missing as augmentation, and exchanges of the classes' labels.
 */
#ifndef ESTIMATE_LATENT_GIBBS_H
#define ESTIMATE_LATENT_GIBBS_H

#include "base/random.h"
#include "estimate/latent_model.h"

struct latent_gibbs {
	const struct latent_model *model;
	double *odds;     /* [k J + j] of the classes in use */
	double *unlisted; /* [k]: chance to be of class k and on no list */
	double *nu;       /* [k] */
	unsigned *order;  /* the classes in use, the most likely one first */
	unsigned used;    /* how many these are */
	double *joint;    /* [m K + i]: chance of the i-th class in use and pattern m */
	int64_t *part;    /* the same: people, those of longer patterns added */
	double *after;    /* [i]: for one pattern, chances of all classes after the i-th */
	int64_t *people;  /* [k]: in class k */
	int64_t *on;      /* [k J + j]: those of them on list j */
};

void latent_gibbs_init(struct latent_gibbs *g, struct arena *a, const struct latent_model *m);

/*
 * One sweep at heat 1: classes of all people, the missing ones included, then lambda, alpha and V given these.
 *
 * Source: Manrique-Vallier (2016), section 3.2; all classes that are nearly empty are drawn at once.
 *
 * position  a point as in latent_model.h, elements side by side
 * missing   the number of people missing, at least 0
 *
 * ^ The posterior stays as it is, as after every sweep.
 */
void latent_gibbs_sweep(struct latent_gibbs *g, struct random *r, double *position, int64_t missing);

/*
 * Exchanges neighbouring classes with their shares, each pair accepted by the Metropolis rule. The likelihood stays as it
 * is; p(nu) = prod_k p(V_k) / (1 - nu_1 - … - nu_(k-1)) changes in one factor.
 *
 * ^ The posterior stays as it is, whatever is exchanged.
 */
void latent_swap_labels(const struct latent_model *m, struct random *r, double *position);

/* pi_0 / (1 - pi_0) at a point. */
double latent_missing_odds(const struct latent_model *m, const double *position);

/* The number missing given a point: negative binomial; may exceed the prior's missing_max. */
int64_t latent_draw_missing(const struct latent_model *m, struct random *r, double missing_odds);

#endif
