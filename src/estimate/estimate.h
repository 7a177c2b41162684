/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One stratum, by all methods side by side, with what each rests on and whether any of it may be said.
 *
 * No method is right by itself: each turns the counts into a number by an assumption that the counts can't prove. So all
 * that apply are worked, what speaks against each is kept beside it, and the answer is that of one method, named, with
 * how far the others are from it.
 */
#ifndef ESTIMATE_ESTIMATE_H
#define ESTIMATE_ESTIMATE_H

#include "base/pool.h"
#include "estimate/closed.h"
#include "estimate/combine.h"
#include "estimate/decide.h"
#include "estimate/modes.h"

/*
 * X(name, stable name, counts), in the order in which an answer is looked for where nobody chose. A method counts when it
 * has to agree with the others; only such a one answers where nobody chose. AIC does not count: it is made for prediction,
 * and in sparse tables keeps interactions of which the counts say next to nothing, so that its estimates run away. Nor
 * does Chao's, which is a lower bound.
 */
#define ESTIMATE_METHODS(X) \
	X(DGA, "dga", true) \
	X(LATENT, "latent", true) \
	X(BIC, "bic", true) \
	X(STEPWISE, "stepwise", true) \
	X(NO_HIGHEST, "nhoi", true) \
	X(TWO_LISTS, "two-lists", true) \
	X(AIC, "aic", false) \
	X(CHAO, "chao", false)

enum estimate_method {
#define ESTIMATE_ENUM(name, stable, counts) ESTIMATE_##name,
	ESTIMATE_METHODS(ESTIMATE_ENUM)
#undef ESTIMATE_ENUM
		ESTIMATE_METHOD_COUNT
};

extern const char *const estimate_method_names[ESTIMATE_METHOD_COUNT];

enum estimate_state {
	ESTIMATE_UNASKED,
	ESTIMATE_UNFIT, /* the method does not apply to this table: too many lists, a pattern that does not occur */
	ESTIMATE_REFUSED, /* findings say why */
	ESTIMATE_GIVEN,
};

/* What one method gives. Numbers are NAN where there is none; those of a refused method are not to be said. */
struct estimate_entry {
	enum estimate_state state;
	struct decide_findings findings;
	double total;
	double low; /* of the interval */
	double high;
	struct decide_diagnostics diagnostics;
	struct mode modes[MODES_MAX]; /* of N */
	size_t mode_count;
	struct bytes
		model; /* the model that was chosen, as "[123,14,34]", lists by their number; absent: none was */
	const double *draws; /* of N, options.draw_count of them; NULL: none */
};

/* A table a little different from the observed one, and what the probe gives for it: NAN where it gives nothing. */
struct estimate_probe {
	unsigned list;  /* the list that is left out, or looked into; of a pair the first */
	unsigned other; /* of a pair the second */
	int change;     /* of people on the pair */
	double known;   /* the size of the list that is looked into */
	double total;
	double low;
	double high;
};

struct estimate_options {
	double level; /* of intervals, in (0, 1) */
	unsigned
		order; /* lists in the largest interaction of log-linear models; 0: all to five lists, pairs beyond */
	enum estimate_method
		answer; /* whose answer is asked; ESTIMATE_METHOD_COUNT: the first that is not refused */
	struct decide_declared declared;
	bool is_latent;  /* also work the latent class model, which takes seconds, or minutes */
	double odds_low; /* the range for the dependence of two lists, where it is declared */
	double odds_high;
	unsigned draw_count; /* for totals over strata and replicates */
	uint64_t seed;
	uint32_t replicate;
	struct pool *pool; /* NULL: the caller's thread */
};

struct estimate {
	struct facts facts;         /* of the table as it was given */
	struct capture_table table; /* with the lists that hold somebody */
	struct decide_findings against_table;
	struct decide_findings against_stratum;
	struct estimate_entry entries[ESTIMATE_METHOD_COUNT];
	enum estimate_method answer; /* ESTIMATE_METHOD_COUNT: none */
	bool may_be_said;
	struct decide_agreement agreement;
	struct combine_bounds
		published; /* the average by AIC, as for Gaza: no interval; NAN where there is none */
	struct closed_estimate line[CLOSED_XI_COUNT]; /* nhoi over closed_xi */
	const struct estimate_probe *pairs;           /* one person more, one fewer */
	size_t pair_count;
	const struct estimate_probe *without; /* each list left out */
	size_t without_count;
	const struct estimate_probe *within; /* each list of at least 30 people, from the others */
	size_t within_count;
};

/*
 * Works one stratum.
 *
 * a         owns the result
 * t         must live as long as it; any table
 *
 * ^ The result is the same for any number of threads.
 * ^ Where the table is refused, no method is worked.
 */
void estimate_stratum(struct estimate *out, struct arena *a, const struct capture_table *t,
	const struct estimate_options *options);

#endif
