/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/entry.h"
#include "record/type.h"

#include <string.h>

enum { REPLICATES_MAX = 10000000, INTERACTIONS_MAX = 64 };

static const struct field input_fields[] = {
	{.name = "file", .help = "name that it had", .kind = FIELD_TEXT, .flags = FIELD_REQUIRED},
	{.name = "table",
		.help = "patterns of lists with their counts, as CSV; strata of few people as an empty row",
		.kind = FIELD_TEXT,
		.flags = FIELD_REQUIRED},
	{0},
};

#define STRATUM \
	{ \
		.name = "stratum", .help = "values that tell it from the others", .kind = FIELD_TEXT \
	}
#define BOUNDS \
	{.name = "total", .help = "people, listed or not", .kind = FIELD_REAL, .max = INT64_MAX}, \
		{.name = "low", .help = "lower end of the interval", .kind = FIELD_REAL, .max = INT64_MAX}, \
	{ \
		.name = "high", .help = "upper end of the interval", .kind = FIELD_REAL, .max = INT64_MAX \
	}

static const struct field result_fields[] = {
	STRATUM,
	{.name = "replicate",
		.help = "number of the input, from 1",
		.kind = FIELD_INT,
		.min = 1,
		.max = REPLICATES_MAX,
		.flags = FIELD_REQUIRED},
	{.name = "documented",
		.help = "people on any list",
		.kind = FIELD_INT,
		.max = INT64_MAX,
		.flags = FIELD_REQUIRED},
	{.name = "digest", .help = "SHA-256 of the canonical table", .kind = FIELD_HASH},
	{.name = "method", .help = "that the answer is of", .kind = FIELD_TEXT},
	BOUNDS,
	{.name = "assumption", .help = "that the answer rests on", .kind = FIELD_TEXT},
	{.name = "refused", .help = "codes of the reasons for giving no answer", .kind = FIELD_TEXT},
	{.name = "why", .help = "the same in words", .kind = FIELD_TEXT},
	{0},
};

static const struct field combined_fields[] = {STRATUM, BOUNDS, {0}};

static const struct field all_fields[] = {
	{.name = "documented", .help = "people on any list", .kind = FIELD_INT, .max = INT64_MAX},
	{.name = "estimated_strata", .help = "strata with an answer", .kind = FIELD_INT, .max = INT64_MAX},
	{.name = "documented_only",
		.help = "people of the other strata",
		.kind = FIELD_INT,
		.max = INT64_MAX},
	BOUNDS,
	{0},
};

static const struct field fields[] = {
	{.name = "results",
		.help = "answer or refusal of each stratum in each input",
		.kind = FIELD_OBJECTS,
		.fields = result_fields,
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "combined",
		.help = "answers of strata from all inputs",
		.kind = FIELD_OBJECTS,
		.fields = combined_fields,
		.group = GROUP_WHAT},
	{.name = "all",
		.help = "all strata together",
		.kind = FIELD_OBJECT,
		.fields = all_fields,
		.group = GROUP_WHAT},
	{.name = "reply_digest",
		.help = "SHA-256 of everything that was said about the strata",
		.kind = FIELD_HASH,
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "inputs",
		.help = "tables that it was worked from, one a replicate",
		.kind = FIELD_OBJECTS,
		.fields = input_fields,
		.group = GROUP_CITED,
		.flags = FIELD_REQUIRED},
	{.name = "strata_columns",
		.help = "first columns of the tables that divide the people",
		.kind = FIELD_INT,
		.max = REPLICATES_MAX,
		.group = GROUP_CITED,
		.flags = FIELD_REQUIRED},
	{.name = "left_out",
		.help = "people on none of the lists that were named",
		.kind = FIELD_INT,
		.max = INT64_MAX,
		.group = GROUP_CITED,
		.flags = FIELD_REQUIRED},
	{.name = "level",
		.help = "of intervals, in percent",
		.kind = FIELD_INT,
		.min = 50,
		.max = 99,
		.group = GROUP_CODING,
		.flags = FIELD_REQUIRED},
	{.name = "seed",
		.help = "of random numbers",
		.kind = FIELD_INT,
		.max = INT64_MAX,
		.group = GROUP_CODING,
		.flags = FIELD_REQUIRED},
	{.name = "method", .help = "that was asked for", .kind = FIELD_TEXT, .group = GROUP_CODING},
	{.name = "odds_ratio",
		.help = "declared range for the dependence of two lists",
		.kind = FIELD_TEXT,
		.group = GROUP_CODING},
	{.name = "interactions",
		.help = "lists in the largest interaction",
		.kind = FIELD_INT,
		.min = 1,
		.max = INTERACTIONS_MAX,
		.group = GROUP_CODING},
	{.name = "fast", .help = "latent was left out", .kind = FIELD_BOOL, .group = GROUP_CODING},
	{.name = "program",
		.help = "version of recount",
		.kind = FIELD_TEXT,
		.group = GROUP_MADE,
		.flags = FIELD_REQUIRED},
	{0},
};

/* A result is an answer, or it is refused; never both, never neither. */
static int check_result(const json_t *result, struct err *e)
{
	static const char *const answer[] = {"method", "low", "high", "assumption"};
	static const char *const refusal[] = {"refused", "why"};
	size_t answered = 0;
	size_t refused = 0;
	for (size_t i = 0; i < ARRAY_COUNT(answer); i++) {
		answered += json_object_get(result, answer[i]) != NULL;
	}
	for (size_t i = 0; i < ARRAY_COUNT(refusal); i++) {
		refused += json_object_get(result, refusal[i]) != NULL;
	}
	bool is_answer = answered == ARRAY_COUNT(answer) && refused == 0;
	bool is_refusal =
		answered == 0 && !json_object_get(result, "total") && refused == ARRAY_COUNT(refusal);
	if (!is_answer && !is_refusal) {
		return err_set(e, ERR_INPUT,
			"results: each has method, low, high and assumption, or refused and why");
	}
	if (is_answer &&
		json_number_value(json_object_get(result, "low")) >
			json_number_value(json_object_get(result, "high"))) {
		return err_set(e, ERR_INPUT, "results: low is above high");
	}
	return 0;
}

static int check(const json_t *record, struct err *e)
{
	const json_t *results = json_object_get(record, "results");
	size_t inputs = json_array_size(json_object_get(record, "inputs"));
	int rc = entry_check_what_is_open(record, e);
	if (rc == 0 && json_array_size(results) % inputs != 0) {
		return err_set(e, ERR_INPUT, "results: there is one a stratum for each of the inputs");
	}
	for (size_t i = 0; rc == 0 && i < json_array_size(results); i++) {
		rc = check_result(json_array_get(results, i), e);
	}
	return rc;
}

const struct record_type record_type_estimate = {
	.name = "estimate",
	.help = "how many people no list has, estimated from tables of lists; never part of a figure",
	.fields = fields,
	.is_made_by_program = true,
	.check = check,
};
