/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A model against a table: what is left to estimate.
 *
 * When nobody is on all lists of a term (N* = 0), the likelihood grows as the term goes to minus infinity. In the
 * extended maximum likelihood estimate it has gone there: the term and every pattern that contains it leave the fit,
 * while the term still counts as a parameter.
 *
 * Source: Chan, Silverman and Vincent, Multiple systems estimation for sparse capture data, JASA 116:1297 (2021),
 * section 2.
 */
#ifndef ESTIMATE_DESIGN_H
#define ESTIMATE_DESIGN_H

#include "estimate/cells.h"
#include "estimate/model.h"

struct design {
	unsigned term_count; /* to be estimated */
	uint16_t term
		[MODEL_TERMS_MAX]; /* larger ones before their subsets, so the intercept, 0, is the last */
	unsigned absent_count;     /* terms at minus infinity */
	size_t cell_count;         /* patterns in the fit; that of nobody's is none */
	uint16_t *cell;            /* ascending */
	uint8_t *is_out;           /* scratch, a pattern each */
};

/* Room for designs with so many lists; it lives as long as `a`. */
void design_init(struct design *d, struct arena *a, unsigned list_count);

/*
 * Sets a model against a table.
 *
 * s         the space of m, with as many lists as c
 *
 * ^ A term nobody is on leaves, with every pattern that contains it.
 */
void design_set(struct design *d, const struct cells *c, const struct model_space *s, model_set m);

/* The same with every term and pattern left in: where a prior keeps a term that nobody is on from minus infinity. */
void design_set_whole(struct design *d, const struct cells *c, const struct model_space *s, model_set m);

#endif
