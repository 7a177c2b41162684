/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Figures, table by table. Claims and decisions are written as short lines:
 *
 *     a hrw/ngo 16 @2012-01-29 grade=1        claim a by hrw of class ngo, exactly 16, as of that day
 *     16+ at least   16- at most   10..20 between   ~15 about   dozens a vague word   none no number
 *     b -/unattributed 70- @-                 nobody behind it, undated; without a day: published on 2011-12-20
 *     d1 parts a,b total=c                    decision d1
 *
 * The target is Zhanaozen (z) and Shetpe (s), 16 and 17 December 2011, any victim.
 */
#include "base/buf.h"
#include "figure/words.h"
#include "test.h"

enum { RECORDS_MAX = 16 };

struct world {
	struct arena a;
	struct claim claims[RECORDS_MAX];
	struct decision decisions[RECORDS_MAX];
	struct codebook codebook;
	struct figure_input in;
	struct scope target;
	struct err e;
};

/* A view as a constant, for tables. */
#define TEXT(literal) \
	{ \
		literal, sizeof(literal) - 1 \
	}

static const struct place places[] = {
	{TEXT("m"), TEXT("Mangystau"), {0}},
	{TEXT("z"), TEXT("Zhanaozen"), TEXT("m")},
	{TEXT("s"), TEXT("Shetpe"), TEXT("m")},
	{TEXT("q"), TEXT("the square"), TEXT("z")},
	{TEXT("k"), TEXT("Aktau"), TEXT("m")},
};

static const struct publication publications[] = {
	{.id = TEXT("gov"), .kind = TEXT("government")},
	{.id = TEXT("abroad"), .kind = TEXT("foreign_government")},
	{.id = TEXT("paper"), .kind = TEXT("media")},
	{.id = TEXT("firm"), .kind = TEXT("company")},
	{.id = TEXT("someone"), .kind = TEXT("individual")},
	{.id = TEXT("account"), .kind = TEXT("social_account")},
	{.id = TEXT("nobody"), .kind = TEXT("unknown")},
};

static const struct source_link to_paper[] = {
	{TEXT("s-nobody"), RECORD_UNPROVEN}, {TEXT("s-paper"), RECORD_COPIES}};
static const struct source_link to_copy[] = {{TEXT("s-copy"), RECORD_TRANSLATES}};
static const struct source_link to_two[] = {{TEXT("s-two"), RECORD_QUOTES}};
static const struct source_link to_one[] = {{TEXT("s-one"), RECORD_QUOTES}};

static const struct source sources[] = {
	{.id = TEXT("s-gov"), .publication = TEXT("gov")},
	{.id = TEXT("s-abroad"), .publication = TEXT("abroad")},
	{.id = TEXT("s-paper"), .publication = TEXT("paper")},
	{.id = TEXT("s-firm"), .publication = TEXT("firm")},
	{.id = TEXT("s-someone"), .publication = TEXT("someone")},
	{.id = TEXT("s-account"), .publication = TEXT("account")},
	{.id = TEXT("s-nobody"), .publication = TEXT("nobody")},
	{.id = TEXT("s-copy"), .publication = TEXT("gov"), .derived_from = to_paper, .derived_count = 2},
	{.id = TEXT("s-copy-of-copy"),
		.publication = TEXT("gov"),
		.derived_from = to_copy,
		.derived_count = 1},
	{.id = TEXT("s-one"), .publication = TEXT("gov"), .derived_from = to_two, .derived_count = 1},
	{.id = TEXT("s-two"), .publication = TEXT("paper"), .derived_from = to_one, .derived_count = 1},
	{.id = TEXT("s-none")},
};

static const struct bytes target_places[] = {TEXT("z"), TEXT("s")};

static const struct incident incidents[] = {
	{.id = TEXT("i"),
		.target = {.victim_class = TEXT("any"),
			.places = target_places,
			.place_count = 2,
			.window = {{2011, 12, 16}, {2011, 12, 17}}}},
	{.id = TEXT("child"), .parent = TEXT("i")},
	{.id = TEXT("grandchild"), .parent = TEXT("child")},
	{.id = TEXT("other")},
};

static struct bytes next_word(struct bytes *rest)
{
	*rest = bytes_trim(*rest);
	size_t len = 0;
	while (len < rest->len && rest->s[len] != ' ') {
		len++;
	}
	struct bytes word = {rest->s, len};
	*rest = (struct bytes){rest->s + len, rest->len - len};
	return word;
}

/* Cuts at the first mark; what follows it is absent when there is none. */
static struct bytes cut(struct bytes text, const char *mark, struct bytes *after)
{
	size_t at = bytes_find(text, bytes_of(mark), 0);
	*after = BYTES_NONE;
	if (at == SIZE_MAX) {
		return text;
	}
	size_t skip = at + strlen(mark);
	*after = (struct bytes){text.s + skip, text.len - skip};
	return (struct bytes){text.s, at};
}

static const struct bytes *list(struct world *w, struct bytes text, size_t *count)
{
	struct bytes *items = arena_calloc(&w->a, 8, sizeof(*items));
	*count = 0;
	while (text.s && text.len > 0) {
		items[(*count)++] = cut(text, ",", &text);
	}
	return items;
}

static int64_t whole(struct bytes text)
{
	int64_t n = 0;
	BUG_IF(!bytes_int64(text, &n));
	return n;
}

static struct date_range range(struct bytes text)
{
	struct date_range r = {{0}, {0}};
	struct bytes to;
	struct bytes from = cut(text, "..", &to);
	BUG_IF(from.len > 0 && !date_parse(from, &r.from));
	BUG_IF(to.len > 0 && !date_parse(to, &r.to));
	if (!to.s) {
		r.to = r.from;
	}
	return r;
}

static struct quantity number(struct bytes text)
{
	struct quantity q = {0};
	struct bytes high;
	struct bytes low = cut(text, "..", &high);
	struct bytes head = {text.s, text.len - 1};
	if (bytes_is(text, "none")) {
		q.qualifier = RECORD_SOME;
	} else if (text.s[0] == '~') {
		q = (struct quantity){.qualifier = RECORD_APPROXIMATELY,
			.has_point = true,
			.point = whole((struct bytes){text.s + 1, text.len - 1})};
	} else if (text.s[0] >= 'a') {
		q = (struct quantity){.qualifier = RECORD_SOME, .vague = text};
	} else if (bytes_ends(text, "+")) {
		q = (struct quantity){.qualifier = RECORD_AT_LEAST, .has_low = true, .low = whole(head)};
	} else if (bytes_ends(text, "-")) {
		q = (struct quantity){.qualifier = RECORD_AT_MOST, .has_high = true, .high = whole(head)};
	} else {
		q = (struct quantity){.qualifier = high.s ? RECORD_BETWEEN : RECORD_EXACT,
			.has_low = true,
			.low = whole(low),
			.has_high = true,
			.high = whole(high.s ? high : low)};
	}
	return q;
}

static int word(const char *const *names, int count, struct bytes text)
{
	int index = record_word_index(names, count, text);
	BUG_IF(index < 0);
	return index;
}

