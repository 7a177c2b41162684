/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The model alone on FEBRL 4, two lists of 5,000 with one match each: simple levels, a few blocking rules. */
#include "match/train.h"
#include "match_people.h"
#include "test.h"

enum { RECORDS = 5000, FIELDS = 9, COLUMNS = 11, RULES = 5, VALUE_LEN = 40 };

enum { GIVEN, SURNAME, STREET_NUMBER, ADDRESS, SUBURB, POSTCODE, STATE, BIRTH, IDENTIFIER };

static const unsigned field_column[FIELDS] = {1, 2, 3, 4, 6, 7, 8, 9, 10};

static const struct match_comparison comparison[FIELDS] = {
	{"given", 4, 3, MATCH_PART_GIVEN},
	{"surname", 4, 3, MATCH_PART_OWN},
	{"street_number", 4, 3, MATCH_PART_OWN},
	{"address", 4, 3, MATCH_PART_OWN},
	{"suburb", 4, 3, MATCH_PART_OWN},
	{"postcode", 4, 3, MATCH_PART_OWN},
	{"state", 4, 3, MATCH_PART_OWN},
	{"birth", 4, 3, MATCH_PART_OWN},
	{"identifier", 4, 3, MATCH_PART_OWN},
};

static const uint32_t rules[RULES] = {1 << IDENTIFIER, 1 << BIRTH, 1 << GIVEN | 1 << SURNAME,
	1 << SURNAME | 1 << POSTCODE, 1 << GIVEN | 1 << SUBURB};

struct febrl_record {
	int64_t person;
	char value[FIELDS][VALUE_LEN];
};

static void take_value(struct febrl_record *r, unsigned column, struct bytes value)
{
	if (column == 0) {
		struct bytes digits = {value.s + 4, bytes_find(value, BYTES("-"), 4) - 4};
		BUG_IF(!bytes_int64(digits, &r->person));
	}
	for (unsigned field = 0; field < FIELDS; field++) {
		if (field_column[field] == column) {
			memcpy(r->value[field], value.s, value.len < VALUE_LEN ? value.len : VALUE_LEN - 1);
		}
	}
}

