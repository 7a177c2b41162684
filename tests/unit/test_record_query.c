/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From the register to the structs of the engines. */
#include "fixture.h"
#include "raw.h"
#include "test.h"

#include "record/query.h"

#define AND_CITED ",\"citations\":[{\"source\":\"s-paper\",\"evidence\":\"" FIXTURE_EVIDENCE "\"}]}"

/* One vault for all tests here: the fixture's records, and some that replace them. */
static struct vault *filled(void)
{
	static const char *path;
	static const char *const more[] = {
		"{\"type\":\"publication\",\"id\":\"paper-2\",\"name\":\"Evening "
		"Paper\",\"kind\":\"company\",\"country\":\"KZ\","
		"\"replaces\":\"paper\"}",
		"{\"type\":\"publication\",\"id\":\"paper-3\",\"name\":\"Evening "
		"Paper\",\"kind\":\"government\","
		"\"replaces\":\"paper-2\"}",
		"{\"type\":\"place\",\"id\":\"town-2\",\"label\":\"Town, corrected\",\"replaces\":\"town\"}",
		"{\"type\":\"incident\",\"id\":\"event-2\",\"label\":\"The event, "
		"corrected\",\"replaces\":\"event\","
		"\"target\":{\"places\":[\"oblast\",\"town\"],\"by\":\"police\",\"cause\":\"shooting\","
		"\"window\":\"2011-12\"}}",
		"{\"type\":\"incident\",\"id\":\"elsewhere\",\"label\":\"Another\"}",
		"{\"type\":\"claim\",\"id\":\"c4\",\"about\":\"elsewhere\",\"property\":\"count\","
		"\"measure\":\"killed\","
		"\"quantity\":{\"qualifier\":\"all\"}" AND_CITED,
		"{\"type\":\"claim\",\"id\":\"c5\",\"about\":\"elsewhere\",\"property\":\"count\","
		"\"measure\":\"killed\","
		"\"quantity\":{\"qualifier\":\"all\"},\"replaces\":\"c2\"" AND_CITED,
		"{\"type\":\"claim\",\"id\":\"c6\",\"about\":\"event-square\",\"property\":\"share\","
		"\"measure\":\"injured\","
		"\"quantity\":{\"qualifier\":\"approximately\",\"percent\":12.5,\"of_claim\":\"c1\"},"
		"\"polarity\":\"denied\","
		"\"status\":\"issue\",\"additional\":true,\"restates\":\"c1\",\"by\":\"police\",\"cause\":"
		"\"shooting\","
		"\"victim_class\":\"civilians\",\"seal\":[\"made\"],\"researcher\":\"ann\"" AND_CITED,
		"{\"type\":\"decision\",\"id\":\"d2\",\"kind\":\"named\",\"list_count\":12,\"reason\":\"r\"}",
		"{\"type\":\"decision\",\"id\":\"d3\",\"kind\":\"relation\",\"claims\":[\"c1\",\"c2\"],"
		"\"relation\":\"wider\","
		"\"measure\":\"killed\",\"reason\":\"r\"}",
		"{\"type\":\"decision\",\"id\":\"d4\",\"kind\":\"same_originator\",\"originators\":[\"a\","
		"\"b\"],\"reason\":\"r\"}",
		"{\"type\":\"decision\",\"id\":\"d5\",\"kind\":\"parts\",\"claims\":[\"c1\"],\"total\":"
		"\"c2\",\"reason\":\"r\"}",
		"{\"type\":\"decision\",\"id\":\"d6\",\"kind\":\"revoke\",\"revokes\":\"d5\",\"reason\":"
		"\"r\"}",
		"{\"type\":\"codebook\",\"id\":\"codebook-2\",\"version\":\"8\",\"text\":\"[codebook]"
		"\\nversion = 8\\n\"}",
	};
	if (!path) {
		struct err e = {0};
		path = fixture_vault();
		struct vault *v = fixture_open(path, true);
		fixture_fill(v);
		for (size_t i = 0; i < ARRAY_COUNT(more); i++) {
			if (fixture_add(v, more[i], &e) != 0) {
				test_note("%s", e.text);
				BUG_IF(true);
			}
		}
		vault_close(&v);
	}
	return fixture_open(path, false);
}

