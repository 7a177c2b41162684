/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "estimate/model.h"

#include "estimate/capture.h"

/* Adds the terms of `order` more lists from list `from` on, in the order of their lists. */
static bool add_terms(struct model_space *s, unsigned order, unsigned from, unsigned term)
{
	if (order == 0) {
		if (s->interaction_count == MODEL_INTERACTIONS_MAX) {
			return false;
		}
		s->interaction[s->interaction_count++] = (uint16_t)term;
		return true;
	}
	for (unsigned j = from; j + order <= s->list_count; j++) {
		if (!add_terms(s, order - 1, j + 1, term | 1U << j)) {
			return false;
		}
	}
	return true;
}

/* The interactions of one list less than the i-th that lie within it; a main effect is no interaction. */
static model_set parts_of(const struct model_space *s, unsigned i)
{
	model_set parts = 0;
	for (unsigned k = 0; k < i; k++) {
		unsigned rest = s->interaction[i] & ~(unsigned)s->interaction[k];
		bool is_within = (s->interaction[k] & ~(unsigned)s->interaction[i]) == 0;
		if (is_within && (rest & (rest - 1)) == 0) {
			parts |= (model_set)1 << k;
		}
	}
	return parts;
}

bool model_space_init(struct model_space *s, unsigned list_count, unsigned order_max)
{
	if (list_count < 1 || list_count > MODEL_LISTS_MAX) {
		return false;
	}
	*s = (struct model_space){.list_count = list_count, .order_max = order_max};
	if (s->order_max >= list_count) {
		s->order_max = list_count - 1;
	}
	for (unsigned order = 2; order <= s->order_max; order++) {
		if (!add_terms(s, order, 0, 0)) {
			return false;
		}
	}
	for (unsigned i = 0; i < s->interaction_count; i++) {
		s->parts[i] = parts_of(s, i);
	}
	return true;
}

bool model_is_hierarchical(const struct model_space *s, model_set m)
{
	for (unsigned i = 0; i < s->interaction_count; i++) {
		if ((m >> i & 1) && (s->parts[i] & ~m) != 0) {
			return false;
		}
	}
	return true;
}

/* Models that have `m` and differ from it from interaction i on; stored where out is given. */
static size_t enumerate(const struct model_space *s, unsigned i, model_set m, model_set *out)
{
	if (i == s->interaction_count) {
		if (out != NULL) {
			*out = m;
		}
		return 1;
	}
	size_t count = enumerate(s, i + 1, m, out);
	if ((s->parts[i] & ~m) == 0) {
		count += enumerate(s, i + 1, m | (model_set)1 << i, out == NULL ? NULL : out + count);
	}
	return count;
}

const model_set *model_enumerate(const struct model_space *s, struct arena *a, size_t *count)
{
	*count = enumerate(s, 0, 0, NULL);
	model_set *out = arena_calloc(a, *count, sizeof(*out));
	enumerate(s, 0, 0, out);
	return out;
}

static void write_term(unsigned term, bool is_first, struct buf *out)
{
	buf_printf(out, "%s", is_first ? "" : ",");
	for (unsigned j = 0; j < MODEL_LISTS_MAX; j++) {
		if (term >> j & 1) {
			buf_printf(out, "%X", j + 1);
		}
	}
}

void model_write(const struct model_space *s, model_set m, struct buf *out)
{
	unsigned covered = 0;
	model_set largest = m;
	for (unsigned i = 0; i < s->interaction_count; i++) {
		if (m >> i & 1) {
			largest &= ~s->parts[i];
			covered |= s->interaction[i];
		}
	}
	bool is_first = true;
	buf_printf(out, "[");
	for (unsigned order = s->order_max; order >= 2; order--) {
		for (unsigned i = 0; i < s->interaction_count; i++) {
			if ((largest >> i & 1) && (unsigned)__builtin_popcount(s->interaction[i]) == order) {
				write_term(s->interaction[i], is_first, out);
				is_first = false;
			}
		}
	}
	for (unsigned j = 0; j < s->list_count; j++) {
		if (!(covered >> j & 1)) {
			write_term(1U << j, is_first, out);
			is_first = false;
		}
	}
	buf_printf(out, "]");
}
