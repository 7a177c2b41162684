/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/entry.h"
#include "record/type.h"

enum { ROWS_MAX = 2147483647, REPLICATES_MAX = 1000 };

static const struct field list_fields[] = {
	{.name = "name", .help = "what it is called", .kind = FIELD_TEXT, .flags = FIELD_REQUIRED},
	{.name = "list", .help = "the edition", .kind = FIELD_REF, .of = "list", .flags = FIELD_REQUIRED},
	{.name = "rows", .help = "its rows", .kind = FIELD_INT, .max = ROWS_MAX, .flags = FIELD_REQUIRED},
	{0},
};

static const struct field output_fields[] = {
	{.name = "file", .help = "its name", .kind = FIELD_TEXT, .flags = FIELD_REQUIRED},
	{.name = "digest", .help = "SHA-256 of its bytes", .kind = FIELD_HASH, .flags = FIELD_REQUIRED},
	{0},
};

#define COUNT(field, words) \
	{ \
		.name = field, .help = words, .kind = FIELD_INT, .max = INT64_MAX, .group = GROUP_WHAT, \
		.flags = FIELD_REQUIRED \
	}

static const struct field fields[] = {
	COUNT("records", "rows of all lists"),
	COUNT("compared", "pairs that were compared"),
	COUNT("kept", "pairs that may be one person"),
	COUNT("clusters", "persons that were told apart"),
	{.name = "outputs",
		.help = "files that came out",
		.kind = FIELD_OBJECTS,
		.fields = output_fields,
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "model",
		.help = "by which pairs were weighed, as model.json",
		.kind = FIELD_TEXT,
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "lists",
		.help = "lists that were matched, in their order",
		.kind = FIELD_OBJECTS,
		.fields = list_fields,
		.group = GROUP_CITED,
		.flags = FIELD_REQUIRED},
	{.name = "verdicts",
		.help = "verdicts that it heeded: list, row, list, row, word, a line each, counted from 1",
		.kind = FIELD_TEXT,
		.group = GROUP_CITED},
	{.name = "rules",
		.help = "rules of blocking that were given",
		.kind = FIELD_TEXT,
		.group = GROUP_CODING},
	{.name = "given_model", .help = "model that was given", .kind = FIELD_TEXT, .group = GROUP_CODING},
	{.name = "only",
		.help = "list to which pairs were limited",
		.kind = FIELD_TEXT,
		.group = GROUP_CODING},
	{.name = "strata",
		.help = "what divided the tables of overlaps",
		.kind = FIELD_TEXT,
		.group = GROUP_CODING},
	{.name = "seed",
		.help = "of random numbers",
		.kind = FIELD_INT,
		.max = INT64_MAX,
		.group = GROUP_CODING,
		.flags = FIELD_REQUIRED},
	{.name = "death_days",
		.help = "known days of death further apart were two persons; -1: no such rule",
		.kind = FIELD_INT,
		.min = -1,
		.max = INT32_MAX,
		.group = GROUP_CODING,
		.flags = FIELD_REQUIRED},
	{.name = "replicates",
		.help = "tables of overlaps that were drawn",
		.kind = FIELD_INT,
		.max = REPLICATES_MAX,
		.group = GROUP_CODING,
		.flags = FIELD_REQUIRED},
	{.name = "program",
		.help = "version of recount",
		.kind = FIELD_TEXT,
		.group = GROUP_MADE,
		.flags = FIELD_REQUIRED},
	{0},
};

const struct record_type record_type_match = {
	.name = "match",
	.help = "a matching run: which lists were matched, how, and what came out; it merges nothing",
	.fields = fields,
	.is_made_by_program = true,
};