static void set_text(struct world *w, struct claim *c, struct bytes key, struct bytes value)
{
	const struct {
		const char *key;
		struct bytes *field;
	} rows[] = {
		{"about", &c->about},
		{"property", &c->property},
		{"measure", &c->measure},
		{"unit", &c->quantity.unit},
		{"counting", &c->quantity.counting_unit},
		{"of", &c->quantity.of_claim},
		{"restates", &c->restates},
		{"replaces", &c->replaces},
		{"source", &c->source},
		{"victims", &c->scope.victim_class},
		{"by", &c->scope.by},
		{"cause", &c->scope.cause},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		if (bytes_is(key, rows[i].key)) {
			*rows[i].field = value;
			return;
		}
	}
	if (bytes_is(key, "mode")) {
		c->mode = (enum record_mode)word(record_mode_names, RECORD_MODE_COUNT, value);
	} else if (bytes_is(key, "status")) {
		c->status = (enum record_status)word(record_status_names, RECORD_STATUS_COUNT, value);
	} else if (bytes_is(key, "polarity")) {
		c->polarity = (enum record_polarity)word(record_polarity_names, RECORD_POLARITY_COUNT, value);
	} else if (bytes_is(key, "grade")) {
		c->credibility = (int)whole(value);
	} else if (bytes_is(key, "percent")) {
		c->quantity.has_percent = true;
		c->quantity.percent = (double)whole(value);
	} else if (bytes_is(key, "places")) {
		c->scope.places = list(w, value, &c->scope.place_count);
	} else if (bytes_is(key, "window")) {
		c->scope.window = range(value);
	} else if (bytes_is(key, "additional")) {
		c->additional = true;
	} else {
		BUG_IF(!bytes_is(key, "sealed"));
		c->sealed = true;
	}
}

static void add_claim(struct world *w, struct bytes line)
{
	struct claim *c = &w->claims[w->in.claim_count++];
	*c = (struct claim){.id = next_word(&line),
		.about = BYTES("i"),
		.property = BYTES("count"),
		.measure = BYTES("killed"),
		.published = {{2011, 12, 20}, {2011, 12, 20}}};
	struct bytes class;
	struct bytes who = cut(next_word(&line), "/", &class);
	if (class.s) {
		struct attribution_step *step = arena_calloc(&w->a, 1, sizeof(*step));
		step->originator = bytes_is(who, "-") ? BYTES_NONE : who;
		step->class = (enum record_class)word(record_class_names, RECORD_CLASS_COUNT, class);
		c->attribution = step;
		c->attribution_count = 1;
	} else {
		c->source = who;
	}
	c->quantity = number(next_word(&line));
	for (struct bytes rest = bytes_trim(line); rest.len > 0; rest = bytes_trim(rest)) {
		struct bytes value;
		struct bytes text = next_word(&rest);
		if (bytes_is(text, "@-")) {
			c->published = (struct date_range){{0}, {0}};
		} else if (text.s[0] == '@') {
			c->as_of = range((struct bytes){text.s + 1, text.len - 1});
		} else {
			struct bytes key = cut(text, "=", &value);
			set_text(w, c, key, value);
		}
	}
}

static void add_decision(struct world *w, struct bytes line)
{
	struct decision *d = &w->decisions[w->in.decision_count++];
	*d = (struct decision){.id = next_word(&line), .about = BYTES("i"), .list_count = -1};
	d->kind = (enum record_decision_kind)word(
		record_decision_kind_names, RECORD_DECISION_KIND_COUNT, next_word(&line));
	for (struct bytes rest = bytes_trim(line); rest.len > 0; rest = bytes_trim(rest)) {
		struct bytes value;
		struct bytes key = cut(next_word(&rest), "=", &value);
		if (!value.s) {
			d->claims = list(w, key, &d->claim_count);
		} else if (bytes_is(key, "who")) {
			d->originators = list(w, value, &d->originator_count);
		} else if (bytes_is(key, "as")) {
			d->relation = (enum record_relation)word(
				record_relation_names, RECORD_RELATION_COUNT, value);
		} else if (bytes_is(key, "count")) {
			d->list_count = whole(value);
		} else {
			*(bytes_is(key, "about")                   ? &d->about
					: bytes_is(key, "measure") ? &d->measure
					: bytes_is(key, "rule")    ? &d->rule
					: bytes_is(key, "total")   ? &d->total
								   : &d->revokes) = value;
		}
	}
}

/* claims, decisions   lines with a semicolon between */
static void world_init(struct world *w, const char *claims, const char *decisions)
{
	*w = (struct world){0};
	BUG_IF(codebook_parse(bytes_of(codebook_default_text), &w->a, &w->codebook, &w->e) != 0);
	w->in = (struct figure_input){.claims = w->claims,
		.decisions = w->decisions,
		.places = places,
		.place_count = ARRAY_COUNT(places),
		.incidents = incidents,
		.incident_count = ARRAY_COUNT(incidents),
		.sources = sources,
		.source_count = ARRAY_COUNT(sources),
		.publications = publications,
		.publication_count = ARRAY_COUNT(publications),
		.codebook = &w->codebook};
	for (struct bytes rest = bytes_of(claims); rest.s && rest.len > 0;) {
		add_claim(w, cut(rest, ";", &rest));
	}
	for (struct bytes rest = bytes_of(decisions); rest.s && rest.len > 0;) {
		add_decision(w, cut(rest, ";", &rest));
	}
}

static int compute(struct world *w, const char *rule, struct figure *f)
{
	struct figure_request request = {BYTES("i"), BYTES("killed"), bytes_of(rule), NULL};
	return figure_compute(&w->in, &request, &w->a, f, &w->e);
}

static void show_number(struct buf *out, bool has, int64_t n)
{
	if (has) {
		buf_printf(out, "%lld", (long long)n);
	} else {
		buf_add_char(out, '-');
	}
}

/* "17 - 70 provisional" */
static void show_figure(const struct figure *f, struct buf *out)
{
	show_number(out, f->low.has, f->low.n);
	buf_add_char(out, ' ');
	show_number(out, f->best.has, f->best.n);
	buf_add_char(out, ' ');
	show_number(out, f->high.has, f->high.n);
	buf_printf(out, " %s", figure_state_names[f->state]);
}

/* "a used, b superseded(a)" */
static void show_outcomes(const struct figure *f, struct buf *out)
{
	for (size_t i = 0; i < f->item_count; i++) {
		const struct figure_item *item = &f->items[i];
		buf_printf(out, "%s%.*s %s", i > 0 ? ", " : "", BYTES_ARG(item->claim->id),
			figure_outcome_names[item->outcome]);
		if (item->cause.s) {
			buf_printf(out, "(%.*s)", BYTES_ARG(item->cause));
		}
	}
}

static void show_originators(const struct figure *f, struct buf *out)
{
	for (size_t i = 0; i < f->item_count; i++) {
		const struct figure_item *item = &f->items[i];
		buf_printf(out, "%s%.*s %.*s/%s", i > 0 ? ", " : "", BYTES_ARG(item->claim->id),
			BYTES_ARG(item->originator.s ? item->originator : BYTES("-")),
			record_class_names[item->class]);
	}
}

static void show_classes(const struct figure *f, struct buf *out)
{
	for (size_t i = 0; i < f->class_count; i++) {
		const struct figure_class_range *c = &f->classes[i];
		buf_printf(out, "%s%s ", i > 0 ? ", " : "", record_class_names[c->class]);
		show_number(out, c->range.low.has, c->range.low.n);
		buf_add_char(out, ' ');
		show_number(out, c->range.best.has, c->range.best.n);
		buf_add_char(out, ' ');
		show_number(out, c->range.high.has, c->range.high.n);
	}
}

static void show_checks(const struct figure *f, struct buf *out)
{
	for (size_t i = 0; i < f->check_count; i++) {
		const struct figure_check *c = &f->checks[i];
		buf_printf(out, "%s%s(%.*s %.*s %.*s %lld %lld)", i > 0 ? ", " : "",
			figure_check_names[c->kind], BYTES_ARG(c->decision), BYTES_ARG(c->a), BYTES_ARG(c->b),
			(long long)c->x, (long long)c->y);
	}
}

