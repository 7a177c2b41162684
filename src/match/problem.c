/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/problem.h"

#include <math.h>

/* Members or atoms a < b, and what is said about them. */
struct bond {
	uint32_t a;
	uint32_t b;
	double log_odds;
};

struct bonds {
	struct bond *list;
	size_t count;
};

uint32_t match_list_of(const struct match_setting *s, uint32_t record)
{
	size_t low = 0;
	size_t high = s->list_count;
	while (high - low > 1) {
		size_t middle = (low + high) / 2;
		if (s->list_start[middle] <= record) {
			low = middle;
		} else {
			high = middle;
		}
	}
	return (uint32_t)low;
}

/* The place of a record among the members from `low` on. */
static uint32_t find_member(const struct match_problem *p, uint32_t record, uint32_t low)
{
	uint32_t high = p->member_count;
	while (high - low > 1) {
		uint32_t middle = low + (high - low) / 2;
		if (p->member[middle] <= record) {
			low = middle;
		} else {
			high = middle;
		}
	}
	BUG_IF(p->member[low] != record);
	return low;
}

static struct bonds take_edges(
	const struct match_problem *p, struct arena *a, const struct match_edge *edge, size_t edge_count)
{
	struct bonds bonds = {arena_alloc(a, edge_count * sizeof(struct bond)), edge_count};
	uint32_t first = 0;
	for (size_t i = 0; i < edge_count; i++) {
		first = find_member(p, edge[i].a, first); /* edges are in order */
		bonds.list[i] =
			(struct bond){first, find_member(p, edge[i].b, first), (double)edge[i].log_odds};
	}
	return bonds;
}

/* Adds the pairs that no edge names; everything stays in order. */
static struct bonds ask_for_the_rest(
	const struct match_problem *p, struct arena *a, struct bonds said, const struct match_setting *s)
{
	size_t n = p->member_count;
	struct bonds all = {arena_alloc(a, (n * (n - 1) / 2 + said.count) * sizeof(struct bond)), 0};
	size_t i = 0;
	for (uint32_t x = 0; x < n; x++) {
		for (uint32_t y = x + 1; y < n; y++) {
			if (i == said.count || said.list[i].a != x || said.list[i].b != y) {
				double log_odds = s->score(s->context, p->member[x], p->member[y]);
				all.list[all.count++] = (struct bond){x, y, log_odds};
			}
			while (i < said.count && said.list[i].a == x && said.list[i].b == y) {
				all.list[all.count++] = said.list[i++];
			}
		}
	}
	return all;
}

static void report(struct match_contradictions *found, struct arena *kept, struct match_contradiction c)
{
	found->list = arena_grow(kept, found->list, found->count, &found->room, sizeof(*found->list));
	found->list[found->count++] = c;
}

static bool is_on_unique_list(const struct match_setting *s, uint32_t record, uint32_t *list)
{
	*list = match_list_of(s, record);
	return s->list_is_unique[*list];
}

struct listed {
	uint32_t root;
	uint32_t list;
	uint32_t member;
};

static int compare_listed(const void *x, const void *y)
{
	const struct listed *a = x;
	const struct listed *b = y;
	if (a->root != b->root) {
		return a->root < b->root ? -1 : 1;
	}
	if (a->list != b->list) {
		return a->list < b->list ? -1 : 1;
	}
	return (a->member > b->member) - (a->member < b->member);
}

/* Marks the groups of "yes" in which one list without duplicates occurs twice. */
static void check_lists(const struct match_problem *p, struct arena *a, uint32_t *parent, bool *is_broken,
	const struct match_setting *s, struct match_contradictions *found, struct arena *kept)
{
	struct listed *listed = arena_alloc(a, p->member_count * sizeof(*listed));
	size_t count = 0;
	for (uint32_t i = 0; i < p->member_count; i++) {
		uint32_t list;
		if (is_on_unique_list(s, p->member[i], &list)) {
			listed[count++] = (struct listed){match_union_find(parent, i), list, i};
		}
	}
	qsort(listed, count, sizeof(*listed), compare_listed);
	for (size_t i = 1; i < count; i++) {
		if (listed[i].root == listed[i - 1].root && listed[i].list == listed[i - 1].list) {
			is_broken[listed[i].root] = true;
			report(found, kept,
				(struct match_contradiction){
					p->member[listed[i - 1].member], p->member[listed[i].member], true});
		}
	}
}

/* Joins members by "yes" into atoms, but for groups that contradict a "no" or a list. */
static void make_atoms(struct match_problem *p, struct arena *a, struct bonds bonds,
	const struct match_setting *s, struct match_contradictions *found, struct arena *kept)
{
	uint32_t *parent = arena_alloc(a, p->member_count * sizeof(*parent));
	bool *is_broken = arena_calloc(a, p->member_count, sizeof(*is_broken));
	for (uint32_t i = 0; i < p->member_count; i++) {
		parent[i] = i;
	}
	bool is_any = false;
	for (size_t i = 0; i < bonds.count; i++) {
		if (bonds.list[i].log_odds == INFINITY) {
			match_union_join(parent, bonds.list[i].a, bonds.list[i].b);
			is_any = true;
		}
	}
	for (size_t i = 0; is_any && i < bonds.count; i++) {
		struct bond b = bonds.list[i];
		uint32_t root = match_union_find(parent, b.a);
		if (b.log_odds == -INFINITY && root == match_union_find(parent, b.b)) {
			is_broken[root] = true;
			report(found, kept,
				(struct match_contradiction){p->member[b.a], p->member[b.b], false});
		}
	}
	if (is_any) {
		check_lists(p, a, parent, is_broken, s, found, kept);
	}
	p->atom = arena_alloc(a, p->member_count * sizeof(*p->atom));
	p->records = arena_calloc(a, p->member_count, sizeof(*p->records));
	for (uint32_t i = 0; i < p->member_count; i++) {
		uint32_t root = match_union_find(parent, i);
		p->atom[i] = root == i || is_broken[root] ? p->count++ : p->atom[root];
		p->records[p->atom[i]]++;
	}
}

