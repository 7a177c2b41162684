/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "muc.h"

#include <math.h>

enum { TEMPLATES_MAX = 64 }; /* of one message */

/* Pairs the fills of one slot, the best fits first, and counts them. */
static struct muc_tally score_slot(
	enum muc_slot slot, const struct muc_fills *answers, const struct muc_fills *keys)
{
	struct muc_tally t = {0};
	bool is_answer_done[MUC_FILLS_MAX] = {false};
	bool is_key_done[MUC_FILLS_MAX] = {false};
	for (int fit = MUC_FIT_CORRECT; fit > MUC_FIT_NONE; fit--) {
		for (size_t i = 0; i < answers->count; i++) {
			for (size_t k = 0; !is_answer_done[i] && k < keys->count; k++) {
				if (!is_key_done[k] &&
					(int)muc_fit(slot, &answers->list[i], &keys->list[k]) == fit) {
					is_answer_done[i] = true;
					is_key_done[k] = true;
					t.correct += fit == MUC_FIT_CORRECT;
					t.partial += fit == MUC_FIT_PARTIAL || fit == MUC_FIT_VALUE;
					t.incorrect += fit == MUC_FIT_REFERENT;
				}
			}
		}
	}
	unsigned left = 0;
	unsigned left_keys = 0;
	for (size_t i = 0; i < answers->count; i++) {
		left += !is_answer_done[i];
	}
	for (size_t k = 0; k < keys->count; k++) {
		left_keys += !is_key_done[k] && !keys->list[k].is_optional;
	}
	unsigned pairs = left < left_keys ? left : left_keys;
	t.incorrect += pairs;
	t.spurious = left - pairs;
	t.missing = left_keys - pairs;
	return t;
}

static void add(struct muc_tally *to, struct muc_tally t)
{
	to->correct += t.correct;
	to->partial += t.partial;
	to->incorrect += t.incorrect;
	to->spurious += t.spurious;
	to->missing += t.missing;
}

/* Whether the fills of a slot have a partial match at least; a value that says nothing does not count. */
static bool is_shared(const struct muc_template *answer, const struct muc_template *key, enum muc_slot slot,
	const char *empty_value)
{
	const struct muc_fills *answers = &answer->slots[slot];
	const struct muc_fills *keys = &key->slots[slot];
	for (size_t i = 0; i < answers->count; i++) {
		for (size_t k = 0; k < keys->count; k++) {
			bool is_empty =
				empty_value != NULL && bytes_is(answers->list[i].values[0], empty_value);
			if (!is_empty &&
				muc_fit(slot, &answers->list[i], &keys->list[k]) >= MUC_FIT_PARTIAL) {
				return true;
			}
		}
	}
	return false;
}

/* The restriction by content: the type, and somebody or something of the incident where the key names any. */
static bool may_map(const struct muc_template *answer, const struct muc_template *key)
{
	static const struct {
		enum muc_slot slot;
		const char *empty_value;
	} content[] = {{MUC_INDIVIDUAL, NULL}, {MUC_ORGANIZATION, NULL}, {MUC_THING, NULL},
		{MUC_THING_TYPE, "OTHER"}, {MUC_NAME, NULL}, {MUC_DESCRIPTION, NULL},
		{MUC_HUMAN_TYPE, "CIVILIAN"}};
	bool has_content = false;
	bool is_met = false;
	for (size_t i = 0; i < ARRAY_COUNT(content); i++) {
		has_content = has_content || key->slots[content[i].slot].count > 0;
		is_met = is_met || is_shared(answer, key, content[i].slot, content[i].empty_value);
	}
	return is_shared(answer, key, MUC_TYPE, NULL) && (is_met || !has_content);
}

/* Credit of mapping one to the other, in halves; 0 when they may not be mapped. */
static unsigned credit(const struct muc_template *answer, const struct muc_template *key)
{
	unsigned halves = 0;
	if (may_map(answer, key)) {
		for (enum muc_slot s = MUC_DATE; s < MUC_SLOT_COUNT; s++) {
			struct muc_tally t = score_slot(s, &answer->slots[s], &key->slots[s]);
			halves += 2 * t.correct + t.partial;
		}
	}
	return halves;
}

