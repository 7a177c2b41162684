/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/type.h"

static const struct field reliability_fields[] = {
	{.name = "grade",
		.help = "A to F (Admiralty)",
		.kind = FIELD_WORD,
		.of = "reliability",
		.flags = FIELD_REQUIRED},
	{.name = "note", .help = "why", .kind = FIELD_TEXT},
	{0},
};

static const struct field fields[] = {
	{.name = "name",
		.help = "name of the publication",
		.kind = FIELD_TEXT,
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "kind",
		.help = "what it is",
		.kind = FIELD_WORD,
		.of = "publication_kind",
		.group = GROUP_WHAT},
	{.name = "country", .help = "ISO 3166, two letters", .kind = FIELD_TEXT, .group = GROUP_WHERE},
	{.name = "reliability",
		.help = "our grade of the publication",
		.kind = FIELD_OBJECT,
		.group = GROUP_CODING,
		.fields = reliability_fields},
	{0},
};

static int check(const json_t *record, struct err *e)
{
	struct bytes country = json_get_view(record, "country");
	bool is_ok = !country.s ||
		(country.len == 2 && country.s[0] >= 'A' && country.s[0] <= 'Z' && country.s[1] >= 'A' &&
			country.s[1] <= 'Z');
	return is_ok ? 0
		     : err_set(e, ERR_INPUT, "country: \"%.*s\" is not two capital letters (ISO 3166)",
			       BYTES_ARG(country));
}

const struct record_type record_type_publication = {
	.name = "publication",
	.help = "who publishes: a medium, an office, an organisation",
	.fields = fields,
	.check = check,
};
