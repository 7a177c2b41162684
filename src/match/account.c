/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/account.h"

#include <math.h>

const char *const match_class_names[MATCH_CLASS_COUNT] = {"same", "kin", "near", "unrelated"};

enum match_class match_likeliest(const double p[MATCH_CLASS_COUNT])
{
	size_t best = 0;
	for (size_t c = 1; c < MATCH_CLASS_COUNT; c++) {
		best = p[c] > p[best] ? c : best;
	}
	return (enum match_class)best;
}

static bool is_lineage(const struct match_model *m, size_t comparison)
{
	for (size_t i = 0; i < m->lineage_count; i++) {
		if (m->lineage[i] == comparison) {
			return true;
		}
	}
	return false;
}

static void add_lineage(struct match_account *account, const struct match_model *m, match_pattern pattern)
{
	struct match_account_step *step = &account->step[account->step_count++];
	*step = (struct match_account_step){.comparison_count = m->lineage_count,
		.weight_log = match_model_lineage_weight(m, MATCH_SAME, MATCH_UNRELATED, pattern)};
	memcpy(step->comparison, m->lineage, m->lineage_count * sizeof(m->lineage[0]));
}

static void add_step(
	struct match_account *account, const struct match_model *m, match_pattern pattern, size_t c)
{
	account->step[account->step_count++] = (struct match_account_step){.comparison_count = 1,
		.comparison = {c},
		.weight_log = match_model_weight(m, MATCH_SAME, MATCH_UNRELATED, c, match_level(pattern, c))};
}

/* ln of the odds of the same person, without taking a chance near 1 from 1. */
static double log_odds_of(const struct match_model *m, match_pattern pattern)
{
	double log_p[MATCH_CLASS_COUNT];
	match_model_log(m, pattern, log_p);
	double most = fmax(fmax(log_p[MATCH_KIN], log_p[MATCH_NEAR]), log_p[MATCH_UNRELATED]);
	double others = exp(log_p[MATCH_KIN] - most) + exp(log_p[MATCH_NEAR] - most) +
		exp(log_p[MATCH_UNRELATED] - most);
	return log_p[MATCH_SAME] - most - log(others);
}

void match_account_init(struct match_account *account, const struct match_model *m, match_pattern pattern)
{
	double prior = m->prior_p[MATCH_SAME];
	*account = (struct match_account){.prior_log = log(prior) - log1p(-prior)};
	double sum = account->prior_log;
	for (size_t c = 0; c < m->comparison_count; c++) {
		if (!is_lineage(m, c)) {
			add_step(account, m, pattern, c);
		} else if (c == m->lineage[0]) {
			add_lineage(account, m, pattern);
		} else {
			continue;
		}
		sum += account->step[account->step_count - 1].weight_log;
	}
	account->log_odds = log_odds_of(m, pattern);
	account->rivals_log = sum - account->log_odds;
	match_model_posterior(m, pattern, account->p);
}
