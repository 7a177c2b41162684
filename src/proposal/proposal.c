/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "proposal/proposal.h"

#include <math.h>

const char *proposal_modality_name(enum reading_modality modality)
{
	static const char *const names[] = {
		[MODALITY_FACT] = "fact",
		[MODALITY_REPORTED] = "reported",
		[MODALITY_ALLEGED] = "alleged",
		[MODALITY_DENIED] = "denied",
		[MODALITY_THREATENED] = "threatened",
		[MODALITY_HYPOTHETICAL] = "hypothetical",
		[MODALITY_FUTURE] = "future",
		[MODALITY_ESTIMATE] = "estimate",
		[MODALITY_OPINION] = "opinion",
	};
	return names[modality];
}

const char *proposal_relation_name(enum reading_relation relation)
{
	static const char *const names[] = {
		[RELATION_NONE] = NULL,
		[RELATION_TOTAL] = "total",
		[RELATION_PART] = "part",
		[RELATION_REPETITION] = "repetition",
		[RELATION_UPDATE] = "update",
		[RELATION_CONTRAST] = "contrast",
	};
	return names[relation];
}

const char *proposal_responsibility_name(enum reading_responsibility responsibility)
{
	static const char *const names[] = {
		[RESPONSIBILITY_UNSAID] = NULL,
		[RESPONSIBILITY_FACT] = "fact",
		[RESPONSIBILITY_CLAIMED] = "claimed",
		[RESPONSIBILITY_ACCUSED] = "accused",
		[RESPONSIBILITY_ACCUSED_BY_AUTHORITIES] = "accused_by_authorities",
		[RESPONSIBILITY_POSSIBLE] = "possible",
		[RESPONSIBILITY_DENIED] = "denied",
	};
	return names[responsibility];
}

struct bytes proposal_words(struct bytes text, struct span span)
{
	return span.end > span.start ? (struct bytes){text.s + span.start, span.end - span.start}
				     : BYTES_NONE;
}

/* Whole numbers without a fraction; what is no number is null. */
static void put_number(struct json_writer *j, const char *key, double n)
{
	jw_key(j, key);
	if (!isfinite(n)) {
		jw_null(j);
	} else if (n > -1e15 && n < 1e15 && n == (double)(int64_t)n) {
		jw_int(j, (int64_t)n);
	} else {
		jw_real(j, n);
	}
}

static void put_number_if(struct json_writer *j, const char *key, double n)
{
	if (isfinite(n)) {
		put_number(j, key, n);
	}
}

static void put_date(struct json_writer *j, const char *key, struct date d)
{
	char text[DATE_TEXT_BYTES];
	jw_put_string(j, key, date_is_absent(d) ? BYTES_NONE : bytes_of(date_text(d, text)));
}

/* A precision of 0 is none. */
static void put_precision(struct json_writer *j, const char *key, unsigned precision)
{
	jw_key(j, key);
	if (precision == 0) {
		jw_null(j);
	} else {
		jw_int(j, precision);
	}
}

static void put_attribution(struct json_writer *j, struct bytes text, const struct proposal *p)
{
	jw_key(j, "attribution");
	jw_array_begin(j);
	for (size_t i = 0; i < p->attribution_count; i++) {
		const struct attribution *a = &p->attributions[i];
		jw_object_begin(j);
		jw_put_string(j, "who", proposal_words(text, a->who));
		jw_put_string(j, "class", bytes_of(a->class_name));
		jw_put_string(j, "verb", bytes_of(a->verb));
		jw_put_int(j, "hedge", a->hedge);
		jw_object_end(j);
	}
	jw_array_end(j);
}

static void put_persons(struct json_writer *j, struct bytes text, const struct proposal *p)
{
	if (p->person_count == 0) {
		return;
	}
	jw_key(j, "persons");
	jw_array_begin(j);
	for (size_t i = 0; i < p->person_count; i++) {
		jw_string(j, proposal_words(text, p->persons[i]));
	}
	jw_array_end(j);
}

