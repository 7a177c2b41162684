/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "reading/gazetteer.h"

#include "reading/gazetteer_format.h"

#include <math.h>

/* Places that are kept apart while looking, and divisions of a context: more than anybody asks about. */
enum { BEST_MAX = 16, MENTIONED_MAX = 32 };
/* What is looked at of a stored name, which a stranger's file may make as long as it likes. */
enum { NAME_BYTES = 256 };

/*
 * What speaks for a place, in powers of ten of inhabitants: 1 weighs as much as ten times the people. Chosen so that a
 * seat of a division comes before a village of any name, a capital before towns of other countries, and what the
 * document itself says before both.
 */
#define WEIGHT_COUNTRY 9.0 /* above every town */
#define WEIGHT_ADMIN1 5.7  /* as a town of half a million: before villages, behind its own seat */
#define WEIGHT_ADMIN2 3.5
#define WEIGHT_MENTIONED 3.0 /* a division around it is mentioned */
#define WEIGHT_FIRST_COUNTRY 2.0
#define WEIGHT_OTHER_COUNTRY 1.0
#define WEIGHT_MAIN_NAME 0.3
/* A difference under this tells nothing: population within a factor of five. */
#define WEIGHT_CLEAR 0.7
/* Where no population is known, that of a hamlet. */
#define POPULATION_LEAST 100.0
/* Places nearer than this, in degrees, are one: a town and its section, a division and its seat. */
#define SAME_DEG 0.3

static const double kind_weights[KIND_COUNT] = {
	[KIND_CAPITAL] = 2.0,
	[KIND_SEAT1] = 1.0,
	[KIND_SEAT2] = 0.3,
	[KIND_SEAT3] = 0.2,
	[KIND_SEAT4] = 0.1,
	[KIND_SECTION] = -1.0,
	[KIND_FORMER] = -1.0,
};

struct gazetteer {
	const struct gazetteer_words *words;
	const struct gazetteer *behind; /* asked for what this one does not have; NULL: none */
	const char *buckets;
	const char *rows;
	const char *records;
	const char *names; /* ends in NUL */
	uint32_t record_count;
	uint32_t row_count;
	uint32_t names_len;
	unsigned bucket_bits;
};

struct candidate {
	uint32_t place;
	double weight;
};

struct search {
	const struct gazetteer *gazetteer;
	const struct gazetteer_context *context; /* never NULL */
	uint32_t mentioned[MENTIONED_MAX];       /* divisions of the context */
	size_t mentioned_count;
	bool is_division_asked;
	struct candidate
		best[BEST_MAX]; /* the heaviest first; the same weight: in the order of the gazetteer */
	size_t count;
};

/* ---- stored form ---- */

int gazetteer_open(struct bytes data, const struct gazetteer_words *words, struct arena *a,
	struct gazetteer **out, struct err *e)
{
	struct gazetteer g = {.words = words};
	if (data.len < GAZETTEER_HEAD_BYTES || !bytes_starts(data, GAZETTEER_MAGIC)) {
		return err_set(e, ERR_INPUT, "This is no gazetteer of this program's format.");
	}
	g.record_count = gazetteer_u32(data.s + 8);
	g.row_count = gazetteer_u32(data.s + 12);
	g.bucket_bits = gazetteer_u32(data.s + 16);
	g.names_len = gazetteer_u32(data.s + 20);
	if (g.bucket_bits > GAZETTEER_BUCKET_BITS_MAX || g.record_count > GAZETTEER_NO_PLACE) {
		return err_set(e, ERR_INPUT, "The head of the gazetteer is damaged.");
	}
	uint64_t rows_at =
		GAZETTEER_HEAD_BYTES + GAZETTEER_BUCKET_BYTES * ((UINT64_C(1) << g.bucket_bits) + 1);
	uint64_t records_at = rows_at + (uint64_t)GAZETTEER_ROW_BYTES * g.row_count;
	uint64_t names_at = records_at + (uint64_t)GAZETTEER_PLACE_BYTES * g.record_count;
	if (names_at + g.names_len != data.len || (g.names_len > 0 && data.s[data.len - 1] != '\0')) {
		return err_set(e, ERR_INPUT, "The gazetteer is cut off, or its head is damaged.");
	}
	g.buckets = data.s + GAZETTEER_HEAD_BYTES;
	g.rows = data.s + rows_at;
	g.records = data.s + records_at;
	g.names = data.s + names_at;
	*out = arena_alloc(a, sizeof(g));
	**out = g;
	return 0;
}