/* The item of that id in an array of structs whose member `id` is at the same place; NULL when there is none. */
#define FIND(list, count, wanted, out) \
	do { \
		(out) = NULL; \
		for (size_t i_ = 0; i_ < (count); i_++) { \
			if (bytes_is((list)[i_].id, (wanted))) { \
				(out) = &(list)[i_]; \
			} \
		} \
	} while (0)

TEST(claims_about_an_incident_and_its_descendants)
{
	struct vault *v = filled();
	struct arena a = {0};
	struct query_result r;
	struct err e = {0};
	CHECK_OK(query_incident(v, BYTES("event"), &a, &r, &e), e);
	CHECK_INT((int64_t)r.claim_count,
		4); /* c1, c2, c6, and c5, which replaces c2; c3 is no number, c4 elsewhere */
	const struct claim *c;
	FIND(r.claims, r.claim_count, "c4", c);
	CHECK(!c);
	FIND(r.claims, r.claim_count, "c5", c);
	CHECK(c);
	CHECK_TEXT(c->replaces, BYTES("c2"));
	CHECK_OK(query_incident(v, BYTES("event-square"), &a, &r, &e), e);
	CHECK_INT((int64_t)r.claim_count, 1);
	CHECK_OK(query_incident(v, BYTES("elsewhere"), &a, &r, &e), e);
	CHECK_INT((int64_t)r.claim_count, 2);
	CHECK_INT(query_incident(v, BYTES("nowhere"), &a, &r, &e), -ERR_NOT_FOUND);
	CHECK_INT(query_incident(v, BYTES("hrw"), &a, &r, &e), -ERR_NOT_FOUND);
	CHECK(strstr(e.text, "is no incident (type publication)"));
	arena_done(&a);
	vault_close(&v);
}

TEST(every_field_of_a_claim_arrives)
{
	struct vault *v = filled();
	struct arena a = {0};
	struct query_result r;
	struct err e = {0};
	const struct claim *c;
	CHECK_OK(query_incident(v, BYTES("event"), &a, &r, &e), e);
	FIND(r.claims, r.claim_count, "c1", c);
	CHECK(c);
	CHECK_INT(c->seq, 12);
	CHECK_TEXT(c->about, BYTES("event"));
	CHECK_TEXT(c->property, BYTES("count"));
	CHECK_TEXT(c->measure, BYTES("killed"));
	CHECK_TEXT(c->as_stated, BYTES("at least 16"));
	CHECK(c->quantity.qualifier == RECORD_AT_LEAST && c->quantity.has_low && !c->quantity.has_high &&
		!c->quantity.has_point && !c->quantity.has_percent);
	CHECK_INT(c->quantity.low, 16);
	CHECK(c->scope.place_count == 1 && bytes_is(c->scope.places[0], "town") && !c->scope.by.s &&
		!c->scope.cause.s);
	CHECK(date_range_first(c->scope.window) == date_range_last(c->scope.window));
	CHECK_INT(date_range_last(c->as_of) - date_range_first(c->as_of), 364);
	CHECK_INT(date_range_last(c->published) - date_range_first(c->published),
		30); /* January 2013, of its source */
	CHECK_INT((int64_t)c->attribution_count, 1);
	CHECK_TEXT(c->attribution[0].originator, BYTES("office"));
	CHECK(c->attribution[0].class == RECORD_CLASS_OFFICIAL);
	CHECK_TEXT(c->attribution[0].verb, BYTES("states"));
	CHECK(c->polarity == RECORD_AFFIRMED && c->mode == RECORD_MODE_REPORTED &&
		c->status == RECORD_ACCEPTED);
	CHECK(!c->additional && c->credibility == 2 && !c->restates.s && !c->replaces.s && !c->sealed);
	CHECK_TEXT(c->source, BYTES("s-hrw"));
	CHECK_INT((int64_t)c->citation_count, 1);
	CHECK_TEXT(c->citations[0].evidence, BYTES(FIXTURE_EVIDENCE));
	CHECK_TEXT(c->citations[0].text, BYTES(FIXTURE_TEXT));
	CHECK_TEXT(c->citations[0].exact, BYTES("at least 16"));
	CHECK(c->citations[0].byte_start == 3 && c->citations[0].char_end == 14);

	FIND(r.claims, r.claim_count, "c6", c);
	CHECK(c);
	CHECK(c->quantity.has_percent && c->quantity.percent == 12.5 && !c->quantity.has_point);
	CHECK_TEXT(c->quantity.of_claim, BYTES("c1"));
	CHECK(c->polarity == RECORD_DENIED && c->status == RECORD_ISSUE && c->additional && c->sealed);
	CHECK_TEXT(c->restates, BYTES("c1"));
	CHECK_TEXT(c->scope.by, BYTES("police"));
	CHECK_TEXT(c->scope.cause, BYTES("shooting"));
	CHECK_TEXT(c->scope.victim_class, BYTES("civilians"));
	CHECK(c->attribution_count == 0 && date_range_is_absent(c->as_of));
	arena_done(&a);
	vault_close(&v);
}

