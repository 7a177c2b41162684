/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Models in which people differ in how easily they get on lists.
 *
 *     log mu_w = intercept + effects of the lists in w + h(|w|),   |w| the number of lists in w
 *
 * with one effect for all lists (M0, Mh) or one for each (Mt, Mth), and no h (M0, Mt) or one of
 *
 *     Poisson   tau (2^k - 1)
 *     Darroch   tau k^2 / 2
 *     Gamma     tau (ln 3.5 - ln(3.5 + k))
 *     Chao      eta_3 (k - 2)+ + ... + eta_J (k - J + 1)+, every eta at least 0
 *
 * Chao's is a lower bound of the population when people on one list are no less likely than others to be on another
 * (heterogeneity, or lists that depend on each other positively), and none otherwise: heterogeneity_dependence()
 * looks whether they do.
 *
 * Sources: Rivest and Levesque (2001); Rivest and Baillargeon, Applications and extensions of Chao's moment
 * estimator, Biometrics 63:999 (2007), for the bound; Darroch and others, A three-sample multiple-recapture approach
 * to census population estimation, JASA 88:1137 (1993). Reference: closedp.t() of Rcapture.
 */
#ifndef ESTIMATE_HETEROGENEITY_H
#define ESTIMATE_HETEROGENEITY_H

#include "estimate/fit.h"

enum heterogeneity {
	HETEROGENEITY_NONE,
	HETEROGENEITY_CHAO,
	HETEROGENEITY_POISSON,
	HETEROGENEITY_DARROCH,
	HETEROGENEITY_GAMMA,
	HETEROGENEITY_COUNT
};

/*
 * Fits one of the models.
 *
 * by_list    whether lists have effects of their own (Mt, Mth); else all have one (M0, Mh)
 * returns    as of fit_model(); absent_count is the number of etas that were negative and are now 0. FIT_MANY with h
 *            for fewer than three lists, which do not determine it
 *
 * ^ No number is given where the model has no maximum likelihood estimate.
 * ^ No eta is negative; those above the most lists that anyone is on leave at once, then negative ones one by one,
 *   smallest order first.
 */
struct fit heterogeneity_fit(const struct cells *c, enum heterogeneity h, bool by_list);

/* How two lists depend on each other, as far as people on a third list show. */
struct dependence {
	unsigned first; /* the pair of lists, from 0 */
	unsigned second;
	double odds_ratio; /* pooled over the patterns of the other lists; NaN where nothing can be said */
	double z;          /* of no dependence: below about -2, clearly negative */
};

/*
 * The dependence of each pair of lists, in the J(J-1)/2 pairs' order 12, 13, ..., by Mantel and Haenszel's method:
 * the two-by-two tables of the pair among people with each pattern of the other lists but the empty one, where one
 * cell is unknown.
 *
 * returns    whether any pair depends negatively at the one-sided level 0.05 for all pairs together (Bonferroni): then
 *            Chao's model gives no lower bound
 *
 * Source: Mantel and Haenszel, Statistical aspects of the analysis of data from retrospective studies of disease
 * (1959).
 *
 * ^ It depends on lists' order only in the order of the pairs.
 */
bool heterogeneity_dependence(const struct cells *c, struct dependence *out);

#endif
