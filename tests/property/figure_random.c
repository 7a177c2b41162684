/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "figure_random.h"

#include "test.h"

const char *const random_rules[] = {"range-by-source", "priority:official", "priority:media",
	"priority:unattributed", "ucdp", "acled", "gtd", "two-source", "majority", "pending"};
const size_t random_rule_count = ARRAY_COUNT(random_rules);

enum { PLACES = 7, INCIDENTS = 6, SOURCES = 6, PUBLICATIONS = 5, DECISIONS_MAX = 9 };

static bool chance(unsigned percent)
{
	return test_random_below(100) < percent;
}

static size_t below(size_t n)
{
	return (size_t)test_random_below(n);
}

static struct bytes id_of(struct arena *a, const char *prefix, size_t n)
{
	return bytes_of(arena_printf(a, "%s%zu", prefix, n));
}

static struct bytes pick(const char *const *words, size_t count)
{
	return bytes_of(words[below(count)]);
}

#define PICK(words) pick((words), ARRAY_COUNT(words))

static int64_t number(void)
{
	static const int64_t numbers[] = {0, 1, 3, 10, 12, 16, 16, 17, 17, 17, 20, 24, 30, 64, 70};
	return numbers[below(ARRAY_COUNT(numbers))];
}

static struct date day(int from, size_t count)
{
	return (struct date){2011, 12, (int8_t)(from + (int)below(count))};
}

static struct date_range random_dates(void)
{
	struct date d = day(15, 5);
	switch (below(10)) {
	case 0:
		return (struct date_range){{0}, {0}};
	case 1:
		return (struct date_range){{2011, 12, 0}, {2011, 12, 0}};
	case 2:
		return (struct date_range){{2011, 0, 0}, {2011, 0, 0}};
	case 3:
		return (struct date_range){{2012, 0, 0}, {2012, 0, 0}};
	case 4:
		return (struct date_range){d, {0}};
	case 5:
		return (struct date_range){{0}, d};
	case 6:
		return (struct date_range){d, {2012, 0, 0}};
	default:
		return (struct date_range){d, d};
	}
}

static struct date_range random_window(void)
{
	struct date from = day(15, 3);
	struct date to = {2011, 12, (int8_t)(from.day + (int)below(4))};
	switch (below(8)) {
	case 0:
		return (struct date_range){{2011, 12, 0}, {2011, 12, 0}};
	case 1:
		return (struct date_range){from, {0}};
	case 2:
		return (struct date_range){{0}, to};
	default:
		return (struct date_range){from, to};
	}
}

static void random_places(struct arena *a, struct scope *s)
{
	size_t count = 1 + below(3);
	struct bytes *places = arena_calloc(a, count, sizeof(*places));
	for (size_t i = 0; i < count; i++) {
		places[i] = id_of(a, "p", below(PLACES + 1)); /* one more than is listed */
	}
	s->places = places;
	s->place_count = count;
}

/* percent   chance of each dimension to be stated */
static struct scope random_scope(struct arena *a, unsigned percent)
{
	static const char *const victims[] = {"any", "any", "civilians", "protesters"};
	static const char *const by[] = {"any", "police", "police", "insurgents"};
	static const char *const causes[] = {"any", "shooting", "shooting", "torture"};
	struct scope s = {0};
	if (chance(percent)) {
		s.victim_class = PICK(victims);
	}
	if (chance(percent / 2)) {
		s.by = PICK(by);
	}
	if (chance(percent / 3)) {
		s.cause = PICK(causes);
	}
	if (chance(percent)) {
		random_places(a, &s);
	}
	if (chance(percent)) {
		s.window = random_window();
	}
	return s;
}

static void set_numbers(struct quantity *q, bool has_low, int64_t low, bool has_high, int64_t high)
{
	q->has_low = has_low;
	q->low = low;
	q->has_high = has_high;
	q->high = high;
}

static struct quantity random_quantity(struct arena *a)
{
	static const char *const words[] = {"dozens", "hundreds", "several", "a handful", "scads"};
	static const char *const units[] = {"people", "people", "wounds"};
	static const char *const counting_units[] = {"individual", "individual", "family"};
	struct quantity q = {.qualifier = (enum record_qualifier)below(RECORD_QUALIFIER_COUNT)};
	int64_t n = number();
	switch (q.qualifier) {
	case RECORD_EXACT:
		set_numbers(&q, true, n, true, n);
		break;
	case RECORD_AT_LEAST:
		set_numbers(&q, true, n, false, 0);
		break;
	case RECORD_MORE_THAN:
		set_numbers(&q, true, n + 1, false, 0);
		break;
	case RECORD_AT_MOST:
	case RECORD_AS_MANY_AS:
		set_numbers(&q, false, 0, true, n);
		break;
	case RECORD_FEWER_THAN:
		set_numbers(&q, false, 0, true, n > 0 ? n - 1 : 0);
		break;
	case RECORD_BETWEEN:
		set_numbers(&q, true, n, true, n + (int64_t)below(15));
		break;
	case RECORD_APPROXIMATELY:
		q.has_point = true;
		q.point = n;
		break;
	case RECORD_ALL:
	case RECORD_MOST:
	case RECORD_SOME:
	case RECORD_QUALIFIER_COUNT:
		q.vague = chance(80) ? PICK(words) : BYTES_NONE;
		break;
	}
	/* Combinations that the exchange format does not write but that the engine defines. */
	if (chance(4)) {
		q.has_point = true;
		q.point = number();
	}
	if (chance(4)) {
		q.vague = PICK(words);
	}
	q.has_percent = chance(4);
	q.percent = q.has_percent ? 85 : 0;
	q.unit = chance(10) ? PICK(units) : BYTES_NONE;
	q.counting_unit = chance(10) ? PICK(counting_units) : BYTES_NONE;
	q.of_claim = chance(10) ? id_of(a, "c", below(RANDOM_CLAIMS_MAX)) : BYTES_NONE;
	return q;
}

