/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The pairs of a blocking plan: which partners a record has in its block, the jobs, and the walk. */
#include "base/mem.h"
#include "match/block_plan.h"

enum {
	JOB_PAIRS = 1 << 20, /* some hundredths of a second of comparing */
	PREFETCH_RECORDS = 24,
};

static const uint32_t no_number = UINT32_MAX; /* which no record has: of no block, nor in place of one */

/* ------- partners ------- */

/* Goes through the records of a block; the partners of each are a range of places in the block. */
struct partners {
	const struct match_block_plan *plan;
	const uint32_t *record; /* of the block, ascending */
	size_t count;
	size_t list_end;  /* the place behind the last record of the list that the current record is of */
	bool is_unique;   /* that list has each person once */
	size_t only_from; /* the records of the only list; all, when there is none */
	size_t only_to;
};

/* The first place in [from, count) whose record is not below this one. */
static size_t lower_bound(const uint32_t *record, size_t from, size_t count, uint32_t least)
{
	while (from < count) {
		size_t middle = from + (count - from) / 2;
		if (record[middle] < least) {
			from = middle + 1;
		} else {
			count = middle;
		}
	}
	return from;
}

static size_t list_of(const struct match_block_input *in, uint32_t record)
{
	size_t from = 0;
	size_t to = in->list_count;
	while (to - from > 1) {
		size_t middle = from + (to - from) / 2;
		if (in->list_start[middle] <= record) {
			from = middle;
		} else {
			to = middle;
		}
	}
	return from;
}

static struct partners partners_of(const struct match_block_plan *p, const uint32_t *record, size_t count)
{
	const struct match_block_input *in = &p->in;
	struct partners x = {.plan = p, .record = record, .count = count, .only_to = count};
	if (in->only_list != MATCH_LIST_ALL) {
		x.only_from = lower_bound(record, 0, count, in->list_start[in->only_list]);
		x.only_to = lower_bound(record, x.only_from, count, in->list_start[in->only_list + 1]);
	}
	return x;
}

/* Places [*from, *to) of the partners behind place i; i only grows. */
static void partners_at(struct partners *x, size_t i, size_t *from, size_t *to)
{
	const struct match_block_input *in = &x->plan->in;
	*to = i < x->only_from ? x->only_to : x->count;
	if (i < x->only_from) {
		*from = x->only_from;
		return;
	}
	if (i >= x->only_to) {
		*from = *to;
		return;
	}
	if (x->plan->has_unique && i >= x->list_end) {
		size_t list = list_of(in, x->record[i]);
		x->is_unique = in->list_is_unique[list];
		x->list_end = lower_bound(x->record, i + 1, x->count, in->list_start[list + 1]);
	}
	*from = x->is_unique ? x->list_end : i + 1;
}

static uint64_t pairs_among(uint64_t count)
{
	return count * (count - 1) / 2;
}

uint64_t block_pairs(const struct match_block_plan *p, const uint32_t *record, size_t count)
{
	if (!p->has_unique && p->in.only_list == MATCH_LIST_ALL) {
		return pairs_among(count);
	}
	struct partners x = partners_of(p, record, count);
	uint64_t pairs = 0;
	for (size_t i = 0; i < count; i++) {
		size_t from, to;
		partners_at(&x, i, &from, &to);
		pairs += to - from;
	}
	return pairs;
}

/* ------- jobs ------- */

static void add_job(struct match_block_plan *p, unsigned rule, uint32_t from, uint32_t to)
{
	if (p->job_count == p->job_room) {
		p->job_room = p->job_room ? 2 * p->job_room : 64;
		p->jobs = mem_realloc(p->jobs, p->job_room, sizeof(*p->jobs));
	}
	p->jobs[p->job_count++] = (struct block_job){rule, from, to};
}

void block_cut_jobs(struct match_block_plan *p, unsigned rule)
{
	const struct block_rule *r = &p->rules[rule];
	uint64_t pairs = 0;
	uint32_t job_from = 0;
	for (size_t block = 0; block < r->block_count; block++) {
		uint32_t start = r->start[block];
		size_t count = r->start[block + 1] - start;
		struct partners x = partners_of(p, r->record + start, count);
		for (size_t i = 0; i < count; i++) {
			size_t from, to;
			partners_at(&x, i, &from, &to);
			pairs += to - from;
			if (pairs >= JOB_PAIRS) {
				add_job(p, rule, job_from, start + (uint32_t)i + 1);
				job_from = start + (uint32_t)i + 1;
				pairs = 0;
			}
		}
	}
	if (pairs > 0) {
		add_job(p, rule, job_from, r->record_count);
	}
}

size_t match_block_job_count(const struct match_block_plan *p)
{
	return p->job_count;
}

unsigned match_block_job_rule(const struct match_block_plan *p, size_t job)
{
	BUG_IF(job >= p->job_count);
	return p->jobs[job].rule;
}

/* ------- the walk ------- */

struct walk {
	const struct match_block_plan *plan;
	unsigned rule;
	unsigned tested;       /* earlier rules whose pairs are left out, rounded up to whole lanes */
	uint32_t *number;      /* of the records of the block, by the tested rules */
	uint64_t sample_below; /* records whose hash is below it are taken; */
	bool is_sample;
	uint64_t seed;
	match_pair_visit *visit;
	void *context;
	size_t batch_count;
	uint64_t pair_count;
	uint32_t own
		[MATCH_RULE_MAX]; /* numbers of the current record; no_number for rules that are not tested */
	struct match_pair batch[MATCH_PAIR_BATCH];
};

