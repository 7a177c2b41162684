/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The chances of the classes for many pairs, few of which have a pattern of their own: a pattern that was asked for of late
 * is not computed again.
 */
#ifndef MATCH_POSTERIORS_H
#define MATCH_POSTERIORS_H

#include "match/model.h"

struct match_posteriors;

/* m is borrowed. */
struct match_posteriors *match_posteriors_open(const struct match_model *m) MUST_USE;
void match_posteriors_close(struct match_posteriors **c);

/*
 * The chances of the classes, MATCH_CLASS_COUNT of them, until the next call.
 *
 * ^ They are those of match_model_posterior().
 */
const double *match_posteriors_of(struct match_posteriors *c, match_pattern pattern);

#endif
