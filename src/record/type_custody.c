/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/type.h"

static const struct field fields[] = {
	{.name = "evidence",
		.help = "the file",
		.kind = FIELD_REF,
		.of = "evidence",
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "action",
		.help = "what was done",
		.kind = FIELD_WORD,
		.of = "custody_action",
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "result", .help = "what came of it", .kind = FIELD_TEXT, .group = GROUP_WHAT},
	{.name = "from", .help = "who gave it", .kind = FIELD_TEXT, .group = GROUP_SAID},
	{.name = "to", .help = "who took it", .kind = FIELD_TEXT, .group = GROUP_SAID},
	{.name = "why", .help = "reason", .kind = FIELD_TEXT, .group = GROUP_SAID},
	{.name = "at", .help = "when", .kind = FIELD_TIME, .group = GROUP_WHEN, .flags = FIELD_REQUIRED},
	{0},
};

const struct record_type record_type_custody = {
	.name = "custody",
	.help = "one act in the chain of custody of an evidence file",
	.fields = fields,
	.is_made_by_program = true,
	.more_schema = "CREATE INDEX custody_of_evidence ON custody(evidence);",
};
