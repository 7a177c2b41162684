/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/align_train.h"

#include "match/align_model.h"
#include "text/point.h"

#include <math.h>

/* Chosen on part 7 of the pairs: docs/methods/matching-names.md#aligned-letters. */
const struct match_align_settings match_align_defaults = {
	.rounds = 6,
	.discount = 0.3,
	.unseen_p = 1e-6,
	.apart_p = 0.03,
};

/* The first guess: steps near the diagonal of the two words, and short ones rather than long ones. */
static const double band_width = 0.25;
static const double band_rate = 8;
static const double letter_p = 0.15;

/* The round from which pairs are weighed: before it the model does not know yet which are wrong. */
enum { FIRST_WEIGHED_ROUND = 2 };

struct trained_pair {
	struct match_align_word left;
	struct match_align_word right;
	double weight;
};

struct trainer {
	struct align_model m;
	struct trained_pair *pair;
	size_t pair_count;
	double *expected; /* steps counted in this round, as m.op */
	double together;  /* weight of pairs, as far as they are one name */
	double total;
};

static bool is_all_of(struct bytes word, enum match_script script)
{
	size_t count = 0;
	for (size_t at = 0; at < word.len; count++) {
		if (match_script_of_letter(point_next(word, &at)) != script) {
			return false;
		}
	}
	return count > 0 && count + 2 <= MATCH_ALIGN_LETTERS;
}

static struct align_side *side_of(struct trainer *t, enum align_which which)
{
	return &t->m.side[t->m.is_symmetric ? ALIGN_LEFT : which];
}

/* Puts the letters and chunks of a word into the model, and gives the word in ids. */
static struct match_align_word learn_word(struct trainer *t, enum align_which which, struct bytes word)
{
	struct align_side *side = side_of(t, which);
	uint8_t codes[MATCH_ALIGN_LETTERS];
	struct match_align_word learned;
	for (size_t at = 0; at < word.len;) {
		(void)align_code_add(side, point_next(word, &at));
	}
	size_t count = align_codes(side, word, codes);
	for (size_t at = 0; at < count; at++) {
		for (size_t len = 1; len <= side->chunk_max && at + len <= count; len++) {
			(void)align_chunk_add(side, codes + at, len);
		}
	}
	align_word_set(&t->m, which, word, &learned);
	return learned;
}

static void learn_pairs(struct trainer *t, const struct match_align_pair *pairs, size_t count)
{
	t->pair = mem_calloc(count, sizeof(*t->pair));
	for (size_t i = 0; i < count; i++) {
		if (is_all_of(pairs[i].left, t->m.side[ALIGN_LEFT].script) &&
			is_all_of(pairs[i].right, t->m.side[ALIGN_RIGHT].script)) {
			t->pair[t->pair_count++] = (struct trained_pair){
				learn_word(t, ALIGN_LEFT, pairs[i].left),
				learn_word(t, ALIGN_RIGHT, pairs[i].right),
				pairs[i].weight,
			};
		}
	}
}

static void guess_step(struct trainer *t, uint16_t x, uint16_t y, double weight)
{
	if (x != ALIGN_NO_CHUNK && y != ALIGN_NO_CHUNK) {
		uint32_t key = align_key(x, y);
		float before = t->m.op[align_op_at(&t->m, key)].p;
		align_op_add(&t->m, key, before + (float)weight);
	}
}

/* A step of the first guess, between places (i, j) and (i + left_len, j + right_len) of a pair. */
static void guess_at(struct trainer *t, const struct trained_pair *p, size_t i, size_t left_len, size_t j,
	size_t right_len)
{
	uint16_t x;
	uint16_t y;
	double off = ((double)i + (double)left_len / 2) / p->left.len -
		((double)j + (double)right_len / 2) / p->right.len;
	if (fabs(off) > band_width || !align_is_step(left_len, right_len) ||
		!align_has_chunk(&p->left, i, left_len, &x) ||
		!align_has_chunk(&p->right, j, right_len, &y)) {
		return;
	}
	double weight =
		p->weight * exp(-band_rate * fabs(off)) * pow(letter_p, (double)(left_len + right_len) - 1);
	guess_step(t, x, y, weight);
	if (t->m.is_symmetric) {
		guess_step(t, y, x, weight);
	}
}

static void guess_pair(struct trainer *t, const struct trained_pair *p)
{
	size_t left_max = side_of(t, ALIGN_LEFT)->chunk_max;
	for (size_t i = 0; i <= p->left.len; i++) {
		for (size_t j = 0; j <= p->right.len; j++) {
			for (size_t left_len = 0; left_len <= left_max; left_len++) {
				for (size_t right_len = 0; right_len <= ALIGN_RIGHT_MAX; right_len++) {
					guess_at(t, p, i, left_len, j, right_len);
				}
			}
		}
	}
}

