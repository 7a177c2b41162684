/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/lattice.h"

void lattice_sum_subsets(double *x, unsigned list_count)
{
	size_t size = (size_t)1 << list_count;
	for (size_t bit = 1; bit < size; bit *= 2) {
		for (size_t from = 0; from < size; from += 2 * bit) {
			for (size_t s = from; s < from + bit; s++) {
				x[s + bit] += x[s];
			}
		}
	}
}

void lattice_sum_supersets(double *x, unsigned list_count)
{
	size_t size = (size_t)1 << list_count;
	for (size_t bit = 1; bit < size; bit *= 2) {
		for (size_t from = 0; from < size; from += 2 * bit) {
			for (size_t s = from; s < from + bit; s++) {
				x[s] += x[s + bit];
			}
		}
	}
}

void lattice_count_supersets(int64_t *x, unsigned list_count)
{
	size_t size = (size_t)1 << list_count;
	for (size_t bit = 1; bit < size; bit *= 2) {
		for (size_t from = 0; from < size; from += 2 * bit) {
			for (size_t s = from; s < from + bit; s++) {
				x[s] += x[s + bit];
			}
		}
	}
}
