/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/joint.h"

#include <math.h>

void match_joint_shape_init(struct match_joint_shape *shape, const struct match_model *m)
{
	*shape = (struct match_joint_shape){.count = m->lineage_count};
	for (size_t i = 0; i < m->lineage_count; i++) {
		shape->level_count[i] = m->comparison[m->lineage[i]].level_count;
	}
	for (size_t place = 0; place < (size_t)1 << (MATCH_LEVEL_BITS * shape->count); place++) {
		bool is_place = true;
		bool is_cell = true;
		for (size_t i = 0; i < shape->count; i++) {
			is_place = is_place && match_joint_level(place, i) < shape->level_count[i];
			is_cell = is_cell && match_joint_level(place, i) != MATCH_LEVEL_MISSING;
		}
		if (is_place) {
			shape->place[shape->place_count++] = (uint16_t)place;
		}
		if (is_place && is_cell) {
			shape->cell[shape->cell_count++] = (uint16_t)place;
		}
	}
}

size_t match_joint_mask(const struct match_joint_shape *shape, unsigned kept)
{
	size_t mask = 0;
	for (size_t i = 0; i < shape->count; i++) {
		mask |= (kept >> i & 1) * (size_t)MATCH_LEVEL_MAX << (MATCH_LEVEL_BITS * i);
	}
	return mask;
}

void match_joint_margins(const struct match_joint_shape *shape, double *table)
{
	for (size_t i = 0; i < shape->count; i++) {
		for (size_t k = 0; k < shape->place_count; k++) {
			size_t place = shape->place[k];
			if (match_joint_level(place, i) != MATCH_LEVEL_MISSING) {
				continue;
			}
			double sum = 0;
			for (size_t level = 1; level < shape->level_count[i]; level++) {
				sum += table[place | level << (MATCH_LEVEL_BITS * i)];
			}
			table[place] = sum;
		}
	}
}

void match_joint_complete(const struct match_joint_shape *shape, const double *p, double *count)
{
	if (shape->count > 0) {
		count[0] = 0;
	}
	for (size_t i = 0; i < shape->count; i++) {
		for (size_t k = 0; k < shape->place_count; k++) {
			size_t place = shape->place[k];
			if (match_joint_level(place, i) != MATCH_LEVEL_MISSING || count[place] <= 0) {
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
	double slice_count[MATCH_JOINT_COUNT];
	size_t mask = match_joint_mask(shape, fixed);
	double total = 0;
	double seen_p = 0;
	for (size_t k = 0; k < shape->place_count; k++) {
		slice_count[shape->place[k]] = 0;
	}
	for (size_t k = 0; k < shape->cell_count; k++) {
		slice_count[shape->cell[k] & mask] += count[shape->cell[k]];
		total += count[shape->cell[k]];
	}
	for (size_t k = 0; k < shape->place_count; k++) {
		size_t place = shape->place[k];
		seen_p += (place & mask) == place && slice_count[place] > 0 ? p[place] : 0;
	}
	if (total <= 0 || seen_p <= 0) {
		return;
	}
	double stands_for = total / seen_p;
	for (size_t k = 0; k < shape->cell_count; k++) {
		size_t cell = shape->cell[k];
		double due = stands_for * p[cell & mask];
		double have = slice_count[cell & mask];
		sum[cell] += have > due ? count[cell] * due / have
					: count[cell] + (due - have) * p[cell] / p[cell & mask];
	}
}

void match_joint_product(
	const struct match_joint_shape *shape, const struct match_margins *margin, double *table)
{
	for (size_t k = 0; k < shape->cell_count; k++) {
		size_t cell = shape->cell[k];
		table[cell] = 1;
		for (size_t i = 0; i < shape->count; i++) {
			table[cell] *= margin->p[i][match_joint_level(cell, i)];
		}
	}
}

void match_joint_rake(const struct match_joint_shape *shape, const struct match_margins *margin, double *p)
{
	for (size_t i = 0; i < shape->count; i++) {
		double scale[MATCH_LEVEL_COUNT] = {0};
		for (size_t level = 1; level < shape->level_count[i]; level++) {
			scale[level] = margin->p[i][level] / p[level << (MATCH_LEVEL_BITS * i)];
		}
		for (size_t k = 0; k < shape->cell_count; k++) {
			p[shape->cell[k]] *= scale[match_joint_level(shape->cell[k], i)];
		}
		match_joint_margins(shape, p);
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
	for (size_t k = 0; k < shape->cell_count; k++) {
		total += count[shape->cell[k]];
	}
	for (size_t k = 0; k < shape->cell_count; k++) {
		size_t cell = shape->cell[k];
		p[cell] = drawn_p(count[cell], total, expected[cell], strength);
		sum += p[cell];
	}
	for (size_t k = 0; k < shape->cell_count; k++) {
		p[shape->cell[k]] /= sum;
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
