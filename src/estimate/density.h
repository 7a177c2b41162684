/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A distribution over whole numbers, summed from few of them.
 *
 * The numbers are cut into pieces that grow with the numbers and shrink where the distribution moves. A piece of up to
 * DENSITY_POINTS numbers is taken number by number. A longer one is known at DENSITY_POINTS points between its ends:
 * those of the Gauss rule for sums over whole numbers, whose polynomials are the discrete Chebyshev (Gram) ones. Sums over
 * part of a piece have a closed form in the same polynomials, so that quantiles are found to the number.
 *
 * Source: Abramowitz and Stegun 22.17 (Gram polynomials); Golub and Welsch, Calculation of Gauss quadrature rules (1969).
 */
#ifndef ESTIMATE_DENSITY_H
#define ESTIMATE_DENSITY_H

#include "base/mem.h"

enum { DENSITY_POINTS = 16 };

/* Numbers below it are always taken one by one: the functions of interest are not smooth near 0. */
enum { DENSITY_SINGLE_BELOW = 64 };

/* A function that moves by more than e^this from point to point is not seen well enough. */
enum { DENSITY_RISE_MAX = 4 };

/* The greatest number. */
#define DENSITY_MAX (INT64_C(1) << 62)

/* A question to the function: its value at some points. */
struct density_call {
	const double
		*point; /* `count` points, ascending, up to DENSITY_POINTS; not necessarily whole numbers */
	size_t count;
	long double scale_log; /* subtracted from all logarithms */
	double *top_log; /* receives, a point, the logarithm of the function or of the greatest of its terms */
	double *value;   /* receives the function over e^scale; NULL: not asked for, nor is anything below */
	const double *weight; /* of the points, for sums over the piece */
	double piece_count;   /* numbers in the piece */
	double steps; /* from the first to the last point, in distances of the first two; 0: no number is left out */
	double fall_log; /* what a term that is in proportion to 1/m falls from the last point but one to the last */
	/* Receive what density_notice() finds in all terms. */
	double hidden_log;
	bool is_rising;
};

/*
 * Takes note of a term that the points may not show well: one that would have a top between them, much higher than they,
 * if it went on as it begins and ends; and one whose share of numbers of one size still grows at the last point.
 *
 * term      the logarithm at DENSITY_POINTS points, those beyond the last one as that; high: the greatest of them
 */
static inline void density_notice(
	const struct density_call *call, const double *term, double high, double *hidden_log, bool *is_rising)
{
	enum { LAST = DENSITY_POINTS - 1 };
	double from_left = term[0] + (term[1] - term[0]) * call->steps;
	double from_right = term[LAST] + (term[LAST - 1] - term[LAST]) * call->steps;
	double hidden = from_left < from_right ? from_left : from_right;
	if (hidden > high + DENSITY_RISE_MAX && hidden > *hidden_log) {
		*hidden_log = hidden;
	}
	*is_rising = *is_rising || term[LAST] - term[LAST - 1] > -call->fall_log;
}

/*
 * The function that is to be made a distribution, up to a factor: a sum of terms that are each smooth in ln m.
 *
 * begin     is called before values are first asked for, and again when all is begun anew; may be NULL
 * accept    is called when the values last asked for have become part of the result; may be NULL
 * terms_log the logarithm of the number of terms
 */
struct density_function {
	void (*at)(void *context, struct density_call *call);
	void (*begin)(void *context);
	void (*accept)(void *context);
	void *context;
	double terms_log;
};

struct density_range {
	int64_t from;
	int64_t to; /* not included; at most DENSITY_MAX + 1 */
	bool is_each; /* every number to `to` is asked for; else as few as do, and up to where next to nothing is left */
	double noise; /* relative error of the values by rounding, below which no better is asked */
};

/* Gauss rule and polynomials for pieces of one length; u = -1 … 1 goes from end to end of the piece. */
struct density_rule {
	int64_t count;
	double u[DENSITY_POINTS];
	double weight[DENSITY_POINTS]; /* with sum 1 */
	double b[DENSITY_POINTS];      /* p[k+1](u) = u p[k](u) - b[k] p[k-1](u) */
	double square[DENSITY_POINTS]; /* mean of p[k]² over the piece */
};

struct density_piece {
	int64_t from;
	int64_t count;
	double before; /* share of the numbers before the piece */
	double share;
	const struct density_rule *rule; /* NULL: count is at most DENSITY_POINTS */
	double c[DENSITY_POINTS]; /* the share of each number, or with a rule the coefficients of p[k] */
};

struct density {
	struct density_piece *piece; /* without gaps, ascending */
	size_t piece_count;
	long double total_log; /* the logarithm of the sum of the function */
	bool is_open;          /* what is left out above the last piece may be more than next to nothing */
};

/*
 * Sums the function over the range. The distribution lives as long as `a`.
 *
 * ^ Shares agree with those of all whole numbers, one by one, to 1e-9.
 */
void density_build(struct density *d, struct arena *a, const struct density_function *f,
	const struct density_range *range);

/* The end of the last piece, not included. */
int64_t density_end(const struct density *d);

/* The share of numbers below m. */
double density_below(const struct density *d, int64_t m);

/* The share of m. */
double density_of(const struct density *d, int64_t m);

/*
 * The least m such that the share of numbers up to m is at least p.
 *
 * ^ It undoes density_below().
 */
int64_t density_quantile(const struct density *d, double p);

/* The mean of g(context, m). g must be as smooth as the function. */
double density_mean(const struct density *d, double (*g)(void *context, double m), void *context);

/*
 * Numbers close enough together to show every hill of the distribution, not in order.
 *
 * out       has room for DENSITY_SHOWN a piece
 * returns   how many
 */
enum { DENSITY_SHOWN = DENSITY_POINTS + 2 };
size_t density_points(const struct density *d, int64_t *out);

#endif
