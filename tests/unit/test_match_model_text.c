/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/model_text.h"
#include "match/train.h"
#include "test.h"

#include <math.h>

/* Defaults for a given name, two of lineage and a place, without anything learnt. */
static void plain_model(struct match_model *m, struct arena *a)
{
	static const struct match_comparison comparison[] = {
		{"given", 5, 3, MATCH_PART_GIVEN},
		{"father", 3, 2, MATCH_PART_LINEAGE},
		{"family", 4, 3, MATCH_PART_LINEAGE},
		{"place_2", 3, 3, MATCH_PART_SHARED},
	};
	struct match_training_report report;
	match_model_train(m, &report, a,
		&(struct match_training){.comparison = comparison, .comparison_count = 4, .pair_count = 1e6});
}

static bool is_read(struct bytes text)
{
	static struct match_model m; /* lint: mutable, too large for the stack */
	struct err e = {0};
	int rc = match_model_read(&m, text, &e);
	if (rc != 0 && e.text[0] == '\0') {
		test_note("refused without a word");
		return true;
	}
	return rc == 0;
}

TEST(what_was_written_reads_back)
{
	GUARANTEE("model_text.h: What match_model_write() wrote reads back as a model that is written the "
		  "same.");
	struct arena a = {0};
	struct buf text[2] = {{0}};
	struct err e = {0};
	struct match_model *m = arena_calloc(&a, 2, sizeof(*m));
	plain_model(&m[0], &a);
	match_model_write(&m[0], &text[0]);
	CHECK_OK(match_model_read(&m[1], buf_bytes(&text[0]), &e), e);
	match_model_write(&m[1], &text[1]);
	CHECK_TEXT(buf_bytes(&text[1]), buf_bytes(&text[0]));
	CHECK(memcmp(m[0].level_p, m[1].level_p, sizeof(m[0].level_p)) == 0);
	CHECK(m[1].lineage_count == 2 && m[1].lineage[1] == 2);
	for (unsigned i = 0; i < 2; i++) {
		buf_done(&text[i]);
	}
	arena_done(&a);
}

TEST(what_was_read_gives_chances)
{
	GUARANTEE("model_text.h: A model that was read gives every pattern chances that add up to 1.");
	struct arena a = {0};
	struct buf text = {0};
	struct err e = {0};
	struct match_model *m = arena_calloc(&a, 2, sizeof(*m));
	plain_model(&m[0], &a);
	match_model_write(&m[0], &text);
	CHECK_OK(match_model_read(&m[1], buf_bytes(&text), &e), e);
	for (unsigned k = 0; k < 5 * 3 * 4 * 3; k++) {
		match_pattern pattern = match_pattern_of(0, k % 5) | match_pattern_of(1, k / 5 % 3) |
			match_pattern_of(2, k / 15 % 4) | match_pattern_of(3, k / 60);
		double p[2][MATCH_CLASS_COUNT];
		double sum = 0;
		for (unsigned i = 0; i < 2; i++) {
			match_model_posterior(&m[i], pattern, p[i]);
		}
		for (unsigned which = 0; which < MATCH_CLASS_COUNT; which++) {
			sum += p[1][which];
			CHECK(fabs(p[0][which] - p[1][which]) < 1e-12);
		}
		CHECK(fabs(sum - 1) < 1e-12);
	}
	buf_done(&text);
	arena_done(&a);
}

/* Cuts and changes one byte at a time: never a crash, never a model with other numbers than probabilities. */
TEST(damaged_text_is_refused_or_read)
{
	struct arena a = {0};
	struct buf text = {0};
	struct match_model *m = arena_calloc(&a, 1, sizeof(*m));
	plain_model(m, &a);
	match_model_write(m, &text);
	for (size_t len = 0; len < text.len; len += 7) {
		CHECK(!is_read((struct bytes){text.s, len}));
	}
	for (unsigned k = 0; k < 2000; k++) {
		size_t at = test_random_below(text.len);
		char kept = text.s[at];
		text.s[at] = "09-.,:[]{}e\"x"[test_random_below(13)];
		(void)is_read(buf_bytes(&text));
		text.s[at] = kept;
	}
	CHECK(is_read(buf_bytes(&text)));
	buf_done(&text);
	arena_done(&a);
}

TEST(what_is_no_model_is_refused)
{
	static const char *const no_model[] = {"", "{}", "[]", "null", "{\"version\": 1}",
		"{\"version\":2,\"has_kin\":true,\"has_near\":true,\"missing_informs\":true,\"prior\":[0,0,0,"
		"1],"
		"\"comparisons\":[],\"lineage\":{}}",
		"{\"version\":1,\"has_kin\":true,\"has_near\":true,\"missing_informs\":true,\"prior\":[0,0,0,"
		"1],"
		"\"comparisons\":[],\"lineage\":{}}",
		"{\"version\":1,\"has_kin\":true,\"has_near\":true,\"missing_informs\":true,\"prior\":[0,0,0,"
		"2],"
		"\"comparisons\":[],\"lineage\":{}}"};
	for (size_t i = 0; i < ARRAY_COUNT(no_model); i++) {
		CHECK(!is_read(bytes_of(no_model[i])));
	}
}
