/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "reading/gazetteer_write.h"

#include "reading/gazetteer_format.h"
#include "text/utf8.h"

/* Columns of the source. */
enum {
	COLUMN_ID,
	COLUMN_KIND,
	COLUMN_CODE,
	COLUMN_POPULATION,
	COLUMN_LATITUDE,
	COLUMN_LONGITUDE,
	COLUMN_NAME,
	COLUMN_OTHERS,
	COLUMN_COUNT
};

/* As many places as fit the row's 24 bits. */
enum { PLACES_MAX = GAZETTEER_NO_PLACE };

/* A key of a place, before the rows are written. */
struct pair {
	uint32_t bucket;
	uint32_t place;
	uint64_t check;
};

/* A division by the hash of its code. */
struct division {
	uint64_t hash; /* 0: free */
	uint32_t place;
};

struct writer {
	const struct gazetteer_words *words;
	struct gazetteer_record *records;
	size_t record_count;
	struct pair
		*pairs; /* hashes until all are known: the number of buckets depends on how many there are */
	size_t pair_count;
	size_t pair_cap;
	struct division *divisions; /* open addressing; room for twice the places */
	size_t division_cap;
	struct buf names;
};

static const char *const kind_words[KIND_COUNT] = {
#define WORD(name, word) word,
	GAZETTEER_KINDS(WORD)
#undef WORD
};

/* ---- keys ---- */

static void add_pair(struct writer *w, struct bytes key, uint32_t place)
{
	if (w->pair_count == w->pair_cap) {
		w->pair_cap = 2 * w->pair_cap + 1024;
		w->pairs = mem_realloc(w->pairs, w->pair_cap, sizeof(*w->pairs));
	}
	uint64_t hash = gazetteer_hash(key);
	w->pairs[w->pair_count++] = (struct pair){
		gazetteer_bucket(hash, GAZETTEER_BUCKET_BITS_MAX), place, gazetteer_check(hash)};
}

static void add_key(struct writer *w, struct bytes key, uint32_t place)
{
	if (key.len == 0) {
		return;
	}
	add_pair(w, key, place);
	for (size_t i = 0; i < key.len; i++) {
		if (key.s[i] == ' ') {
			add_pair(w, (struct bytes){key.s, i}, GAZETTEER_NO_PLACE);
		}
	}
}

static void add_name(struct writer *w, struct bytes name, uint32_t place)
{
	struct gazetteer_key key;
	gazetteer_fold(name, &key);
	struct bytes rest = {key.s, key.len};
	add_key(w, rest, place);
	uint8_t kind = w->records[place].kind;
	if ((kind == KIND_ADMIN1 || kind == KIND_ADMIN2) && gazetteer_words_strip(w->words, rest, &rest)) {
		add_key(w, rest, place);
	}
}

/* ---- divisions ---- */

/* Where a code stands, or would. */
static struct division *division_at(struct writer *w, struct bytes code)
{
	uint64_t hash = gazetteer_hash(code) | 1;
	size_t at = hash % w->division_cap;
	while (w->divisions[at].hash != 0 && w->divisions[at].hash != hash) {
		at = (at + 1) % w->division_cap;
	}
	return &w->divisions[at];
}

/* What a place lies in: a division lies in that of the code before its last full stop, a town in that of its code. */
static bool find_parent(struct writer *w, struct bytes code, struct gazetteer_record *record)
{
	struct bytes outer = code;
	record->parent = GAZETTEER_NO_PLACE;
	if (record->kind == KIND_COUNTRY) {
		return true;
	}
	if (record->kind == KIND_ADMIN1 || record->kind == KIND_ADMIN2) {
		while (outer.len > 0 && outer.s[--outer.len] != '.') {
		}
	}
	const struct division *division = division_at(w, outer);
	record->parent = division->place;
	return division->hash != 0;
}

/* ---- lines ---- */

static bool split(struct bytes line, struct bytes columns[COLUMN_COUNT])
{
	size_t count = 0;
	for (size_t from = 0; count < COLUMN_COUNT; count++) {
		size_t tab = bytes_find(line, BYTES("\t"), from);
		size_t to = tab == SIZE_MAX ? line.len : tab;
		columns[count] = (struct bytes){line.s + from, to - from};
		if (tab == SIZE_MAX) {
			return count + 1 == COLUMN_COUNT;
		}
		from = tab + 1;
	}
	return false;
}