TEST(what_is_replaced_has_the_content_of_the_newest)
{
	static const char *const ids[] = {"paper", "paper-2", "paper-3"};
	struct vault *v = filled();
	struct arena a = {0};
	struct query_result r;
	struct err e = {0};
	CHECK_OK(query_incident(v, BYTES("event"), &a, &r, &e), e);
	for (size_t i = 0; i < ARRAY_COUNT(ids); i++) {
		const struct publication *p;
		FIND(r.publications, r.publication_count, ids[i], p);
		CHECK(p);
		CHECK_TEXT(p->kind, BYTES("government"));
		CHECK(!p->country.s); /* the newest says none, and nothing is mixed in */
	}
	CHECK_INT((int64_t)r.publication_count, 4);
	const struct place *place;
	FIND(r.places, r.place_count, "town", place);
	CHECK(place);
	CHECK_TEXT(place->label, BYTES("Town, corrected"));
	CHECK(!place->within.s);
	const struct incident *incident;
	FIND(r.incidents, r.incident_count, "event", incident);
	CHECK(incident);
	CHECK_TEXT(incident->label, BYTES("The event, corrected"));
	CHECK(incident->target.place_count == 2 && bytes_is(incident->target.places[1], "town"));
	CHECK_TEXT(incident->target.by, BYTES("police"));
	CHECK_TEXT(incident->target.cause, BYTES("shooting"));
	CHECK(!incident->target.victim_class.s);
	CHECK_INT(date_range_last(incident->target.window) - date_range_first(incident->target.window), 30);
	FIND(r.incidents, r.incident_count, "event-square", incident);
	CHECK(incident);
	CHECK_TEXT(incident->parent, BYTES("event"));
	arena_done(&a);
	vault_close(&v);
}

TEST(sources_and_what_they_derive_from)
{
	struct vault *v = filled();
	struct arena a = {0};
	struct query_result r;
	struct err e = {0};
	const struct source *s;
	CHECK_OK(query_incident(v, BYTES("event"), &a, &r, &e), e);
	FIND(r.sources, r.source_count, "s-paper", s);
	CHECK(s);
	CHECK_TEXT(s->title, BYTES("Town counts its dead"));
	CHECK_TEXT(s->publication, BYTES("paper"));
	CHECK_TEXT(s->seen, BYTES("cited_only"));
	CHECK_INT(date_range_last(s->published) - date_range_first(s->published), 1);
	CHECK_INT((int64_t)s->derived_count, 1);
	CHECK_TEXT(s->derived_from[0].source, BYTES("s-hrw"));
	CHECK(s->derived_from[0].kind == RECORD_QUOTES);
	FIND(r.sources, r.source_count, "s-hrw", s);
	CHECK(s && s->derived_count == 0);
	CHECK_TEXT(s->url, BYTES("https://example.org/a"));
	CHECK_TEXT(s->language, BYTES("en"));
	arena_done(&a);
	vault_close(&v);
}

