/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "figure/words.h"

#include "figure/rules.h"

const char *const figure_outcome_names[FIGURE_OUTCOME_COUNT] = {"used", "replaced", "sealed", "retracted",
	"not_accepted", "mode", "denied", "unit", "share", "no_number", "excluded", "restates", "part",
	"wider", "early", "additional", "unclear", "superseded"};

const char *const figure_state_names[FIGURE_STATE_COUNT] = {
	"confirmed", "provisional", "contested", "pending"};

const char *const figure_check_names[FIGURE_CHECK_COUNT] = {"sum_equals_total", "sum_differs",
	"sum_not_formed", "part_above_total", "best_under_named", "high_under_named", "order_broken",
	"order_by_subtraction"};

const char *const figure_note_names[FIGURE_NOTE_COUNT] = {"no_candidate", "none_used", "named_floor",
	"low_unattributed", "best_unattributed", "high_unattributed", "read_as_n", "from_vague",
	"unqualified", "undated", "unordered", "sealed", "divided", "accused_only", "majority",
	"lowest_of_tied", "tie", "no_shared_value", "graded_not_used", "sum_of_parts", "contradiction",
	"pending", "relation_conflict", "grade_conflict", "parts_conflict"};

static const struct measure_words {
	const char *measure;
	const char *one;
	const char *many;
} measure_words[] = {
	{"killed", "person was killed", "people were killed"},
	{"injured", "person was injured", "people were injured"},
	{"missing", "person is missing", "people are missing"},
	{"arrested", "person was arrested", "people were arrested"},
	{"charged", "person was charged", "people were charged"},
	{"convicted", "person was convicted", "people were convicted"},
	{"sentenced", "person was sentenced", "people were sentenced"},
	{"acquitted", "person was acquitted", "people were acquitted"},
	{"dismissed", "person was dismissed", "people were dismissed"},
	{"displaced", "person was displaced", "people were displaced"},
	{"bodies", "body was counted", "bodies were counted"},
	{"participants", "person took part", "people took part"},
	{"detained", "person was detained", "people were detained"},
	{"tried", "person was tried", "people were tried"},
	{"prosecuted", "person was prosecuted", "people were prosecuted"},
	{"accused", "person was accused", "people were accused"},
	{"jailed", "person was jailed", "people were jailed"},
	{"suspended_sentence", "person was given a suspended sentence",
		"people were given a suspended sentence"},
	{"amnestied", "person was amnestied", "people were amnestied"},
	{"released", "person was released", "people were released"},
	{"died_natural", "person died of natural causes", "people died of natural causes"},
	{"patients", "patient was counted", "patients were counted"},
};

static void add_count(const struct figure *f, int64_t n, struct buf *out)
{
	for (size_t i = 0; i < ARRAY_COUNT(measure_words); i++) {
		if (bytes_is(f->measure, measure_words[i].measure)) {
			buf_printf(out, "%lld %s", (long long)n,
				n == 1 ? measure_words[i].one : measure_words[i].many);
			return;
		}
	}
	buf_printf(out, "%lld %s counted as %.*s", (long long)n, n == 1 ? "person was" : "people were",
		BYTES_ARG(f->measure));
}

static bool is_exact(const struct figure_item *item)
{
	return item->low.has && item->high.has && item->low.n == item->high.n;
}

static bool is_sum(const struct figure *f, struct bytes decision)
{
	for (size_t i = 0; i < f->sum_count; i++) {
		if (bytes_equal(f->sums[i].decision, decision)) {
			return true;
		}
	}
	return false;
}

/*
 * "", "about " or "at least ": a sum is as open as its most open part, another best as firm as its firmest
 * claim.
 */
static const char *best_prefix(const struct figure *f)
{
	size_t exact = 0;
	size_t about = 0;
	size_t open = 0;
	for (size_t i = 0; i < f->best.item_count; i++) {
		const struct figure_item *item = &f->items[f->best.items[i]];
		if (item->outcome == FIGURE_WIDER && item->divided.has) {
			about++;
		} else if (is_exact(item)) {
			exact++;
		} else if (item->point.has) {
			about++;
		} else {
			open++;
		}
	}
	if (is_sum(f, f->best.decision)) {
		return open > 0 ? "at least " : about > 0 ? "about " : "";
	}
	return exact > 0 ? "" : about > 0 ? "about " : open > 0 ? "at least " : "";
}

static bool is_in_order(const struct figure *f)
{
	return !(f->low.has && f->best.has && f->low.n > f->best.n) &&
		!(f->best.has && f->high.has && f->best.n > f->high.n) &&
		!(f->low.has && f->high.has && f->low.n > f->high.n);
}

