/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/align_model.h"

#include "text/point.h"

#include <math.h>

enum { CODE_BITS = 8, SLOTS_MIN = 64 };

static void side_init(struct align_side *side, enum match_script script, unsigned chunk_max)
{
	side->script = script;
	side->chunk_max = chunk_max;
	side->letter_count = ALIGN_END + 1;
	side->slot_count = SLOTS_MIN;
	side->slot = mem_calloc(side->slot_count, sizeof(*side->slot));
	side->letters = mem_calloc(side->slot_count, sizeof(*side->letters));
	side->alone_p = mem_calloc(side->slot_count, sizeof(*side->alone_p));
	side->chunk_count = ALIGN_EMPTY + 1;
}

void align_model_init(struct align_model *m, enum match_script left, enum match_script right)
{
	*m = (struct align_model){.is_symmetric = left == right, .op_room = SLOTS_MIN};
	side_init(&m->side[ALIGN_LEFT], left, m->is_symmetric ? ALIGN_RIGHT_MAX : ALIGN_LEFT_MAX);
	side_init(&m->side[ALIGN_RIGHT], right, ALIGN_RIGHT_MAX);
	m->op = mem_calloc(m->op_room, sizeof(*m->op));
}

void align_model_done(struct align_model *m)
{
	for (size_t i = 0; i < ALIGN_SIDES; i++) {
		free(m->side[i].slot);
		free(m->side[i].letters);
		free(m->side[i].alone_p);
	}
	free(m->op);
	free(m->partners);
	*m = (struct align_model){0};
}

uint8_t align_code_add(struct align_side *side, uint32_t letter)
{
	if (letter >= ALIGN_POINTS) {
		return ALIGN_UNKNOWN;
	}
	if (side->code[letter] == ALIGN_UNKNOWN && side->letter_count < ALIGN_CODES) {
		side->letter[side->letter_count] = (uint16_t)letter;
		side->code[letter] = (uint8_t)side->letter_count++;
	}
	return side->code[letter];
}

static uint32_t pack(const uint8_t *codes, size_t len)
{
	uint32_t letters = 0;
	for (size_t i = 0; i < len; i++) {
		letters = letters << CODE_BITS | codes[i];
	}
	return letters;
}

static size_t slot_of(const struct align_side *side, uint32_t letters)
{
	size_t at = (letters * UINT32_C(0x9E3779B1)) >> 8 & (side->slot_count - 1);
	while (side->slot[at] != ALIGN_NO_CHUNK && side->letters[side->slot[at]] != letters) {
		at = (at + 1) & (side->slot_count - 1);
	}
	return at;
}

uint16_t align_chunk(const struct align_side *side, const uint8_t *codes, size_t len)
{
	if (len == 0) {
		return ALIGN_EMPTY;
	}
	for (size_t i = 0; i < len; i++) {
		if (codes[i] == ALIGN_UNKNOWN) {
			return ALIGN_NO_CHUNK;
		}
	}
	return side->slot[slot_of(side, pack(codes, len))];
}

static void grow_chunks(struct align_side *side)
{
	size_t old = side->slot_count;
	free(side->slot);
	side->slot_count = 2 * old;
	side->slot = mem_calloc(side->slot_count, sizeof(*side->slot));
	side->letters = mem_realloc(side->letters, side->slot_count, sizeof(*side->letters));
	side->alone_p = mem_realloc(side->alone_p, side->slot_count, sizeof(*side->alone_p));
	memset(side->alone_p + old, 0, old * sizeof(*side->alone_p));
	for (size_t id = ALIGN_EMPTY + 1; id < side->chunk_count; id++) {
		side->slot[slot_of(side, side->letters[id])] = (uint16_t)id;
	}
}

uint16_t align_chunk_add(struct align_side *side, const uint8_t *codes, size_t len)
{
	uint16_t id = align_chunk(side, codes, len);
	for (size_t i = 0; i < len; i++) {
		if (codes[i] == ALIGN_UNKNOWN) {
			return ALIGN_NO_CHUNK;
		}
	}
	if (id != ALIGN_NO_CHUNK || side->chunk_count > ALIGN_CHUNKS_MAX) {
		return id;
	}
	if (2 * side->chunk_count >= side->slot_count) {
		grow_chunks(side);
	}
	uint32_t letters = pack(codes, len);
	id = (uint16_t)side->chunk_count++;
	side->letters[id] = letters;
	side->slot[slot_of(side, letters)] = id;
	return id;
}

size_t align_chunk_len(const struct align_side *side, uint16_t chunk)
{
	size_t len = 0;
	for (uint32_t rest = chunk == ALIGN_EMPTY ? 0 : side->letters[chunk]; rest != 0; rest >>= CODE_BITS) {
		len++;
	}
	return len;
}

static void grow_ops(struct align_model *m)
{
	struct align_op *old = m->op;
	size_t old_room = m->op_room;
	m->op_room = 2 * old_room;
	m->op = mem_calloc(m->op_room, sizeof(*m->op));
	for (size_t i = 0; i < old_room; i++) {
		if (old[i].key != 0) {
			m->op[align_op_at(m, old[i].key)] = old[i];
		}
	}
	free(old);
}

void align_op_add(struct align_model *m, uint32_t key, float p)
{
	if (3 * m->op_count >= m->op_room) {
		grow_ops(m);
	}
	size_t at = align_op_at(m, key);
	m->op_count += m->op[at].key == 0;
	m->op[at] = (struct align_op){key, p};
}

static uint64_t partner_bit(uint16_t right)
{
	return UINT64_C(1) << (right & 63);
}