/* Goes back over the cells that align_forward() filled, and counts steps; share: weight / probability of the pair. */
static void count_back(struct trainer *t, const struct trained_pair *p, align_cells cells, double share)
{
	size_t left_max = side_of(t, ALIGN_LEFT)->chunk_max;
	align_cells back = {{0}};
	back[p->left.len][p->right.len] = 1;
	for (size_t i = p->left.len + 1u; i-- > 0;) {
		/* Steps that stay in the row come last: they read cells that the others have finished. */
		for (size_t left_len = left_max + 1; left_len-- > 0;) {
			uint16_t x;
			uint16_t y;
			if (!align_has_chunk(&p->left, i, left_len, &x)) {
				continue;
			}
			for (size_t j = p->right.len + 1u; j-- > 0;) {
				for (size_t right_len = 0; right_len <= ALIGN_RIGHT_MAX; right_len++) {
					if (!align_is_step(left_len, right_len) ||
						!align_has_chunk(&p->right, j, right_len, &y)) {
						continue;
					}
					double after = back[i + left_len][j + right_len] *
						align_step_p(&t->m, x, y, left_len <= 1 && right_len <= 1);
					back[i][j] += after;
					t->expected[align_op_at(&t->m, align_key(x, y))] +=
						cells[i][j] * after * share;
				}
			}
		}
	}
}

static void count_pair(struct trainer *t, struct trained_pair *p, bool is_weighed)
{
	align_cells cells;
	double pair_p = align_forward(&t->m, &p->left, &p->right, cells);
	double weight = p->weight;
	if (is_weighed) {
		double ratio = (1 - t->m.apart_p) * pair_p / p->left.alone_p / p->right.alone_p;
		weight *= ratio / (ratio + t->m.apart_p);
	}
	t->together += weight;
	t->total += p->weight;
	if (weight > 0) {
		count_back(t, p, cells, weight / pair_p);
	}
}

/* Makes the counts the probabilities of the next round, without the steps whose count the discount takes. */
static void settle(struct trainer *t, double discount)
{
	struct align_op *old = t->m.op;
	size_t old_room = t->m.op_room;
	double *kept = mem_calloc(old_room, sizeof(*kept));
	double total = 0;
	for (size_t i = 0; i < old_room; i++) {
		uint32_t key = old[i].key;
		if (key != 0) {
			size_t turned = align_op_at(&t->m, key << 16 | key >> 16);
			double count = t->m.is_symmetric ? (t->expected[i] + t->expected[turned]) / 2
							 : t->expected[i];
			kept[i] = count > discount ? count - discount : 0;
			total += kept[i];
		}
	}
	t->m.op_room = 64;
	t->m.op_count = 0;
	t->m.op = mem_calloc(t->m.op_room, sizeof(*t->m.op));
	for (size_t i = 0; i < old_room; i++) {
		if (kept[i] > 0) {
			align_op_add(&t->m, old[i].key, (float)(kept[i] / total));
		}
	}
	free(kept);
	free(old);
	align_model_sum(&t->m);
	for (size_t i = 0; i < t->pair_count; i++) {
		align_word_sum(&t->m, ALIGN_LEFT, &t->pair[i].left);
		align_word_sum(&t->m, ALIGN_RIGHT, &t->pair[i].right);
	}
}

static void start(struct trainer *t)
{
	for (size_t i = 0; i < t->pair_count; i++) {
		guess_pair(t, &t->pair[i]);
	}
	t->expected = mem_calloc(t->m.op_room, sizeof(*t->expected));
	for (size_t i = 0; i < t->m.op_room; i++) {
		t->expected[i] = t->m.op[i].p;
	}
	settle(t, 0);
	free(t->expected);
}

static void run_round(struct trainer *t, unsigned round, double discount)
{
	bool is_weighed = round >= FIRST_WEIGHED_ROUND;
	t->expected = mem_calloc(t->m.op_room, sizeof(*t->expected));
	t->together = 0;
	t->total = 0;
	for (size_t i = 0; i < t->pair_count; i++) {
		count_pair(t, &t->pair[i], is_weighed);
	}
	settle(t, discount);
	free(t->expected);
	if (is_weighed) {
		t->m.apart_p = 1 - t->together / t->total;
	}
}

int match_align_train(enum match_script left, enum match_script right, const struct match_align_pair *pairs,
	size_t count, const struct match_align_settings *settings, struct buf *out,
	struct match_align_report *report, struct err *e)
{
	struct trainer t = {.pair_count = 0};
	int status = 0;
	align_model_init(&t.m, left, right);
	t.m.unseen_p = settings->unseen_p;
	t.m.apart_p = settings->apart_p;
	learn_pairs(&t, pairs, count);
	if (t.pair_count == 0) {
		status = err_set(e, ERR_INPUT, "there is no pair of words of the two scripts.");
		goto out;
	}
	start(&t);
	for (unsigned round = 0; round < settings->rounds; round++) {
		run_round(&t, round, settings->discount);
	}
	align_text_write(&t.m, out);
	*report = (struct match_align_report){t.pair_count, t.m.op_count, t.m.apart_p};
out:
	free(t.pair);
	align_model_done(&t.m);
	return status;
}