static void add_end(const char *name, const struct figure_end *end, struct buf *out)
{
	if (end->has) {
		buf_printf(out, "%s %s %lld", bytes_ends(buf_bytes(out), ":") ? "" : ",", name,
			(long long)end->n);
	}
}

/* "At least 0" says nothing. */
static void add_no_bound(const struct figure *f, struct buf *out)
{
	buf_printf(out, "the accounts give no lower bound above 0 for %.*s", BYTES_ARG(f->measure));
}

static void add_best(const struct figure *f, struct buf *out)
{
	const char *prefix = best_prefix(f);
	if (f->best.n == 0 && strcmp(prefix, "at least ") == 0) {
		add_no_bound(f, out);
	} else {
		buf_add_text(out, prefix);
		add_count(f, f->best.n, out);
	}
	bool has_less = f->low.has && f->low.n < f->best.n;
	bool has_more = f->high.has && f->high.n > f->best.n;
	if (has_less) {
		buf_printf(out, "; %s %lld",
			f->low.item_count > 0 ? "the lowest account says" : "a list names",
			(long long)f->low.n);
	}
	if (has_more) {
		buf_printf(out, "%s some accounts say as many as %lld", has_less ? "," : ";",
			(long long)f->high.n);
	}
}

static void add_bounds(const struct figure *f, struct buf *out)
{
	if (f->low.has && f->high.has && f->low.n == f->high.n) {
		buf_add_text(out, "the lowest and the highest number are the same: ");
		add_count(f, f->low.n, out);
	} else if (f->low.has) {
		if (f->low.n == 0) {
			add_no_bound(f, out);
		} else {
			buf_add_text(out, "at least ");
			add_count(f, f->low.n, out);
		}
		if (f->high.has) {
			buf_printf(out, "; some accounts say as many as %lld", (long long)f->high.n);
		}
	} else if (f->high.has) {
		buf_add_text(out, "some accounts say that as many as ");
		add_count(f, f->high.n, out);
		buf_add_text(out, "; none gives a lowest number");
	} else {
		buf_add_text(out,
			bytes_is(f->rule, "pending") ? "no number is given yet"
						     : "the accounts support no number by this rule");
	}
}

static void add_state(const struct figure *f, struct buf *out)
{
	size_t count = f->witness_count;
	switch (f->state) {
	case FIGURE_CONFIRMED:
		buf_add_text(out, "Confirmed: ");
		break;
	case FIGURE_PROVISIONAL:
		buf_add_text(out, "Provisional: ");
		break;
	case FIGURE_CONTESTED:
		buf_add_text(out, "Contested: ");
		break;
	case FIGURE_PENDING:
	case FIGURE_STATE_COUNT:
		buf_add_text(out, "Pending: this figure is not settled; ");
		break;
	}
	if (count == 0) {
		buf_add_text(out, "no independent source");
	} else if (count == 1) {
		buf_add_text(out, "one independent source");
	} else {
		buf_printf(out, "%zu independent sources", count);
	}
	if (f->state == FIGURE_PROVISIONAL && count > 1) {
		buf_printf(out, " of the %lld that are needed", (long long)f->confirm_originators);
	}
	buf_add_text(out, f->state == FIGURE_CONTESTED ? ", and some exclude each other." : ".");
}

void figure_words(const struct figure *f, struct buf *out)
{
	size_t start = out->len;
	if (!is_in_order(f)) {
		buf_printf(out, "the numbers for %.*s do not stand in order:", BYTES_ARG(f->measure));
		add_end("low", &f->low, out);
		add_end("best", &f->best, out);
		add_end("high", &f->high, out);
	} else if (f->best.has) {
		add_best(f, out);
	} else {
		add_bounds(f, out);
	}
	if (out->s[start] >= 'a' && out->s[start] <= 'z') {
		out->s[start] = (char)(out->s[start] - 'a' + 'A');
	}
	buf_add_text(out, ". ");
	add_state(f, out);
}

static const char *mode_words(const struct claim *c)
{
	return c->mode == RECORD_MODE_OPINION       ? "it is an opinion"
		: c->mode == RECORD_MODE_PREDICTION ? "it is a prediction"
						    : "it is an undertaking";
}

static const char *denied_words(const struct claim *c)
{
	return c->polarity == RECORD_NOTHING_FOUND ? "the source looked and found nothing"
						   : "the source denies it";
}

