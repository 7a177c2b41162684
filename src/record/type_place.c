/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "record/type.h"

static const struct field name_fields[] = {
	{.name = "name", .help = "the name", .kind = FIELD_TEXT, .flags = FIELD_REQUIRED},
	{.name = "language", .help = "BCP 47", .kind = FIELD_TEXT},
	{.name = "script", .help = "ISO 15924", .kind = FIELD_TEXT},
	{0},
};

static const struct field coordinate_fields[] = {
	{.name = "lat",
		.help = "degrees north, WGS 84",
		.kind = FIELD_REAL,
		.min = -90,
		.max = 90,
		.flags = FIELD_REQUIRED},
	{.name = "lon",
		.help = "degrees east, WGS 84",
		.kind = FIELD_REAL,
		.min = -180,
		.max = 180,
		.flags = FIELD_REQUIRED},
	{0},
};

static const struct field fields[] = {
	{.name = "label",
		.help = "our working name",
		.kind = FIELD_TEXT,
		.group = GROUP_WHAT,
		.flags = FIELD_REQUIRED},
	{.name = "names",
		.help = "names by language and script",
		.kind = FIELD_OBJECTS,
		.fields = name_fields,
		.group = GROUP_WHAT},
	{.name = "kind", .help = "what it is", .kind = FIELD_WORD, .of = "place_kind", .group = GROUP_WHAT},
	{.name = "within",
		.help = "the smallest listed place that contains it",
		.kind = FIELD_REF,
		.of = "place",
		.group = GROUP_WHERE},
	{.name = "near", .help = "a place nearby", .kind = FIELD_REF, .of = "place", .group = GROUP_WHERE},
	{.name = "coordinates",
		.help = "where it is; committed apart",
		.kind = FIELD_OBJECT,
		.fields = coordinate_fields,
		.group = GROUP_WHERE,
		.flags = FIELD_APART},
	{0},
};

const struct record_type record_type_place = {
	.name = "place",
	.help = "a place that claims can name",
	.fields = fields,
};