static int compare_bonds(const void *x, const void *y)
{
	const struct bond *a = x;
	const struct bond *b = y;
	if (a->a != b->a) {
		return a->a < b->a ? -1 : 1;
	}
	if (a->b != b->b) {
		return a->b < b->b ? -1 : 1;
	}
	return (a->log_odds > b->log_odds) - (a->log_odds < b->log_odds);
}

/* Bonds of members to bonds of atoms, each pair of atoms once, with excess in place of log-odds. */
static void combine_bonds(const struct match_problem *p, struct bonds *bonds)
{
	size_t count = 0;
	for (size_t i = 0; i < bonds->count; i++) {
		struct bond b = bonds->list[i];
		uint32_t x = p->atom[b.a];
		uint32_t y = p->atom[b.b];
		if (x != y && b.log_odds < INFINITY) {
			bonds->list[count++] =
				(struct bond){x < y ? x : y, x < y ? y : x, b.log_odds - p->uncompared_log};
		}
	}
	if (p->count < p->member_count) {
		qsort(bonds->list, count, sizeof(*bonds->list), compare_bonds);
	}
	bonds->count = 0;
	for (size_t i = 0; i < count; i++) {
		struct bond *last = bonds->count ? &bonds->list[bonds->count - 1] : NULL;
		if (last && last->a == bonds->list[i].a && last->b == bonds->list[i].b) {
			last->log_odds += bonds->list[i].log_odds;
		} else {
			bonds->list[bonds->count++] = bonds->list[i];
		}
	}
}

static void make_rows(struct match_problem *p, struct arena *a, struct bonds bonds)
{
	p->start = arena_calloc(a, (size_t)p->count + 1, sizeof(*p->start));
	p->to = arena_alloc(a, 2 * bonds.count * sizeof(*p->to));
	p->excess = arena_alloc(a, 2 * bonds.count * sizeof(*p->excess));
	size_t *next = arena_calloc(a, (size_t)p->count + 1, sizeof(*next));
	for (size_t i = 0; i < bonds.count; i++) {
		p->start[bonds.list[i].a + 1]++;
		p->start[bonds.list[i].b + 1]++;
	}
	for (uint32_t i = 0; i < p->count; i++) {
		p->start[i + 1] += p->start[i];
		next[i] = p->start[i];
	}
	for (size_t i = 0; i < bonds.count; i++) {
		struct bond b = bonds.list[i];
		p->to[next[b.a]] = b.b;
		p->excess[next[b.a]++] = b.log_odds;
		p->to[next[b.b]] = b.a;
		p->excess[next[b.b]++] = b.log_odds;
	}
}

/* The members of an atom are ascending, and so are the lists of records. */
static void make_lists(struct match_problem *p, struct arena *a, const struct match_setting *s)
{
	p->lists = arena_calloc(a, p->count, sizeof(*p->lists));
	p->list = arena_alloc(a, p->member_count * sizeof(*p->list));
	p->list_start = arena_calloc(a, (size_t)p->count + 1, sizeof(*p->list_start));
	uint32_t *next = arena_alloc(a, ((size_t)p->count + 1) * sizeof(*next));
	uint32_t list;
	for (uint32_t i = 0; i < p->member_count; i++) {
		p->list_start[p->atom[i] + 1] += is_on_unique_list(s, p->member[i], &list);
	}
	for (uint32_t i = 0; i < p->count; i++) {
		p->list_start[i + 1] += p->list_start[i];
		next[i] = p->list_start[i];
	}
	for (uint32_t i = 0; i < p->member_count; i++) {
		if (is_on_unique_list(s, p->member[i], &list)) {
			p->list[next[p->atom[i]]++] = list;
			p->lists[p->atom[i]] |= UINT64_C(1) << (list % 64);
		}
	}
	p->are_lists_exact = s->list_count <= 64;
}

void match_problem_init(struct match_problem *p, struct arena *a, const struct match_components *c, size_t k,
	const struct match_setting *s, struct match_contradictions *found, struct arena *kept)
{
	BUG_IF(!(s->uncompared_log <= 0));
	*p = (struct match_problem){.uncompared_log = s->uncompared_log,
		.member_count = c->member_start[k + 1] - c->member_start[k],
		.member = c->member + c->member_start[k]};
	struct bonds bonds =
		take_edges(p, a, c->edge + c->edge_start[k], c->edge_start[k + 1] - c->edge_start[k]);
	if (s->score && p->member_count <= MATCH_SCORED_MEMBERS_MAX) {
		bonds = ask_for_the_rest(p, a, bonds, s);
	}
	make_atoms(p, a, bonds, s, found, kept);
	combine_bonds(p, &bonds);
	make_rows(p, a, bonds);
	make_lists(p, a, s);
}

bool match_problem_shares_list(const struct match_problem *p, uint32_t i, uint32_t j)
{
	if ((p->lists[i] & p->lists[j]) == 0) {
		return false;
	}
	uint32_t x = p->list_start[i];
	uint32_t y = p->list_start[j];
	while (x < p->list_start[i + 1] && y < p->list_start[j + 1]) {
		if (p->list[x] == p->list[y]) {
			return true;
		}
		if (p->list[x] < p->list[y]) {
			x++;
		} else {
			y++;
		}
	}
	return false;
}
