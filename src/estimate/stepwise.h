/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Choosing interactions one by one. From independence on, the interaction is added whose observed count of people is
 * least likely under the fit so far (the smaller of the two Poisson tails), among those whose model has exactly one
 * extended maximum likelihood estimate, while that p-value is below the threshold.
 *
 * Source: Chan, Silverman and Vincent (2021), section 3.2.
 */
#ifndef ESTIMATE_STEPWISE_H
#define ESTIMATE_STEPWISE_H

#include "estimate/rank.h"

/* The threshold of the paper. */
#define STEPWISE_THRESHOLD_P 0.02

/*
 * s            the space; of pairs in the paper. With larger interactions a candidate's parts must be in the model
 * threshold_p  0 … 1
 *
 * ^ Interactions that would leave no estimate are passed over, those with the next p-value tried.
 */
struct rank_entry stepwise_choose(
	const struct cells *c, const struct model_space *s, double threshold_p, struct fit_room *r);

#endif