static const char *reason_words(const struct figure_item *item)
{
	switch (item->outcome) {
	case FIGURE_REPLACED:
		return "a later claim of ours corrects it";
	case FIGURE_SEALED:
		return "part of it is sealed, so that it cannot be weighed";
	case FIGURE_RETRACTED:
		return "it was withdrawn";
	case FIGURE_NOT_ACCEPTED:
		return "its coding is not accepted yet";
	case FIGURE_MODE:
		return mode_words(item->claim);
	case FIGURE_DENIED:
		return denied_words(item->claim);
	case FIGURE_UNIT:
		return "it does not count single people";
	case FIGURE_SHARE:
		return "it is a share, not a number of people";
	case FIGURE_NO_NUMBER:
		return "it gives no number, nor a word that the codebook counts";
	case FIGURE_EXCLUDED:
		return "a decision excludes it";
	case FIGURE_RESTATES:
		return "its source already says so in another claim";
	case FIGURE_PART:
		return "it covers only a part of what the figure covers";
	case FIGURE_WIDER:
		return "it covers more than the figure covers";
	case FIGURE_EARLY:
		return "it was said before the period of the figure was over";
	case FIGURE_ADDITIONAL:
		return "it counts people beside another number, not all of them";
	case FIGURE_UNCLEAR:
		return "what it covers cannot be compared with what the figure covers";
	case FIGURE_SUPERSEDED:
		return "the same originator gave a later number";
	case FIGURE_USED:
	case FIGURE_OUTCOME_COUNT:
		break;
	}
	return "";
}

void figure_outcome_words(const struct figure_item *item, struct buf *out)
{
	if (item->outcome == FIGURE_USED) {
		buf_add_text(out, "Used.");
		return;
	}
	buf_printf(out, "Set aside: %s", reason_words(item));
	if (item->cause.s) {
		buf_printf(out, " (%.*s)", BYTES_ARG(item->cause));
	}
	buf_add_char(out, '.');
}

void figure_flag_words(const struct figure_item *item, struct buf *out)
{
	static const struct {
		enum figure_flag flag;
		const char *sentence;
	} rows[] = {
		{FIGURE_UNQUALIFIED_VICTIM_CLASS, "It does not say which victims it counts."},
		{FIGURE_UNQUALIFIED_BY, "It does not say who did it."},
		{FIGURE_UNQUALIFIED_CAUSE, "It does not say by what cause."},
		{FIGURE_UNQUALIFIED_PLACES, "It does not say which places it covers."},
		{FIGURE_UNQUALIFIED_WINDOW, "It does not say which days it covers."},
		{FIGURE_UNDATED, "It has no date."},
		{FIGURE_UNORDERED, "Its originator gave another number of which neither is later."},
		{FIGURE_READ_AS_N, "Its \"at least\" is read as the number itself."},
		{FIGURE_FROM_VAGUE, "Its number is the codebook's for a vague word."},
		{FIGURE_RELATION_CONFLICT, "Decisions differ on what it covers."},
	};
	const char *space = "";
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		if (item->flags & rows[i].flag) {
			buf_printf(out, "%s%s", space, rows[i].sentence);
			space = " ";
		}
	}
}

/* "#" stands for the count with its noun, "@" for id, "$" for other. */
static const char *const note_sentences[FIGURE_NOTE_COUNT] = {
	[FIGURE_NOTE_NO_CANDIDATE] = "No claim gives this number for this incident.",
	[FIGURE_NOTE_NONE_USED] = "Every claim was set aside (#).",
	[FIGURE_NOTE_NAMED_FLOOR] = "The low is the length of a list of named persons, by decision @.",
	[FIGURE_NOTE_LOW_UNATTRIBUTED] = "Nobody named stands behind the low (#).",
	[FIGURE_NOTE_BEST_UNATTRIBUTED] = "Nobody named stands behind the best number (#).",
	[FIGURE_NOTE_HIGH_UNATTRIBUTED] = "Nobody named stands behind the high (#).",
	[FIGURE_NOTE_READ_AS_N] = "This rule reads \"at least N\" as N (#).",
	[FIGURE_NOTE_FROM_VAGUE] = "Vague words were turned into numbers by the codebook (#).",
	[FIGURE_NOTE_UNQUALIFIED] =
		"Some do not say all of what they cover and are taken to cover the same (#).",
	[FIGURE_NOTE_UNDATED] = "Some have no date, so that none is later (#).",
	[FIGURE_NOTE_UNORDERED] = "One originator gave different numbers of which none is later (#).",
	[FIGURE_NOTE_SEALED] =
		"Some are sealed in part and were set aside, since they cannot be weighed (#).",
	[FIGURE_NOTE_DIVIDED] =
		"The number is a share of a total that covers more, divided as the codebook says.",
	[FIGURE_NOTE_ACCUSED_ONLY] = "Only the accused party or nobody named stands behind the numbers.",
	[FIGURE_NOTE_MAJORITY] = "The latest accounts differ; the number of most originators was taken.",
	[FIGURE_NOTE_LOWEST_OF_TIED] = "The latest accounts differ and none prevails; the lowest was taken.",
	[FIGURE_NOTE_TIE] = "No number has most originators behind it.",
	[FIGURE_NOTE_NO_SHARED_VALUE] = "No number is given by enough independent sources.",
	[FIGURE_NOTE_GRADED_NOT_USED] = "The claim that was graded best, @, is not used (decision $).",
	[FIGURE_NOTE_SUM_OF_PARTS] = "The best number is the sum of the parts of decision @.",
	[FIGURE_NOTE_CONTRADICTION] = "The claims @ and $ exclude each other.",
	[FIGURE_NOTE_PENDING] = "The figure is pending@.",
	[FIGURE_NOTE_RELATION_CONFLICT] = "Decisions differ on what claim @ covers; $ decided.",
	[FIGURE_NOTE_GRADE_CONFLICT] = "Decisions differ on which claim is graded best; @ decided.",
	[FIGURE_NOTE_PARTS_CONFLICT] = "Decisions give different sums of parts; that of @ was taken.",
};

