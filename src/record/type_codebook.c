/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/entry.h"
#include "record/type.h"

static const struct field fields[] = {
	{.name = "version",
		.help = "its version",
		.kind = FIELD_TEXT,
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "text",
		.help = "the INI file",
		.kind = FIELD_TEXT,
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "in_force_from", .help = "from when it holds", .kind = FIELD_DATE, .group = GROUP_WHEN},
	{.name = "reason", .help = "why it was changed", .kind = FIELD_TEXT, .group = GROUP_CODING},
	{0},
};

const struct record_type record_type_codebook = {
	.name = "codebook",
	.help = "the methodology in force: words to numbers, thresholds, default rule",
	.fields = fields,
	.is_made_by_program = true,
	.check = entry_check_what_is_open,
};
