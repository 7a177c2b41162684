/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/joint.h"

#include <math.h>

struct match_joint_shape match_joint_shape_of(const struct match_model *m)
{
	struct match_joint_shape shape = {.count = m->lineage_count};
	for (size_t i = 0; i < m->lineage_count; i++) {
		shape.level_count[i] = m->comparison[m->lineage[i]].level_count;
	}
	return shape;
}

static unsigned level_at(size_t place, size_t i)
{
	return (unsigned)(place >> (MATCH_LEVEL_BITS * i)) & MATCH_LEVEL_MAX;
}

/* Places behind the last one of a shape. */
static size_t place_count(const struct match_joint_shape *shape)
{
	return (size_t)1 << (MATCH_LEVEL_BITS * shape->count);
}

/* A place that the shape has, missing levels allowed, or, for a cell, not. */
static bool has_place(const struct match_joint_shape *shape, size_t place, unsigned least)
{
	for (size_t i = 0; i < shape->count; i++) {
		unsigned level = level_at(place, i);
		if (level < least || level >= shape->level_count[i]) {
			return false;
		}
	}
	return true;
}

/* The place with the levels of all comparisons missing but those of `kept`. */
static size_t slice_of(const struct match_joint_shape *shape, size_t place, unsigned kept)
{
	size_t slice = 0;
	for (size_t i = 0; i < shape->count; i++) {
		if (kept >> i & 1) {
			slice |= (size_t)level_at(place, i) << (MATCH_LEVEL_BITS * i);
		}
	}
	return slice;
}

void match_joint_margins(const struct match_joint_shape *shape, double *table)
{
	for (size_t i = 0; i < shape->count; i++) {
		for (size_t place = 0; place < place_count(shape); place++) {
			if (level_at(place, i) != MATCH_LEVEL_MISSING) {
				continue;
			}
			double sum = 0;
			for (size_t level = 1; level < shape->level_count[i]; level++) {
				sum += table[place | level << (MATCH_LEVEL_BITS * i)];
			}
			table[place] = sum;
		}
	}
	if (shape->count == 0) {
		table[0] = 1;
	}
}

void match_joint_complete(const struct match_joint_shape *shape, const double *p, double *count)
{
	count[0] = 0;
	for (size_t i = 0; i < shape->count; i++) {
		for (size_t place = 0; place < place_count(shape); place++) {
			if (level_at(place, i) != MATCH_LEVEL_MISSING || count[place] <= 0) {
				continue;
			}
			for (size_t level = 1; level < shape->level_count[i]; level++) {
				size_t full = place | level << (MATCH_LEVEL_BITS * i);
				count[full] += count[place] * p[full] / p[place];
			}
			count[place] = 0;
		}
	}
}

/*
 * With t pairs in a slice and the share m of the slice under p, the blocks stand for A = sum of t / sum of m pairs, over
 * slices that have any; every slice of the whole is to have A m of them.
 */
void match_joint_add(const struct match_joint_shape *shape, const double *p, unsigned fixed,
	const double *count, double *sum)
{
	double slice_count[MATCH_JOINT_COUNT] = {0};
	double total = 0;
	for (size_t place = 0; place < place_count(shape); place++) {
		slice_count[slice_of(shape, place, fixed)] += count[place];
		total += count[place];
	}
	double seen_p = 0;
	for (size_t slice = 0; slice < place_count(shape); slice++) {
		seen_p += slice_count[slice] > 0 ? p[slice] : 0;
	}
	if (total <= 0 || seen_p <= 0) {
		return;
	}
	double stands_for = total / seen_p;
	for (size_t place = 0; place < place_count(shape); place++) {
		if (!has_place(shape, place, 1)) {
			continue;
		}
		size_t slice = slice_of(shape, place, fixed);
		double due = stands_for * p[slice];
		double have = slice_count[slice];
		sum[place] += have > due ? count[place] * due / have
					 : count[place] + (due - have) * p[place] / p[slice];
	}
}

void match_joint_product(
	const struct match_joint_shape *shape, const struct match_margins *margin, double *table)
{
	for (size_t place = 0; place < place_count(shape); place++) {
		if (has_place(shape, place, 1)) {
			table[place] = 1;
			for (size_t i = 0; i < shape->count; i++) {
				table[place] *= margin->p[i][level_at(place, i)];
			}
		}
	}
}

/* One p before all are made to add up to 1. */
static double drawn_p(double count, double total, double expected, double strength)
{
	double weight = count + total * expected;
	double seen = total > 0 ? count / total : 0;
	return (weight * seen + strength * expected) / (weight + strength);
}

void match_joint_estimate(const struct match_joint_shape *shape, const double *count, const double *expected,
	double strength, double *p)
{
	double total = 0;
	double sum = 0;
	for (size_t place = 0; place < place_count(shape); place++) {
		total += has_place(shape, place, 1) ? count[place] : 0;
	}
	for (size_t place = 0; place < place_count(shape); place++) {
		bool is_cell = has_place(shape, place, 1);
		p[place] = is_cell ? drawn_p(count[place], total, expected[place], strength) : 0;
		sum += p[place];
	}
	for (size_t place = 0; place < place_count(shape); place++) {
		p[place] /= sum;
	}
	match_joint_margins(shape, p);
}

void match_estimate_p(
	const double *count, const double *expected, double strength, size_t first, size_t end, double *p)
{
	double total = 0;
	double sum = 0;
	for (size_t i = first; i < end; i++) {
		total += count[i];
	}
	for (size_t i = first; i < end; i++) {
		p[i] = drawn_p(count[i], total, expected[i], strength);
		sum += p[i];
	}
	for (size_t i = first; i < end; i++) {
		p[i] /= sum;
	}
}

void match_order_p(const double *u, size_t first, size_t end, double *p)
{
	struct {
		double p;
		double u;
		size_t end;
	} pool[MATCH_LEVEL_COUNT];
	size_t count = 0;
	for (size_t i = first; i < end; i++) {
		pool[count].p = p[i];
		pool[count].u = u[i];
		pool[count++].end = i + 1;
		while (count > 1 &&
			pool[count - 2].p * pool[count - 1].u > pool[count - 1].p * pool[count - 2].u) {
			pool[count - 2].p += pool[count - 1].p;
			pool[count - 2].u += pool[count - 1].u;
			pool[count - 2].end = pool[count - 1].end;
			count--;
		}
	}
	size_t i = first;
	for (size_t k = 0; k < count; k++) {
		for (; i < pool[k].end; i++) {
			p[i] = u[i] * pool[k].p / pool[k].u;
		}
	}
}

void match_order_levels(const struct match_comparison *c, const double *u, double *p)
{
	match_order_p(u, MATCH_LEVEL_DIFFERENT, c->exact_from, p);
	match_order_p(u, c->exact_from, c->level_count, p);
}