static void show_notes(const struct figure *f, struct buf *out)
{
	for (size_t i = 0; i < f->note_count; i++) {
		buf_printf(out, "%s%s", i > 0 ? ", " : "", figure_note_names[f->notes[i].kind]);
	}
}

/* One row of a table: what show() makes of the figure must be `expected`. */
struct row {
	const char *rule;
	const char *claims;
	const char *decisions;
	const char *expected;
};

static bool row_holds(const struct row *row, enum codebook_divide divide,
	void (*show)(const struct figure *f, struct buf *out))
{
	struct world w;
	struct figure f;
	struct buf out = {0};
	world_init(&w, row->claims, row->decisions);
	w.codebook.divide = divide;
	if (compute(&w, row->rule, &f) != 0) {
		buf_add_text(&out, w.e.text);
	} else {
		show(&f, &out);
	}
	bool holds = bytes_is(buf_bytes(&out), row->expected);
	if (!holds) {
		test_note("%s | %s | %s: \"%s\", expected \"%s\"", row->rule, row->claims,
			row->decisions ? row->decisions : "", out.s ? out.s : "", row->expected);
	}
	buf_done(&out);
	arena_done(&w.a);
	return holds;
}

#define CHECK_ROWS(rows, divide, show) \
	for (size_t row_ = 0; row_ < ARRAY_COUNT(rows); row_++) { \
		CHECK(row_holds(&(rows)[row_], (divide), (show))); \
	}

TEST(candidates_are_counts_of_the_measure_about_the_incident_or_below)
{
	static const struct row rows[] = {
		{"gtd",
			"a x/ngo 17; b x/ngo 17 measure=injured; c x/ngo 17 property=share; e x/ngo 1 "
			"about=other;"
			"f x/ngo 1 about=nowhere",
			NULL, "a used"},
		{"gtd", "a x/ngo 17; b x/ngo 1 about=child; c x/ngo 1 about=grandchild", NULL,
			"a used, b part, c part"},
	};
	CHECK_ROWS(rows, CODEBOOK_DIVIDE_NONE, show_outcomes);
}

TEST(decisions_count_for_their_incident_measure_and_rule)
{
	static const struct row rows[] = {
		{"gtd", "a x/ngo 17", "d exclude a", "a excluded(d)"},
		{"gtd", "a x/ngo 17", "d exclude a about=other", "a used"},
		{"gtd", "a x/ngo 17", "d exclude a measure=killed rule=gtd", "a excluded(d)"},
		{"gtd", "a x/ngo 17", "d exclude a measure=injured", "a used"},
		{"gtd", "a x/ngo 17", "d exclude a rule=ucdp", "a used"},
		{"priority:ngo", "a x/ngo 17", "d exclude a rule=priority:ngo", "a excluded(d)"},
		{"gtd", "a x/ngo 17", "d exclude a; e revoke revokes=d", "a used"},
		{"gtd", "a x/ngo 17", "d exclude a; e revoke revokes=d; f revoke revokes=e", "a excluded(d)"},
		{"gtd", "a x/ngo 17", "d exclude a; e revoke revokes=d rule=ucdp", "a excluded(d)"},
		{"gtd", "a x/ngo 17", "d exclude a; e exclude a", "a excluded(e)"},
		{"gtd", "a x/ngo 17", "d revoke revokes=e; e revoke revokes=d",
			"decision d is revoked in a circle"},
	};
	CHECK_ROWS(rows, CODEBOOK_DIVIDE_NONE, show_outcomes);
}

static void show_numbers(const struct figure *f, struct buf *out)
{
	const struct figure_number numbers[] = {
		f->items[0].low, f->items[0].high, f->items[0].point, f->items[0].floor, f->items[0].value};
	for (size_t i = 0; i < ARRAY_COUNT(numbers); i++) {
		buf_add_text(out, i > 0 ? " " : "");
		show_number(out, numbers[i].has, numbers[i].n);
	}
	buf_add_text(out, f->items[0].flags & FIGURE_FROM_VAGUE ? " vague" : "");
}

TEST(numbers_of_a_claim)
{
	/* low high point floor value */
	static const struct row rows[] = {
		{"gtd", "a x/ngo 17", NULL, "17 17 - 17 17"},
		{"gtd", "a x/ngo 17+", NULL, "17 - - 17 17"},
		{"gtd", "a x/ngo 17-", NULL, "- 17 - - -"},
		{"gtd", "a x/ngo 10..20", NULL, "10 20 - 10 10"},
		{"gtd", "a x/ngo ~15", NULL, "- - 15 15 15"},
		{"gtd", "a x/ngo dozens", NULL, "24 - - 24 24 vague"},
		{"acled", "a x/ngo dozens", NULL, "12 - - 12 12 vague"},
		{"acled", "a x/ngo several", NULL, "3 - - 3 3 vague"},
		{"gtd", "a x/ngo scads", NULL, "- - - - -"},
	};
	CHECK_ROWS(rows, CODEBOOK_DIVIDE_NONE, show_numbers);
}

TEST(originator_is_the_last_step_or_the_publication_at_the_root)
{
	static const struct row rows[] = {
		{"gtd", "a hrw/ngo 1; b -/unattributed 1; c -/residents 1; d odd/unattributed 1", NULL,
			"a hrw/ngo, b -/unattributed, c -/residents, d -/unattributed"},
		{"gtd",
			"a s-gov 1; b s-abroad 1; c s-paper 1; d s-firm 1; e s-someone 1; f s-account 1; g "
			"s-nobody 1",
			NULL,
			"a gov/official, b abroad/foreign_government, c paper/media, d firm/party, "
			"e someone/residents, f account/residents, g -/unattributed"},
		{"gtd", "a s-copy 1; b s-copy-of-copy 1; c s-one 1; d s-two 1; e s-none 1; f s-missing 1",
			NULL,
			"a paper/media, b paper/media, c paper/media, d gov/official, e -/unattributed, "
			"f -/unattributed"},
		{"gtd", "a o3/ngo 1; b o2/media 1; c o1/official 1; d o4/ngo 1",
			"d1 same_originator who=o3,o2; d2 same_originator who=o1,o3",
			"a o1/ngo, b o1/media, c o1/official, d o4/ngo"},
	};
	CHECK_ROWS(rows, CODEBOOK_DIVIDE_NONE, show_originators);
}

TEST(later_claim_of_an_originator_supersedes)
{
	static const struct row rows[] = {
		{"gtd", "a x/ngo 13 @2011-12-18; b x/ngo 15 @2011-12-19; c x/ngo 16 @2011-12-22", NULL,
			"a superseded(c), b superseded(c), c used"},
		{"gtd", "a x/ngo 13 @2011-12-18; b y/ngo 15 @2011-12-19", NULL, "a used, b used"},
		{"gtd", "a x/ngo 13 @2011-12-18; b x/ngo 15 @2011-12", NULL, "a used, b used"},
		{"gtd", "a x/ngo 13 @2011-12; b x/ngo 15 @2012", NULL, "a superseded(b), b used"},
		{"gtd", "a x/ngo 13 @2012; b x/ngo 15 @2012-01-02", NULL, "a superseded(b), b used"},
		{"gtd", "a x/ngo 13 @2012..2012-01; b x/ngo 15 @2012-01-02", NULL, "a used, b used"},
		{"gtd", "a x/ngo 13 @2011-12-18..; b x/ngo 15 @2012-01-02", NULL, "a used, b used"},
		{"gtd", "a x/ngo 13; b x/ngo 15 @-", NULL, "a used, b used"},
		{"gtd", "a x/ngo 13; b x/ngo 15 @2011-12-21; c x/ngo 16 @2011-12-21", NULL,
			"a superseded(b), b used, c used"},
		{"gtd", "a -/unattributed 13 @2011-12-18; b -/unattributed 15 @2011-12-19", NULL,
			"a used, b used"},
		{"gtd", "a x/ngo 13 @2011-12-18; b x/ngo 1 @2011-12-19 places=z", NULL, "a used, b part"},
		{"gtd", "a x/ngo 13 @2011-12-18; b y/ngo 15 @2011-12-19", "d same_originator who=x,y",
			"a superseded(b), b used"},
	};
	CHECK_ROWS(rows, CODEBOOK_DIVIDE_NONE, show_outcomes);
}

