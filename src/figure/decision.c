/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Which decisions count, and what they say about single claims. */
#include "figure/work.h"

static bool holds_for(const struct work *w, const struct decision *d)
{
	return (!d->about.s || bytes_equal(d->about, w->f->incident)) &&
		(!d->measure.s || bytes_equal(d->measure, w->f->measure)) &&
		(!d->rule.s || bytes_equal(d->rule, w->f->rule));
}

static bool is_revoke(const struct work *w, size_t at)
{
	const struct decision *d = &w->in->decisions[at];
	return d->kind == RECORD_DECIDE_REVOKE && holds_for(w, d);
}

/*
 * A revoke takes its decision back unless it is itself taken back. Decisions are settled from those that
 * nothing revokes; what stays unsettled revokes itself in a circle.
 */
static int find_revoked(struct work *w, bool *is_revoked, struct err *e)
{
	size_t count = w->in->decision_count;
	size_t *open =
		arena_calloc(&w->scratch, count, sizeof(*open)); /* revokes of it that are not settled */
	size_t *queue = arena_calloc(&w->scratch, count, sizeof(*queue));
	size_t queued = 0;
	for (size_t i = 0; i < count; i++) {
		size_t on = is_revoke(w, i) ? id_index_find(&w->decisions, w->in->decisions[i].revokes)
					    : INDEX_NONE;
		if (on != INDEX_NONE) {
			open[on]++;
		}
	}
	for (size_t i = 0; i < count; i++) {
		if (open[i] == 0) {
			queue[queued++] = i;
		}
	}
	for (size_t next = 0; next < queued; next++) {
		size_t i = queue[next];
		size_t on = is_revoke(w, i) ? id_index_find(&w->decisions, w->in->decisions[i].revokes)
					    : INDEX_NONE;
		if (on != INDEX_NONE) {
			is_revoked[on] = is_revoked[on] || !is_revoked[i];
			open[on]--;
			if (open[on] == 0) {
				queue[queued++] = on;
			}
		}
	}
	for (size_t i = 0; i < w->decisions.count && queued < count; i++) {
		size_t at = w->decisions.keys[i].at;
		if (open[at] > 0) {
			return err_set(e, ERR_INPUT, "decision %.*s is revoked in a circle",
				BYTES_ARG(w->in->decisions[at].id));
		}
	}
	return 0;
}

static void mark_relation(struct claim_marks *marks, const struct decision *d)
{
	if (marks->relation && marks->relation->relation != d->relation) {
		marks->has_relation_conflict = true;
	}
	marks->relation = d;
}

static void mark_claims(struct work *w)
{
	for (size_t i = 0; i < w->counting_count; i++) {
		const struct decision *d = w->counting[i];
		if (d->kind != RECORD_DECIDE_RELATION && d->kind != RECORD_DECIDE_EXCLUDE) {
			continue;
		}
		for (size_t k = 0; k < d->claim_count; k++) {
			size_t at = id_index_find(&w->claims, d->claims[k]);
			if (at == INDEX_NONE) {
				continue;
			}
			if (d->kind == RECORD_DECIDE_RELATION) {
				mark_relation(&w->marks[at], d);
			} else {
				w->marks[at].excluded_by = d->id;
			}
		}
	}
	for (size_t i = 0; i < w->claims.count; i++) {
		const struct claim *c = &w->in->claims[w->claims.keys[i].at];
		size_t at = id_index_find(&w->claims, c->replaces);
		if (at != INDEX_NONE && !w->marks[at].replaced_by.s) {
			w->marks[at].replaced_by = c->id;
		}
	}
}

int work_decisions(struct work *w, struct err *e)
{
	bool *is_revoked = arena_calloc(&w->scratch, w->in->decision_count, sizeof(*is_revoked));
	int code = find_revoked(w, is_revoked, e);
	if (code != 0) {
		return code;
	}
	w->counting = arena_calloc(&w->scratch, w->in->decision_count, sizeof(struct decision *));
	for (size_t i = 0; i < w->decisions.count; i++) {
		const struct decision *d = &w->in->decisions[w->decisions.keys[i].at];
		if (holds_for(w, d) && !is_revoked[w->decisions.keys[i].at]) {
			w->counting[w->counting_count++] = d;
		}
	}
	w->marks = arena_calloc(&w->scratch, w->in->claim_count, sizeof(*w->marks));
	mark_claims(w);
	return 0;
}
