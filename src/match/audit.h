/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What blocking misses: likely pairs are found without the rules, and counted by whether some rule makes them.
 *
 * Within a slice of the records, min-hashing brings records together whose features (n-grams of their names, dates, places)
 * are alike: of two records whose features have Jaccard similarity s, one of MATCH_AUDIT_BANDS bands of `rows` minima is the
 * same with chance c(s) = 1 - (1 - s^rows)^bands. A pair found counts 1 / c(s) times, for those of its kind that were not
 * found (Horvitz and Thompson).
 * What it can't see are pairs whose features are not alike; so it bounds the recall of the rules from above.
 *
 * Sources: Broder, On the resemblance and containment of documents (1997), section 2; Leskovec, Rajaraman and Ullman,
 * Mining of massive datasets, section 3.4; Wilson, Probable inference (1927); Chao, Estimating the population size for
 * capture-recapture data with unequal catchability (1987).
 */
#ifndef MATCH_AUDIT_H
#define MATCH_AUDIT_H

#include "match/block.h"

enum {
	MATCH_AUDIT_BANDS = MATCH_RULE_MAX,
	MATCH_AUDIT_ROWS_MAX = 8,
	MATCH_AUDIT_SHOWN = 32, /* missed pairs that are kept as examples */
};

struct match_audit_slice {
	size_t record_count;
	const uint32_t *record; /* ascending; a random choice, or all of a small table */
	const size_t *start;    /* [record_count + 1]: where a record's features begin */
	const uint64_t
		*feature; /* ascending and different within a record; none: the record is alike to no other */
	unsigned rows; /* 1 … MATCH_AUDIT_ROWS_MAX: 3 for slices of up to 100,000, 4 or 5 for larger ones */
	double likely_min; /* the similarity from which a pair is likely: 0.5 */
	/* Judges a pair that is similar enough; NULL: each such pair is likely. Called from the threads of the pool. */
	bool (*is_likely)(const void *context, uint32_t a, uint32_t b);
	const void *context;
	uint64_t seed;
};

struct match_audit {
	uint64_t candidate_count;    /* pairs that the lists allow and some band brought together */
	uint64_t skipped_pair_count; /* not looked at: pairs of bands whose records were too many */
	uint64_t likely_count;
	uint64_t made_count; /* likely pairs that some rule makes */
	double likely_total; /* both with the weights 1 / c(s) */
	double made_total;
	double recall_p;      /* made_total / likely_total; NAN without likely pairs */
	double recall_low_p;  /* 95 % interval of Wilson, with (sum of weights)² / (sum of squares) trials */
	double recall_high_p; /* where pairs of the same people come together, it is too narrow */
	uint64_t made_by[MATCH_RULE_MAX];      /* likely pairs that the rule makes */
	uint64_t made_only_by[MATCH_RULE_MAX]; /* and no other one does */
	size_t missed_count;                   /* examples, the first in the order of the walk */
	struct match_pair missed[MATCH_AUDIT_SHOWN];
};

/*
 * Looks for likely pairs in a slice, and for the rules that make them.
 *
 * plan      whose rules are judged; a pair counts only when its lists allow it
 * pool      NULL: this thread only
 *
 * ^ The audit is the same with any number of threads.
 * ^ With features that are equal in the records of a pair and in no others, each such pair is found.
 */
void match_audit_run(const struct match_block_plan *plan, const struct match_audit_slice *slice,
	struct pool *pool, struct match_audit *out);

/*
 * The 95 % interval of Wilson for a share.
 *
 * count     trials, above 0; made: 0 … count; both may be sums of weights
 *
 * ^ The interval of Wilson is that of the published examples.
 */
void match_wilson(double made, double count, double *low_p, double *high_p);

/*
 * How many pairs there are at least, with those that no rule made: rules taken for lists, of which each true pair is on some.
 *
 * made_by   [rule_count + 1]: true pairs (by the model, or by a person) that exactly so many rules make; [0] is not read
 * returns   Chao's lower bound in its bias-corrected form, S + (1 - 1/t) f1 (f1 - 1) / (2 (f2 + 1)) for t rules. It
 *           assumes that a pair's chances with the rules are independent given how well it is written, which differs from
 *           pair to pair. Rules with a field in common break that, and make it too low: it stays a lower bound
 *
 * ^ Chao's bound is the number of pairs itself where none is made by one rule alone.
 */
double match_pairs_at_least(const uint64_t *made_by, unsigned rule_count);

#endif