static void show_relation(const struct figure *f, struct buf *out)
{
	const struct figure_item *item = &f->items[0];
	buf_printf(out, "%s", record_relation_names[item->relation]);
	buf_add_text(out, item->flags & FIGURE_UNQUALIFIED_VICTIM_CLASS ? " victims?" : "");
	buf_add_text(out, item->flags & FIGURE_UNQUALIFIED_BY ? " by?" : "");
	buf_add_text(out, item->flags & FIGURE_UNQUALIFIED_CAUSE ? " cause?" : "");
	buf_add_text(out, item->flags & FIGURE_UNQUALIFIED_PLACES ? " places?" : "");
	buf_add_text(out, item->flags & FIGURE_UNQUALIFIED_WINDOW ? " window?" : "");
	buf_add_text(out, item->flags & FIGURE_RELATION_CONFLICT ? " conflict" : "");
}

TEST(relation_to_the_target_scope)
{
	static const char all[] = "same victims? places? window?";
	static const struct row rows[] = {
		{"gtd", "a x/ngo 1", NULL, all},
		{"gtd", "a x/ngo 1 victims=any places=s,z window=2011-12-16..2011-12-17", NULL, "same"},
		{"gtd", "a x/ngo 1 victims=protesters", NULL, "part places? window?"},
		{"gtd", "a x/ngo 1 by=any cause=any", NULL, all},
		{"gtd", "a x/ngo 1 by=police", NULL, "part victims? places? window?"},
		{"gtd", "a x/ngo 1 places=z", NULL, "part victims? window?"},
		{"gtd", "a x/ngo 1 places=q,s", NULL, "part victims? window?"},
		{"gtd", "a x/ngo 1 places=z,s,q", NULL, "same victims? window?"},
		{"gtd", "a x/ngo 1 places=m", NULL, "wider victims? window?"},
		{"gtd", "a x/ngo 1 places=z,s,k", NULL, "wider victims? window?"},
		{"gtd", "a x/ngo 1 places=k", NULL, "unclear victims? window?"},
		{"gtd", "a x/ngo 1 places=z,k", NULL, "unclear victims? window?"},
		{"gtd", "a x/ngo 1 places=unlisted", NULL, "unclear victims? window?"},
		{"gtd", "a x/ngo 1 window=2011-12-16", NULL, "part victims? places?"},
		{"gtd", "a x/ngo 1 window=2011-12", NULL, "wider victims? places?"},
		{"gtd", "a x/ngo 1 window=2011-12-16..", NULL, "wider victims? places?"},
		{"gtd", "a x/ngo 1 window=2011-12-17..2011-12-18", NULL, "unclear victims? places?"},
		{"gtd", "a x/ngo 1 window=2011-12 places=z", NULL, "unclear victims?"},
		{"gtd", "a x/ngo 1 @2011-12-16", NULL, "early victims? places? window?"},
		{"gtd", "a x/ngo 1 @2011-12-17", NULL, all},
		{"gtd", "a x/ngo 1 @2011", NULL, all},
		{"gtd", "a x/ngo 1 @2010", NULL, "early victims? places? window?"},
		{"gtd", "a x/ngo 1 @-", NULL, all},
		{"gtd", "a x/ngo 1 places=z @2011-12-16", NULL, "part victims? window?"},
		{"gtd", "a x/ngo 1 additional places=m", NULL, "additional victims? window?"},
		{"gtd", "a x/ngo 1 about=child", NULL, "part victims? places? window?"},
		{"gtd", "a x/ngo 1 about=child places=m", NULL, "wider victims? window?"},
		{"gtd", "a x/ngo 1 about=child places=k", NULL, "unclear victims? window?"},
		{"gtd", "a x/ngo 1 additional", "d relation a as=same", all},
		{"gtd", "a x/ngo 1 @2011-12-16", "d relation a as=same", all},
		{"gtd", "a x/ngo 1", "d relation a as=wider; e relation a as=part",
			"part victims? places? window? conflict"},
		{"gtd", "a x/ngo 1", "d relation a as=part; e relation a as=part",
			"part victims? places? window?"},
	};
	CHECK_ROWS(rows, CODEBOOK_DIVIDE_NONE, show_relation);
}

TEST(words_of_the_target_are_compared)
{
	static const struct {
		const char *target;
		const char *claim;
		enum record_relation expected;
		bool is_unqualified;
	} rows[] = {
		{NULL, NULL, RECORD_SAME, false},
		{NULL, "any", RECORD_SAME, false},
		{NULL, "police", RECORD_PART, false},
		{"any", NULL, RECORD_SAME, true},
		{"any", "any", RECORD_SAME, false},
		{"any", "police", RECORD_PART, false},
		{"police", NULL, RECORD_SAME, true},
		{"police", "police", RECORD_SAME, false},
		{"police", "any", RECORD_WIDER, false},
		{"police", "insurgents", RECORD_UNCLEAR, false},
	};
	for (size_t i = 0; i < 3 * ARRAY_COUNT(rows); i++) {
		struct world w;
		struct figure f;
		world_init(&w, "a x/ngo 1", NULL);
		struct scope target = {0};
		struct bytes *wanted[] = {&target.victim_class, &target.by, &target.cause};
		struct bytes *said[] = {
			&w.claims[0].scope.victim_class, &w.claims[0].scope.by, &w.claims[0].scope.cause};
		static const enum figure_flag flags[] = {
			FIGURE_UNQUALIFIED_VICTIM_CLASS, FIGURE_UNQUALIFIED_BY, FIGURE_UNQUALIFIED_CAUSE};
		*wanted[i % 3] = bytes_of(rows[i / 3].target);
		*said[i % 3] = bytes_of(rows[i / 3].claim);
		struct figure_request request = {BYTES("i"), BYTES("killed"), BYTES("gtd"), &target};
		CHECK_OK(figure_compute(&w.in, &request, &w.a, &f, &w.e), w.e);
		CHECK_INT(f.items[0].relation, rows[i / 3].expected);
		CHECK_INT((int64_t)f.items[0].flags, rows[i / 3].is_unqualified ? flags[i % 3] : 0);
		arena_done(&w.a);
	}
}

TEST(absent_target_places_and_window_make_stated_ones_narrower)
{
	struct world w;
	struct figure f;
	struct scope target = {0};
	struct figure_request request = {BYTES("i"), BYTES("killed"), BYTES("gtd"), &target};
	world_init(&w, "a x/ngo 1 places=m;b x/ngo 1 window=2011;c x/ngo 1 @1990", NULL);
	CHECK_OK(figure_compute(&w.in, &request, &w.a, &f, &w.e), w.e);
	CHECK_INT(f.items[0].relation, RECORD_PART);
	CHECK_INT(f.items[1].relation, RECORD_PART);
	CHECK_INT(f.items[2].relation, RECORD_SAME);
	arena_done(&w.a);
}

