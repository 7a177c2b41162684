/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Does a model have a maximum likelihood estimate on this table, and only one? Decided exactly, in whole numbers.
 *
 * With A the 0/1 design matrix of the terms and patterns that are left to estimate and t = A'y:
 *
 *  existence           there is x > 0 with A'x = t (Fienberg and Rinaldo, Maximum likelihood estimation in log-linear
 *                      models, Annals of Statistics 40:996 (2012), theorem 3: t is inside the marginal cone)
 *  identifiability     the rank of A is the number of terms
 *
 * Only which counts are 0 matters. Let P and Z be the rows of A with and without people, and B a basis of the null
 * space of P. With C = Z B, the estimate exists when some positive combination of all rows of C is 0 (Stiemke's
 * theorem), and it is the only one when C has full column rank. Where P alone has full rank, which its rank modulo 2
 * mostly proves, C has no columns and both hold. Otherwise a simplex in whole numbers finds the combination or proves
 * that there is none.
 */
#ifndef ESTIMATE_EXIST_H
#define ESTIMATE_EXIST_H

#include "estimate/design.h"

enum exist_code {
	EXIST_YES = 0,
	EXIST_NONE = 1,      /* no maximum likelihood estimate */
	EXIST_MANY = 2,      /* not identifiable: the likelihood is largest on a line or more */
	EXIST_NEITHER = 3,   /* both */
	EXIST_UNDECIDED = 4, /* the numbers outgrew 63 bits */
	EXIST_CODE_COUNT
};

/*
 * The code of a design.
 *
 * c, d      the table and a design set against it
 * a         scratch
 *
 * ^ It is that of the published programs for each of the eight pairwise models of a table with one overlap.
 * ^ It depends only on which patterns have people.
 */
enum exist_code exist_check(const struct cells *c, const struct design *d, struct arena *a);

/* A design of whole numbers that need not be sets of lists. */
struct exist_design {
	const int64_t *x;       /* row by row */
	const bool *has_people; /* of each row */
	size_t row_count;
	size_t column_count; /* at most MODEL_TERMS_MAX */
};

/* The same for any such design; its columns may be multiplied by anything but 0 before. */
enum exist_code exist_check_design(const struct exist_design *d, struct arena *a);

#endif
