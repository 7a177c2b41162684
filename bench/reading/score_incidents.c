/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/json.h"
#include "score.h"

#include <ctype.h>
#include <math.h>
#include <strings.h>

enum { MEASURE_KILLED, MEASURE_INJURED, MEASURE_COUNT };

enum { SCOPE_IN_TEXT, SCOPE_ALL, SCOPE_COUNT };

static const struct {
	const char *measure; /* vocabulary */
	const char *key;     /* in the file */
	const char *groups[SCOPE_COUNT];
} measures[MEASURE_COUNT] = {{"killed", "Dead", {"killed in text", "killed"}},
	{"injured", "Injured", {"injured in text", "injured"}}};

static bool is_word_at(struct bytes text, size_t at, size_t len)
{
	bool starts = at == 0 || (!isalnum((unsigned char)text.s[at - 1]) && text.s[at - 1] != '.');
	return starts && (at + len == text.len || !isalnum((unsigned char)text.s[at + len]));
}

static bool has_word(struct bytes text, const char *word)
{
	size_t len = strlen(word);
	for (size_t at = 0; at + len <= text.len; at++) {
		if (strncasecmp(text.s + at, word, len) == 0 && is_word_at(text, at, len)) {
			return true;
		}
	}
	return false;
}

bool incident_has_number(struct bytes text, int64_t number)
{
	static const char *const ones[] = {"zero", "one", "two", "three", "four", "five", "six", "seven",
		"eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
		"seventeen", "eighteen", "nineteen"};
	static const char *const tens[] = {
		"", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"};
	char form[64];
	snprintf(form, sizeof(form), "%lld", (long long)number);
	if (has_word(text, form)) {
		return true;
	}
	if (number >= 1000) {
		snprintf(form, sizeof(form), "%lld,%03lld", (long long)number / 1000,
			(long long)number % 1000);
		return has_word(text, form);
	}
	if (number >= 20 && number < 100 && number % 10 != 0) {
		snprintf(form, sizeof(form), "%s-%s", tens[number / 10], ones[number % 10]);
		bool is_found = has_word(text, form);
		form[strlen(tens[number / 10])] = ' ';
		return is_found || has_word(text, form);
	}
	return number >= 0 && number < 100 && has_word(text, number < 20 ? ones[number] : tens[number / 10]);
}

double incident_stated(const struct reading *reading, const struct reading_total *total)
{
	double low = total->low;
	double high = total->high;
	if (total->count > 0) {
		const struct proposal *p = &reading->proposals[total->rests_on[0]];
		const char *qualifier = p->qualifier != NULL ? p->qualifier : "";
		if (isnan(low) && isnan(high)) {
			return p->point;
		}
		low -= strcmp(qualifier, "more_than") == 0;
		high += strcmp(qualifier, "fewer_than") == 0;
	}
	return isnan(low) || (low == 0 && high > 0) ? high : low;
}

static double answer(
	const struct reading *reading, const struct reading_total *totals, size_t count, const char *measure)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(totals[i].measure, measure) == 0) {
			return incident_stated(reading, &totals[i]);
		}
	}
	return NAN;
}

void incident_count_add(struct incident_count *c, int64_t gold, double answered)
{
	bool is_same = !isnan(answered) && fabs(answered - (double)gold) < 0.5;
	bool is_positive = !isnan(answered) && answered > 0;
	c->rows++;
	c->positive += gold > 0;
	c->answered += is_positive;
	c->right += (unsigned)(is_same && gold > 0);
	c->zero += (unsigned)(gold == 0 && !is_positive);
	c->abstained += isnan(answered) ? 1 : 0;
}

static void print(const char *set, const char *part, const char *group, const struct incident_count *c,
	struct figures *out)
{
	const struct {
		const char *name;
		double value;
	} rows[] = {
		{"P", figures_percent(c->right, c->answered)},
		{"R", figures_percent(c->right, c->positive)},
		{"F", figures_percent(2 * c->right, c->answered + c->positive)},
		{"accuracy", figures_percent(c->right + c->zero, c->rows)},
		{"all-zero", figures_percent(c->rows - c->positive, c->rows)},
		{"abstained", figures_percent(c->abstained, c->rows)},
		{"rows", c->rows},
	};
	for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
		figures_add(out, (struct figure){set, part, group, rows[i].name, rows[i].value});
	}
}

static void score_row(const struct reader *r, const char *set, const json_t *row,
	struct incident_count counts[SPLIT_HALF_COUNT][MEASURE_COUNT][SCOPE_COUNT], FILE *details)
{
	struct arena a = {0};
	struct reading reading;
	const struct reading_total *totals;
	size_t total_count;
	struct bytes text = json_get_view(row, "Description");
	enum split_half half = split_half(text);
	struct reading_document document = {.text = text};
	reading_read(r->tables, r->gazetteer, &document, &a, &reading);
	reading_totals(&reading, &a, &totals, &total_count);
	for (int m = 0; m < MEASURE_COUNT; m++) {
		int64_t gold;
		if (!bytes_int64(json_get_view(row, measures[m].key), &gold)) {
			continue;
		}
		double answered = answer(&reading, totals, total_count, measures[m].measure);
		bool is_in_text = incident_has_number(text, gold);
		incident_count_add(&counts[half][m][SCOPE_ALL], gold, answered);
		if (is_in_text) {
			incident_count_add(&counts[half][m][SCOPE_IN_TEXT], gold, answered);
		}
		bool is_right = isnan(answered) ? gold == 0 : fabs(answered - (double)gold) < 0.5;
		/* the test half is only scored */
		if (half == SPLIT_DEVELOPMENT && is_in_text && !is_right) {
			fprintf(details, "%s: %s is %lld, answered %.0f: %.*s\n", set, measures[m].measure,
				(long long)gold, answered, BYTES_ARG(text));
		}
	}
	arena_done(&a);
}

int score_incidents(const struct reader *r, const char *set, struct bytes json, FILE *details,
	struct figures *out, struct err *e)
{
	struct incident_count counts[SPLIT_HALF_COUNT][MEASURE_COUNT][SCOPE_COUNT] = {0};
	json_t *rows = NULL;
	int status = json_parse(json, &rows, e);
	for (size_t i = 0; status == 0 && i < json_array_size(rows); i++) {
		score_row(r, set, json_array_get(rows, i), counts, details);
	}
	for (int half = 0; status == 0 && half < SPLIT_HALF_COUNT; half++) {
		for (int m = 0; m < MEASURE_COUNT; m++) {
			for (int scope = 0; scope < SCOPE_COUNT; scope++) {
				print(set, split_half_name((enum split_half)half), measures[m].groups[scope],
					&counts[half][m][scope], out);
			}
		}
	}
	json_decref(rows);
	return status;
}