TEST(first_reason_that_applies_sets_aside)
{
	static const struct row rows[] = {
		{"gtd", "a x/ngo 1 status=retracted; b x/ngo 1 replaces=a measure=injured", NULL,
			"a replaced(b)"},
		{"gtd", "a x/ngo 1; c x/ngo 1 replaces=a; b x/ngo 1 replaces=a", NULL,
			"a replaced(b), b used, c used"},
		{"gtd", "a x/ngo 1 sealed; b x/ngo 1 replaces=a; c x/ngo 1 sealed status=retracted",
			"d exclude c", "a replaced(b), b used, c sealed"},
		{"gtd", "a x/ngo 1; b x/ngo 1 replaces=a sealed", NULL, "a replaced(b), b sealed"},
		{"gtd", "a x/ngo 1 status=retracted mode=opinion", NULL, "a retracted"},
		{"gtd", "a x/ngo 1 status=issue mode=opinion; b x/ngo 1 status=work_needed", NULL,
			"a not_accepted, b not_accepted"},
		{"gtd", "a x/ngo 1 status=conflict", NULL, "a used"},
		{"gtd",
			"a x/ngo 1 mode=opinion polarity=denied; b x/ngo 1 mode=prediction; c x/ngo 1 "
			"mode=undertaking",
			NULL, "a mode, b mode, c mode"},
		{"gtd",
			"a x/ngo 1 mode=denied unit=cars; b x/ngo 1 polarity=denied; c x/ngo 1 "
			"polarity=nothing_found",
			NULL, "a denied, b denied, c denied"},
		{"gtd", "a x/ngo 1 mode=alleged; b x/ngo 1 mode=estimate; c x/ngo 1 mode=finding", NULL,
			"a used, b used, c used"},
		{"gtd",
			"a x/ngo 1 unit=cars percent=5; b x/ngo 1 counting=family; c x/ngo 1 unit=people "
			"counting=individual",
			NULL, "a unit, b unit, c used"},
		{"gtd", "a x/ngo none percent=85 of=b; b x/ngo 9", NULL, "a share(b), b used"},
		{"gtd", "a x/ngo none; b x/ngo scads", "d exclude a", "a no_number, b no_number"},
		{"gtd", "a x/ngo 1 restates=b source=s-gov; b x/ngo 1 source=s-gov", "d exclude a",
			"a excluded(d), b used"},
		{"gtd", "a x/ngo 1 restates=b source=s-gov places=z; b x/ngo 1 source=s-gov", NULL,
			"a restates(b), b used"},
		{"gtd", "a x/ngo 1 restates=b source=s-gov; b x/ngo 1 source=s-paper", NULL,
			"a used, b used"},
		{"gtd", "a x/ngo 1 restates=b source=s-gov; b x/ngo 1 source=s-gov measure=injured", NULL,
			"a used"},
		{"gtd", "a x/ngo 1 places=z", "d relation a as=unclear", "a unclear(d)"},
		{"gtd",
			"a x/ngo 1 places=z; b x/ngo 1 places=m; c x/ngo 1 @2011-12-16; d x/ngo 1 "
			"additional; "
			"e x/ngo 1 places=k",
			NULL, "a part, b wider, c early, d additional, e unclear"},
	};
	CHECK_ROWS(rows, CODEBOOK_DIVIDE_NONE, show_outcomes);
}

TEST(range_of_a_set)
{
	static const struct row rows[] = {
		{"range-by-source", "a x/ngo 17", NULL, "17 17 17 provisional"},
		{"range-by-source", "a x/ngo 17+; b y/ngo 70-", NULL, "17 - 70 confirmed"},
		{"range-by-source", "a x/ngo 17+; b y/ngo 30+", NULL, "17 - - confirmed"},
		{"range-by-source", "a x/ngo 17-; b y/ngo 30-", NULL, "- - 30 confirmed"},
		{"range-by-source", "a x/ngo ~15", NULL, "- 15 - provisional"},
		{"range-by-source", "a x/ngo ~15; b y/ngo ~15", NULL, "- 15 - confirmed"},
		{"range-by-source", "a x/ngo ~15; b y/ngo ~20", NULL, "15 - 20 confirmed"},
		{"range-by-source", "a x/ngo 15; b y/ngo ~15", NULL, "15 15 15 confirmed"},
		{"range-by-source", "a x/ngo 15+; b y/ngo ~12", NULL, "12 - - confirmed"},
		{"range-by-source", "a x/ngo 15-; b y/ngo ~20", NULL, "- - 20 confirmed"},
		{"range-by-source", "a x/ngo 30+; b y/ngo 20-", NULL, "30 - 30 contested"},
		{"range-by-source", "a x/ngo dozens", NULL, "24 - - provisional"},
		{"range-by-source", "a x/ngo none", NULL, "- - - provisional"},
		{"priority:official", "a x/ngo 17; b g/official 10; c h/official 12", NULL,
			"10 - 12 contested"},
		{"priority:court", "a x/ngo 17; b g/official 17", NULL, "- - - confirmed"},
		{"priority:unattributed", "a -/unattributed 70-; b g/official 17", NULL,
			"- - 70 provisional"},
	};
	CHECK_ROWS(rows, CODEBOOK_DIVIDE_NONE, show_figure);
}

TEST(range_by_source_stands_side_by_side)
{
	static const struct row rows[] = {
		{"range-by-source",
			"a g/official 17; b u/foreign_government 17+; c hrw/ngo 16; e p/media 16; f q/media "
			"17;"
			"g r/residents 30..70; h -/unattributed 70-; i v/igo 5 places=z",
			NULL,
			"official 17 17 17, foreign_government 17 - -, ngo 16 16 16, media 16 - 17, "
			"residents 30 - 70, "
			"unattributed - - 70"},
		{"gtd", "a g/official 17", NULL, ""},
	};
	CHECK_ROWS(rows, CODEBOOK_DIVIDE_NONE, show_classes);
}

TEST(rule_ucdp)
{
	static const struct row rows[] = {
		{"ucdp", "a x/ngo 16 grade=2; b y/media 17+ grade=3; c z/official 15-", NULL,
			"16 16 17 contested"},
		{"ucdp", "a x/ngo 16 grade=2; b y/media 17 grade=2", NULL, "16 - 17 contested"},
		{"ucdp", "a x/ngo 16 grade=2; b y/media 17 grade=2", "d grade_best b", "16 17 17 contested"},
		{"ucdp", "a x/ngo 16 grade=2; b y/media 17 places=z", "d grade_best b",
			"16 16 16 provisional"},
		{"ucdp", "a x/ngo 16; b y/media 17", "d grade_best b; e grade_best a", "16 16 17 contested"},
		{"ucdp", "a x/ngo 16; b y/media 17-", "d grade_best b", "16 - 17 confirmed"},
		{"ucdp", "a x/ngo 16+; b x/ngo 12 places=z; c x/ngo 4 places=s", "d parts b,c",
			"16 16 16 provisional"},
		{"ucdp", "a x/ngo 16+ grade=1; b x/ngo 12 places=z; c x/ngo 5 places=s", "d parts b,c",
			"16 16 16 provisional"},
		{"ucdp", "a x/ngo 16+; b x/ngo 12 places=z; c x/ngo 5- places=s", "d parts b,c",
			"16 - 16 provisional"},
		{"ucdp", "a x/ngo ~15; b y/ngo 70-", NULL, "15 - 70 confirmed"},
		{"ucdp", "a x/ngo 16; b y/ngo 70", "d exclude b rule=ucdp", "16 - 16 provisional"},
	};
	CHECK_ROWS(rows, CODEBOOK_DIVIDE_NONE, show_figure);
}

