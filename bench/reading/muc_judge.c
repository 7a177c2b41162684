/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "muc_judge.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

enum { SENTENCE_BYTES = 400, WORD_BYTES = 40, LEAD_WORDS = 60 };

static void add(struct muc_features *f, struct bytes feature)
{
	for (size_t i = 0; i < f->count; i++) {
		if (bytes_equal(f->list[i], feature)) {
			return;
		}
	}
	if (f->count < MUC_FEATURES_MAX) {
		f->list[f->count++] = feature;
	}
}

static void add_pair(struct muc_features *f, struct arena *a, const char *kind, const char *value)
{
	add(f, bytes_of(arena_printf(a, "%s:%s", kind, value)));
}

/* Each word of a text in lower case as a feature. */
static void add_words(
	struct muc_features *f, struct arena *a, const char *kind, struct bytes text, size_t max)
{
	size_t i = 0;
	for (size_t words = 0; i < text.len && words < max; words++) {
		char word[WORD_BYTES];
		size_t len = 0;
		while (i < text.len && !isalpha((unsigned char)text.s[i])) {
			i++;
		}
		for (; i < text.len && isalpha((unsigned char)text.s[i]); i++) {
			if (len + 1 < sizeof(word)) {
				word[len++] = (char)tolower((unsigned char)text.s[i]);
			}
		}
		word[len] = 0;
		if (len > 1) {
			add_pair(f, a, kind, word);
		}
	}
}

static bool ends_sentence(struct bytes text, size_t i)
{
	return i + 1 < text.len && text.s[i] == '.' && (text.s[i + 1] == ' ' || text.s[i + 1] == '\n');
}

static struct bytes sentence_of(struct bytes text, struct span quote)
{
	size_t first = quote.start;
	size_t end = quote.end;
	while (first > 0 && quote.start - first < SENTENCE_BYTES && !ends_sentence(text, first - 1)) {
		first--;
	}
	while (end < text.len && end - quote.end < SENTENCE_BYTES && !ends_sentence(text, end)) {
		end++;
	}
	return (struct bytes){text.s + first, end - first};
}

static const char *number_kind(const struct proposal *p)
{
	double n = isnan(p->point) ? isnan(p->low) ? p->high : p->low : p->point;
	return isnan(n)  ? "some"
		: n == 0 ? "none"
		: n == 1 ? "one"
		: n < 4  ? "few"
		: n < 13 ? "several"
			 : "many";
}

static const char *age(const struct proposal *p, struct date said)
{
	if (date_is_absent(p->to) || date_is_absent(said)) {
		return "unsaid";
	}
	int32_t days = date_last_day(said) - date_last_day(p->to);
	return days < 0 ? "later" : days <= 7 ? "week" : days <= 62 ? "recent" : "old";
}

static const char *country_kind(const struct gazetteer_place *place)
{
	/* Section 1, 4): the countries of interest. */
	static const char *const countries[] = {"SV", "GT", "HN", "AR", "BO", "CL", "CO", "EC", "PE"};
	for (size_t i = 0; place != NULL && i < ARRAY_COUNT(countries); i++) {
		if (strncmp(place->country, countries[i], 2) == 0) {
			return "home";
		}
	}
	return place != NULL ? "abroad" : "unsaid";
}

static const char *size_kind(size_t n)
{
	return n < 2 ? "1" : n < 4 ? "2" : n < 9 ? "4" : n < 17 ? "9" : "17";
}

void muc_features_of(const struct muc_message *message, const struct reading *reading,
	const struct proposal *p, struct arena *a, struct muc_features *out)
{
	struct bytes text = message->text;
	*out = (struct muc_features){0};
	add(out, BYTES("bias"));
	add_pair(out, a, "rule", p->rule);
	add_pair(out, a, "measure", p->measure);
	add_pair(out, a, "class", p->victim_class != NULL ? p->victim_class : "unsaid");
	add_pair(out, a, "number", number_kind(p));
	add_pair(out, a, "age", age(p, muc_dateline(text).date));
	add_pair(out, a, "country", country_kind(p->place_found));
	add_pair(out, a, "sentence", size_kind(p->sentence));
	add_pair(out, a, "proposals", size_kind(reading->proposal_count));
	add_pair(out, a, "modality", arena_printf(a, "%d", (int)p->modality));
	add_pair(out, a, "relation", arena_printf(a, "%d", (int)p->relation));
	add_pair(out, a, "named", p->person_count > 0 ? "yes" : "no");
	add_pair(out, a, "background", p->is_background ? "yes" : "no");
	add_pair(out, a, "by", p->by.end > p->by.start ? "yes" : "no");
	add_words(out, a, "by", (struct bytes){text.s + p->by.start, p->by.end - p->by.start}, 8);
	add_words(out, a, "victim",
		(struct bytes){text.s + p->victims.start, p->victims.end - p->victims.start}, 8);
	add_words(out, a, "verb", bytes_of(p->reason), 4);
	add_words(out, a, "word", sentence_of(text, p->quote), 80);
}

extern const char muc_weights[];
extern const char muc_weights_end[];

/* The weight behind a feature in the table, whose lines are sorted; 0 when it has none. */
static double weight_of(struct bytes feature)
{
	const char *low = muc_weights;
	const char *high = muc_weights_end;
	while (low < high) {
		const char *middle = low + (high - low) / 2;
		while (middle > low && middle[-1] != '\n') {
			middle--;
		}
		const char *end = memchr(middle, '\n', (size_t)(high - middle));
		const char *tab = memchr(middle, '\t', (size_t)(end - middle));
		struct bytes here = {middle, (size_t)(tab - middle)};
		int order = bytes_compare(feature, here);
		if (order == 0) {
			return strtod(tab + 1, NULL);
		}
		low = order > 0 ? end + 1 : low;
		high = order < 0 ? middle : high;
	}
	return 0;
}

double muc_judge(const struct muc_features *features)
{
	double sum = 0;
	for (size_t i = 0; i < features->count; i++) {
		sum += weight_of(features->list[i]);
	}
	return sum;
}