void gazetteer_put_before(struct gazetteer *first, const struct gazetteer *behind)
{
	first->behind = behind;
}

/* False for a place that the file does not hold. */
static bool record_of(const struct gazetteer *g, uint32_t place, struct gazetteer_record *record)
{
	if (place >= g->record_count) {
		return false;
	}
	const char *s = g->records + (size_t)GAZETTEER_PLACE_BYTES * place;
	uint32_t parent = gazetteer_u32(s + 20);
	*record = (struct gazetteer_record){
		.id = gazetteer_u32(s),
		.latitude = (int32_t)gazetteer_u32(s + 4),
		.longitude = (int32_t)gazetteer_u32(s + 8),
		.population = gazetteer_u32(s + 12),
		.name = gazetteer_u32(s + 16),
		.parent = parent & GAZETTEER_NO_PLACE,
		.kind = (uint8_t)(parent >> 24),
	};
	return record->kind < KIND_COUNT;
}

static const char *name_at(const struct gazetteer *g, size_t offset)
{
	return offset < g->names_len ? g->names + offset : "";
}

static const char *letters_of(const struct gazetteer *g, const struct gazetteer_record *country)
{
	return name_at(g, country->name + strnlen(name_at(g, country->name), NAME_BYTES) + 1);
}

/* Rows from … to of a key; none: from = to. */
struct rows {
	uint32_t from;
	uint32_t to;
};

static uint64_t row_at(const struct gazetteer *g, uint32_t row)
{
	return gazetteer_u64(g->rows + (size_t)GAZETTEER_ROW_BYTES * row);
}

static struct rows rows_of(const struct gazetteer *g, struct bytes key)
{
	uint64_t hash = gazetteer_hash(key);
	uint64_t check = gazetteer_check(hash);
	const char *bucket =
		g->buckets + (size_t)GAZETTEER_BUCKET_BYTES * gazetteer_bucket(hash, g->bucket_bits);
	uint32_t end = gazetteer_u32(bucket + GAZETTEER_BUCKET_BYTES);
	struct rows found = {gazetteer_u32(bucket), 0};
	end = end < g->row_count ? end : g->row_count;
	while (found.from < end && row_at(g, found.from) >> 24 < check) {
		found.from++;
	}
	found.to = found.from;
	while (found.to < end && row_at(g, found.to) >> 24 == check) {
		found.to++;
	}
	return found;
}

/* ---- places ---- */

/* Calls for a place and what it lies in, from inside out: at most a town, two divisions and a country. */
#define FOR_AROUND(g, place, record) \
	for (int around_step = 0; around_step < 4 && record_of((g), (place), (record)); \
		around_step++, (place) = (record)->parent)

static enum place_feature feature_of(uint8_t kind)
{
	return kind == KIND_COUNTRY    ? PLACE_COUNTRY
		: kind == KIND_ADMIN1  ? PLACE_ADMIN1
		: kind == KIND_ADMIN2  ? PLACE_ADMIN2
		: kind >= KIND_SECTION ? PLACE_OTHER
				       : PLACE_TOWN;
}

static struct gazetteer_place place_of(const struct gazetteer *g, uint32_t index)
{
	struct gazetteer_place place = {.name = "", .country = "", .admin1 = ""};
	struct gazetteer_record r;
	if (record_of(g, index, &r)) {
		place.id = r.id;
		place.name = name_at(g, r.name);
		place.feature = feature_of(r.kind);
		place.is_capital = r.kind == KIND_CAPITAL || r.kind == KIND_SEAT1;
		place.population = r.population;
		place.latitude = r.latitude / 1e5;
		place.longitude = r.longitude / 1e5;
	}
	FOR_AROUND(g, index, &r)
	{
		if (r.kind == KIND_ADMIN1) {
			place.admin1 = name_at(g, r.name);
		} else if (r.kind == KIND_COUNTRY) {
			place.country = letters_of(g, &r);
		}
	}
	return place;
}

