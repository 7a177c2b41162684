/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/type.h"

enum { ROWS_MAX = 2000000000 };

static const struct field fields[] = {
	{.name = "name",
		.help = "what the list is called; editions of one list have one name",
		.kind = FIELD_TEXT,
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "rows",
		.help = "rows that hold anything, without the header",
		.kind = FIELD_INT,
		.min = 1,
		.max = ROWS_MAX,
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "rows_digest",
		.help = "SHA-256 of the bytes of all rows, a line feed behind each",
		.kind = FIELD_HASH,
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "added",
		.help = "rows that the edition before lacks",
		.kind = FIELD_INT,
		.max = ROWS_MAX,
		.group = GROUP_WHAT},
	{.name = "changed",
		.help = "rows that the edition before has otherwise",
		.kind = FIELD_INT,
		.max = ROWS_MAX,
		.group = GROUP_WHAT},
	{.name = "removed",
		.help = "rows of the edition before that are gone",
		.kind = FIELD_INT,
		.max = ROWS_MAX,
		.group = GROUP_WHAT},
	{.name = "date", .help = "of this edition", .kind = FIELD_DATE, .group = GROUP_WHEN},
	{.name = "evidence",
		.help = "the preserved file; rows are read from it again",
		.kind = FIELD_REF,
		.of = "evidence",
		.group = GROUP_CITED,
		.flags = FIELD_REQUIRED},
	{.name = "edition_of",
		.help = "the list of which this is the next edition",
		.kind = FIELD_REF,
		.of = "list",
		.group = GROUP_CITED},
	{.name = "map",
		.help = "column map by which the rows are read",
		.kind = FIELD_TEXT,
		.group = GROUP_CODING,
		.flags = FIELD_REQUIRED},
	{0},
};

static int check(const json_t *record, struct err *e)
{
	static const char *const counts[] = {"added", "changed", "removed"};
	bool is_edition = json_object_get(record, "edition_of") != NULL;
	for (size_t i = 0; i < ARRAY_COUNT(counts); i++) {
		if (!is_edition && json_object_get(record, counts[i])) {
			return err_set(e, ERR_INPUT, "%s: it counts against the list that edition_of names",
				counts[i]);
		}
	}
	return 0;
}

const struct record_type record_type_list = {
	.name = "list",
	.help = "a list of victims, one edition of it: a preserved file and how its rows are read",
	.fields = fields,
	.is_made_by_program = true,
	.check = check,
};