/* Lines "rec-12-org, given, surname, ..." below a header. */
static size_t read_list(struct bytes text, struct febrl_record *list)
{
	struct bytes line;
	size_t count = 0;
	(void)bytes_next_line(&text, &line);
	while (count < RECORDS && bytes_next_line(&text, &line)) {
		for (unsigned column = 0; column < COLUMNS; column++) {
			size_t end = bytes_find(line, BYTES(","), 0);
			struct bytes value = {line.s, end == SIZE_MAX ? line.len : end};
			take_value(&list[count], column, bytes_trim(value));
			size_t used = end == SIZE_MAX ? line.len : end + 1;
			line = (struct bytes){line.s + used, line.len - used};
		}
		count++;
	}
	return count;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Levenshtein's. */
static unsigned distance(const char *a, const char *b)
{
	unsigned row[VALUE_LEN];
	size_t len = strlen(b);
	for (size_t k = 0; k <= len; k++) {
		row[k] = (unsigned)k;
	}
	for (size_t i = 0; a[i] != '\0'; i++) {
		unsigned corner = row[0]++;
		for (size_t k = 0; k < len; k++) {
			unsigned above = row[k + 1];
			row[k + 1] = least(least(above, row[k]) + 1, corner + (a[i] != b[k]));
			corner = above;
		}
	}
	return row[len];
}

static match_pattern compare(const struct febrl_record *a, const struct febrl_record *b)
{
	match_pattern pattern = 0;
	for (unsigned i = 0; i < FIELDS; i++) {
		unsigned level = MATCH_LEVEL_DIFFERENT;
		if (a->value[i][0] == '\0' || b->value[i][0] == '\0') {
			level = MATCH_LEVEL_MISSING;
		} else if (strcmp(a->value[i], b->value[i]) == 0) {
			level = 3;
		} else if (distance(a->value[i], b->value[i]) <= 2) {
			level = 2;
		}
		pattern |= match_pattern_of(i, level);
	}
	return pattern;
}

static bool is_in_block(const struct febrl_record *a, const struct febrl_record *b, uint32_t rule)
{
	for (unsigned i = 0; i < FIELDS; i++) {
		if ((rule >> i & 1) && (a->value[i][0] == '\0' || strcmp(a->value[i], b->value[i]) != 0)) {
			return false;
		}
	}
	return true;
}

struct febrl_pairs {
	match_pattern *pattern;
	bool *is_same;
	size_t count;
};

/* The pairs that some rules of a set make; 25 million pairs are few enough to look at each. */
static void find_pairs(struct febrl_pairs *p, struct arena *a, const struct febrl_record *list,
	const uint32_t *rule, size_t rule_count)
{
	size_t room = 0;
	size_t flag_room = 0;
	*p = (struct febrl_pairs){0};
	for (size_t i = 0; i < RECORDS; i++) {
		for (size_t k = RECORDS; k < 2 * (size_t)RECORDS; k++) {
			bool is_in = false;
			for (size_t r = 0; r < rule_count && !is_in; r++) {
				is_in = is_in_block(&list[i], &list[k], rule[r]);
			}
			if (is_in) {
				p->pattern = arena_grow(a, p->pattern, p->count, &room, sizeof(*p->pattern));
				p->is_same = arena_grow(a, p->is_same, p->count, &flag_room, sizeof(bool));
				p->pattern[p->count] = compare(&list[i], &list[k]);
				p->is_same[p->count++] = list[i].person == list[k].person;
			}
		}
	}
}

static struct match_histogram random_pairs(struct arena *a, const struct febrl_record *list)
{
	enum { COUNT = 100000 };
	match_pattern *pattern = arena_calloc(a, COUNT, sizeof(*pattern));
	for (size_t i = 0; i < COUNT; i++) {
		pattern[i] = compare(
			&list[test_random_below(RECORDS)], &list[RECORDS + test_random_below(RECORDS)]);
	}
	return people_histogram(a, pattern, COUNT);
}

static bool read_lists(struct febrl_record *list, const char *folder)
{
	for (unsigned i = 0; i < 2; i++) {
		char path[512];
		(void)snprintf(path, sizeof(path), "%s/linkage/febrl/dataset4%c.csv", folder, "ab"[i]);
		FILE *f = fopen(path, "rb");
		if (f == NULL) {
			return false;
		}
		(void)fclose(f);
		struct bytes text = test_read_file(path);
		size_t count = read_list(text, list + i * (size_t)RECORDS);
		free((char *)(uintptr_t)text.s);
		if (count != RECORDS) {
			return false;
		}
	}
	return true;
}

TEST(febrl_4_is_matched_without_any_example)
{
	struct arena a = {0};
	struct match_training_report report;
	struct match_sample sample[RULES];
	struct febrl_record *list = arena_calloc(&a, 2 * (size_t)RECORDS, sizeof(*list));
	struct match_model *m = arena_calloc(&a, 1, sizeof(*m));
	struct febrl_pairs pairs;
	if (test_shared_data() == NULL || !read_lists(list, test_shared_data())) {
		test_skip("linkage/febrl/dataset4 is not there");
		arena_done(&a);
		return;
	}
	for (size_t i = 0; i < RULES; i++) {
		find_pairs(&pairs, &a, list, &rules[i], 1);
		sample[i] = (struct match_sample){
			.pairs = people_histogram(&a, pairs.pattern, pairs.count), .fixed = rules[i]};
	}
	match_model_train(m, &report, &a,
		&(struct match_training){
			.comparison = comparison,
			.comparison_count = FIELDS,
			.sample = sample,
			.sample_count = RULES,
			.random = random_pairs(&a, list),
			.pair_count = (double)RECORDS * RECORDS,
			.same_max = RECORDS,
		});
	find_pairs(&pairs, &a, list, rules, RULES);
	double kept = 0;
	double right = 0;
	for (size_t i = 0; i < pairs.count; i++) {
		double p[MATCH_CLASS_COUNT];
		match_model_posterior(m, pairs.pattern[i], p);
		kept += p[MATCH_SAME] >= 0.5;
		right += p[MATCH_SAME] >= 0.5 && pairs.is_same[i];
	}
	test_note("found %.0f; precision %.4f, recall %.4f, F1 %.4f", report.same_count, right / kept,
		right / RECORDS, 2 * right / (kept + RECORDS));
	CHECK(2 * right / (kept + RECORDS) > 0.99);
	arena_done(&a);
}