static bool read_u32(struct bytes text, uint32_t *value)
{
	int64_t number;
	if (!bytes_int64(text, &number) || number < 0 || number > UINT32_MAX) {
		return false;
	}
	*value = (uint32_t)number;
	return true;
}

/* Degrees as "-12.34567", all five decimals written. */
static bool read_degrees(struct bytes text, int32_t limit_deg, int32_t *value)
{
	char digits[16];
	int64_t number;
	size_t len = 0;
	if (text.len < 7 || text.len >= sizeof(digits) || text.s[text.len - 6] != '.') {
		return false;
	}
	for (size_t i = 0; i < text.len; i++) {
		if (i != text.len - 6) {
			digits[len++] = text.s[i];
		}
	}
	if (!bytes_int64((struct bytes){digits, len}, &number) ||
		llabs(number) > (int64_t)limit_deg * 100000) {
		return false;
	}
	*value = (int32_t)number;
	return true;
}

static bool read_kind(struct bytes text, uint8_t *kind)
{
	for (size_t i = 0; i < KIND_COUNT; i++) {
		if (bytes_is(text, kind_words[i])) {
			*kind = (uint8_t)i;
			return true;
		}
	}
	return false;
}

/* Returns what is wrong with the line, or NULL. */
static const char *read_record(
	struct writer *w, const struct bytes columns[COLUMN_COUNT], struct gazetteer_record *r)
{
	if (!read_u32(columns[COLUMN_ID], &r->id)) {
		return "the first column is no number";
	}
	if (!read_kind(columns[COLUMN_KIND], &r->kind)) {
		return "the second column is no kind of place";
	}
	if (!read_u32(columns[COLUMN_POPULATION], &r->population)) {
		return "the population is no number";
	}
	if (!read_degrees(columns[COLUMN_LATITUDE], 90, &r->latitude) ||
		!read_degrees(columns[COLUMN_LONGITUDE], 180, &r->longitude)) {
		return "the coordinates are not degrees with five decimals";
	}
	if (columns[COLUMN_NAME].len == 0) {
		return "there is no name";
	}
	if (!find_parent(w, columns[COLUMN_CODE], r)) {
		return "what it lies in does not stand before it";
	}
	return NULL;
}

static const char *read_line(struct writer *w, struct bytes line)
{
	struct bytes columns[COLUMN_COUNT];
	struct gazetteer_record record = {.name = (uint32_t)w->names.len};
	if (!split(line, columns)) {
		return "there are not eight columns";
	}
	const char *wrong = read_record(w, columns, &record);
	if (wrong) {
		return wrong;
	}
	uint32_t place = (uint32_t)w->record_count;
	w->records[w->record_count++] = record;
	buf_add_bytes(&w->names, columns[COLUMN_NAME]);
	buf_add_char(&w->names, '\0');
	if (record.kind == KIND_COUNTRY) {
		buf_add_bytes(&w->names, columns[COLUMN_CODE]);
		buf_add_char(&w->names, '\0');
	}
	if (record.kind <= KIND_ADMIN2) {
		struct division *division = division_at(w, columns[COLUMN_CODE]);
		*division = (struct division){gazetteer_hash(columns[COLUMN_CODE]) | 1, place};
	}
	add_name(w, columns[COLUMN_NAME], place);
	struct bytes others = columns[COLUMN_OTHERS];
	for (size_t from = 0; from < others.len;) {
		size_t comma = bytes_find(others, BYTES(","), from);
		size_t to = comma == SIZE_MAX ? others.len : comma;
		add_name(w, (struct bytes){others.s + from, to - from}, place);
		from = to + 1;
	}
	return NULL;
}

static int read_source(struct writer *w, struct bytes source, struct err *e)
{
	struct bytes line;
	for (size_t number = 1; bytes_next_line(&source, &line); number++) {
		const char *wrong = line.len > 0 && line.s[0] != '#' ? read_line(w, line) : NULL;
		if (wrong) {
			return err_set(e, ERR_INPUT, "line %zu: %s.", number, wrong);
		}
	}
	return 0;
}

/* ---- output ---- */