static void random_attribution(struct arena *a, struct claim *c)
{
	c->attribution_count = chance(35) ? 0 : 1 + below(2);
	struct attribution_step *steps = arena_calloc(a, c->attribution_count, sizeof(*steps));
	for (size_t i = 0; i < c->attribution_count; i++) {
		steps[i].originator = chance(90) ? id_of(a, "o", below(5)) : BYTES_NONE;
		steps[i].class =
			chance(40) ? RECORD_CLASS_OFFICIAL : (enum record_class)below(RECORD_CLASS_COUNT);
	}
	c->attribution = steps;
}

static struct claim random_claim(struct arena *a, size_t n)
{
	struct claim c = {.seq = (int64_t)n, .id = id_of(a, "c", n), .about = id_of(a, "i", 0)};
	if (chance(15)) {
		c.about = id_of(a, "i", below(INCIDENTS + 1));
	}
	c.property = chance(97) ? BYTES("count") : BYTES("share");
	c.measure = chance(92) ? BYTES("killed") : BYTES("injured");
	c.quantity = random_quantity(a);
	c.scope = random_scope(a, chance(60) ? 5 : 50);
	c.as_of = chance(50) ? random_dates() : (struct date_range){{0}, {0}};
	c.published = random_dates();
	random_attribution(a, &c);
	c.polarity = chance(94) ? RECORD_AFFIRMED : (enum record_polarity)below(RECORD_POLARITY_COUNT);
	c.mode = chance(85) ? RECORD_MODE_REPORTED : (enum record_mode)below(RECORD_MODE_COUNT);
	c.status = chance(88) ? RECORD_ACCEPTED : (enum record_status)below(RECORD_STATUS_COUNT);
	c.additional = chance(5);
	c.credibility = chance(60) ? 0 : 1 + (int)below(6);
	c.restates = chance(5) ? id_of(a, "c", below(RANDOM_CLAIMS_MAX)) : BYTES_NONE;
	c.replaces = chance(5) ? id_of(a, "c", below(RANDOM_CLAIMS_MAX)) : BYTES_NONE;
	c.source = chance(95) ? id_of(a, "s", below(SOURCES + 1)) : BYTES_NONE;
	c.sealed = chance(3);
	return c;
}

static struct bytes *random_ids(struct arena *a, const char *prefix, size_t range, size_t count)
{
	struct bytes *ids = arena_calloc(a, count, sizeof(*ids));
	for (size_t i = 0; i < count; i++) {
		ids[i] = id_of(a, prefix, below(range));
	}
	return ids;
}

static struct decision random_decision(struct arena *a, size_t n, size_t claims)
{
	struct decision d = {.seq = (int64_t)n, .id = id_of(a, "d", n), .list_count = -1};
	d.kind = (enum record_decision_kind)below(RECORD_DECISION_KIND_COUNT);
	if ((d.kind == RECORD_DECIDE_PENDING && chance(70)) ||
		(d.kind == RECORD_DECIDE_REVOKE && chance(40))) {
		d.kind = chance(50) ? RECORD_DECIDE_PARTS : RECORD_DECIDE_SUBTRACTION;
	}
	d.about = chance(80) ? id_of(a, "i", 0) : chance(50) ? BYTES_NONE : id_of(a, "i", below(INCIDENTS));
	d.measure = chance(85) ? BYTES_NONE : chance(50) ? BYTES("killed") : BYTES("injured");
	d.rule = chance(80) ? BYTES_NONE : bytes_of(random_rules[below(random_rule_count)]);
	d.claim_count = d.kind == RECORD_DECIDE_GRADE_BEST && chance(90) ? 1 : below(4);
	if (d.kind == RECORD_DECIDE_PARTS) {
		d.claim_count = chance(95) ? 1 + below(2) : 0;
	}
	d.claims = random_ids(a, "c", claims + 1, d.claim_count);
	d.originator_count = below(4);
	d.originators = random_ids(a, "o", 6, d.originator_count);
	d.relation = (enum record_relation)below(RECORD_RELATION_COUNT);
	d.total = chance(70) ? id_of(a, "c", below(claims + 1)) : BYTES_NONE;
	d.list_count = d.kind == RECORD_DECIDE_NAMED ? (chance(90) ? number() : -1) : -1;
	d.revokes = n > 0 && chance(90) ? id_of(a, "d", below(n)) : BYTES_NONE;
	return d;
}

