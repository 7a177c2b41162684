/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "reading/gate.h"

#include "base/json.h"
#include "reading/gate_scan.h"

#include <math.h>

/* ------- the declared normalisation ------- */

/* A text with runs of spaces, quotation marks and dashes made alike, and where each byte stood. */
struct plain {
	char *s;
	uint32_t *at; /* of the original; at[len] is its end */
	size_t len;
};

/* What a character becomes: ' ', '\'', '"', '-', or 0 for itself. */
static char alike(const unsigned char *c, size_t left, size_t *len)
{
	static const struct {
		const char *from; /* UTF-8, in the order of the bytes */
		const char *to;
		char as;
	} ranges[] = {
		{"\xC2\xA0", "\xC2\xA0", ' '},
		{"\xC2\xAB", "\xC2\xAB", '"'},
		{"\xC2\xB4", "\xC2\xB4", '\''},
		{"\xC2\xBB", "\xC2\xBB", '"'},
		{"\xE2\x80\x80", "\xE2\x80\x8A", ' '},
		{"\xE2\x80\x90", "\xE2\x80\x95", '-'},
		{"\xE2\x80\x98", "\xE2\x80\x9B", '\''},
		{"\xE2\x80\x9C", "\xE2\x80\x9F", '"'},
		{"\xE2\x80\xAF", "\xE2\x80\xAF", ' '},
		{"\xE2\x80\xB2", "\xE2\x80\xB2", '\''},
		{"\xE2\x80\xB3", "\xE2\x80\xB3", '"'},
		{"\xE2\x88\x92", "\xE2\x88\x92", '-'},
		{"\xE3\x80\x80", "\xE3\x80\x80", ' '},
	};
	*len = 1;
	if (*c < 0x80) {
		return *c == '\t' || *c == '\n' || *c == '\r' || *c == '\f' ? ' '
			: *c == '`'                                         ? '\''
									    : (char)*c;
	}
	for (size_t i = 0; i < ARRAY_COUNT(ranges); i++) {
		size_t n = strlen(ranges[i].from);
		if (n <= left && memcmp(c, ranges[i].from, n) >= 0 && memcmp(c, ranges[i].to, n) <= 0) {
			*len = n;
			return ranges[i].as;
		}
	}
	return (char)*c;
}

static struct plain make_plain(struct bytes text, struct arena *a)
{
	struct plain p = {arena_alloc(a, text.len + 1), arena_alloc(a, (text.len + 1) * sizeof(uint32_t)), 0};
	for (size_t i = 0; i < text.len;) {
		size_t len;
		char c = alike((const unsigned char *)text.s + i, text.len - i, &len);
		if (c != ' ' || (p.len > 0 && p.s[p.len - 1] != ' ')) {
			p.at[p.len] = (uint32_t)i;
			p.s[p.len++] = c;
		}
		i += len;
	}
	p.at[p.len] = (uint32_t)text.len;
	return p;
}

static bool is_letter(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		(unsigned char)c >= 0x80;
}

/* Whether no word or number is cut in two at a place between two bytes. */
static bool is_edge(const struct plain *p, size_t at)
{
	return at == 0 || at == p->len || !is_letter(p->s[at - 1]) || !is_letter(p->s[at]);
}

/* How often words stand in a text, 2 for more; found: the first of them. */
static unsigned find_words(const struct plain *text, struct bytes words, struct arena *a, struct span *found)
{
	struct plain needle = make_plain(bytes_trim(words), a);
	struct bytes hay = {text->s, text->len};
	unsigned count = 0;
	while (needle.len > 0 && needle.s[needle.len - 1] == ' ') {
		needle.len--;
	}
	if (needle.len == 0) {
		return 0;
	}
	for (size_t at = 0;
		count < 2 && (at = bytes_find(hay, (struct bytes){needle.s, needle.len}, at)) != SIZE_MAX;
		at++) {
		if (is_edge(text, at) && is_edge(text, at + needle.len)) {
			if (count == 0) {
				/* A run of spaces behind the last word is not of the quote. */
				*found = (struct span){text->at[at], text->at[at + needle.len - 1] + 1};
				while (found->end < text->at[at + needle.len] &&
					at + needle.len < text->len && text->s[at + needle.len] != ' ') {
					found->end++;
				}
			}
			count++;
		}
	}
	return count;
}

