/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The latent class model of Manrique-Vallier (Bayesian population size estimation using Dirichlet process mixtures,
 * Biometrics 72, 2016): every person belongs to one of K classes; within a class the lists are independent.
 *
 * Chance of class k: nu_k = V_k prod_{h<k} (1 - V_h), V_K = 1. Chance that a person of class k is on list j: lambda_kj.
 * Priors: lambda_kj ~ Beta(a, b), V_k ~ Beta(1, alpha), alpha ~ Gamma(shape, rate), p(N) proportional to 1/N.
 *
 * What is sampled is the posterior of lambda and V with the classes of the people, the number missing and alpha summed out:
 *
 *     prior(lambda, V) prod_w (pi_w / (1 - pi_0))^n_w,     N - n | lambda, V ~ negative binomial(n, 1 - pi_0)
 *
 * A point is a vector of `size` real numbers: logit lambda_kj at [k J + j], then y_k = ln(-ln(1 - V_k)) at [K J + k]
 * for k < K - 1. alpha goes down to 1e-15 and below in these posteriors; y keeps every digit there, V would not.
 */
#ifndef ESTIMATE_LATENT_MODEL_H
#define ESTIMATE_LATENT_MODEL_H

#include "base/mem.h"
#include "estimate/capture.h"

struct latent_prior {
	double list_a; /* lambda_kj ~ Beta(list_a, list_b); 1, 1 in LCMCR. At least LATENT_LIST_MIN */
	double list_b;
	double alpha_shape; /* 0.25, 0.25 in LCMCR */
	double alpha_rate;
	int64_t missing_max; /* draws with more people missing have no chance; LCMCR: 20 n */
};

#define LATENT_LIST_MIN 0.25

/* Coordinates beyond +-LATENT_BOUND have no chance: the priors leave less than e^-50 there. */
#define LATENT_BOUND 200.0

struct latent_model {
	unsigned list_count;  /* J */
	unsigned class_count; /* K, at least 2 */
	size_t size;
	/*
	 * The cells as a tree of patterns: the parent of a pattern is that without its highest list, the root is the empty
	 * one. What a class expects of a pattern is what it expects of the parent, times the odds of one list.
	 */
	size_t node_count;
	const uint32_t *parent;
	const int64_t *count; /* people with this pattern: 0 for the root and where only longer ones occur */
	const uint32_t *
		list_begin; /* the highest list is j for the nodes from list_begin[j] on, up to [j + 1]; [0] is 1 */
	int64_t total; /* n */
	struct latent_prior prior;
};

/* t and the model's memory belong to `a`. class_count at least 2. */
void latent_model_init(struct latent_model *m, struct arena *a, const struct capture_table *t,
	unsigned class_count, const struct latent_prior *prior);

/*
 * The number of classes for so many lists: 2^J - 1, at most 15, at least 2. With more classes than cells nothing can be
 * told apart; 15 is what HRDAG's production uses.
 */
unsigned latent_class_count(unsigned list_count);

#endif
