/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Fills against fills, slot by slot. What the program of 1992 asked a person (strings), phrase.h decides; the rest follows
 * the task document. Where neither says it, the stricter reading is taken. bench/reading/README.md lists the rules.
 */
#include "muc.h"

#include <strings.h>

enum kind {
	KIND_NONE,
	KIND_STRING,
	KIND_SET,
	KIND_TYPE,
	KIND_DATE,
	KIND_LOCATION,
	KIND_NUMBER,
	KIND_CONFIDENCE
};

static const struct {
	const char *name;
	enum kind kind;
} slots[MUC_SLOT_COUNT] = {
	[MUC_DATE] = {"inc-date", KIND_DATE},
	[MUC_LOCATION] = {"inc-loc", KIND_LOCATION},
	[MUC_TYPE] = {"inc-type", KIND_TYPE},
	[MUC_STAGE] = {"inc-stage", KIND_SET},
	[MUC_INSTRUMENT] = {"inc-instr-id", KIND_STRING},
	[MUC_INSTRUMENT_TYPE] = {"inc-instr-type", KIND_SET},
	[MUC_CATEGORY] = {"perp-inc-cat", KIND_SET},
	[MUC_INDIVIDUAL] = {"perp-ind-id", KIND_STRING},
	[MUC_ORGANIZATION] = {"perp-org-id", KIND_STRING},
	[MUC_CONFIDENCE] = {"perp-org-conf", KIND_CONFIDENCE},
	[MUC_THING] = {"phys-tgt-id", KIND_STRING},
	[MUC_THING_TYPE] = {"phys-tgt-type", KIND_SET},
	[MUC_THING_NUMBER] = {"phys-tgt-num", KIND_NUMBER},
	[MUC_THING_NATION] = {"phys-tgt-nation", KIND_SET},
	[MUC_THING_EFFECT] = {"phys-tgt-effect", KIND_SET},
	[MUC_THING_TOTAL] = {"phys-tgt-total-num", KIND_NUMBER},
	[MUC_NAME] = {"hum-tgt-name", KIND_STRING},
	[MUC_DESCRIPTION] = {"hum-tgt-desc", KIND_STRING},
	[MUC_HUMAN_TYPE] = {"hum-tgt-type", KIND_SET},
	[MUC_NUMBER] = {"hum-tgt-num", KIND_NUMBER},
	[MUC_NATION] = {"hum-tgt-nation", KIND_SET},
	[MUC_EFFECT] = {"hum-tgt-effect", KIND_SET},
	[MUC_TOTAL] = {"hum-tgt-total-num", KIND_NUMBER},
};

const char *muc_slot_name(enum muc_slot slot)
{
	return slots[slot].name;
}

static bool is_word(struct bytes b, const char *s)
{
	return b.len == strlen(s) && strncasecmp(b.s, s, b.len) == 0;
}

/* Numbers as "6-8", "6-", "-26", "~100", "PLURAL": the same but for spaces and thousands' commas. */
static bool is_same_number(struct bytes a, struct bytes b)
{
	size_t i = 0;
	size_t k = 0;
	for (;;) {
		while (i < a.len && (a.s[i] == ' ' || a.s[i] == ',')) {
			i++;
		}
		while (k < b.len && (b.s[k] == ' ' || b.s[k] == ',')) {
			k++;
		}
		if (i == a.len || k == b.len) {
			return i == a.len && k == b.len;
		}
		if (strncasecmp(a.s + i++, b.s + k++, 1) != 0) {
			return false;
		}
	}
}

struct days {
	int32_t from; /* INT32_MIN: "- 21 JAN 89", on or before */
	int32_t to;
};

static bool read_days(struct bytes text, struct days *days)
{
	struct date first;
	struct date last;
	text = bytes_trim(text);
	bool is_open = bytes_starts(text, "-");
	if (is_open) {
		text = (struct bytes){text.s + 1, text.len - 1};
	}
	if (!muc_take_date(&text, &first)) {
		return false;
	}
	days->to = date_last_day(first);
	days->from = is_open ? INT32_MIN : days->to;
	text = bytes_trim(text);
	if (!bytes_starts(text, "-")) {
		return text.len == 0;
	}
	text = (struct bytes){text.s + 1, text.len - 1};
	bool is_range = muc_take_date(&text, &last);
	days->to = is_range ? date_last_day(last) : days->to;
	return is_range;
}