unsigned gazetteer_precision(const struct gazetteer_place *place)
{
	switch (place->feature) {
	case PLACE_COUNTRY:
		return 6;
	case PLACE_ADMIN1:
		return 4;
	case PLACE_ADMIN2:
		return 3;
	case PLACE_TOWN:
	case PLACE_OTHER:
		return 1;
	}
	return 1;
}

/* ---- ranking ---- */

static bool is_division(uint8_t kind)
{
	return kind == KIND_ADMIN1 || kind == KIND_ADMIN2;
}

static double country_weight(const struct gazetteer_context *context, const char *letters)
{
	for (size_t i = 0; i < context->country_count; i++) {
		if (strcmp(context->countries[i], letters) == 0) {
			return i == 0 ? WEIGHT_FIRST_COUNTRY : WEIGHT_OTHER_COUNTRY;
		}
	}
	return 0;
}

static bool is_mentioned(const struct search *search, uint32_t place)
{
	for (size_t i = 0; i < search->mentioned_count; i++) {
		if (search->mentioned[i] == place) {
			return true;
		}
	}
	return false;
}

/* What the document says for a place. */
static double context_weight(const struct search *search, uint32_t place)
{
	const struct gazetteer *g = search->gazetteer;
	struct gazetteer_record r;
	double mentioned = 0;
	double country = 0;
	FOR_AROUND(g, place, &r)
	{
		if (is_mentioned(search, place)) {
			mentioned = WEIGHT_MENTIONED;
		}
		if (r.kind == KIND_COUNTRY) {
			country = country_weight(search->context, letters_of(g, &r));
		}
	}
	return mentioned + country;
}

static double own_weight(const struct gazetteer *g, const struct gazetteer_record *r, struct bytes key)
{
	struct gazetteer_key main;
	const char *name = name_at(g, r->name);
	gazetteer_fold((struct bytes){name, strnlen(name, NAME_BYTES)}, &main);
	double weight = bytes_equal(key, (struct bytes){main.s, main.len}) ? WEIGHT_MAIN_NAME : 0;
	switch (r->kind) {
	case KIND_COUNTRY:
		return weight + WEIGHT_COUNTRY;
	case KIND_ADMIN1:
		return weight + WEIGHT_ADMIN1;
	case KIND_ADMIN2:
		return weight + WEIGHT_ADMIN2;
	default:
		return weight + kind_weights[r->kind] + log10(fmax(r->population, POPULATION_LEAST));
	}
}

static bool is_before(const struct candidate *a, const struct candidate *b)
{
	return a->weight > b->weight || (a->weight == b->weight && a->place < b->place);
}

static void drop(struct search *search, size_t at)
{
	search->count--;
	memmove(&search->best[at], &search->best[at + 1], (search->count - at) * sizeof(*search->best));
}

static void keep(struct search *search, const struct candidate *candidate)
{
	for (size_t i = 0; i < search->count; i++) {
		if (search->best[i].place == candidate->place) {
			if (!is_before(candidate, &search->best[i])) {
				return;
			}
			drop(search, i);
			break;
		}
	}
	size_t at = search->count;
	while (at > 0 && is_before(candidate, &search->best[at - 1])) {
		at--;
	}
	if (at < BEST_MAX) {
		search->count -= search->count == BEST_MAX;
		memmove(&search->best[at + 1], &search->best[at], (search->count - at) * sizeof(*candidate));
		search->best[at] = *candidate;
		search->count++;
	}
}

static void collect(struct search *search, struct bytes key)
{
	const struct gazetteer *g = search->gazetteer;
	struct rows rows = rows_of(g, key);
	for (uint32_t row = rows.from; row < rows.to; row++) {
		struct gazetteer_record r;
		struct candidate candidate = {.place = (uint32_t)(row_at(g, row) & GAZETTEER_NO_PLACE)};
		if (record_of(g, candidate.place, &r) &&
			(!search->is_division_asked || is_division(r.kind))) {
			candidate.weight = own_weight(g, &r, key) + context_weight(search, candidate.place);
			keep(search, &candidate);
		}
	}
}

static void collect_forms(struct search *search, struct bytes key)
{
	struct gazetteer_key forms[GAZETTEER_FORMS_MAX];
	size_t count = gazetteer_words_forms(search->gazetteer->words, key, forms);
	for (size_t i = 0; i < count; i++) {
		collect(search, (struct bytes){forms[i].s, forms[i].len});
	}
}