void figure_note_words(const struct figure_note *note, struct buf *out)
{
	for (const char *s = note_sentences[note->kind]; *s; s++) {
		if (*s == '#') {
			buf_printf(out, "%lld %s", (long long)note->count,
				note->count == 1 ? "claim" : "claims");
		} else if (*s == '@' && note->kind == FIGURE_NOTE_PENDING) {
			buf_add_text(out, note->id.s ? " by decision " : "");
			buf_add_bytes(out, note->id);
		} else if (*s == '@') {
			buf_add_bytes(out, note->id);
		} else if (*s == '$') {
			buf_add_bytes(out, note->other);
		} else {
			buf_add_char(out, *s);
		}
	}
}

static const char *pair_words(enum figure_pair pair)
{
	switch (pair) {
	case FIGURE_LOW_BEST:
		return "The low is above the best";
	case FIGURE_BEST_HIGH:
		return "The best is above the high";
	case FIGURE_LOW_HIGH:
		break;
	}
	return "The low is above the high";
}

void figure_check_words(const struct figure_check *c, struct buf *out)
{
	long long x = (long long)c->x;
	long long y = (long long)c->y;
	switch (c->kind) {
	case FIGURE_SUM_EQUALS_TOTAL:
		buf_printf(out, "The parts of decision %.*s add up to %lld, as claim %.*s says.",
			BYTES_ARG(c->decision), x, BYTES_ARG(c->a));
		break;
	case FIGURE_SUM_DIFFERS:
		buf_printf(out, "The parts of decision %.*s add up to %lld, but claim %.*s says %lld.",
			BYTES_ARG(c->decision), x, BYTES_ARG(c->a), y);
		break;
	case FIGURE_SUM_NOT_FORMED:
		buf_printf(out, "The parts of decision %.*s were not added: %.*s cannot be counted.",
			BYTES_ARG(c->decision), BYTES_ARG(c->a.s ? c->a : BYTES("an empty list")));
		break;
	case FIGURE_PART_ABOVE_TOTAL:
		buf_printf(out, "Claim %.*s counts a part and says at least %lld, above the %lld of ",
			BYTES_ARG(c->a), x, y);
		if (c->b.s) {
			buf_printf(out, "claim %.*s.", BYTES_ARG(c->b));
		} else {
			buf_add_text(out, "the figure.");
		}
		break;
	case FIGURE_BEST_UNDER_NAMED:
		buf_printf(out, "A best number of %lld was left out: decision %.*s has %lld names.", x,
			BYTES_ARG(c->decision), y);
		break;
	case FIGURE_HIGH_UNDER_NAMED:
		buf_printf(out, "A high of %lld was left out: decision %.*s has %lld names.", x,
			BYTES_ARG(c->decision), y);
		break;
	case FIGURE_ORDER_BROKEN:
		buf_printf(out, "%s: %lld and %lld.", pair_words(c->pair), x, y);
		break;
	case FIGURE_ORDER_BY_SUBTRACTION:
		buf_printf(out, "%s (%lld and %lld) because events were subtracted, by decision %.*s.",
			pair_words(c->pair), x, y, BYTES_ARG(c->decision));
		break;
	case FIGURE_CHECK_COUNT:
		break;
	}
}

void figure_rule_words(struct bytes rule, struct buf *out)
{
	enum record_class class;
	const struct figure_rule *found = figure_rule_find(rule, &class);
	buf_add_bytes(out, rule);
	if (found) {
		buf_printf(out, " (%s): %s", found->from, found->line);
	}
}
