/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/type.h"
#include "record/types.h"

static const char *const seen_names[] = {"seen", "cited_only", "lost"};

static const struct field link_fields[] = {
	{.name = "source",
		.help = "the other source",
		.kind = FIELD_REF,
		.of = "source",
		.flags = FIELD_REQUIRED},
	{.name = "kind",
		.help = "how it derives",
		.kind = FIELD_WORD,
		.names = record_derivation_names,
		.name_count = RECORD_DERIVATION_COUNT,
		.flags = FIELD_REQUIRED},
	{.name = "note", .help = "why we say so", .kind = FIELD_TEXT},
	{0},
};

static const struct field fields[] = {
	{.name = "title",
		.help = "title, or our description in brackets",
		.kind = FIELD_TEXT,
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "kind", .help = "what it is", .kind = FIELD_WORD, .of = "source_kind", .group = GROUP_WHAT},
	{.name = "language", .help = "BCP 47", .kind = FIELD_TEXT, .group = GROUP_WHAT},
	{.name = "author",
		.help = "who wrote it",
		.kind = FIELD_TEXT,
		.group = GROUP_SAID,
		.flags = FIELD_APART},
	{.name = "publication",
		.help = "who published it",
		.kind = FIELD_REF,
		.of = "publication",
		.group = GROUP_SAID},
	{.name = "url", .help = "address", .kind = FIELD_TEXT, .group = GROUP_WHERE},
	{.name = "created", .help = "when it was made", .kind = FIELD_RANGE, .group = GROUP_WHEN},
	{.name = "published", .help = "when it was published", .kind = FIELD_RANGE, .group = GROUP_WHEN},
	{.name = "modified", .help = "when it was last changed", .kind = FIELD_RANGE, .group = GROUP_WHEN},
	{.name = "uploaded", .help = "when it was uploaded", .kind = FIELD_RANGE, .group = GROUP_WHEN},
	{.name = "seen",
		.help = "seen by us, only cited by others, or lost",
		.kind = FIELD_WORD,
		.names = seen_names,
		.name_count = ARRAY_COUNT(seen_names),
		.group = GROUP_CITED,
		.flags = FIELD_REQUIRED},
	{.name = "derived_from",
		.help = "sources that it quotes, copies, translates or summarises",
		.kind = FIELD_OBJECTS,
		.fields = link_fields,
		.group = GROUP_CITED},
	{.name = "withheld_reason",
		.help = "why the source is not named",
		.kind = FIELD_TEXT,
		.group = GROUP_HANDLING},
	{0},
};

const struct record_type record_type_source = {
	.name = "source",
	.help = "a document, recording or statement that says something",
	.fields = fields,
};
