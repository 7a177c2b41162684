/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/exact.h"

#include <math.h>

void match_exact_load(struct match_exact *x, const struct match_problem *p, const uint32_t *atom,
	unsigned count, uint32_t *place)
{
	BUG_IF(count > MATCH_EXACT_MAX);
	x->count = count;
	for (unsigned i = 0; i < count; i++) {
		place[atom[i]] = i;
		x->conflict[i] = 0;
		x->adjacent[i] = 0;
	}
	for (unsigned i = 0; i < count; i++) {
		double records = p->records[atom[i]];
		for (unsigned j = 0; j < count; j++) {
			x->weight[i][j] = p->uncompared_log * records * p->records[atom[j]];
			if (i != j && match_problem_shares_list(p, atom[i], atom[j])) {
				x->conflict[i] |= (uint16_t)(1U << j);
			}
		}
		for (size_t e = p->start[atom[i]]; e < p->start[atom[i] + 1]; e++) {
			uint32_t j = place[p->to[e]];
			if (j == UINT32_MAX) {
				continue;
			}
			if (p->excess[e] == -INFINITY) {
				x->conflict[i] |= (uint16_t)(1U << j);
			} else {
				x->weight[i][j] += p->excess[e];
				x->adjacent[i] |= (uint16_t)(1U << j);
			}
		}
	}
	for (unsigned i = 0; i < count; i++) {
		place[atom[i]] = UINT32_MAX;
	}
}

static unsigned lowest(unsigned set)
{
	return (unsigned)__builtin_ctz(set);
}

/* g of every subset: that of the subset without its lowest atom, and the pairs of that one. */
static void weigh_clusters(struct match_exact *x)
{
	x->inner[0] = 0;
	for (unsigned set = 1; set < 1U << x->count; set++) {
		unsigned first = lowest(set);
		unsigned rest = set & (set - 1);
		double worth = x->conflict[first] & rest ? -INFINITY : x->inner[rest];
		for (unsigned left = rest; left && worth > -INFINITY; left &= left - 1) {
			worth += x->weight[first][lowest(left)];
		}
		x->inner[set] = worth;
	}
}

static void write_cluster(uint8_t *cluster, unsigned set)
{
	for (unsigned left = set; left; left &= left - 1) {
		cluster[lowest(left)] = (uint8_t)lowest(set);
	}
}

double match_exact_best(struct match_exact *x, uint8_t *cluster)
{
	weigh_clusters(x);
	unsigned all = (1U << x->count) - 1;
	x->whole[0] = 0;
	for (unsigned set = 1; set <= all; set++) {
		unsigned first = set & -set;
		unsigned rest = set ^ first;
		double best = -INFINITY;
		for (unsigned with = rest;; with = (with - 1) & rest) {
			double worth = x->inner[first | with] + x->whole[rest ^ with];
			if (worth > best) {
				best = worth;
				x->choice[set] = (uint16_t)(first | with);
			}
			if (with == 0) {
				break;
			}
		}
		x->whole[set] = best;
	}
	for (unsigned left = all; left; left &= ~(unsigned)x->choice[left]) {
		write_cluster(cluster, x->choice[left]);
	}
	return x->whole[all];
}

static bool hangs_together(const struct match_exact *x, unsigned set)
{
	unsigned reached = set & -set;
	unsigned fresh = reached;
	while (fresh) {
		unsigned next = 0;
		for (; fresh; fresh &= fresh - 1) {
			next |= x->adjacent[lowest(fresh)];
		}
		fresh = next & set & ~reached;
		reached |= fresh;
	}
	return reached == set;
}

void match_exact_weigh(struct match_exact *x, uint16_t anchors)
{
	weigh_clusters(x);
	unsigned size = 1U << x->count;
	for (unsigned set = 1; set < size; set++) {
		if (x->inner[set] > -INFINITY && (!(set & anchors) || !hangs_together(x, set))) {
			x->inner[set] = -INFINITY;
		}
	}
	x->whole[0] = 0;
	for (unsigned set = 1; set < size; set++) {
		unsigned first = set & -set;
		unsigned rest = set ^ first;
		double highest = -INFINITY;
		for (unsigned with = rest;; with = (with - 1) & rest) {
			highest = fmax(highest, x->inner[first | with] + x->whole[rest ^ with]);
			if (with == 0) {
				break;
			}
		}
		double sum = 0;
		for (unsigned with = rest; highest > -INFINITY; with = (with - 1) & rest) {
			double worth = x->inner[first | with] + x->whole[rest ^ with];
			sum += worth > -INFINITY ? exp(worth - highest) : 0;
			if (with == 0) {
				break;
			}
		}
		x->whole[set] = highest > -INFINITY ? highest + log(sum) : -INFINITY;
	}
}

void match_exact_draw(const struct match_exact *x, struct random *r, uint8_t *cluster)
{
	unsigned left = (1U << x->count) - 1;
	while (left) {
		unsigned first = left & -left;
		unsigned rest = left ^ first;
		double point = random_p(r);
		unsigned chosen = 0;
		for (unsigned with = rest; point > 0; with = (with - 1) & rest) {
			double worth = x->inner[first | with] + x->whole[rest ^ with];
			if (worth > -INFINITY) {
				point -= exp(worth - x->whole[left]);
				chosen = first | with;
			}
			if (with == 0) {
				break;
			}
		}
		write_cluster(cluster, chosen);
		left ^= chosen;
	}
}

void match_exact_together(const struct match_exact *x, double *together)
{
	unsigned n = x->count;
	unsigned all = (1U << n) - 1;
	memset(together, 0, (size_t)n * n * sizeof(*together));
	for (unsigned set = 1; set <= all; set++) {
		double worth = x->inner[set] + x->whole[all ^ set];
		if (worth == -INFINITY) {
			continue;
		}
		double p = exp(worth - x->whole[all]);
		for (unsigned i = set; i; i &= i - 1) {
			for (unsigned j = set; j; j &= j - 1) {
				together[lowest(i) * n + lowest(j)] += p;
			}
		}
	}
}