static void look_for(struct search *search, struct bytes key)
{
	struct bytes rest;
	collect(search, key);
	if (search->count == 0 && gazetteer_words_strip(search->gazetteer->words, key, &rest)) {
		search->is_division_asked = true;
		collect(search, rest);
		if (search->count == 0) {
			collect_forms(search, rest);
		}
		search->is_division_asked = false;
	}
	if (search->count == 0) {
		collect_forms(search, key);
	}
}

/* Finds the divisions that the context names. */
static void resolve_mentioned(struct search *search)
{
	for (size_t i = 0; i < search->context->admin_count; i++) {
		static const struct gazetteer_context nothing;
		struct search inner = {.gazetteer = search->gazetteer, .context = &nothing};
		struct gazetteer_key key;
		gazetteer_fold(bytes_of(search->context->admins[i]), &key);
		inner.is_division_asked = true;
		look_for(&inner, (struct bytes){key.s, key.len});
		for (size_t k = 0; k < inner.count && search->mentioned_count < MENTIONED_MAX; k++) {
			search->mentioned[search->mentioned_count++] = inner.best[k].place;
		}
	}
}

static bool is_same_spot(const struct gazetteer *g, uint32_t a, uint32_t b)
{
	struct gazetteer_record x;
	struct gazetteer_record y;
	return record_of(g, a, &x) && record_of(g, b, &y) &&
		fabs((double)x.latitude - y.latitude) < SAME_DEG * 1e5 &&
		fabs((double)x.longitude - y.longitude) < SAME_DEG * 1e5;
}

static size_t find_folded(const struct gazetteer *gazetteer, struct bytes key,
	const struct gazetteer_context *context, struct gazetteer_place *places, size_t max,
	bool *is_ambiguous)
{
	struct search search = {.gazetteer = gazetteer, .context = context};
	look_for(&search, key);
	if (search.count == 0 && gazetteer->behind) {
		return find_folded(gazetteer->behind, key, context, places, max, is_ambiguous);
	}
	if (search.count > 1 && search.context->admin_count > 0) {
		resolve_mentioned(&search);
		search.count = 0;
		look_for(&search, key);
	}
	if (search.count > 1) {
		*is_ambiguous = search.best[0].weight - search.best[1].weight < WEIGHT_CLEAR &&
			!is_same_spot(gazetteer, search.best[0].place, search.best[1].place);
	}
	size_t count = search.count < max ? search.count : max;
	for (size_t i = 0; i < count; i++) {
		places[i] = place_of(gazetteer, search.best[i].place);
	}
	return count;
}

size_t gazetteer_find(const struct gazetteer *gazetteer, struct bytes name,
	const struct gazetteer_context *context, struct gazetteer_place *places, size_t max,
	bool *is_ambiguous)
{
	static const struct gazetteer_context nothing;
	struct gazetteer_key key;
	gazetteer_fold(name, &key);
	*is_ambiguous = false;
	if (key.len == 0) {
		return 0;
	}
	return find_folded(gazetteer, (struct bytes){key.s, key.len}, context ? context : &nothing, places,
		max, is_ambiguous);
}

static bool is_known(const struct gazetteer *g, struct bytes key)
{
	for (; g; g = g->behind) {
		struct rows rows = rows_of(g, key);
		if (rows.from < rows.to) {
			return true;
		}
	}
	return false;
}

bool gazetteer_has_prefix(const struct gazetteer *gazetteer, struct bytes words)
{
	struct gazetteer_key key;
	struct gazetteer_key forms[GAZETTEER_FORMS_MAX];
	gazetteer_fold(words, &key);
	struct bytes all = {key.s, key.len};
	struct bytes rest;
	if (key.len == 0) {
		return false;
	}
	if (is_known(gazetteer, all) || gazetteer_words_begin(gazetteer->words, all)) {
		return true;
	}
	if (gazetteer_words_strip(gazetteer->words, all, &rest)) {
		all = rest;
		if (is_known(gazetteer, all)) {
			return true;
		}
	}
	size_t count = gazetteer_words_forms(gazetteer->words, all, forms);
	for (size_t i = 0; i < count; i++) {
		if (is_known(gazetteer, (struct bytes){forms[i].s, forms[i].len})) {
			return true;
		}
	}
	return false;
}
