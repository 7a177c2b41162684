/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/idmap.h"

/* A power of two; half of it is filled at most. */
enum { SLOT_COUNT = 1 << 15 };

struct idmap_slot {
	struct bytes id;
	const struct record_type *type;
};

void idmap_init(struct idmap *map, struct vault *vault)
{
	*map = (struct idmap){.vault = vault};
	map->slots = mem_calloc(SLOT_COUNT, sizeof(*map->slots));
}

void idmap_done(struct idmap *map)
{
	free(map->slots);
	arena_done(&map->arena);
	*map = (struct idmap){0};
}

/* FNV-1a: ids come from a person's own files, and a full table only costs a look-up in the vault. */
static size_t slot_of(struct bytes id)
{
	uint64_t h = UINT64_C(14695981039346656037);
	for (size_t i = 0; i < id.len; i++) {
		h = (h ^ (unsigned char)id.s[i]) * UINT64_C(1099511628211);
	}
	return (size_t)(h ^ (h >> 32)) & (SLOT_COUNT - 1);
}

static struct idmap_slot *find_slot(struct idmap *map, struct bytes id)
{
	size_t i = slot_of(id);
	while (map->slots[i].type && !bytes_equal(map->slots[i].id, id)) {
		i = (i + 1) & (SLOT_COUNT - 1);
	}
	return &map->slots[i];
}

void idmap_add(struct idmap *map, struct bytes id, const struct record_type *type)
{
	struct idmap_slot *slot = find_slot(map, id);
	if (!slot->type) {
		BUG_IF(map->count >= SLOT_COUNT / 2);
		*slot = (struct idmap_slot){arena_copy(&map->arena, id), type};
		map->count++;
	}
}

bool idmap_trim(struct idmap *map)
{
	if (map->count <= SLOT_COUNT / 4) {
		return false;
	}
	memset(map->slots, 0, SLOT_COUNT * sizeof(*map->slots));
	arena_reset(&map->arena);
	map->count = 0;
	return true;
}

static int find(void *context, struct bytes id, const struct record_type **type, struct err *e)
{
	struct idmap *map = context;
	const struct idmap_slot *slot = find_slot(map, id);
	if (slot->type) {
		*type = slot->type;
		return 0;
	}
	int64_t seq;
	int rc = vault_find(map->vault, id, &seq, type, e);
	if (rc == 0 && map->count < SLOT_COUNT / 4) {
		idmap_add(map, id, *type);
	}
	return rc;
}

struct vault_lookup idmap_lookup(struct idmap *map)
{
	return (struct vault_lookup){find, map};
}
