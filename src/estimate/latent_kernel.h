/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The inner loop of the latent class sampler: the posterior density, its gradient and Hamiltonian trajectories of eight
 * chains at once. The same source is compiled for several processors; each gives the same digits (lanes.h).
 *
 * Arrays have LANES numbers for each element: number e of lane l at [e * LANES + l], aligned to LATENT_ALIGN bytes.
 */
#ifndef ESTIMATE_LATENT_KERNEL_H
#define ESTIMATE_LATENT_KERNEL_H

#include "base/random.h"
#include "estimate/latent_model.h"

enum { LATENT_LANES = 8, LATENT_ALIGN = 64 };

/* Where eight chains stand. */
struct latent_point {
	double *position;       /* model->size elements */
	double *gradient;       /* of prior_log + heat * likelihood_log */
	double *missing_odds;   /* one element: pi_0 / (1 - pi_0) */
	double *prior_log;      /* one element, without its constants */
	double *likelihood_log; /* the same; NAN where it can't be computed */
};

/* Scratch of a kernel. For class k: */
struct latent_work {
	double *lambda;   /* [k J + j] */
	double *odds;     /* lambda / (1 - lambda) */
	double *hazard;   /* -ln(1 - V_k) */
	double *slope;    /* d ln nu_k / d y_k */
	double *unlisted; /* nu_k prod_j (1 - lambda_kj) */
	double *listed;   /* nu_k minus that */
	double *joint;    /* [k M + m]: chance to be of class k and have pattern m, of M nodes */
	double *node;     /* [m]: n_m / pi_m */
	double *share;    /* [m]: people of one class expected with pattern m or one that begins with it */
	double *speed;    /* as a point: momenta in units in which each is standard normal */
	bool *is_used;    /* false where nu_k is 0 in all lanes */
};

struct latent_move {
	double heat; /* the exponent of the likelihood: 1 for the posterior */
	const double
		*scale; /* [model->size]: the widths of the coordinates, their masses to the power -1/2 */
	double step;    /* the length of a leapfrog step in these widths */
	unsigned step_count;
	/* momenta are drawn here: the place of each lane, of which the upper half of the stream is used */
	uint32_t chain[LATENT_LANES];
	uint32_t replicate;
	uint32_t time;
	uint32_t key[2];
};

struct latent_kernel {
	/* Computes the densities and the gradient at p->position. */
	void (*evaluate)(
		const struct latent_model *m, struct latent_work *w, double heat, struct latent_point *p);

	/*
	 * Follows a trajectory from `from`, with new momenta.
	 *
	 * to         receives where it ends, evaluated; its arrays are the caller's
	 * gain       one element; receives the logarithm of the chance of acceptance by the Metropolis rule; NAN where it can't be told
	 */
	void (*trajectory)(const struct latent_model *m, struct latent_work *w,
		const struct latent_move *move, const struct latent_point *from, struct latent_point *to,
		double *gain);
};

/*
 * The kernel for this processor, and the one for any.
 *
 * ^ Every kernel gives the same digits.
 */
const struct latent_kernel *latent_kernel_best(void);
const struct latent_kernel *latent_kernel_any(void);

/* Memory for count elements, zeroed. */
double *latent_array(struct arena *a, size_t count) MUST_USE;

void latent_work_init(struct latent_work *w, struct arena *a, const struct latent_model *m);
void latent_point_init(struct latent_point *p, struct arena *a, const struct latent_model *m);

#endif
