/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/limits.h"
#include "record/type.h"

static const struct field fields[] = {
	{.name = "evidence",
		.help = "the file it was taken from",
		.kind = FIELD_REF,
		.of = "evidence",
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "digest",
		.help = "SHA-256 of the UTF-8 text",
		.kind = FIELD_HASH,
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "size",
		.help = "bytes",
		.kind = FIELD_INT,
		.max = LIMIT_TEXT_BYTES,
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "characters",
		.help = "Unicode code points",
		.kind = FIELD_INT,
		.max = LIMIT_TEXT_BYTES,
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "tool",
		.help = "what took it out: none (its own text), recount (UTF-16), libxml2, pdftotext",
		.kind = FIELD_TEXT,
		.group = GROUP_MADE,
		.flags = FIELD_REQUIRED},
	{.name = "tool_version", .help = "its version", .kind = FIELD_TEXT, .group = GROUP_MADE},
	{.name = "options", .help = "its options", .kind = FIELD_TEXT, .group = GROUP_MADE},
	{0},
};

const struct record_type record_type_text = {
	.name = "text",
	.help = "the text of an evidence file, taken out once and frozen; quotes point into it",
	.fields = fields,
	.is_made_by_program = true,
	.more_schema = "CREATE INDEX text_of_evidence ON text(evidence);",
};