/* What stands only when there is something to say. */
static void put_more(struct json_writer *j, struct bytes text, const struct proposal *p)
{
	jw_put_string_if(j, "reason", bytes_of(p->reason));
	if (p->relation != RELATION_NONE && p->relation != RELATION_TOTAL) {
		jw_put_int(j, "related", (int64_t)p->related);
	}
	put_persons(j, text, p);
	put_number_if(j, "point", p->point);
	put_number_if(j, "denominator", p->denominator);
	jw_put_string_if(j, "victims", proposal_words(text, p->victims));
	jw_put_string_if(j, "by_organisation", proposal_words(text, p->by_organisation));
	jw_put_string_if(j, "responsibility", bytes_of(proposal_responsibility_name(p->responsibility)));
	jw_put_string_if(j, "cause", proposal_words(text, p->cause));
	if (p->place_found && p->place_found->id != 0) {
		jw_put_int(j, "place_id", p->place_found->id);
	}
	if (p->place_found) {
		jw_put_string_if(j, "place_name", bytes_of(p->place_found->name));
		jw_put_string_if(j, "country", bytes_of(p->place_found->country));
	}
	if (p->place_is_ambiguous) {
		jw_put_bool(j, "place_ambiguous", true);
	}
	if (p->place_precision != 0) {
		jw_put_int(j, "place_precision", p->place_precision);
	}
	if (p->is_year_inferred) {
		jw_put_bool(j, "year_inferred", true);
	}
	if (!date_is_absent(p->as_of)) {
		put_date(j, "as_of", p->as_of);
	}
}

void proposal_put_members(struct json_writer *j, struct bytes text, const struct proposal *p)
{
	jw_put_string(j, "measure", bytes_of(p->measure));
	put_number(j, "low", p->low);
	put_number(j, "high", p->high);
	jw_put_string(j, "qualifier", bytes_of(p->qualifier));
	jw_put_string(j, "as_stated", proposal_words(text, p->as_stated));
	jw_put_string(j, "unit", bytes_of(p->unit));
	jw_put_string(j, "victim_class", bytes_of(p->victim_class));
	jw_put_string(j, "by", proposal_words(text, p->by));
	jw_put_string(j, "place", proposal_words(text, p->place));
	put_date(j, "from", p->from);
	put_date(j, "to", p->to);
	put_precision(j, "date_precision", p->date_precision);
	put_attribution(j, text, p);
	jw_put_string(j, "modality", bytes_of(proposal_modality_name(p->modality)));
	jw_put_bool(j, "background", p->is_background);
	jw_put_string(j, "relation", bytes_of(proposal_relation_name(p->relation)));
	jw_put_string(j, "quote", proposal_words(text, p->quote));
	jw_put_int(j, "byte_start", p->quote.start);
	jw_put_int(j, "byte_end", p->quote.end);
	jw_put_string(j, "rule", bytes_of(p->rule));
	put_more(j, text, p);
}

static const struct reading_total *find_total(
	const struct reading_total *totals, size_t count, const char *measure)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(totals[i].measure, measure) == 0) {
			return &totals[i];
		}
	}
	return NULL;
}

static void put_total(struct json_writer *j, const struct reading_total *t)
{
	if (!t || t->count == 0) {
		jw_null(j);
		return;
	}
	jw_object_begin(j);
	put_number(j, "low", t->low);
	put_number(j, "high", t->high);
	jw_key(j, "proposals");
	jw_array_begin(j);
	for (size_t i = 0; i < t->count; i++) {
		jw_int(j, (int64_t)t->rests_on[i]);
	}
	jw_array_end(j);
	jw_object_end(j);
}

void proposal_put_totals(struct json_writer *j, const struct reading *reading, struct arena *a)
{
	/* Asked of every document: that it does not say is an answer too. */
	static const char *const always[] = {"killed", "injured", "arrested"};
	const struct reading_total *totals = NULL;
	size_t count = 0;
	reading_totals(reading, a, &totals, &count);
	jw_object_begin(j);
	for (size_t i = 0; i < ARRAY_COUNT(always); i++) {
		jw_key(j, always[i]);
		put_total(j, find_total(totals, count, always[i]));
	}
	for (size_t i = 0; i < count; i++) {
		bool is_done = false;
		for (size_t k = 0; k < ARRAY_COUNT(always); k++) {
			is_done = is_done || strcmp(totals[i].measure, always[k]) == 0;
		}
		if (!is_done) {
			jw_key(j, totals[i].measure);
			put_total(j, &totals[i]);
		}
	}
	jw_object_end(j);
}

void proposal_put_reading(struct json_writer *j, struct bytes text, const struct reading *reading,
	bool has_totals, struct arena *a)
{
	jw_put_string_if(j, "language", bytes_of(reading->language));
	jw_put_string_if(j, "trouble", bytes_of(reading->trouble));
	jw_key(j, "proposals");
	jw_array_begin(j);
	for (size_t i = 0; i < reading->proposal_count; i++) {
		jw_object_begin(j);
		proposal_put_members(j, text, &reading->proposals[i]);
		jw_object_end(j);
	}
	jw_array_end(j);
	if (has_totals) {
		jw_key(j, "totals");
		proposal_put_totals(j, reading, a);
	}
}
