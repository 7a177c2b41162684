/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The fields of a scope (struct scope in record/types.h), shared by the claim, where each lies in its group, and by an
 * incident's target, where the group is not read.
 */
#ifndef RECORD_SCOPE_FIELDS_H
#define RECORD_SCOPE_FIELDS_H

#include "record/field.h"

/* clang-format off */
#define SCOPE_FIELDS \
	{.name = "victim_class", .help = "kind of victims; absent: not restricted", .kind = FIELD_SLUG, .group = GROUP_WHAT}, \
	{.name = "by", .help = "perpetrator; absent: not restricted", .kind = FIELD_SLUG, .group = GROUP_WHAT}, \
	{.name = "cause", .help = "cause; absent: not restricted", .kind = FIELD_SLUG, .group = GROUP_WHAT}, \
	{.name = "places", .help = "places covered; absent: not restricted", .kind = FIELD_REFS, .of = "place", \
		.group = GROUP_WHERE}, \
	{.name = "window", .help = "time covered; absent: not restricted", .kind = FIELD_RANGE, .group = GROUP_WHEN}
/* clang-format on */

#endif