/* Partial: the same last day, or two bounded dates that meet. */
static enum match match_date(struct bytes answer_text, struct bytes key_text)
{
	struct days answer;
	struct days key;
	if (!read_days(answer_text, &answer) || !read_days(key_text, &key)) {
		return MATCH_NONE;
	}
	if (answer.from == key.from && answer.to == key.to) {
		return MATCH_CORRECT;
	}
	bool is_bounded = answer.from != INT32_MIN && key.from != INT32_MIN;
	bool meets = answer.from <= key.to && key.from <= answer.to;
	return answer.to == key.to || (is_bounded && meets) ? MATCH_PARTIAL : MATCH_NONE;
}

/* Takes the next place off a location: "PERU: LIMA (CITY): …", without its kind. */
static bool take_place(struct bytes *text, struct bytes *place)
{
	if (text->len == 0) {
		return false;
	}
	size_t end = 0;
	while (end < text->len && text->s[end] != ':' &&
		!(end > 0 && text->s[end] == '-' && text->s[end - 1] == ' ')) {
		end++;
	}
	size_t bracket = bytes_find((struct bytes){text->s, end}, BYTES("("), 0);
	*place = bytes_trim((struct bytes){text->s, bracket == SIZE_MAX ? end : bracket});
	size_t next = end < text->len ? end + 1 : end;
	*text = (struct bytes){text->s + next, text->len - next};
	return true;
}

static unsigned count_places(struct bytes text, struct bytes other, unsigned *shared)
{
	unsigned count = 0;
	struct bytes place;
	*shared = 0;
	while (take_place(&text, &place)) {
		struct bytes rest = other;
		struct bytes candidate;
		bool is_found = false;
		while (!is_found && take_place(&rest, &candidate)) {
			is_found = phrase_same(place, candidate);
		}
		count++;
		*shared += is_found;
	}
	return count;
}

/* Correct: the same places. Partial: one of them, be it the country. */
static enum match match_location(struct bytes answer, struct bytes key)
{
	unsigned shared;
	unsigned shared_back;
	unsigned places = count_places(answer, key, &shared);
	unsigned places_of_key = count_places(key, answer, &shared_back);
	if (shared == places && shared_back == places_of_key) {
		return MATCH_CORRECT;
	}
	return shared > 0 ? MATCH_PARTIAL : MATCH_NONE;
}

static enum match match_value(enum kind kind, struct bytes answer, struct bytes key)
{
	if (answer.len == key.len && strncasecmp(answer.s, key.s, key.len) == 0) {
		return MATCH_CORRECT;
	}
	bool is_parent = false;
	switch (kind) {
	case KIND_STRING:
		return phrase_match(answer, key);
	case KIND_DATE:
		return match_date(answer, key);
	case KIND_LOCATION:
		return match_location(answer, key);
	case KIND_NUMBER:
		return is_same_number(answer, key) ? MATCH_CORRECT : MATCH_NONE;
	case KIND_TYPE:
		is_parent = is_word(answer, "ATTACK");
		break;
	case KIND_CONFIDENCE:
		is_parent = is_word(answer, "SUSPECTED OR ACCUSED") &&
			is_word(key, "SUSPECTED OR ACCUSED BY AUTHORITIES");
		break;
	case KIND_SET:
	case KIND_NONE:
		break;
	}
	return is_parent ? MATCH_PARTIAL : MATCH_NONE;
}

static enum match best_referent(const struct muc_fill *answer, const struct muc_fill *key)
{
	enum match best = key->referent_count == 0 ? MATCH_CORRECT : MATCH_NONE;
	for (size_t i = 0; answer->referent_count > 0 && i < key->referent_count; i++) {
		enum match m = phrase_match(answer->referents[0], key->referents[i]);
		best = m > best ? m : best;
	}
	return best;
}

enum muc_fit muc_fit(enum muc_slot slot, const struct muc_fill *answer, const struct muc_fill *key)
{
	enum kind kind = slots[slot].kind;
	enum match value = MATCH_NONE;
	for (size_t i = 0; i < key->value_count; i++) {
		enum match m = match_value(kind, answer->values[0], key->values[i]);
		value = m > value ? m : value;
	}
	if (kind == KIND_STRING) {
		return value == MATCH_CORRECT    ? MUC_FIT_CORRECT
			: value == MATCH_PARTIAL ? MUC_FIT_PARTIAL
						 : MUC_FIT_NONE;
	}
	enum match referent = best_referent(answer, key);
	if (value == MATCH_NONE) {
		return referent == MATCH_NONE ? MUC_FIT_NONE : MUC_FIT_REFERENT;
	}
	if (referent == MATCH_NONE) {
		return MUC_FIT_VALUE;
	}
	return value == MATCH_CORRECT && referent == MATCH_CORRECT ? MUC_FIT_CORRECT : MUC_FIT_PARTIAL;
}
