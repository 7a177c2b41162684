/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/entry.h"
#include "record/scope_fields.h"
#include "record/type.h"

static const struct field target_fields[] = {SCOPE_FIELDS, {0}};

static const struct field fields[] = {
	{.name = "label",
		.help = "our working label; names of the event are claims",
		.kind = FIELD_TEXT,
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "parent",
		.help = "the incident that this one is part of",
		.kind = FIELD_REF,
		.of = "incident",
		.group = GROUP_WHAT},
	{.name = "target",
		.help = "the scope for which figures are asked by default",
		.kind = FIELD_OBJECT,
		.fields = target_fields,
		.group = GROUP_CODING},
	{0},
};

const struct record_type record_type_incident = {
	.name = "incident",
	.help = "an incident of violence; only an id, a label and a scope, all else is claims",
	.fields = fields,
	.check = entry_check_what_is_open,
	.more_schema = "CREATE INDEX incident_parent ON incident(parent) WHERE parent IS NOT NULL;",
};