/* ------- one row ------- */

struct gate {
	const struct reading_document *document;
	const struct reading *own;
	const char *const *measures;
	struct plain text;
	struct scan scan;
	struct arena *arena;
	struct gate_result *out;
};

struct row {
	struct bytes quote;
	struct bytes measure;
	struct bytes source;
	struct bytes date;
	struct bytes place;
	double low;
	double high;
};

static const char *take_number(const json_t *v, double *out)
{
	*out = NAN;
	if (!v || json_is_null(v)) {
		return NULL;
	}
	*out = json_is_number(v) ? json_number_value(v) : NAN;
	return isfinite(*out) && *out >= 0 ? NULL : "a number is none, or below zero";
}

/* Reads a row; returns why it has not the form. */
static const char *take_row(const json_t *v, struct row *row)
{
	const struct {
		const char *name;
		struct bytes *text;
	} texts[] = {
		{"quote", &row->quote},
		{"measure", &row->measure},
		{"source", &row->source},
		{"date", &row->date},
		{"place", &row->place},
	};
	size_t known = 0;
	if (!json_is_object(v)) {
		return "it is no object";
	}
	for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
		const json_t *member = json_object_get(v, texts[i].name);
		known += member != NULL;
		*texts[i].text = json_view(member);
		if (member && !json_is_null(member) && !json_is_string(member)) {
			return "a text is none";
		}
	}
	const json_t *low = json_object_get(v, "low");
	const json_t *high = json_object_get(v, "high");
	known += low != NULL;
	known += high != NULL;
	if (known != json_object_size(v)) {
		return "it has a member that was not asked for";
	}
	if (!row->quote.s || !row->measure.s) {
		return "quote or measure is missing";
	}
	const char *why = take_number(low, &row->low);
	return why ? why : take_number(high, &row->high);
}

static const char *find_measure(const struct gate *g, struct bytes measure)
{
	for (const char *const *m = g->measures; *m; m++) {
		if (bytes_is(measure, *m)) {
			return *m;
		}
	}
	return NULL;
}

static bool overlaps(struct span a, struct span b)
{
	return a.start < b.end && b.start < a.end;
}

static bool is_within(struct span inner, struct span outer)
{
	return inner.start >= outer.start && inner.end <= outer.end;
}

/* From the first to the last sentence that a quote has a part in. */
static struct span sentences_of(const struct gate *g, struct span quote)
{
	struct span all = quote;
	for (size_t i = 0; i < g->scan.sentence_count; i++) {
		struct span s = g->scan.sentences[i];
		if (overlaps(s, quote)) {
			all.start = s.start < all.start ? s.start : all.start;
			all.end = s.end > all.end ? s.end : all.end;
		}
	}
	return all;
}

static bool has_trigger(const struct gate *g, struct span sentences, const char *measure)
{
	for (size_t i = 0; i < g->scan.act_count; i++) {
		const struct scan_act *act = &g->scan.acts[i];
		if (is_within(act->span, sentences) && strcmp(act->measure, measure) == 0) {
			return true;
		}
	}
	for (size_t i = 0; i < g->own->proposal_count; i++) {
		const struct proposal *p = &g->own->proposals[i];
		if (is_within(p->quote, sentences) && strcmp(p->measure, measure) == 0) {
			return true;
		}
	}
	return false;
}

/* Whether one bound of a row can be what a number says: 101 or 100 for "more than 100". */
static bool fits_bound(double bound, const struct number *n)
{
	return !isfinite(bound) || bound == n->low || bound == n->high || bound == n->point ||
		(n->qualifier == RECORD_MORE_THAN && bound + 1 == n->low) ||
		(n->qualifier == RECORD_FEWER_THAN && bound - 1 == n->high);
}

