/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "people.h"

#include "mistype.h"

#include "base/date.h"

enum { BROTHERS_MAX = 4, STREAM_HOUSEHOLD = 1000, YEAR_DAYS_100 = 36525 };

/* Of 100 households so many have 1, 2, 3 … victims: where families were killed together, and where people were one by one. */
static const unsigned char together[HOUSEHOLD_MAX] = {52, 18, 10, 7, 4, 3, 2, 1, 1, 1, 0, 1};
static const unsigned char one_by_one[HOUSEHOLD_MAX] = {90, 6, 2, 1, 1};

struct kin {
	struct bytes old_man; /* father of the grandfather of the children */
	struct bytes grandfather;
	struct bytes brother[BROTHERS_MAX];
	size_t brother_count;
	struct bytes mother[BROTHERS_MAX]; /* her family name */
	int32_t brother_birth_day[BROTHERS_MAX];
	int32_t child_birth_day; /* about which children were born */
};

static const unsigned char *sizes_of(const struct culture *c)
{
	return c->kind == CULTURE_ARABIC ? together : one_by_one;
}

uint64_t people_households(const struct culture *c, uint64_t persons)
{
	const unsigned char *sizes = sizes_of(c);
	uint64_t victims = 0;
	for (size_t i = 0; i < HOUSEHOLD_MAX; i++) {
		victims += sizes[i] * (i + 1);
	}
	uint64_t households = persons * 100 / victims;
	return households > 0 ? households : 1;
}

static size_t draw_size(const unsigned char *sizes, struct random *r)
{
	uint64_t x = random_below(r, 100);
	size_t size = 0;
	while (x >= sizes[size]) {
		x -= sizes[size++];
	}
	return size + 1;
}

static int32_t years(uint64_t count)
{
	return (int32_t)(count * YEAR_DAYS_100 / 100);
}

/* A day of birth of somebody who is from `least` to `least + range` years old. */
static int32_t draw_birth_day(int32_t death_day, unsigned least, unsigned range, struct random *r)
{
	int32_t age = years(least + random_below(r, range));
	return death_day - age - (int32_t)random_below(r, 365);
}

static void draw_kin(const struct culture *c, int32_t death_day, struct random *r, struct kin *k)
{
	*k = (struct kin){.old_man = names_draw(&c->given[0], r)};
	k->grandfather = names_draw(&c->given[0], r);
	k->brother_count = 1 + random_below(r, BROTHERS_MAX);
	for (size_t i = 0; i < k->brother_count; i++) {
		/* the first son often has his grandfather's name */
		bool is_named_after = i == 0 && chance(r, 300);
		k->brother[i] = is_named_after ? k->old_man : names_draw(&c->given[0], r);
		k->mother[i] = names_draw(&c->family, r);
		k->brother_birth_day[i] = draw_birth_day(death_day, 25, 30, r);
	}
	k->child_birth_day = death_day - years(1 + random_below(r, 24));
}

static bool is_taken(const struct household *h, size_t count, struct bytes given, struct bytes father)
{
	for (size_t i = 0; i < count; i++) {
		if (bytes_equal(h->victim[i].given, given) && bytes_equal(h->victim[i].father, father)) {
			return true;
		}
	}
	return false;
}

static void draw_child(
	const struct culture *c, struct household *h, size_t i, const struct kin *k, struct random *r)
{
	struct victim *v = &h->victim[i];
	size_t father = (size_t)random_below(r, k->brother_count);
	v->is_woman = random_u32(r) & 1;
	v->father = k->brother[father];
	v->grandfather = k->grandfather;
	v->family_2 = k->mother[father];
	bool is_named_after = !v->is_woman && chance(r, 120);
	v->given = is_named_after ? k->grandfather : names_draw(&c->given[v->is_woman], r);
	for (int tries = 0; tries < 8 && is_taken(h, i, v->given, v->father); tries++) {
		v->given = names_draw(&c->given[v->is_woman], r);
	}
	int32_t day = k->child_birth_day - years(2) + (int32_t)random_below(r, 4 * 365);
	bool is_twin = i > 0 && chance(r, 40);
	v->birth_day = is_twin ? h->victim[i - 1].birth_day : day;
	if (v->birth_day > v->death_day) {
		v->birth_day = v->death_day - (int32_t)random_below(r, 365);
	}
}

static void draw_brother(const struct kin *k, size_t which, struct victim *v)
{
	v->given = k->brother[which];
	v->father = k->grandfather;
	v->grandfather = k->old_man;
	v->family_2 = k->mother[0];
	v->birth_day = k->brother_birth_day[which];
}

/* Somebody killed alone is of any age. */
static void draw_alone(const struct culture *c, const struct kin *k, struct victim *v, struct random *r)
{
	v->is_woman = chance(r, 300);
	v->given = names_draw(&c->given[v->is_woman], r);
	v->father = k->brother[0];
	v->grandfather = k->grandfather;
	v->family_2 = k->mother[0];
	v->birth_day = draw_birth_day(v->death_day, 0, 80, r);
}

void people_household(const struct culture *c, uint64_t seed, uint64_t number, struct household *out)
{
	struct random r;
	random_init(&r,
		&(struct random_place){.seed = seed,
			.stratum = STREAM_HOUSEHOLD + (uint64_t)c->kind,
			.replicate = (uint32_t)number,
			.chain = (uint32_t)(number >> 32)});
	*out = (struct household){.count = draw_size(sizes_of(c), &r)};
	out->is_remote = chance(&r, 300);
	struct bytes place = names_draw(&c->place, &r);
	struct bytes family = names_draw(&c->family, &r);
	int32_t day = DEATH_FIRST_DAY + (int32_t)random_below(&r, DEATH_DAY_COUNT);
	struct kin kin;
	draw_kin(c, day, &r, &kin);
	size_t brothers_dead = 0;
	for (size_t i = 0; i < out->count; i++) {
		struct victim *v = &out->victim[i];
		*v = (struct victim){.number = number * HOUSEHOLD_MAX + i + 1,
			.death_day = day,
			.place = place,
			.family = family};
		if (chance(&r, 50)) {
			v->death_day += 1 + (int32_t)random_below(&r, 20); /* of wounds */
		}
		if (out->count == 1) {
			draw_alone(c, &kin, v, &r);
		} else if (brothers_dead < kin.brother_count && chance(&r, 250)) {
			draw_brother(&kin, brothers_dead++, v);
		} else {
			draw_child(c, out, i, &kin, &r);
		}
	}
}

unsigned people_age(const struct victim *v)
{
	struct date born = date_of_day(v->birth_day);
	struct date died = date_of_day(v->death_day);
	int age = died.year - born.year;
	bool is_before_birthday =
		died.month < born.month || (died.month == born.month && died.day < born.day);
	return (unsigned)(age - is_before_birthday);
}