TEST(rule_acled)
{
	static const struct row rows[] = {
		{"acled", "a x/ngo 16; b y/media 17+; c z/official 15-", NULL, "- 16 - contested"},
		{"acled", "a x/ngo dozens; b y/media ~17", NULL, "- 12 - confirmed"},
		{"acled", "a x/ngo 17-", NULL, "- - - provisional"},
		{"acled", "a x/ngo 31 window=2011-12", NULL, "- - - provisional"},
	};
	static const struct row by_days[] = {
		{"acled", "a x/ngo 33 window=2011-12; b x/ngo 10+ window=2011-12-16..2011-12-20", NULL,
			"- 2 - provisional"},
		{"acled", "a x/ngo 33 window=2011-12; b x/ngo 9", NULL, "- 9 - provisional"},
		{"acled", "a x/ngo 33 window=2011-12; b x/ngo 9-", NULL, "- - - provisional"},
		{"acled", "a x/ngo 33 window=2011-12 places=m", NULL, "- - - provisional"},
		{"acled", "a x/ngo 33 window=2011-12-16..", NULL, "- - - provisional"},
		{"acled", "a x/ngo 33 window=2011-12", "d relation a as=wider", "- - - provisional"},
		{"acled", "a x/ngo 33- window=2011-12", NULL, "- - - provisional"},
	};
	static const struct row by_places[] = {
		{"acled", "a x/ngo 30 places=z,s,k,z", NULL, "- 20 - provisional"},
		{"acled", "a x/ngo 30 places=m", NULL, "- - - provisional"},
		{"acled", "a x/ngo 30 window=2011-12", NULL, "- - - provisional"},
	};
	CHECK_ROWS(rows, CODEBOOK_DIVIDE_NONE, show_figure);
	CHECK_ROWS(by_days, CODEBOOK_DIVIDE_DAYS, show_figure);
	CHECK_ROWS(by_places, CODEBOOK_DIVIDE_PLACES, show_figure);
}

TEST(rule_gtd)
{
	static const struct row rows[] = {
		{"gtd", "a x/ngo 16; b y/media 17 @2012-01-01", NULL, "- 17 - contested"},
		{"gtd", "a x/ngo 16; b y/official 17 @2012-01-01", "d accused who=y", "- 16 - contested"},
		{"gtd", "a x/ngo 16; b y/official 17 @2012-01-01",
			"d accused who=w; e same_originator who=w,y", "- 16 - contested"},
		{"gtd", "a y/official 17; b -/unattributed 18 @2012-01-01", "d accused who=y",
			"- 18 - provisional"},
		{"gtd", "a x/ngo 16; b y/media 17; c z/media 17", NULL, "- 17 - contested"},
		{"gtd", "a x/ngo 16; b y/media 17", NULL, "- 16 - contested"},
		{"gtd", "a x/ngo 16; b y/media 17; c y/media 17", NULL, "- 16 - contested"},
		{"gtd", "a -/unattributed 18; b -/unattributed 17; c -/unattributed 18", NULL,
			"- 18 - provisional"},
		{"gtd", "a x/ngo 16; b y/media 17 @-; c z/ngo 17 @-; d u/ngo 15 @2012-01-01", NULL,
			"- 17 - contested"},
		{"gtd", "a x/ngo 16+; b y/media 90- @2012-01-01", NULL, "- 16 - confirmed"},
		{"gtd", "a x/ngo 16-", NULL, "- - - provisional"},
	};
	static const struct row notes[] = {
		{"gtd", "a x/ngo 16; b y/media 17", NULL, "unqualified, lowest_of_tied, contradiction"},
		{"gtd", "a x/ngo 16; b y/media 17; c z/media 17", NULL,
			"unqualified, majority, contradiction"},
		{"gtd", "a x/ngo 16+", NULL, "read_as_n, unqualified"},
		{"gtd", "a -/unattributed 16 @-", NULL,
			"best_unattributed, unqualified, undated, accused_only"},
	};
	CHECK_ROWS(rows, CODEBOOK_DIVIDE_NONE, show_figure);
	CHECK_ROWS(notes, CODEBOOK_DIVIDE_NONE, show_notes);
}

TEST(rule_two_source)
{
	static const struct row rows[] = {
		{"two-source", "a x/ngo 16; b y/media 16; c z/media 17+; d u/official 17; e v/ngo 64", NULL,
			"16 - 17 contested"},
		{"two-source", "a x/ngo 16; b x/media 16 @2011-12", NULL, "- - - provisional"},
		{"two-source", "a -/unattributed 16; b y/media 16", NULL, "- - - provisional"},
		{"two-source", "a x/ngo 10..20; b y/media 20-; c z/ngo ~10", NULL, "10 - 20 confirmed"},
	};
	CHECK_ROWS(rows, CODEBOOK_DIVIDE_NONE, show_figure);
}

TEST(rule_majority)
{
	static const struct row rows[] = {
		{"majority", "a x/ngo 16; b y/media 17; c z/media 17", NULL, "- 17 - contested"},
		{"majority", "a x/ngo 16; b y/media 17", NULL, "- - - contested"},
		{"majority", "a x/ngo 16; b y/media 17; c y/media 18", NULL, "- 16 - contested"},
		{"majority", "a x/ngo 16; b y/media 17; c y/media 17; d y/media 90-", NULL,
			"- - - contested"},
		{"majority", "a x/ngo 16; b -/unattributed 17; c -/unattributed 17", NULL,
			"- 16 - provisional"},
		{"majority", "a x/ngo 16-", NULL, "- - - provisional"},
	};
	CHECK_ROWS(rows, CODEBOOK_DIVIDE_NONE, show_figure);
}

TEST(pending_rule_and_decision)
{
	static const struct row rows[] = {
		{"pending", "a x/ngo 16; b y/media 16", NULL, "- - - pending"},
		{"pending", "a x/ngo 16", "d named count=3", "- - - pending"},
		{"gtd", "a x/ngo 16", "d pending", "- 16 - pending"},
		{"gtd", "a x/ngo 16", "d pending measure=injured", "- 16 - provisional"},
	};
	CHECK_ROWS(rows, CODEBOOK_DIVIDE_NONE, show_figure);
}

TEST(named_persons_are_a_floor)
{
	static const struct row rows[] = {
		{"range-by-source", "a x/ngo 16+; b y/ngo 70-", "d named count=20; e named count=5",
			"20 - 70 confirmed"},
		{"range-by-source", "a x/ngo 16+", "d named count=5", "16 - - provisional"},
		{"gtd", "a x/ngo 16", "d named count=5", "5 16 - provisional"},
		{"gtd", "a x/ngo 16", "d named count=20", "20 - - provisional"},
		{"range-by-source", "a x/ngo 16", "d named count=20", "20 - - provisional"},
		{"range-by-source", "a x/ngo none", "d named count=0", "0 - - provisional"},
	};
	static const struct row checks[] = {
		{"range-by-source", "a x/ngo 16", "d named count=20",
			"best_under_named(d   16 20), high_under_named(d   16 20)"},
	};
	CHECK_ROWS(rows, CODEBOOK_DIVIDE_NONE, show_figure);
	CHECK_ROWS(checks, CODEBOOK_DIVIDE_NONE, show_checks);
}