void align_model_sum(struct align_model *m)
{
	for (size_t s = 0; s < ALIGN_SIDES; s++) {
		memset(m->side[s].alone_p, 0, m->side[s].chunk_count * sizeof(*m->side[s].alone_p));
	}
	free(m->partners);
	m->partners = mem_calloc(m->side[ALIGN_LEFT].chunk_count, sizeof(*m->partners));
	for (size_t i = 0; i < m->op_room; i++) {
		uint16_t left = (uint16_t)(m->op[i].key >> 16);
		uint16_t right = (uint16_t)(m->op[i].key & 0xFFFF);
		if (m->op[i].key == 0) {
			continue;
		}
		m->partners[left] |= partner_bit(right);
		m->side[ALIGN_LEFT].alone_p[left] += m->op[i].p;
		if (!m->is_symmetric) {
			m->side[ALIGN_RIGHT].alone_p[right] += m->op[i].p;
		}
	}
}

size_t align_codes(const struct align_side *side, struct bytes word, uint8_t codes[MATCH_ALIGN_LETTERS])
{
	size_t count = 0;
	codes[count++] = ALIGN_BEGIN;
	for (size_t at = 0; at < word.len && count + 1 < MATCH_ALIGN_LETTERS;) {
		uint32_t letter = point_next(word, &at);
		codes[count++] = letter < ALIGN_POINTS ? side->code[letter] : ALIGN_UNKNOWN;
	}
	codes[count++] = ALIGN_END;
	return count;
}

/* The sum over all ways to cut the word into chunks; steps that write nothing on this side may come anywhere between. */
void align_word_sum(const struct align_model *m, enum align_which which, struct match_align_word *word)
{
	const struct align_side *side = align_side(m, which);
	double sum[MATCH_ALIGN_LETTERS + 1] = {1};
	double shown_p = 1 - side->alone_p[ALIGN_EMPTY];
	for (size_t to = 1; to <= word->len; to++) {
		for (size_t len = 1; len <= side->chunk_max && len <= to; len++) {
			double p = side->alone_p[word->chunk[to - len][len - 1]];
			p = len == 1 && p < m->unseen_p ? m->unseen_p : p;
			sum[to] += sum[to - len] * p / shown_p;
		}
	}
	word->alone_p = sum[word->len];
}

void align_word_set(
	const struct align_model *m, enum align_which which, struct bytes word, struct match_align_word *out)
{
	const struct align_side *side = align_side(m, which);
	uint8_t codes[MATCH_ALIGN_LETTERS];
	size_t count = align_codes(side, word, codes);
	*out = (struct match_align_word){.len = (uint8_t)count, .side = (uint8_t)which};
	for (size_t at = 0; at < count; at++) {
		for (size_t len = 1; len <= side->chunk_max && at + len <= count; len++) {
			out->chunk[at][len - 1] = align_chunk(side, codes + at, len);
		}
	}
	align_word_sum(m, which, out);
}

/* The probability of a step that writes left chunk x and right chunk y, asking the table only when it may be there. */
static inline double step_p(
	const struct align_model *m, uint16_t x, uint64_t partners, uint16_t y, bool is_single)
{
	return partners & partner_bit(y) ? align_step_p(m, x, y, is_single) : is_single ? m->unseen_p : 0;
}

/* Adds the steps from one row to another that write left chunk x and one or two letters on the right. */
static void add_steps(const struct align_model *m, uint16_t x, bool is_letter, const double *from, double *to,
	const struct match_align_word *right)
{
	uint64_t partners = m->partners[x];
	for (size_t j = 0; j < right->len; j++) {
		to[j + 1] += from[j] * step_p(m, x, partners, right->chunk[j][0], is_letter);
		uint16_t two = right->chunk[j][1];
		if (two != ALIGN_NO_CHUNK && partners & partner_bit(two)) {
			to[j + 2] += from[j] * align_step_p(m, x, two, false);
		}
	}
}

double align_forward(const struct align_model *m, const struct match_align_word *left,
	const struct match_align_word *right, align_cells cells)
{
	size_t left_max = align_side(m, ALIGN_LEFT)->chunk_max;
	double stay_p[MATCH_ALIGN_LETTERS];
	for (size_t j = 0; j < right->len; j++) {
		stay_p[j] = step_p(m, ALIGN_EMPTY, m->partners[ALIGN_EMPTY], right->chunk[j][0], true);
	}
	for (size_t i = 0; i <= left->len; i++) {
		memset(cells[i], 0, (right->len + 1u) * sizeof(cells[i][0]));
	}
	cells[0][0] = 1;
	for (size_t i = 0; i <= left->len; i++) {
		for (size_t j = 0; j < right->len; j++) {
			cells[i][j + 1] += cells[i][j] * stay_p[j];
		}
		for (size_t len = 1; len <= left_max && i + len <= left->len; len++) {
			uint16_t x = left->chunk[i][len - 1];
			if (len > 1 && x == ALIGN_NO_CHUNK) {
				continue;
			}
			if (len == 1) {
				double skip_p = step_p(m, x, m->partners[x], ALIGN_EMPTY, true);
				for (size_t j = 0; j <= right->len; j++) {
					cells[i + 1][j] += cells[i][j] * skip_p;
				}
			}
			add_steps(m, x, len == 1, cells[i], cells[i + len], right);
		}
	}
	return cells[left->len][right->len];
}

double align_ratio_log(const struct align_model *m, const struct match_align_word *left,
	const struct match_align_word *right, double p)
{
	double ratio = p / left->alone_p / right->alone_p;
	return log((1 - m->apart_p) * ratio + m->apart_p);
}
