/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reading: whatever the text, every span of a proposal lies in it, between characters, and the answers rest on proposals. */
#include "fuzz.h"

#include "reading/reading.h"
#include "text/utf8.h"

static void check_span(struct bytes text, struct span s)
{
	BUG_IF(s.start > s.end || s.end > text.len);
	BUG_IF(!utf8_is_boundary(text, s.start) || !utf8_is_boundary(text, s.end));
}

static void check_proposal(struct bytes text, const struct reading *r, const struct proposal *p)
{
	const struct span spans[] = {
		p->as_stated, p->victims, p->by, p->by_organisation, p->cause, p->place, p->quote};
	for (size_t i = 0; i < ARRAY_COUNT(spans); i++) {
		check_span(text, spans[i]);
	}
	for (size_t i = 0; i < p->person_count; i++) {
		check_span(text, p->persons[i]);
	}
	for (size_t i = 0; i < p->attribution_count; i++) {
		check_span(text, p->attributions[i].who);
	}
	BUG_IF(p->quote.start == p->quote.end || !p->measure || !p->rule || !p->unit || !p->reason);
	BUG_IF(p->low > p->high);
	BUG_IF(p->relation != RELATION_NONE && p->related >= r->proposal_count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct reading_tables *tables; /* lint: mutable: made once, for speed */
	static struct arena kept;             /* lint: mutable: holds the tables */
	struct buf text = {0};
	struct arena a = {0};
	if (!tables) {
		const struct reading_table *list;
		size_t count = reading_builtin(&kept, &list);
		BUG_IF(reading_load(list, count, &kept, &tables, NULL) != 0);
	}
	utf8_repair(&text, (struct bytes){(const char *)data, size});
	struct reading r;
	struct reading_document d = {
		.text = buf_bytes(&text), .published = {2020, 2, 29}, .language = size % 2 ? "en" : NULL};
	reading_read(tables, NULL, &d, &a, &r);
	for (size_t i = 0; i < r.proposal_count; i++) {
		check_proposal(d.text, &r, &r.proposals[i]);
	}
	for (size_t i = 0; i < r.mention_count; i++) {
		check_span(d.text, r.mentions[i].name);
		check_span(d.text, r.mentions[i].role);
	}
	for (size_t i = 0; i < r.actor_count; i++) {
		check_span(d.text, r.actors[i].words);
		check_span(d.text, r.actors[i].organisation);
		check_span(d.text, r.actors[i].deed);
	}
	for (size_t i = 0; i < r.attack_count; i++) {
		check_span(d.text, r.attacks[i].deed);
		check_span(d.text, r.attacks[i].target);
	}
	const struct reading_total *totals;
	size_t count;
	reading_totals(&r, &a, &totals, &count);
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < totals[i].count; k++) {
			BUG_IF(totals[i].rests_on[k] >= r.proposal_count);
		}
	}
	arena_done(&a);
	buf_done(&text);
	return 0;
}