static void hand_over(struct walk *w)
{
	w->pair_count += w->batch_count;
	if (w->visit && w->batch_count > 0) {
		w->visit(w->context, w->batch, w->batch_count);
	}
	w->batch_count = 0;
}

/* Whether two records share a block of a tested rule; `own` is made for that. */
static inline bool is_made_before(const uint32_t *own, const uint32_t *number, unsigned tested)
{
	typedef uint32_t lanes __attribute__((vector_size(BLOCK_LANES * sizeof(uint32_t))));
	union {
		lanes lane;
		uint64_t half[2];
	} shared = {.half = {0, 0}};
	for (unsigned rule = 0; rule < tested; rule += BLOCK_LANES) {
		lanes x, y;
		memcpy(&x, own + rule, sizeof(x));
		memcpy(&y, number + rule, sizeof(y));
		shared.lane |= (lanes)(x == y);
	}
	return (shared.half[0] | shared.half[1]) != 0;
}

/* The pairs of a record with the records at places [from, to) of its block. */
static void walk_partners(struct walk *w, const uint32_t *record, uint32_t a, size_t from, size_t to)
{
	while (from < to) {
		size_t room = MATCH_PAIR_BATCH - w->batch_count;
		size_t stop = to - from < room ? to : from + room;
		struct match_pair *next = w->batch + w->batch_count;
		for (; from < stop; from++) {
			*next = (struct match_pair){a, record[from]};
			next += w->tested == 0 ||
				!is_made_before(w->own, w->number + from * w->tested, w->tested);
		}
		w->batch_count = (size_t)(next - w->batch);
		if (w->batch_count == MATCH_PAIR_BATCH) {
			hand_over(w);
		}
	}
}

/* The numbers of a block's records, side by side. */
static void gather_numbers(struct walk *w, const uint32_t *record, size_t count)
{
	uint32_t *to = w->number;
	for (size_t i = 0; i < count; i++) {
		const uint32_t *number = w->plan->number + (size_t)record[i] * w->plan->stride;
		for (unsigned rule = 0; rule < w->tested; rule += BLOCK_LANES) {
			memcpy(to, number + rule, BLOCK_LANES * sizeof(*to));
			to += BLOCK_LANES;
		}
	}
}

static void set_own(struct walk *w, size_t i)
{
	memcpy(w->own, w->number + i * w->tested, w->tested * sizeof(*w->own));
	for (unsigned rule = w->rule; rule < w->tested; rule++) {
		w->own[rule] = no_number;
	}
}

static bool is_sampled(const struct walk *w, uint32_t record)
{
	return block_mix(block_mix(w->seed + w->rule) + record) <= w->sample_below;
}

/* Places [job_from, job_to) of a block that is `record`. */
static void walk_block(struct walk *w, const uint32_t *record, size_t count, size_t job_from, size_t job_to)
{
	if (w->tested > 0) {
		gather_numbers(w, record, count);
	}
	struct partners x = partners_of(w->plan, record, count);
	for (size_t i = job_from; i < job_to; i++) {
		size_t from, to;
		partners_at(&x, i, &from, &to);
		if (from < to && (!w->is_sample || is_sampled(w, record[i]))) {
			set_own(w, i);
			walk_partners(w, record, record[i], from, to);
		}
	}
}

/* The block that a place lies in. */
static size_t block_at(const struct block_rule *r, uint32_t place)
{
	return lower_bound(r->start, 0, r->block_count, place + 1) - 1;
}

static void prefetch_numbers(const struct walk *w, const struct block_rule *r, size_t from, size_t to)
{
	to = to < r->record_count ? to : r->record_count;
	for (; from < to; from++) {
		__builtin_prefetch(w->plan->number + (size_t)r->record[from] * w->plan->stride);
	}
}

static uint64_t walk_job(struct walk *w, size_t job)
{
	const struct match_block_plan *p = w->plan;
	BUG_IF(job >= p->job_count);
	const struct block_job *j = &p->jobs[job];
	const struct block_rule *r = &p->rules[j->rule];
	w->rule = j->rule;
	w->tested = w->is_sample ? 0 : (w->rule + BLOCK_LANES - 1) / BLOCK_LANES * BLOCK_LANES;
	w->number = mem_alloc(r->facts.largest * w->tested * sizeof(*w->number));
	for (size_t block = block_at(r, j->from); block < r->block_count && r->start[block] < j->to;
		block++) {
		uint32_t start = r->start[block];
		uint32_t end = r->start[block + 1];
		if (w->tested > 0) {
			prefetch_numbers(w, r, start + PREFETCH_RECORDS, end + PREFETCH_RECORDS);
		}
		walk_block(w, r->record + start, end - start, j->from > start ? j->from - start : 0,
			(j->to < end ? j->to : end) - start);
	}
	hand_over(w);
	free(w->number);
	return w->pair_count;
}

uint64_t match_block_walk(
	const struct match_block_plan *p, size_t job, match_pair_visit *visit, void *context)
{
	struct walk w = {.plan = p, .visit = visit, .context = context};
	return walk_job(&w, job);
}

uint64_t match_block_sample(const struct match_block_plan *p, size_t job, double share, uint64_t seed,
	match_pair_visit *visit, void *context)
{
	BUG_IF(!(share >= 0 && share <= 1));
	if (share == 0) {
		return 0;
	}
	struct walk w = {.plan = p, .is_sample = true, .seed = seed, .visit = visit, .context = context};
	w.sample_below = share < 1 ? (uint64_t)(share * 0x1p64) : UINT64_MAX;
	return walk_job(&w, job);
}