TEST(arithmetic_is_checked)
{
	static const char parts[] = "a x/ngo 12 places=z; b x/ngo 3 places=z; c x/ngo 1 places=s; t x/ngo 16";
	static const struct row rows[] = {
		{"gtd", parts, "d parts a,b,c total=t", "sum_equals_total(d t  16 16)"},
		{"gtd", parts, "d parts a,b total=t", "sum_differs(d t  15 16)"},
		{"gtd", parts, "d parts a,a,b,c total=t", "sum_equals_total(d t  16 16)"},
		{"gtd", parts, "d parts a,b", ""},
		{"gtd", "a x/ngo 12 places=z; b x/ngo 4 places=s sealed; t x/ngo 16", "d parts a,b total=t",
			"sum_not_formed(d b  0 0)"},
		{"gtd", "a x/ngo 12 places=z; b x/ngo 4 places=s; t x/ngo 17 sealed", "d parts a,b total=t",
			""},
		{"gtd", parts, "d parts a,b,missing", "sum_not_formed(d missing  0 0)"},
		{"gtd", parts, "d parts a,b,c total=t; e exclude b", "sum_not_formed(d b  0 0)"},
		{"gtd", parts, "d parts a,b,c total=t; e exclude t", ""},
		{"gtd", "a x/ngo 20 places=z; t x/ngo 16", "d parts a total=t",
			"sum_differs(d t  20 16), part_above_total(d a t 20 "
			"16)"},
		{"gtd", "a x/ngo 20+ of=t measure=killed; t x/ngo ~16 measure=injured", NULL,
			"part_above_total( a t 20 16)"},
		{"gtd", "a x/ngo 20+ of=t; t x/ngo 16 measure=injured status=retracted", NULL, ""},
		{"range-by-source", "a x/ngo 20 places=z; b x/ngo 16", NULL, "part_above_total( a  20 16)"},
		{"range-by-source", "a x/ngo 20 places=z; b x/ngo 16+", NULL, ""},
		{"ucdp", "a x/ngo 9; b x/ngo 8 places=z; c x/ngo 8 places=s", "d parts b,c",
			"order_broken(   16 9)"},
		{"ucdp", "a x/ngo 9; b x/ngo 8 places=z; c x/ngo 8 places=s", "d parts b,c; e subtraction",
			"order_by_subtraction(e   16 9)"},
	};
	CHECK_ROWS(rows, CODEBOOK_DIVIDE_NONE, show_checks);
}

TEST(sums_have_the_ends_that_every_part_has)
{
	struct world w;
	struct figure f;
	world_init(&w, "a x/ngo 12+ places=z; b x/ngo 2..4 places=s; c x/ngo ~5 places=s",
		"d parts a,b;e parts b,c");
	CHECK_OK(compute(&w, "ucdp", &f), w.e);
	CHECK_INT((int64_t)f.sum_count, 2);
	CHECK(f.sums[0].sum.low.n == 14 && !f.sums[0].sum.high.has && f.sums[0].sum.best.n == 14);
	CHECK(f.sums[1].sum.low.n == 7 && f.sums[1].sum.high.n == 9 && f.sums[1].sum.best.n == 7);
	CHECK_TEXT(f.best.decision, BYTES("e"));
	CHECK_INT((int64_t)f.best.item_count, 2);
	arena_done(&w.a);
}

TEST(state_follows_witnesses_and_contradiction)
{
	static const struct row rows[] = {
		{"gtd", "a x/ngo 16; b x/ngo 16", NULL, "- 16 - provisional"},
		{"gtd", "a x/ngo 16; b -/unattributed 16", NULL, "- 16 - provisional"},
		{"gtd", "a x/ngo 16; b y/ngo 16", NULL, "- 16 - confirmed"},
		{"gtd", "a x/ngo 16; b y/ngo 16", "d same_originator who=x,y", "- 16 - provisional"},
		{"gtd", "a x/ngo 16; b y/ngo 17", NULL, "- 16 - contested"},
		{"gtd", "a x/ngo 16; b x/ngo 17; c y/ngo ~40", NULL, "- 16 - confirmed"},
		{"gtd", "a x/ngo 16; b -/unattributed 17; c y/ngo 16", NULL, "- 16 - confirmed"},
		{"gtd", "a x/ngo 16; b x/ngo 20; c y/ngo 18+", NULL, "- 16 - contested"},
	};
	CHECK_ROWS(rows, CODEBOOK_DIVIDE_NONE, show_figure);
}

TEST(requests_that_cannot_be_answered_say_why)
{
	struct world w;
	struct figure f;
	world_init(&w, "a x/ngo 1;a x/ngo 2", NULL);
	CHECK_INT(compute(&w, "gtd", &f), -ERR_INPUT);
	CHECK_TEXT(bytes_of(w.e.text), BYTES("two records have the id a"));
	arena_done(&w.a);

	static const struct {
		struct figure_request request;
		int code;
		const char *text;
	} rows[] = {
		{{TEXT("none"), TEXT("killed"), {0}, NULL}, -ERR_NOT_FOUND, "there is no incident none"},
		{{TEXT("i"), TEXT("killed"), TEXT("mean"), NULL}, -ERR_INPUT, "there is no rule \"mean\""},
		{{TEXT("i"), TEXT("killed"), TEXT("priority"), NULL}, -ERR_INPUT,
			"there is no rule \"priority\""},
		{{TEXT("i"), TEXT("killed"), TEXT("priority:kings"), NULL}, -ERR_INPUT,
			"there is no rule \"priority:kings\""},
		{{TEXT("i"), {0}, TEXT("gtd"), NULL}, -ERR_INPUT, "a figure needs a measure, such as killed"},
		{{TEXT("other"), TEXT("killed"), TEXT("gtd"), NULL}, -ERR_INPUT,
			"incident other has no target scope: give it one, or ask for a scope"},
		{{TEXT("i"), TEXT("killed"), {0}, NULL}, 0, ""},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		world_init(&w, "a x/ngo 1", NULL);
		CHECK_INT(figure_compute(&w.in, &rows[i].request, &w.a, &f, &w.e), rows[i].code);
		CHECK_TEXT(bytes_of(w.e.text), bytes_of(rows[i].text));
		arena_done(&w.a);
	}
}

TEST(ends_say_what_they_rest_on)
{
	struct world w;
	struct figure f;
	world_init(&w, "a x/ngo 16;b y/media 17+;c -/unattributed 70-;e x/ngo 3 places=z", NULL);
	CHECK_OK(compute(&w, "range-by-source", &f), w.e);
	CHECK(f.low.item_count == 1 && f.low.items[0] == 0);
	CHECK(f.high.item_count == 1 && f.high.items[0] == 2);
	CHECK_INT((int64_t)f.witness_count, 2);
	CHECK_TEXT(f.witnesses[0], BYTES("x"));
	CHECK_INT(f.notes[0].kind, FIGURE_NOTE_HIGH_UNATTRIBUTED);
	arena_done(&w.a);
}

TEST(codebook_reads_the_default)
{
	GUARANTEE("codebook.h: A codebook that leaves a parameter out has default_rule range-by-source, "
		  "originators 2, "
		  "divide none.");
	GUARANTEE("codebook.h: A vague table that is left out is empty.");
	struct arena a = {0};
	struct err e = {0};
	struct codebook c;
	CHECK_OK(codebook_parse(bytes_of(codebook_default_text), &a, &c, &e), e);
	CHECK_TEXT(c.version, BYTES("1"));
	CHECK_INT(c.confirm_originators, 2);
	CHECK_INT((int64_t)c.vague.count, 7);
	CHECK_INT((int64_t)c.vague_acled.count, 3);
	CHECK_INT(codebook_find(&c.vague, BYTES("dozens"))->number, 24);
	CHECK(!codebook_find(&c.vague, BYTES("a handful"))->has_number);
	CHECK(!codebook_find(&c.vague, BYTES("scads")));
	CHECK_OK(codebook_parse(BYTES("[codebook]\nversion = 2\n"), &a, &c, &e), e);
	CHECK_TEXT(c.default_rule, BYTES("range-by-source"));
	CHECK_INT(c.confirm_originators, 2);
	CHECK_INT(c.divide, CODEBOOK_DIVIDE_NONE);
	CHECK(c.vague.count == 0 && c.vague_acled.count == 0);
	arena_done(&a);
}