static void score_mapped(
	const struct muc_template *answer, const struct muc_template *key, struct muc_report *report)
{
	report->templates.correct++;
	for (enum muc_slot s = MUC_DATE; s < MUC_SLOT_COUNT; s++) {
		add(&report->matched[s], score_slot(s, &answer->slots[s], &key->slots[s]));
	}
}

static void score_spurious(const struct muc_template *answer, struct muc_report *report)
{
	report->templates.spurious++;
	for (enum muc_slot s = MUC_DATE; s < MUC_SLOT_COUNT; s++) {
		report->spurious[s] += (unsigned)answer->slots[s].count;
	}
}

static void score_missing(const struct muc_template *key, struct muc_report *report)
{
	if (key->is_optional) {
		return;
	}
	report->templates.missing++;
	for (enum muc_slot s = MUC_DATE; s < MUC_SLOT_COUNT; s++) {
		for (size_t i = 0; i < key->slots[s].count; i++) {
			report->missing[s] += !key->slots[s].list[i].is_optional;
		}
	}
}

void muc_score(const struct muc_template *answers, size_t answer_count, const struct muc_template *keys,
	size_t key_count, struct muc_report *report)
{
	BUG_IF(answer_count > TEMPLATES_MAX || key_count > TEMPLATES_MAX);
	unsigned credits[TEMPLATES_MAX][TEMPLATES_MAX];
	bool is_answer_done[TEMPLATES_MAX] = {false};
	bool is_key_done[TEMPLATES_MAX] = {false};
	for (size_t i = 0; i < answer_count; i++) {
		for (size_t k = 0; k < key_count; k++) {
			credits[i][k] = credit(&answers[i], &keys[k]);
		}
	}
	for (;;) {
		unsigned best = 0;
		size_t answer = 0;
		size_t key = 0;
		for (size_t i = 0; i < answer_count; i++) {
			for (size_t k = 0; k < key_count; k++) {
				if (!is_answer_done[i] && !is_key_done[k] && credits[i][k] > best) {
					best = credits[i][k];
					answer = i;
					key = k;
				}
			}
		}
		if (best == 0) {
			break;
		}
		is_answer_done[answer] = true;
		is_key_done[key] = true;
		score_mapped(&answers[answer], &keys[key], report);
	}
	for (size_t i = 0; i < answer_count; i++) {
		if (!is_answer_done[i]) {
			score_spurious(&answers[i], report);
		}
	}
	for (size_t k = 0; k < key_count; k++) {
		if (!is_key_done[k]) {
			score_missing(&keys[k], report);
		}
	}
}

void muc_report_add(struct muc_report *to, const struct muc_report *from)
{
	add(&to->templates, from->templates);
	for (unsigned s = 0; s < MUC_SLOT_COUNT; s++) {
		add(&to->matched[s], from->matched[s]);
		to->missing[s] += from->missing[s];
		to->spurious[s] += from->spurious[s];
	}
}

struct muc_tally muc_report_slot(const struct muc_report *report, enum muc_slot slot)
{
	struct muc_tally t = report->matched[slot];
	t.spurious += report->spurious[slot];
	t.missing += report->missing[slot];
	return t;
}

/* Halves of whole in percent: cut after the tenth, then rounded half to even. */
static int percent(unsigned halves, unsigned whole)
{
	if (whole == 0) {
		return -1;
	}
	unsigned tenths = 500 * halves / whole;
	unsigned percents = tenths / 10;
	bool is_up = tenths % 10 > 5 || (tenths % 10 == 5 && percents % 2 == 1);
	return (int)(percents + is_up);
}

int muc_recall(struct muc_tally t)
{
	return percent(2 * t.correct + t.partial, t.correct + t.partial + t.incorrect + t.missing);
}

int muc_precision(struct muc_tally t)
{
	return percent(2 * t.correct + t.partial, t.correct + t.partial + t.incorrect + t.spurious);
}

double muc_f(struct muc_tally t)
{
	int recall = muc_recall(t);
	int precision = muc_precision(t);
	if (recall < 0 || precision < 0 || recall + precision == 0) {
		return NAN;
	}
	return 2.0 * recall * precision / (recall + precision);
}
