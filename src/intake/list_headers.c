/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/list_headers.h"

#include "base/mem.h"
#include "text/normalize.h"

/* data/lists/headers.ini */
extern const char list_headers_ini[];
extern const char list_headers_ini_end[];

/* A heading longer than this is compared by its beginning. */
enum { HEADER_BYTES_MAX = 256 };

/* Without case, spaces and ASCII punctuation. */
static void add_folded(struct bytes header, struct buf *out)
{
	struct buf caseless = {0};
	size_t len = header.len < HEADER_BYTES_MAX ? header.len : HEADER_BYTES_MAX;
	while (len > 0 && len < header.len && ((unsigned char)header.s[len] & 0xC0) == 0x80) {
		len--;
	}
	normalize_add_caseless(&caseless, (struct bytes){header.s, len});
	for (size_t i = 0; i < caseless.len; i++) {
		if (!memchr(" _-.:/()#'\t\r\n", caseless.s[i], 13)) {
			buf_add_char(out, caseless.s[i]);
		}
	}
	buf_done(&caseless);
}

/* ------- the nearest ------- */

static size_t edit_distance(struct bytes a, struct bytes b)
{
	size_t row[HEADER_BYTES_MAX * 4 + 1];
	size_t width = b.len < HEADER_BYTES_MAX * 4 ? b.len : HEADER_BYTES_MAX * 4;
	for (size_t j = 0; j <= width; j++) {
		row[j] = j;
	}
	for (size_t i = 0; i < a.len; i++) {
		size_t corner = row[0];
		row[0] = i + 1;
		for (size_t j = 0; j < width; j++) {
			size_t change = corner + (a.s[i] != b.s[j]);
			size_t step = (row[j] < row[j + 1] ? row[j] : row[j + 1]) + 1;
			corner = row[j + 1];
			row[j + 1] = change < step ? change : step;
		}
	}
	return row[width];
}

size_t list_headers_distance(struct bytes a, struct bytes b)
{
	struct buf x = {0};
	struct buf y = {0};
	add_folded(a, &x);
	add_folded(b, &y);
	size_t distance = edit_distance(buf_bytes(&x), buf_bytes(&y));
	buf_done(&x);
	buf_done(&y);
	return distance;
}

size_t list_headers_nearest(const struct bytes *headers, size_t count, struct bytes wanted)
{
	size_t best = 0;
	size_t least = SIZE_MAX;
	for (size_t i = 0; i < count; i++) {
		size_t distance = list_headers_distance(headers[i], wanted);
		if (distance < least) {
			least = distance;
			best = i;
		}
	}
	return best;
}

/* ------- guessing ------- */

static struct bytes folded_copy(struct bytes header, struct arena *a)
{
	struct buf folded = {0};
	add_folded(header, &folded);
	struct bytes copy = arena_copy(a, buf_bytes(&folded));
	buf_done(&folded);
	return copy;
}

/* Columns that are to have a role: their folded headers, and which have one. */
struct columns {
	struct bytes *folded;
	bool *is_taken;
	size_t count;
};

/* The first of the words, with commas between, that heads a column without a role; SIZE_MAX for none. */
static size_t find_by_words(struct bytes words, const struct columns *columns, struct arena *a)
{
	while (words.len > 0) {
		size_t comma = bytes_find(words, BYTES(","), 0);
		size_t len = comma == SIZE_MAX ? words.len : comma;
		struct bytes word = folded_copy((struct bytes){words.s, len}, a);
		for (size_t i = 0; i < columns->count; i++) {
			if (!columns->is_taken[i] && bytes_equal(word, columns->folded[i])) {
				return i;
			}
		}
		len += comma != SIZE_MAX;
		words = (struct bytes){words.s + len, words.len - len};
	}
	return SIZE_MAX;
}

/* "nombre" is a given name beside "apellido", and "name" is one beside "surname". */
static void settle_names(const struct list_map *map, size_t *column)
{
	size_t *name = &column[map->role_count + LIST_OWN_NAME];
	size_t given = map->part_role[LIST_PART_GIVEN];
	size_t family = map->part_role[LIST_PART_FAMILY];
	bool has_family = family != SIZE_MAX && column[family] != SIZE_MAX;
	if (given == SIZE_MAX) {
		return;
	}
	if (has_family && column[given] == SIZE_MAX) {
		column[given] = *name;
		*name = SIZE_MAX;
	} else if (!has_family && column[given] != SIZE_MAX && *name == SIZE_MAX) {
		*name = column[given];
		column[given] = SIZE_MAX;
	}
}

void list_headers_guess(const struct list_map *map, const struct bytes *headers, size_t count, size_t *column)
{
	struct arena a = {0};
	struct ini words = {0};
	struct columns columns = {.count = count};
	struct bytes text = {list_headers_ini, (size_t)(list_headers_ini_end - list_headers_ini)};
	BUG_IF(ini_parse(text, &a, &words, NULL) != 0);
	columns.folded = arena_calloc(&a, count + 1, sizeof(*columns.folded));
	columns.is_taken = arena_calloc(&a, count + 1, sizeof(*columns.is_taken));
	for (size_t i = 0; i < count; i++) {
		columns.folded[i] = folded_copy(headers[i], &a);
		columns.is_taken[i] = map->truth.s && bytes_equal(headers[i], map->truth);
	}
	for (size_t role = 0; role < map->column_count; role++) {
		column[role] = SIZE_MAX;
		for (size_t w = 0; w < words.count && column[role] == SIZE_MAX; w++) {
			if (bytes_is(words.rows[w].section, list_map_role_name(map, role))) {
				column[role] = find_by_words(words.rows[w].value, &columns, &a);
			}
		}
		if (column[role] != SIZE_MAX) {
			columns.is_taken[column[role]] = true;
		}
	}
	settle_names(map, column);
	arena_done(&a);
}
