/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/entry.h"
#include "record/type.h"

static const struct field fields[] = {
	{.name = "verifier",
		.help = "verifier key of the log (C2SP signed-note)",
		.kind = FIELD_TEXT,
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "box",
		.help = "public key to which groups are sealed, base64",
		.kind = FIELD_TEXT,
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "reason", .help = "why the key came into use", .kind = FIELD_TEXT, .group = GROUP_CODING},
	{0},
};

const struct record_type record_type_key = {
	.name = "key",
	.help = "keys of this vault; the first entry of every journal is one",
	.fields = fields,
	.check = entry_check_what_is_open,
	.is_made_by_program = true,
};
