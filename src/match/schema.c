/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "match/schema.h"

#define MATCH_ROLE_FACTS(role, name, kind) {name, MATCH_KIND_##kind},
const struct match_role_facts match_roles[MATCH_ROLE_COUNT] = {MATCH_ROLES(MATCH_ROLE_FACTS)};
