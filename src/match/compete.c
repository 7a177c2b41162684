/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/compete.h"
#include "base/mem.h"

#include <math.h>

enum { LISTS_MAX = 64 };

/* The pairs of each record, as places among the edges. */
struct pairs_of {
	size_t *from; /* record_count + 1 */
	size_t *place;
};

static struct pairs_of pairs_of(const struct match_edge *edges, size_t edge_count, uint32_t record_count)
{
	struct pairs_of of = {mem_calloc((size_t)record_count + 2, sizeof(*of.from)),
		mem_calloc(2 * edge_count + 1, sizeof(*of.place))};
	for (size_t i = 0; i < edge_count; i++) {
		of.from[edges[i].a + 2]++;
		of.from[edges[i].b + 2]++;
	}
	for (uint32_t r = 0; r <= record_count; r++) {
		of.from[r + 1] += of.from[r];
	}
	for (size_t i = 0; i < edge_count; i++) {
		of.place[of.from[edges[i].a + 1]++] = i;
		of.place[of.from[edges[i].b + 1]++] = i;
	}
	return of;
}

static size_t list_of(const uint32_t *list_start, uint32_t record)
{
	size_t list = 0;
	while (record >= list_start[list + 1]) {
		list++;
	}
	return list;
}

/* Adds to each pair of a record the odds of its competitors in the same list. */
static void add_competitors(const struct match_edge *edges, const size_t *place, size_t count,
	uint32_t record, const uint32_t *list_start, const bool *list_is_unique, double *competitors)
{
	double sum[LISTS_MAX] = {0};
	for (int pass = 0; pass < 2; pass++) {
		for (size_t k = 0; k < count; k++) {
			const struct match_edge *edge = &edges[place[k]];
			size_t list = list_of(list_start, edge->a == record ? edge->b : edge->a);
			double odds = exp((double)edge->log_odds);
			if (pass == 0) {
				sum[list] += odds;
			} else if (list_is_unique[list]) {
				competitors[place[k]] += fmax(sum[list] - odds, 0);
			}
		}
	}
}

void match_compete(const struct match_edge *edges, size_t edge_count, const uint32_t *list_start,
	const bool *list_is_unique, size_t list_count, float *log_odds)
{
	BUG_IF(list_count > LISTS_MAX);
	uint32_t record_count = list_start[list_count];
	struct pairs_of of = pairs_of(edges, edge_count, record_count);
	double *competitors = mem_calloc(edge_count + 1, sizeof(*competitors));
	for (uint32_t r = 0; r < record_count; r++) {
		if (of.from[r + 1] - of.from[r] > 1) {
			add_competitors(edges, of.place + of.from[r], of.from[r + 1] - of.from[r], r,
				list_start, list_is_unique, competitors);
		}
	}
	for (size_t i = 0; i < edge_count; i++) {
		log_odds[i] = (float)((double)edges[i].log_odds - log1p(competitors[i]));
	}
	free(competitors);
	free(of.from);
	free(of.place);
}
