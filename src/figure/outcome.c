/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Why a claim is set aside: the first reason that applies. */
#include "figure/work.h"

static bool has_number(const struct figure_item *item)
{
	return item->low.has || item->high.has || item->point.has;
}

static bool counts_people(const struct quantity *q)
{
	return (!q->unit.s || bytes_is(q->unit, "people")) &&
		(!q->counting_unit.s || bytes_is(q->counting_unit, "individual"));
}

static bool is_no_statement(enum record_mode mode)
{
	return mode == RECORD_MODE_OPINION || mode == RECORD_MODE_PREDICTION ||
		mode == RECORD_MODE_UNDERTAKING;
}

enum figure_outcome work_bar(
	const struct work *w, size_t claim_at, const struct figure_item *numbers, struct bytes *cause)
{
	const struct claim *c = &w->in->claims[claim_at];
	const struct claim_marks *marks = &w->marks[claim_at];
	*cause = BYTES_NONE;
	if (marks->replaced_by.s) {
		*cause = marks->replaced_by;
		return FIGURE_REPLACED;
	}
	if (c->sealed) {
		return FIGURE_SEALED;
	}
	if (c->status == RECORD_RETRACTED) {
		return FIGURE_RETRACTED;
	}
	if (c->status == RECORD_ISSUE || c->status == RECORD_WORK_NEEDED) {
		return FIGURE_NOT_ACCEPTED;
	}
	if (is_no_statement(c->mode)) {
		return FIGURE_MODE;
	}
	if (c->mode == RECORD_MODE_DENIED || c->polarity != RECORD_AFFIRMED) {
		return FIGURE_DENIED;
	}
	if (!counts_people(&c->quantity)) {
		return FIGURE_UNIT;
	}
	if (c->quantity.has_percent) {
		*cause = c->quantity.of_claim;
		return FIGURE_SHARE;
	}
	if (!has_number(numbers)) {
		return FIGURE_NO_NUMBER;
	}
	*cause = marks->excluded_by;
	return marks->excluded_by.s ? FIGURE_EXCLUDED : FIGURE_USED;
}

static bool restates_candidate(const struct work *w, const struct claim *c)
{
	size_t at = id_index_find(&w->claims, c->restates);
	return at != INDEX_NONE && w->item_of_claim[at] != INDEX_NONE && c->source.s &&
		bytes_equal(c->source, w->in->claims[at].source);
}

static enum figure_outcome outcome_of_relation(enum record_relation relation)
{
	switch (relation) {
	case RECORD_PART:
		return FIGURE_PART;
	case RECORD_WIDER:
		return FIGURE_WIDER;
	case RECORD_EARLY:
		return FIGURE_EARLY;
	case RECORD_ADDITIONAL:
		return FIGURE_ADDITIONAL;
	case RECORD_UNCLEAR:
		return FIGURE_UNCLEAR;
	case RECORD_SAME:
	case RECORD_RELATION_COUNT:
		break;
	}
	return FIGURE_USED;
}

void work_outcome(struct work *w, size_t i)
{
	struct figure_item *item = &w->items[i];
	item->outcome = work_bar(w, w->more[i].at, item, &item->cause);
	if (item->outcome != FIGURE_USED) {
		return;
	}
	if (restates_candidate(w, item->claim)) {
		item->outcome = FIGURE_RESTATES;
		item->cause = item->claim->restates;
		return;
	}
	item->outcome = outcome_of_relation(item->relation);
	item->cause = item->outcome == FIGURE_USED ? BYTES_NONE : item->relation_decision;
}
