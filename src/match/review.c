/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/review.h"

#include "base/mem.h"

#include <math.h>

/* What is known of the clusters of a draw. */
struct view {
	const struct match_overlap_input *draw;
	uint32_t *size;        /* of each cluster */
	uint64_t *lists;       /* of each cluster, as bits */
	uint64_t *lists_twice; /* lists that have two records or more in the cluster */
	uint8_t *list;         /* of each record */
};

static void view_init(struct view *v, const struct match_overlap_input *draw)
{
	*v = (struct view){.draw = draw};
	v->size = mem_calloc(draw->cluster_count, sizeof(*v->size));
	v->lists = mem_calloc(draw->cluster_count, sizeof(*v->lists));
	v->lists_twice = mem_calloc(draw->cluster_count, sizeof(*v->lists_twice));
	v->list = mem_alloc(draw->record_count);
	for (size_t l = 0; l < draw->list_count; l++) {
		for (uint32_t r = draw->list_start[l]; r < draw->list_start[l + 1]; r++) {
			uint32_t c = draw->cluster[r];
			v->list[r] = (uint8_t)l;
			v->size[c]++;
			v->lists_twice[c] |= v->lists[c] & UINT64_C(1) << l;
			v->lists[c] |= UINT64_C(1) << l;
		}
	}
}

static void view_done(struct view *v)
{
	free(v->size);
	free(v->lists);
	free(v->lists_twice);
	free(v->list);
}

/* The change of the table when a cluster on lists x and one on lists y become one on both, or the reverse. */
static double table_change(uint64_t x, uint64_t y)
{
	uint64_t both = x | y;
	return both == x || both == y ? 1 : 3;
}

/* The change of the table when a record leaves its cluster. */
static double leaving_change(const struct view *v, uint32_t record)
{
	uint32_t c = v->draw->cluster[record];
	uint64_t own = UINT64_C(1) << v->list[record];
	uint64_t rest = v->lists_twice[c] & own ? v->lists[c] : v->lists[c] & ~own;
	return table_change(own, rest);
}

static double effect_of(const struct view *v, const struct match_edge *e, enum match_review_aim aim)
{
	uint32_t a = v->draw->cluster[e->a];
	uint32_t b = v->draw->cluster[e->b];
	switch (aim) {
	case MATCH_REVIEW_CLUSTERS:
		return a == b ? (double)v->size[a] - 1 : (double)v->size[a] * v->size[b];
	case MATCH_REVIEW_OVERLAPS:
		return a == b ? (leaving_change(v, e->a) + leaving_change(v, e->b)) / 2
			      : table_change(v->lists[a], v->lists[b]);
	}
	BUG_IF(true);
}

void match_review_init(
	struct match_review *v, const struct match_edge *edge, size_t edge_count, enum match_review_aim aim)
{
	*v = (struct match_review){.edge = edge, .edge_count = edge_count, .aim = aim};
	v->together = mem_calloc(edge_count, sizeof(*v->together));
	v->effect = mem_calloc(edge_count, sizeof(*v->effect));
}

void match_review_done(struct match_review *v)
{
	free(v->together);
	free(v->effect);
	*v = (struct match_review){0};
}

void match_review_add(struct match_review *v, const struct match_overlap_input *draw)
{
	BUG_IF(draw->list_count > MATCH_OVERLAP_LISTS_MAX);
	struct view view;
	view_init(&view, draw);
	for (size_t i = 0; i < v->edge_count; i++) {
		const struct match_edge *e = &v->edge[i];
		v->together[i] += draw->cluster[e->a] == draw->cluster[e->b];
		v->effect[i] += effect_of(&view, e, v->aim);
	}
	v->draw_count++;
	view_done(&view);
}

struct candidate {
	struct match_question question;
	const struct match_edge *edge;
};

static int compare_candidates(const void *x, const void *y)
{
	const struct candidate *a = x;
	const struct candidate *b = y;
	if (a->question.gain != b->question.gain) {
		return a->question.gain > b->question.gain ? -1 : 1;
	}
	if (a->edge->a != b->edge->a) {
		return a->edge->a < b->edge->a ? -1 : 1;
	}
	return (a->edge->b > b->edge->b) - (a->edge->b < b->edge->b);
}

size_t match_review_order(const struct match_review *v, struct match_question *question, size_t room)
{
	struct candidate *candidate = mem_alloc(v->edge_count * sizeof(*candidate));
	size_t count = 0;
	for (size_t i = 0; i < v->edge_count && v->draw_count > 0; i++) {
		if (isinf(v->edge[i].log_odds)) {
			continue;
		}
		double p = (v->together[i] + 0.5) / (v->draw_count + 1.0);
		double entropy = -p * log(p) - (1 - p) * log1p(-p);
		candidate[count++] =
			(struct candidate){{i, p, entropy * v->effect[i] / v->draw_count}, &v->edge[i]};
	}
	qsort(candidate, count, sizeof(*candidate), compare_candidates);
	count = count < room ? count : room;
	for (size_t i = 0; i < count; i++) {
		question[i] = candidate[i].question;
	}
	free(candidate);
	return count;
}