/* What our rules read a number for: 1 this measure, -1 another, 0 none. */
static int own_reading(const struct gate *g, struct span number, const char *measure)
{
	int found = 0;
	for (size_t i = 0; i < g->own->proposal_count; i++) {
		const struct proposal *p = &g->own->proposals[i];
		if (overlaps(p->as_stated, number)) {
			if (strcmp(p->measure, measure) == 0) {
				return 1;
			}
			found = -1;
		}
	}
	return found;
}

/* The number of the quote that the row means; NULL and why when there is none. */
static const struct scan_number *find_number(
	const struct gate *g, const struct row *row, struct span quote, const char *measure, const char **why)
{
	const struct scan_number *best = NULL;
	*why = isfinite(row->low) || isfinite(row->high) ? "its number does not stand in the quote"
							 : "it gives no number";
	for (size_t i = 0; i < g->scan.number_count; i++) {
		const struct scan_number *n = &g->scan.numbers[i];
		bool is_it = (isfinite(row->low) || isfinite(row->high)) && is_within(n->span, quote) &&
			fits_bound(row->low, &n->number) && fits_bound(row->high, &n->number);
		int own = is_it ? own_reading(g, n->span, measure) : -1;
		if (is_it && own < 0) {
			*why = "our rules read its number for another measure";
		}
		if (own > 0) {
			return n;
		}
		best = own == 0 && !best ? n : best;
	}
	return best;
}

/* The words of a member; they must stand in the document when there are any, the nearest to the quote is taken. */
static bool find_span(const struct gate *g, struct bytes words, struct span sentences, struct span *out)
{
	struct plain part = make_plain(
		(struct bytes){g->document->text.s + sentences.start, sentences.end - sentences.start},
		g->arena);
	*out = (struct span){0, 0};
	if (!words.s || bytes_trim(words).len == 0) {
		return true;
	}
	if (find_words(&part, words, g->arena, out) > 0) {
		out->start += sentences.start;
		out->end += sentences.start;
		return true;
	}
	return find_words(&g->text, words, g->arena, out) > 0;
}

/* What our rules know of the speaker; a name that they do not know is nobody's class. */
static void set_source(const struct gate *g, struct proposal *p, struct span who)
{
	struct attribution *step = arena_alloc(g->arena, sizeof(*step));
	*step = (struct attribution){who, "unattributed", "states", 0};
	for (size_t i = 0; i < g->own->proposal_count; i++) {
		const struct proposal *own = &g->own->proposals[i];
		for (size_t k = 0; k < own->attribution_count; k++) {
			if (overlaps(own->attributions[k].who, who)) {
				*step = own->attributions[k];
			}
		}
	}
	p->attributions = step;
	p->attribution_count = 1;
	p->modality = MODALITY_REPORTED;
}

/* When and how sure: as our rules read the same sentences. */
static void set_from_own(const struct gate *g, struct proposal *p, struct span sentences, bool has_date)
{
	for (size_t i = 0; i < g->own->proposal_count; i++) {
		const struct proposal *own = &g->own->proposals[i];
		if (!is_within(own->quote, sentences)) {
			continue;
		}
		if (has_date && date_is_absent(p->from)) {
			p->from = own->from;
			p->to = own->to;
			p->date_precision = own->date_precision;
			p->is_year_inferred = own->is_year_inferred;
		}
		if (strcmp(own->measure, p->measure) == 0) {
			p->modality = own->modality;
			p->is_background = own->is_background;
		}
	}
}

static void set_number(struct proposal *p, const struct scan_number *n)
{
	p->low = n->number.low;
	p->high = n->number.high;
	p->point = n->number.point;
	p->qualifier = record_qualifier_names[n->number.qualifier];
	p->as_stated = n->span;
}

static bool is_said_before(const struct gate *g, const struct proposal *p)
{
	for (size_t i = 0; i < g->out->count; i++) {
		const struct proposal *q = &g->out->proposals[i];
		if (q->quote.start == p->quote.start && q->quote.end == p->quote.end &&
			strcmp(q->measure, p->measure) == 0 && q->as_stated.start == p->as_stated.start) {
			return true;
		}
	}
	return false;
}

