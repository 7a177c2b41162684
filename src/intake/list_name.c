/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/list_name.h"

#include <strings.h>

/* Names in a whole name; the rest of a longer one belongs to the last. */
enum { NAMES_MAX = 16 };

/* Words that begin a name and are none alone. */
static bool is_beginning(struct bytes word)
{
	static const char *const words[] = {"abd", "abdel", "abdul", "abdol", "abu", "abou", "al", "el",
		"ben", "bin", "bint", "ibn", "umm", "um", "ould", "van", "von", "der", "den", "de", "del",
		"la", "di", "da", "dos", "عبد", "أبو", "ابو", "آل", "ال", "بن", "ابن", "بنت", "أم", "ام",
		"ولد"};
	for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
		if (strlen(words[i]) == word.len && strncasecmp(words[i], word.s, word.len) == 0) {
			return true;
		}
	}
	return false;
}

static struct bytes next_word(struct bytes *rest)
{
	*rest = bytes_trim(*rest);
	size_t len = 0;
	while (len < rest->len && !strchr(" \t\r\n", rest->s[len])) {
		len++;
	}
	struct bytes word = {rest->s, len};
	*rest = (struct bytes){rest->s + len, rest->len - len};
	return word;
}

static struct bytes join(struct bytes from, struct bytes to)
{
	return (struct bytes){from.s, (size_t)(to.s + to.len - from.s)};
}

/* The names in a whole name, each with the words that begin it. */
static size_t split(struct bytes name, struct bytes names[NAMES_MAX])
{
	size_t count = 0;
	bool is_open = false;
	while ((name = bytes_trim(name)).len > 0) {
		struct bytes word = next_word(&name);
		if (is_open || count == NAMES_MAX) {
			names[count - 1] = join(names[count - 1], word);
		} else {
			names[count++] = word;
		}
		is_open = is_beginning(word);
	}
	return count;
}

/* As many names as parts, or more: the surplus goes to one part. */
static void deal(const struct bytes *names, size_t count, const enum list_part *order, size_t order_count,
	struct bytes parts[LIST_PART_COUNT])
{
	size_t surplus = count - order_count;
	size_t wide = order_count > 2 ? order_count - 2 : order[0] == LIST_PART_GIVEN ? 0 : order_count - 1;
	for (size_t p = 0, at = 0; p < order_count; p++) {
		size_t taken = p == wide ? 1 + surplus : 1;
		parts[order[p]] = join(names[at], names[at + taken - 1]);
		at += taken;
	}
}

/* Fewer names than parts: the first parts, and the family when it stands last. */
static void deal_short(const struct bytes *names, size_t count, const enum list_part *order,
	size_t order_count, struct bytes parts[LIST_PART_COUNT])
{
	enum list_part fewer[LIST_PART_COUNT];
	memcpy(fewer, order, count * sizeof(*fewer));
	if (count > 1 && order[order_count - 1] == LIST_PART_FAMILY) {
		fewer[count - 1] = LIST_PART_FAMILY;
	}
	deal(names, count, fewer, count, parts);
}

void list_name_divide(
	struct bytes name, const enum list_part *order, size_t count, struct bytes parts[LIST_PART_COUNT])
{
	static const enum list_part usual[] = {
		LIST_PART_GIVEN, LIST_PART_FATHER, LIST_PART_GRANDFATHER, LIST_PART_FAMILY};
	struct bytes names[NAMES_MAX];
	memset(parts, 0, LIST_PART_COUNT * sizeof(*parts));
	size_t comma = bytes_find(name, BYTES(","), 0);
	if (count == 0 && comma != SIZE_MAX) {
		struct bytes given = bytes_trim((struct bytes){name.s + comma + 1, name.len - comma - 1});
		struct bytes family = bytes_trim((struct bytes){name.s, comma});
		parts[LIST_PART_GIVEN] = given.len > 0 ? given : BYTES_NONE;
		parts[LIST_PART_FAMILY] = family.len > 0 ? family : BYTES_NONE;
		return;
	}
	size_t found = split(name, names);
	if (count == 0) {
		order = usual;
		count = ARRAY_COUNT(usual);
	}
	if (found >= count) {
		deal(names, found, order, count, parts);
	} else if (found > 0) {
		deal_short(names, found, order, count, parts);
	}
}
