/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The ids that an import meets, with their types: those about to be appended, and those looked up before. A hash
 * table in front of the vault's.
 */
#ifndef INTAKE_IDMAP_H
#define INTAKE_IDMAP_H

#include "record/vault.h"

struct idmap {
	struct vault *vault;
	struct arena arena;
	struct idmap_slot *slots;
	size_t count;
};

void idmap_init(struct idmap *map, struct vault *vault);
void idmap_done(struct idmap *map);

/* A lookup for vault_check_refs(): the map first, then the vault. */
struct vault_lookup idmap_lookup(struct idmap *map);

/* Says that a record with this id is about to be appended. */
void idmap_add(struct idmap *map, struct bytes id, const struct record_type *type);

/* Forgets everything when the map has grown large, and says so: what is not in the vault yet must be added again. */
bool idmap_trim(struct idmap *map);

#endif
