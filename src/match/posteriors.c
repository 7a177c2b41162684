/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/posteriors.h"
#include "base/mem.h"
#include "match/dict.h"

enum { SLOT_COUNT = 1 << 14 };

struct slot {
	match_pattern pattern;
	bool is_filled;
	double p[MATCH_CLASS_COUNT];
};

struct match_posteriors {
	const struct match_model *model;
	struct slot slot[SLOT_COUNT];
};

struct match_posteriors *match_posteriors_open(const struct match_model *m)
{
	struct match_posteriors *c = mem_calloc(1, sizeof(*c));
	c->model = m;
	return c;
}

void match_posteriors_close(struct match_posteriors **c)
{
	free(*c);
	*c = NULL;
}

const double *match_posteriors_of(struct match_posteriors *c, match_pattern pattern)
{
	struct slot *slot = &c->slot[match_hash_join(pattern, 0) % SLOT_COUNT];
	if (!slot->is_filled || slot->pattern != pattern) {
		slot->pattern = pattern;
		slot->is_filled = true;
		match_model_posterior(c->model, pattern, slot->p);
	}
	return slot->p;
}