static void random_ground(struct random_world *w, struct arena *a)
{
	static const char *const kinds[] = {"government", "foreign_government", "media", "ngo", "igo",
		"court", "hospital", "company", "social_account", "individual", "unknown"};
	for (size_t i = 0; i < PLACES; i++) {
		size_t within = chance(10) ? below(PLACES + 1) : below(i + 1);
		w->places[i] = (struct place){id_of(a, "p", i), BYTES("a place"),
			chance(80) && within != i ? id_of(a, "p", within) : BYTES_NONE};
	}
	for (size_t i = 0; i < INCIDENTS; i++) {
		size_t parent = chance(10) ? below(INCIDENTS) : below(i + 1);
		w->incidents[i] = (struct incident){.id = id_of(a, "i", i),
			.parent = chance(60) ? id_of(a, "i", parent) : BYTES_NONE,
			.target = random_scope(a, 60)};
	}
	for (size_t i = 0; i < SOURCES; i++) {
		size_t count = chance(50) ? 0 : 1 + below(2);
		struct source_link *links = arena_calloc(a, count, sizeof(*links));
		for (size_t k = 0; k < count; k++) {
			links[k] = (struct source_link){id_of(a, "s", below(SOURCES + 1)),
				(enum record_derivation)below(RECORD_DERIVATION_COUNT)};
		}
		w->sources[i] = (struct source){.id = id_of(a, "s", i),
			.publication = chance(90) ? id_of(a, "o", below(PUBLICATIONS + 2)) : BYTES_NONE,
			.derived_from = links,
			.derived_count = count};
	}
	for (size_t i = 0; i < PUBLICATIONS; i++) {
		w->publications[i] = (struct publication){.id = id_of(a, "o", i), .kind = PICK(kinds)};
	}
}

#define SHUFFLE(array, count) \
	for (size_t i_ = (count); i_ > 1; i_--) { \
		size_t k_ = below(i_); \
		__typeof__(*(array)) swap_ = (array)[i_ - 1]; \
		(array)[i_ - 1] = (array)[k_]; \
		(array)[k_] = swap_; \
	}

void random_shuffle(struct random_world *w)
{
	SHUFFLE(w->claims, w->in.claim_count);
	SHUFFLE(w->decisions, w->in.decision_count);
	SHUFFLE(w->places, w->in.place_count);
	SHUFFLE(w->incidents, w->in.incident_count);
	SHUFFLE(w->sources, w->in.source_count);
	SHUFFLE(w->publications, w->in.publication_count);
}

void random_world(struct random_world *w, struct arena *a)
{
	struct err e = {0};
	struct codebook *codebook = arena_calloc(a, 1, sizeof(*codebook));
	BUG_IF(codebook_parse(bytes_of(codebook_default_text), a, codebook, &e) != 0);
	codebook->confirm_originators = 1 + (int64_t)below(3);
	codebook->divide = (enum codebook_divide)below(CODEBOOK_DIVIDE_COUNT);
	w->claims = arena_calloc(a, RANDOM_CLAIMS_MAX, sizeof(*w->claims));
	w->decisions = arena_calloc(a, DECISIONS_MAX, sizeof(*w->decisions));
	w->places = arena_calloc(a, PLACES, sizeof(*w->places));
	w->incidents = arena_calloc(a, INCIDENTS, sizeof(*w->incidents));
	w->sources = arena_calloc(a, SOURCES, sizeof(*w->sources));
	w->publications = arena_calloc(a, PUBLICATIONS, sizeof(*w->publications));
	w->in = (struct figure_input){w->claims, chance(20) ? below(3) : below(RANDOM_CLAIMS_MAX + 1),
		w->decisions, below(DECISIONS_MAX + 1), w->places, PLACES, w->incidents, INCIDENTS,
		w->sources, SOURCES, w->publications, PUBLICATIONS, codebook};
	random_ground(w, a);
	for (size_t i = 0; i < w->in.claim_count; i++) {
		w->claims[i] = random_claim(a, i);
	}
	for (size_t i = 0; i < w->in.decision_count; i++) {
		w->decisions[i] = random_decision(a, i, w->in.claim_count);
	}
	struct scope *target = arena_calloc(a, 1, sizeof(*target));
	*target = random_scope(a, chance(70) ? 70 : 20);
	w->request = (struct figure_request){
		.incident = BYTES("i0"), .measure = BYTES("killed"), .rule = BYTES_NONE, .target = target};
	random_shuffle(w);
}
