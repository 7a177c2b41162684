/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/align_model.h"
#include "match/align_train.h"

/* A joined step that is rarer says nothing that its letters by themselves do not. */
static const double join_least_p = 2e-6;

static int by_key(const void *a, const void *b)
{
	const struct align_op *x = a;
	const struct align_op *y = b;
	return (x->key > y->key) - (x->key < y->key);
}

/* The right chunk of a model as a chunk of the joined one. */
static uint16_t chunk_in(struct align_side *side, const struct align_side *from, uint16_t chunk)
{
	uint8_t codes[ALIGN_LEFT_MAX];
	size_t len = align_chunk_len(from, chunk);
	for (size_t i = 0; i < len; i++) {
		codes[i] = (uint8_t)(from->letters[chunk] >> 8 * (len - 1 - i));
	}
	return align_chunk_add(side, codes, len);
}

/* Adds the steps that two steps with one left chunk make. */
static void add_joined(
	struct align_model *joined, const struct align_model *m, struct align_op x, struct align_op y)
{
	const struct align_side *from = &m->side[ALIGN_RIGHT];
	uint16_t a = (uint16_t)(x.key & 0xFFFF);
	uint16_t b = (uint16_t)(y.key & 0xFFFF);
	if (align_is_step(align_chunk_len(from, a), align_chunk_len(from, b))) {
		struct align_side *side = &joined->side[ALIGN_LEFT];
		uint32_t key = align_key(chunk_in(side, from, a), chunk_in(side, from, b));
		double p = (double)x.p * (double)y.p / m->side[ALIGN_LEFT].alone_p[x.key >> 16];
		float before = joined->op[align_op_at(joined, key)].p;
		align_op_add(joined, key, before + (float)p);
	}
}

/* Takes rare steps out, and makes the rest add up to 1. Returns what they added up to. */
static double settle(struct align_model *joined)
{
	double total = 0;
	for (size_t i = 0; i < joined->op_room; i++) {
		joined->op[i].p = (double)joined->op[i].p < join_least_p ? 0 : joined->op[i].p;
		total += joined->op[i].p;
	}
	for (size_t i = 0; i < joined->op_room; i++) {
		joined->op[i].p = total > 0 ? (float)((double)joined->op[i].p / total) : 0;
	}
	return total;
}

int match_align_join(struct bytes text, struct buf *out, struct err *e)
{
	struct align_model m = {0};
	struct align_model joined = {0};
	struct align_op *ops = NULL;
	size_t count = 0;
	int status = align_text_read(text, &m, e);
	if (status == 0 && m.is_symmetric) {
		status = err_set(e, ERR_INPUT, "a model of one script is not joined.");
	}
	if (status != 0) {
		goto out;
	}
	align_model_init(&joined, m.side[ALIGN_RIGHT].script, m.side[ALIGN_RIGHT].script);
	struct align_side *side = &joined.side[ALIGN_LEFT];
	memcpy(side->code, m.side[ALIGN_RIGHT].code, sizeof(side->code));
	memcpy(side->letter, m.side[ALIGN_RIGHT].letter, sizeof(side->letter));
	side->letter_count = m.side[ALIGN_RIGHT].letter_count;
	joined.unseen_p = m.unseen_p;
	joined.apart_p = 1 - (1 - m.apart_p) * (1 - m.apart_p);
	ops = mem_calloc(m.op_count, sizeof(*ops));
	for (size_t i = 0; i < m.op_room; i++) {
		if (m.op[i].key != 0) {
			ops[count++] = m.op[i];
		}
	}
	qsort(ops, count, sizeof(*ops), by_key);
	for (size_t from = 0; from < count; from++) {
		for (size_t i = from; i < count && ops[i].key >> 16 == ops[from].key >> 16; i++) {
			add_joined(&joined, &m, ops[from], ops[i]);
			if (i != from) {
				add_joined(&joined, &m, ops[i], ops[from]);
			}
		}
	}
	if (settle(&joined) > 0) {
		align_text_write(&joined, out);
	} else {
		status = err_set(e, ERR_INPUT, "no step of the model goes with another one.");
	}
out:
	free(ops);
	align_model_done(&m);
	align_model_done(&joined);
	return status;
}