static int compare_pairs(const void *a, const void *b)
{
	const struct pair *x = a;
	const struct pair *y = b;
	if (x->bucket != y->bucket) {
		return x->bucket < y->bucket ? -1 : 1;
	}
	if (x->check != y->check) {
		return x->check < y->check ? -1 : 1;
	}
	return x->place < y->place ? -1 : x->place > y->place;
}

/* Sorts the pairs into buckets of four to eight rows, and leaves out repetitions. Returns the bits of a bucket's number. */
static unsigned sort_pairs(struct writer *w)
{
	unsigned bits = 1;
	while (bits < GAZETTEER_BUCKET_BITS_MAX && ((size_t)8 << bits) < w->pair_count) {
		bits++;
	}
	size_t count = 0;
	for (size_t i = 0; i < w->pair_count; i++) {
		w->pairs[i].bucket &= (1u << bits) - 1;
	}
	if (w->pair_count > 0) {
		qsort(w->pairs, w->pair_count, sizeof(*w->pairs), compare_pairs);
	}
	for (size_t i = 0; i < w->pair_count; i++) {
		if (count == 0 || compare_pairs(&w->pairs[count - 1], &w->pairs[i]) != 0) {
			w->pairs[count++] = w->pairs[i];
		}
	}
	w->pair_count = count;
	return bits;
}

static void add_u32(struct buf *out, uint32_t value)
{
	char b[4] = {(char)value, (char)(value >> 8), (char)(value >> 16), (char)(value >> 24)};
	buf_add(out, b, sizeof(b));
}

static void add_pairs(struct buf *out, const struct writer *w, unsigned bits)
{
	size_t at = 0;
	for (uint32_t bucket = 0; bucket < 1u << bits; bucket++) {
		add_u32(out, (uint32_t)at);
		while (at < w->pair_count && w->pairs[at].bucket == bucket) {
			at++;
		}
	}
	add_u32(out, (uint32_t)at);
	for (size_t i = 0; i < w->pair_count; i++) {
		add_u32(out, w->pairs[i].place | (uint32_t)(w->pairs[i].check & 0xff) << 24);
		add_u32(out, (uint32_t)(w->pairs[i].check >> 8));
	}
}

static void add_records(struct buf *out, const struct writer *w)
{
	for (size_t i = 0; i < w->record_count; i++) {
		const struct gazetteer_record *r = &w->records[i];
		add_u32(out, r->id);
		add_u32(out, (uint32_t)r->latitude);
		add_u32(out, (uint32_t)r->longitude);
		add_u32(out, r->population);
		add_u32(out, r->name);
		add_u32(out, r->parent | (uint32_t)r->kind << 24);
	}
}

static void add_all(struct buf *out, struct writer *w)
{
	unsigned bits = sort_pairs(w);
	buf_add_text(out, GAZETTEER_MAGIC);
	add_u32(out, (uint32_t)w->record_count);
	add_u32(out, (uint32_t)w->pair_count);
	add_u32(out, bits);
	add_u32(out, (uint32_t)w->names.len);
	add_pairs(out, w, bits);
	add_records(out, w);
	buf_add_bytes(out, buf_bytes(&w->names));
}

int gazetteer_write(struct bytes source, const struct gazetteer_words *words, struct buf *out, struct err *e)
{
	struct bytes line;
	size_t lines = 1;
	if (bytes_starts(source, "\xEF\xBB\xBF")) {
		source = (struct bytes){source.s + 3, source.len - 3};
	}
	struct bytes rest = source;
	while (bytes_next_line(&rest, &line)) {
		lines++;
	}
	if (!utf8_is_valid(source) || lines > PLACES_MAX || source.len > UINT32_MAX / 2) {
		return err_set(
			e, ERR_INPUT, "This is not UTF-8, or it is over %d lines or 2 GiB.", PLACES_MAX);
	}
	struct writer w = {.words = words, .division_cap = 2 * lines};
	w.records = mem_calloc(lines, sizeof(*w.records));
	w.divisions = mem_calloc(w.division_cap, sizeof(*w.divisions));
	int rc = read_source(&w, source, e);
	if (rc == 0) {
		add_all(out, &w);
	}
	free(w.records);
	free(w.divisions);
	free(w.pairs);
	buf_done(&w.names);
	return rc;
}
