/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/stepwise.h"

#include "estimate/lattice.h"
#include "estimate/special.h"

#include <math.h>

/* The smaller of P(X <= count) and P(X >= count) for a Poisson variable. */
static double smaller_tail(int64_t count, double mean)
{
	double k = (double)count;
	if (!(mean > 0)) {
		return count == 0 ? 1 : 0;
	}
	double below = special_gamma_q(k + 1, mean);
	double above = count == 0 ? 1 : special_gamma_p(k, mean);
	return fmin(below, above);
}

/* p[i] for every interaction that may be added to the model last fitted in the room, else INFINITY. */
static void candidates(
	const struct cells *c, const struct model_space *s, model_set m, struct fit_room *r, double *p)
{
	memcpy(r->weight, r->mean, c->size * sizeof(*r->weight));
	lattice_sum_supersets(r->weight, c->list_count);
	for (unsigned i = 0; i < s->interaction_count; i++) {
		unsigned term = s->interaction[i];
		bool may = !(m >> i & 1) && (s->parts[i] & ~m) == 0;
		p[i] = may ? smaller_tail(c->star[term], r->weight[term]) : INFINITY;
	}
}

static unsigned smallest(const double *p, unsigned count)
{
	unsigned best = 0;
	for (unsigned i = 1; i < count; i++) {
		if (p[i] < p[best]) {
			best = i;
		}
	}
	return best;
}

/* Adds the best interaction there is; false when there is none. */
static bool add_one(const struct cells *c, const struct model_space *s, double threshold_p,
	struct fit_room *r, struct rank_entry *e)
{
	double p[MODEL_INTERACTIONS_MAX];
	candidates(c, s, e->model, r, p);
	for (unsigned i = 0; i < s->interaction_count; i++) {
		unsigned best = smallest(p, s->interaction_count);
		if (!(p[best] < threshold_p)) {
			return false;
		}
		model_set m = e->model | (model_set)1 << best;
		struct fit f = fit_model(c, s, m, r);
		if (f.code == FIT_OK) {
			*e = (struct rank_entry){m, f};
			return true;
		}
		p[best] = INFINITY;
	}
	return false;
}

struct rank_entry stepwise_choose(
	const struct cells *c, const struct model_space *s, double threshold_p, struct fit_room *r)
{
	struct rank_entry e = {0, fit_model(c, s, 0, r)};
	while (e.fit.code == FIT_OK && add_one(c, s, threshold_p, r, &e)) {
	}
	return e;
}
