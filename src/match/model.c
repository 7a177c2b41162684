/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/model.h"

#include <math.h>

/* ln of how often a comparison is at a level in a which; 0 where a missing one says nothing. */
static double level_log(
	const struct match_model *m, enum match_class which, size_t comparison, unsigned level)
{
	BUG_IF(level >= m->comparison[comparison].level_count);
	const double *p = m->level_p[which][comparison];
	double log_p = 0;
	if (m->missing_informs) {
		log_p += level == MATCH_LEVEL_MISSING ? log(p[MATCH_LEVEL_MISSING])
						      : log1p(-p[MATCH_LEVEL_MISSING]);
	}
	bool is_single = m->comparison[comparison].part != MATCH_PART_LINEAGE;
	if (is_single && level != MATCH_LEVEL_MISSING) {
		log_p += log(p[level]);
	}
	return log_p;
}

static double lineage_log(const struct match_model *m, enum match_class which, match_pattern pattern)
{
	double log_p = log(m->joint_p[which][match_model_joint(m, pattern)]);
	for (size_t i = 0; i < m->lineage_count; i++) {
		log_p += level_log(m, which, m->lineage[i], match_level(pattern, m->lineage[i]));
	}
	return log_p;
}

void match_model_log(const struct match_model *m, match_pattern pattern, double log_p[MATCH_CLASS_COUNT])
{
	for (enum match_class which = 0; which < MATCH_CLASS_COUNT; which++) {
		log_p[which] = log(m->prior_p[which]) + lineage_log(m, which, pattern);
		for (size_t i = 0; i < m->comparison_count; i++) {
			if (m->comparison[i].part != MATCH_PART_LINEAGE) {
				log_p[which] += level_log(m, which, i, match_level(pattern, i));
			}
		}
	}
}

void match_model_posterior(const struct match_model *m, match_pattern pattern, double p[MATCH_CLASS_COUNT])
{
	double log_p[MATCH_CLASS_COUNT];
	match_model_log(m, pattern, log_p);
	double top = log_p[MATCH_UNRELATED];
	double sum = 0;
	for (unsigned which = 0; which < MATCH_CLASS_COUNT; which++) {
		top = fmax(top, log_p[which]);
	}
	for (unsigned which = 0; which < MATCH_CLASS_COUNT; which++) {
		p[which] = exp(log_p[which] - top);
		sum += p[which];
	}
	for (unsigned which = 0; which < MATCH_CLASS_COUNT; which++) {
		p[which] /= sum;
	}
}

double match_model_weight(const struct match_model *m, enum match_class of, enum match_class against,
	size_t comparison, unsigned level)
{
	BUG_IF(comparison >= m->comparison_count || m->comparison[comparison].part == MATCH_PART_LINEAGE);
	return level_log(m, of, comparison, level) - level_log(m, against, comparison, level);
}

double match_model_lineage_weight(
	const struct match_model *m, enum match_class of, enum match_class against, match_pattern pattern)
{
	return lineage_log(m, of, pattern) - lineage_log(m, against, pattern);
}

/* ------- scoring ------- */

/* A pattern's level where the model has fewer: never asked for, and worth nothing. */
static double byte_log(const struct match_model *m, enum match_class which, size_t i, unsigned level)
{
	bool is_asked = i < m->comparison_count && level < m->comparison[i].level_count;
	return is_asked ? level_log(m, which, i, level) - level_log(m, MATCH_UNRELATED, i, level) : 0;
}

void match_scorer_init(struct match_scorer *s, const struct match_model *m)
{
	memset(s, 0, sizeof(*s));
	s->byte_count = (m->comparison_count + 1) / 2;
	s->lineage_count = m->lineage_count;
	for (size_t i = 0; i < m->lineage_count; i++) {
		s->lineage_shift[i] = (unsigned)(MATCH_LEVEL_BITS * m->lineage[i]);
	}
	for (enum match_class which = MATCH_SAME; which < MATCH_UNRELATED; which++) {
		double prior_log = log(m->prior_p[which]) - log(m->prior_p[MATCH_UNRELATED]);
		for (size_t i = 0; i < MATCH_JOINT_COUNT; i++) {
			double p = m->joint_p[which][i];
			double unrelated = m->joint_p[MATCH_UNRELATED][i];
			bool is_asked = p > 0 && unrelated > 0;
			s->joint[i][which] = (float)(prior_log + (is_asked ? log(p / unrelated) : 0));
		}
		for (size_t i = 0; i < s->byte_count; i++) {
			for (unsigned both = 0; both < MATCH_BYTE_COUNT; both++) {
				s->byte[i][both][which] =
					(float)(byte_log(m, which, 2 * i, both & MATCH_LEVEL_MAX) +
						byte_log(m, which, 2 * i + 1, both >> MATCH_LEVEL_BITS));
			}
		}
	}
}

double match_score_log_odds(struct match_score score)
{
	double top = fmax(0, fmax(score.log_odds[MATCH_KIN], score.log_odds[MATCH_NEAR]));
	double against =
		exp(score.log_odds[MATCH_KIN] - top) + exp(score.log_odds[MATCH_NEAR] - top) + exp(-top);
	return score.log_odds[MATCH_SAME] - top - log(against);
}
