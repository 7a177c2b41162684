/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "names.h"

enum { ORIGINS_MAX = 16, LEN_MIN = 3, LEN_MAX = 14, CUTS_MAX = 16 };

struct origin {
	struct bytes *seed;
	size_t count;
	size_t room;
};

/* Names that are in the pool already: places in name[] plus 1, by hash; 0 is free. */
struct known {
	uint32_t *slot;
	size_t mask;
};

static bool known_add(struct known *k, struct names *n, struct arena *a, struct bytes name)
{
	uint64_t hash = UINT64_C(14695981039346656037);
	for (size_t i = 0; i < name.len; i++) {
		hash = (hash ^ (unsigned char)name.s[i]) * UINT64_C(1099511628211);
	}
	size_t at = (size_t)(hash ^ hash >> 29) & k->mask;
	while (k->slot[at] != 0) {
		if (bytes_equal(n->name[k->slot[at] - 1], name)) {
			return false;
		}
		at = (at + 1) & k->mask;
	}
	n->name[n->count++] = arena_copy(a, name);
	k->slot[at] = (uint32_t)n->count;
	return true;
}

static size_t read_origins(
	struct origin *origins, struct arena *a, const struct ini *table, const char *section)
{
	size_t count = 0;
	for (size_t i = 0; i < table->count; i++) {
		if (!bytes_is(table->rows[i].section, section)) {
			continue;
		}
		BUG_IF(count == ORIGINS_MAX);
		struct origin *o = &origins[count++];
		*o = (struct origin){0};
		struct bytes rest = table->rows[i].value;
		while (rest.len > 0) {
			size_t comma = bytes_find(rest, BYTES(","), 0);
			size_t len = comma == SIZE_MAX ? rest.len : comma;
			o->seed = arena_grow(a, o->seed, o->count, &o->room, sizeof(*o->seed));
			o->seed[o->count++] = bytes_trim((struct bytes){rest.s, len});
			size_t taken = comma == SIZE_MAX ? len : len + 1;
			rest = (struct bytes){rest.s + taken, rest.len - taken};
		}
	}
	BUG_IF(count == 0);
	return count;
}

/* Where syllables begin: at a consonant that a vowel follows. */
static size_t cuts(struct bytes name, const char *vowels, size_t *cut)
{
	size_t count = 0;
	for (size_t i = 2; i + 1 < name.len && count < CUTS_MAX; i++) {
		if (strchr(vowels, name.s[i]) == NULL && strchr(vowels, name.s[i + 1]) != NULL) {
			cut[count++] = i;
		}
	}
	return count;
}

static size_t append(char *to, size_t len, struct bytes part)
{
	if (part.len > NAME_BYTES_MAX - len) {
		part.len = NAME_BYTES_MAX - len;
	}
	memcpy(to + len, part.s, part.len);
	return len + part.len;
}

/* The beginning of one name, in a third of cases a syllable of another, the end of a third. */
static struct bytes make_up(const struct origin *o, const char *vowels, struct random *r, char *to)
{
	size_t len = 0;
	size_t parts = random_below(r, 3) == 0 ? 3 : 2;
	for (size_t part = 0; part < parts; part++) {
		struct bytes seed = o->seed[random_below(r, o->count)];
		size_t cut[CUTS_MAX];
		size_t count = cuts(seed, vowels, cut);
		if (count == 0) {
			return BYTES_NONE;
		}
		size_t which = (size_t)random_below(r, count);
		size_t from = part == 0 ? 0 : cut[which];
		size_t end = part == 0 ? cut[which] : seed.len;
		if (part == 1 && parts == 3 && which + 1 < count) {
			end = cut[which + 1];
		}
		len = append(to, len, (struct bytes){seed.s + from, end - from});
	}
	return len < LEN_MIN || len > LEN_MAX ? BYTES_NONE : (struct bytes){to, len};
}

static void weigh(struct names *n, struct arena *a, unsigned flat)
{
	n->until = arena_calloc(a, n->count, sizeof(*n->until));
	uint64_t sum = 0;
	for (size_t i = 0; i < n->count; i++) {
		sum += (UINT64_C(1) << 40) / (i + 1 + flat);
		n->until[i] = sum;
	}
}

void names_build(struct names *out, struct arena *a, const struct names_source *source, const char *section,
	size_t count, unsigned flat, struct random *r)
{
	struct origin origins[ORIGINS_MAX];
	size_t origin_count = read_origins(origins, a, source->table, section);
	size_t longest = 0;
	size_t seed_count = 0;
	for (size_t i = 0; i < origin_count; i++) {
		longest = origins[i].count > longest ? origins[i].count : longest;
		seed_count += origins[i].count;
	}
	count = count > seed_count ? count : seed_count;
	struct known known = {.mask = 1};
	while (known.mask < 2 * count) {
		known.mask = known.mask << 1 | 1;
	}
	known.slot = mem_calloc(known.mask + 1, sizeof(*known.slot));
	*out = (struct names){.name = arena_calloc(a, count, sizeof(*out->name))};
	for (size_t rank = 0; rank < longest; rank++) {
		for (size_t i = 0; i < origin_count; i++) {
			if (rank < origins[i].count) {
				known_add(&known, out, a, origins[i].seed[rank]);
			}
		}
	}
	while (out->count < count) {
		char made[NAME_BYTES_MAX];
		struct bytes name = make_up(&origins[random_below(r, origin_count)], source->vowels, r, made);
		if (name.s != NULL) {
			known_add(&known, out, a, name);
		}
	}
	free(known.slot);
	weigh(out, a, flat);
}

size_t names_growth(uint64_t count)
{
	uint64_t root = 0;
	while ((root + 1) * (root + 1) <= count) {
		root++;
	}
	return (size_t)root;
}

struct bytes names_draw(const struct names *n, struct random *r)
{
	uint64_t x = random_below(r, n->until[n->count - 1]);
	size_t low = 0;
	size_t high = n->count - 1;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (x < n->until[middle]) {
			high = middle;
		} else {
			low = middle + 1;
		}
	}
	return n->name[low];
}