/* Holds a row to the document; returns why it is refused, NULL when it became a proposal. */
static const char *check_row(struct gate *g, const json_t *v)
{
	struct row row;
	struct span quote;
	struct span who;
	struct span date;
	const char *why = take_row(v, &row);
	if (why) {
		return why;
	}
	struct proposal p = {.low = NAN, .high = NAN, .point = NAN, .denominator = NAN, .unit = "people"};
	p.measure = find_measure(g, row.measure);
	if (!p.measure) {
		return "there is no such measure";
	}
	unsigned count = find_words(&g->text, row.quote, g->arena, &quote);
	if (count != 1) {
		return count == 0 ? "the quote does not stand in the document"
				  : "the quote stands there more than once";
	}
	struct span sentences = sentences_of(g, quote);
	if (!find_span(g, row.source, sentences, &who) || !find_span(g, row.date, sentences, &date) ||
		!find_span(g, row.place, sentences, &p.place)) {
		return "its source, date or place does not stand in the document";
	}
	p.quote = quote;
	const struct scan_number *n = find_number(g, &row, quote, p.measure, &why);
	bool is_triggered = has_trigger(g, sentences, p.measure);
	bool is_claim = n && is_triggered;
	p.rule = is_claim ? GATE_RULE : GATE_RULE_SUGGESTION;
	p.qualifier = "some";
	p.reason = is_claim ? "a model proposed it; number and act stand in its words"
			    : arena_printf(g->arena, "a model proposed it, but %s",
				      n ? "no word for it stands there" : why);
	if (is_claim) {
		set_number(&p, n);
	}
	if (who.end > who.start) {
		set_source(g, &p, who);
	}
	set_from_own(g, &p, sentences, date.end > date.start);
	if (is_said_before(g, &p)) {
		return "an earlier row says the same";
	}
	g->out->proposals[g->out->count++] = p;
	return NULL;
}

/* ------- the reply ------- */

static int by_place(const void *a, const void *b)
{
	const struct proposal *p = a;
	const struct proposal *q = b;
	if (p->quote.start != q->quote.start) {
		return p->quote.start < q->quote.start ? -1 : 1;
	}
	return p->quote.end != q->quote.end ? (p->quote.end < q->quote.end ? -1 : 1)
					    : strcmp(p->measure, q->measure);
}

static void check_rows(struct gate *g, const json_t *rows)
{
	size_t count = json_array_size(rows);
	g->out->proposals = arena_calloc(g->arena, count, sizeof(*g->out->proposals));
	g->out->refusals = arena_calloc(g->arena, count, sizeof(*g->out->refusals));
	for (size_t i = 0; i < count; i++) {
		const char *why = check_row(g, json_array_get(rows, i));
		if (why) {
			g->out->refusals[g->out->refusal_count++] = (struct gate_refusal){i, why};
		}
	}
	qsort(g->out->proposals, g->out->count, sizeof(*g->out->proposals), by_place);
}

void gate_check(const struct reading_tables *tables, const struct reading_document *document,
	const struct reading *own, const char *const *measures, struct bytes reply, struct arena *a,
	struct gate_result *out)
{
	json_t *value;
	struct err e = {0};
	*out = (struct gate_result){0};
	if (json_parse(reply, &value, &e) != 0) {
		out->trouble = arena_printf(a, "the reply is %s", e.text);
		return;
	}
	const json_t *rows = json_object_get(value, "claims");
	const struct lexicon *lexicon = reading_lexicon(tables, document);
	if (!json_is_array(rows) || json_object_size(value) != 1) {
		out->trouble = "the reply is not {\"claims\": […]}";
	} else if (json_array_size(rows) > GATE_ROWS_MAX) {
		out->trouble = arena_printf(a, "the reply has more than %d claims", GATE_ROWS_MAX);
	} else if (!lexicon) {
		out->trouble = "no tables know the document's language";
	} else {
		struct gate g = {document, own, measures, make_plain(document->text, a), {0}, a, out};
		scan_text(document->text, lexicon, a, &g.scan);
		check_rows(&g, rows);
	}
	json_decref(value);
}
