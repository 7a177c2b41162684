/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The methods as estimate_stratum() works them, private to estimate/. Each fills its entries: the numbers, what they
 * were found with, and state ESTIMATE_GIVEN, or ESTIMATE_UNFIT where it does not apply to the table. What speaks
 * against the numbers is in the diagnostics; refusing is not theirs.
 */
#ifndef ESTIMATE_METHOD_H
#define ESTIMATE_METHOD_H

#include "base/random.h"
#include "estimate/estimate.h"
#include "estimate/model.h"

struct method_work {
	const struct capture_table *table; /* two lists or more, all of them with people */
	const struct estimate_options *options;
	uint64_t stratum; /* a hash of the table: where random numbers are drawn */
	struct arena *a;
	struct estimate_entry *entries; /* of all methods, empty */
	struct combine_bounds *published;
};

/* Draws of N of which ln(N - n) is normal: what a standard error of ln n0 is worth. NULL where none are asked for. */
const double *method_normal_draws(
	const struct method_work *w, enum estimate_method method, double missing_log, double error);

/* Where the random numbers of a method are drawn. */
struct random_place method_place(const struct method_work *w, enum estimate_method method);

void method_chao(const struct method_work *w);
void method_closed(const struct method_work *w);
void method_dga(const struct method_work *w);
void method_latent(const struct method_work *w);
/* The log-linear models that BIC prefers for a table, the best first; none where there are too many to fit them all. */
struct method_models {
	const model_set *set; /* of the space that the options ask for */
	size_t count;
};

void method_loglinear(const struct method_work *w, struct method_models *preferred);

/*
 * The probe: what the log-linear model that BIC prefers gives for a table near the observed one. Fast enough to be asked
 * for each pair of lists, and changing its model with the table as an analyst would.
 *
 * among     models to choose among; NULL: all
 *
 * ^ It is the estimate of the method "bic" for the same table.
 */
void method_probe(const struct capture_table *t, const struct method_models *among,
	const struct estimate_options *options, struct arena *a, struct estimate_probe *out);

/* Probes the tables near that of e: pairs of lists, each list left out, each list as the others know it. */
void probe_tables(struct estimate *e, struct arena *a, const struct estimate_options *options,
	const struct method_models *preferred);

#endif