TEST(codebook_refuses_what_it_does_not_know)
{
	static const struct {
		const char *text;
		const char *error;
	} rows[] = {
		{"[acled]\ndivide = days\n", "the codebook has no version: add it to section [codebook]"},
		{"[codebook]\nversion = 1\n[gtd]\nx = 1\n", "line 4: a codebook has no section [gtd]"},
		{"[codebook]\nversion = 1\nauthor = me\n",
			"line 3: section [codebook] has no key \"author\""},
		{"[confirm]\nwitnesses = 1\n", "line 2: section [confirm] has no key \"witnesses\""},
		{"[acled]\nround = up\n", "line 2: section [acled] has no key \"round\""},
		{"[codebook]\ndefault_rule = mean\n",
			"line 2: default_rule is \"mean\", expected the name of a rule"},
		{"[confirm]\noriginators = 0\n",
			"line 2: originators is \"0\", expected a whole number from 1"},
		{"[acled]\ndivide = weeks\n", "line 2: divide is \"weeks\", expected none, days or places"},
		{"[vague]\ndozens = many\n",
			"line 2: dozens is \"many\", expected a whole number of people or none"},
		{"[vague.acled]\ndozens = -1\n",
			"line 2: dozens is \"-1\", expected a whole number of people or none"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		struct arena a = {0};
		struct err e = {0};
		struct codebook c;
		CHECK_INT(codebook_parse(bytes_of(rows[i].text), &a, &c, &e), -ERR_INPUT);
		CHECK_TEXT(bytes_of(e.text), bytes_of(rows[i].error));
		arena_done(&a);
	}
}

TEST(figure_in_words)
{
	GUARANTEE("words.h: A number that rests only on \"at least\" or \"about\" is said with these words.");
	static const struct row rows[] = {
		{"range-by-source", "a x/media 17+; b -/unattributed 70-", NULL,
			"At least 17 people were killed; some accounts say as many as 70. Provisional: one "
			"independent "
			"source."},
		{"gtd", "a x/media 17+", NULL,
			"At least 17 people were killed. Provisional: one independent source."},
		{"gtd", "a x/media ~17", NULL,
			"About 17 people were killed. Provisional: one independent source."},
		{"gtd", "a x/media 1; b y/ngo 1", NULL,
			"1 person was killed. Confirmed: 2 independent sources."},
		{"ucdp", "a x/ngo 16 grade=1; b y/media 17", NULL,
			"16 people were killed; some accounts say as many as 17. Contested: 2 independent "
			"sources, and "
			"some exclude each other."},
		{"ucdp", "a x/ngo 16; b y/media 17 grade=1; c z/media 20-", NULL,
			"17 people were killed; the lowest account says 16, some accounts say as many as 20. "
			"Contested: 3 independent sources, and some exclude each other."},
		{"ucdp", "a x/ngo 12+ places=z; b x/ngo 4 places=s", "d parts a,b",
			"At least 16 people were killed. Provisional: no independent source."},
		{"range-by-source", "a x/ngo 70-", NULL,
			"Some accounts say that as many as 70 people were killed; none gives a lowest "
			"number. "
			"Provisional: one independent source."},
		{"two-source", "a x/ngo 16; b y/ngo 16", NULL,
			"The lowest and the highest number are the same: 16 people were killed. "
			"Confirmed: 2 independent sources."},
		{"gtd", "a x/ngo 16", "d named count=9",
			"16 people were killed; a list names 9. Provisional: one independent source."},
		{"range-by-source", "a x/media 0+; b -/unattributed 70-", NULL,
			"The accounts give no lower bound above 0 for killed; some accounts say as many as "
			"70. Provisional: one independent source."},
		{"gtd", "a x/media 0+", NULL,
			"The accounts give no lower bound above 0 for killed. Provisional: one independent "
			"source."},
		{"gtd", "a x/media 0", NULL, "0 people were killed. Provisional: one independent source."},
		{"gtd", "a x/ngo none", NULL,
			"The accounts support no number by this rule. Provisional: no independent source."},
		{"pending", "a x/ngo 17", NULL,
			"No number is given yet. Pending: this figure is not settled; one independent "
			"source."},
		{"ucdp", "a x/ngo 9; b x/ngo 8 places=z; c x/ngo 8 places=s", "d parts b,c",
			"The numbers for killed do not stand in order: low 9, best 16, high 9. "
			"Provisional: one independent source."},
	};
	CHECK_ROWS(rows, CODEBOOK_DIVIDE_NONE, figure_words);
}

static void show_sentences(const struct figure *f, struct buf *out)
{
	figure_outcome_words(&f->items[0], out);
	buf_add_char(out, ' ');
	figure_flag_words(&f->items[0], out);
	for (size_t i = 0; i < f->check_count; i++) {
		buf_add_char(out, ' ');
		figure_check_words(&f->checks[i], out);
	}
	for (size_t i = 0; i < f->note_count; i++) {
		buf_add_char(out, ' ');
		figure_note_words(&f->notes[i], out);
	}
}

TEST(reasons_notes_and_checks_in_words)
{
	static const struct row rows[] = {
		{"gtd",
			"a x/ngo 16 victims=any places=z,s window=2011-12-16..2011-12-17; b x/ngo 17 "
			"@2012-01-01 "
			"victims=any places=z,s window=2011-12-16..2011-12-17",
			NULL, "Set aside: the same originator gave a later number (b). "},
		{"range-by-source",
			"a x/ngo 20 victims=any places=z window=2011-12-16..2011-12-17; b x/ngo 16",
			"d pending",
			"Set aside: it covers only a part of what the figure covers.  Claim a counts a part "
			"and says at "
			"least 20, above the 16 of the figure. Some do not say all of what they cover and "
			"are taken to "
			"cover the same (1 claim). The figure is pending by decision d."},
		{"gtd", "a x/ngo 16+ victims=any @-", NULL,
			"Used. It does not say which places it covers. It does not say which days it covers. "
			"It has no "
			"date. Its \"at least\" is read as the number itself. This rule reads \"at least N\" "
			"as N (1 "
			"claim). Some do not say all of what they cover and are taken to cover the same (1 "
			"claim). Some "
			"have no date, so that none is later (1 claim)."},
		{"gtd", "a x/ngo 16 sealed victims=any places=z,s window=2011-12-16..2011-12-17", NULL,
			"Set aside: part of it is sealed, so that it cannot be weighed.  Every claim was set "
			"aside (1 claim). Some are sealed in part and were set aside, since they cannot be "
			"weighed (1 claim)."},
	};
	CHECK_ROWS(rows, CODEBOOK_DIVIDE_NONE, show_sentences);
}

TEST(rules_are_described)
{
	struct buf out = {0};
	figure_rule_words(BYTES("gtd"), &out);
	CHECK_TEXT(buf_bytes(&out),
		BYTES("gtd (GTD codebook): Gives the latest number that does not come from the accused, else "
		      "that of "
		      "most sources, else the lowest."));
	buf_clear(&out);
	figure_rule_words(BYTES("priority:official"), &out);
	CHECK(bytes_starts(buf_bytes(&out), "priority:official (Every Casualty): "));
	buf_done(&out);
}