TEST(decisions_arrive_whole)
{
	struct vault *v = filled();
	struct arena a = {0};
	struct query_result r;
	struct err e = {0};
	const struct decision *d;
	CHECK_OK(query_incident(v, BYTES("event"), &a, &r, &e), e);
	CHECK_INT((int64_t)r.decision_count, 6);
	FIND(r.decisions, r.decision_count, "d1", d);
	CHECK(d && d->kind == RECORD_DECIDE_EXCLUDE && d->claim_count == 1 && d->list_count == -1);
	CHECK_TEXT(d->about, BYTES("event"));
	CHECK_TEXT(d->claims[0], BYTES("c2"));
	CHECK_TEXT(d->rule, BYTES("ucdp"));
	CHECK_TEXT(d->reason, BYTES("hearsay"));
	FIND(r.decisions, r.decision_count, "d2", d);
	CHECK(d && d->kind == RECORD_DECIDE_NAMED && d->list_count == 12 && !d->about.s &&
		d->claim_count == 0);
	FIND(r.decisions, r.decision_count, "d3", d);
	CHECK(d && d->relation == RECORD_WIDER && d->claim_count == 2 && bytes_is(d->measure, "killed"));
	FIND(r.decisions, r.decision_count, "d4", d);
	CHECK(d && d->originator_count == 2 && bytes_is(d->originators[1], "b"));
	FIND(r.decisions, r.decision_count, "d5", d);
	CHECK(d && bytes_is(d->total, "c2"));
	FIND(r.decisions, r.decision_count, "d6", d);
	CHECK(d && d->kind == RECORD_DECIDE_REVOKE && bytes_is(d->revokes, "d5"));
	arena_done(&a);
	vault_close(&v);
}

TEST(the_newest_codebook_is_in_force)
{
	struct vault *v = filled();
	struct arena a = {0};
	struct bytes text;
	int64_t seq;
	struct err e = {0};
	CHECK_OK(query_codebook(v, &a, &text, &seq, &e), e);
	CHECK_TEXT(text, BYTES("[codebook]\nversion = 8\n"));
	CHECK_INT(seq, 33);
	vault_close(&v);
	v = fixture_open(fixture_vault(), false);
	CHECK_OK(query_codebook(v, &a, &text, &seq, &e), e);
	CHECK(!text.s);
	arena_done(&a);
	vault_close(&v);
}

TEST(what_is_forged_into_the_register_is_damage)
{
	GUARANTEE("query.h: What a forger wrote into the register is ERR_DAMAGED when it is no UTF-8, no "
		  "JSON or no "
		  "number in its range.");
	static const char *const changes[] = {
		"UPDATE decision SET list_count = 9223372036854775807",
		"UPDATE decision SET list_count = -2",
		"UPDATE decision SET reason = CAST(x'61ff' AS TEXT)",
		"UPDATE claim SET quantity_low = 9223372036854775807 WHERE id = 'c1'",
		"UPDATE claim SET quantity_low = -1 WHERE id = 'c1'",
		"UPDATE claim SET quantity_percent = 9e999 WHERE id = 'c1'",
		"UPDATE claim SET credibility_grade = 99 WHERE id = 'c1'",
		"UPDATE claim SET as_stated = CAST(x'c3' AS TEXT) WHERE id = 'c1'",
		"UPDATE claim SET places = '[\"town\"' WHERE id = 'c1'",
		"UPDATE citation SET byte_end = 9223372036854775807",
		"UPDATE citation SET byte_start = 15 WHERE byte_end = 14",
		"UPDATE citation SET exact = CAST(x'80' AS TEXT)",
		"UPDATE source SET title = CAST(x'ff' AS TEXT)",
		"UPDATE incident SET target_places = 'town'",
		"UPDATE place SET label = CAST(x'ff' AS TEXT)",
	};
	for (size_t i = 0; i < ARRAY_COUNT(changes); i++) {
		const char *path = fixture_vault();
		struct vault *v = fixture_open(path, true);
		struct arena a = {0};
		struct query_result r;
		struct err e = {0};
		fixture_fill(v);
		vault_close(&v);
		raw_change(path, changes[i]);
		v = fixture_open(path, false);
		bool is_told = query_incident(v, BYTES("event"), &a, &r, &e) == -ERR_DAMAGED &&
			strstr(e.text, "recount rebuild");
		if (!is_told) {
			test_note("%s: %s", changes[i], e.text);
		}
		CHECK(is_told);
		arena_done(&a);
		vault_close(&v);
	}
}
