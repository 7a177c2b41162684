/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "muc.h"

enum {
	VALUE_COLUMN = 36, /* where the fill of a slot begins */
	ALTERNATIVES_MAX = 32,
	TEMPLATES_MAX = 4096,
};

struct list {
	struct bytes items[ALTERNATIVES_MAX];
	size_t count;
};

/* Byte of the first `mark` of text outside quotation marks and brackets; text.len when there is none. */
static size_t find_outside(struct bytes text, char mark)
{
	bool is_quoted = false;
	int depth = 0;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.s[i];
		if (c == '\\') {
			i++;
		} else if (c == '"') {
			is_quoted = !is_quoted;
		} else if (!is_quoted && c == mark && depth == 0) {
			return i;
		} else if (!is_quoted) {
			depth += (c == '(') - (c == ')');
		}
	}
	return text.len;
}

static struct bytes from(struct bytes text, size_t start)
{
	return start < text.len ? (struct bytes){text.s + start, text.len - start}
				: (struct bytes){text.s, 0};
}

/* Whether the bracket that text begins with is closed by its last byte. */
static bool is_bracketed(struct bytes text)
{
	int depth = 0;
	for (size_t i = 0; i < text.len; i++) {
		depth += (text.s[i] == '(') - (text.s[i] == ')');
		if (depth == 0) {
			return text.len > 1 && i == text.len - 1;
		}
	}
	return false;
}

/* A quoted string without its quotation marks and back-slashes; other text as it is. */
static struct bytes unquote(struct bytes text, struct arena *a)
{
	if (text.len < 2 || text.s[0] != '"') {
		return text;
	}
	size_t end = text.len - (text.s[text.len - 1] == '"');
	char *plain = arena_alloc(a, text.len);
	size_t len = 0;
	for (size_t i = 1; i < end; i++) {
		if (text.s[i] != '\\') {
			plain[len++] = text.s[i];
		}
	}
	return (struct bytes){plain, len};
}

/* Alternatives between slashes; brackets may hold some of them together, and "?" marks some. */
static void add_alternatives(struct bytes text, struct list *list, bool *is_optional, struct arena *a)
{
	while (text.len > 0) {
		size_t slash = find_outside(text, '/');
		struct bytes item = bytes_trim((struct bytes){text.s, slash});
		text = from(text, slash + 1);
		if (item.len > 0 && item.s[0] == '?') {
			*is_optional = true;
			item = bytes_trim(from(item, 1));
		}
		if (is_bracketed(item)) {
			add_alternatives((struct bytes){item.s + 1, item.len - 2}, list, is_optional, a);
		} else if (bytes_is(item, "-")) {
			*is_optional = true;
		} else if (item.len > 0 && list->count < ALTERNATIVES_MAX) {
			list->items[list->count++] = unquote(item, a);
		}
	}
}

static const struct bytes *keep(const struct list *list, struct arena *a)
{
	struct bytes *items = arena_calloc(a, list->count, sizeof(*items));
	memcpy(items, list->items, list->count * sizeof(*items));
	return items;
}

static struct muc_fill read_fill(unsigned slot, struct bytes text, struct arena *a)
{
	struct muc_fill fill = {0};
	struct list values = {0};
	struct list referents = {0};
	bool is_ignored = false;
	size_t colon = slot == MUC_LOCATION ? text.len : find_outside(text, ':');
	add_alternatives((struct bytes){text.s, colon}, &values, &fill.is_optional, a);
	add_alternatives(from(text, colon + 1), &referents, &is_ignored, a);
	fill.values = keep(&values, a);
	fill.value_count = values.count;
	fill.referents = keep(&referents, a);
	fill.referent_count = referents.count;
	return fill;
}

void muc_fills_add(struct muc_fills *fills, struct muc_fill fill, struct arena *a)
{
	if ((fills->count & (fills->count - 1)) == 0) {
		struct muc_fill *list =
			arena_calloc(a, fills->count == 0 ? 1 : 2 * fills->count, sizeof(*list));
		if (fills->count > 0) {
			memcpy(list, fills->list, fills->count * sizeof(*list));
		}
		fills->list = list;
	}
	fills->list[fills->count++] = fill;
}

static void add_fill(struct muc_template *t, unsigned slot, struct bytes text, struct arena *a)
{
	struct muc_fills *fills = &t->slots[slot];
	if (text.len == 0 || bytes_is(text, "-") || bytes_is(text, "*") || fills->count == MUC_FILLS_MAX) {
		return;
	}
	struct muc_fill fill = read_fill(slot, text, a);
	if (fill.value_count > 0) {
		muc_fills_add(fills, fill, a);
	}
}

/* Number of the slot that a line begins, or -1 when it goes on with the one before. */
static int slot_of(struct bytes line)
{
	size_t digits = 0;
	while (digits < line.len && line.s[digits] >= '0' && line.s[digits] <= '9') {
		digits++;
	}
	int64_t slot;
	bool is_slot = digits > 0 && digits < line.len && line.s[digits] == '.' &&
		bytes_int64((struct bytes){line.s, digits}, &slot) && slot < MUC_SLOT_COUNT;
	return is_slot ? (int)slot : -1;
}

static struct bytes first_word(struct bytes text)
{
	size_t end = 0;
	while (end < text.len && text.s[end] != ' ') {
		end++;
	}
	return (struct bytes){text.s, end};
}

int muc_key_read(struct bytes file, struct arena *a, struct muc_templates *out, struct err *e)
{
	struct muc_template *list = arena_calloc(a, TEMPLATES_MAX, sizeof(*list));
	size_t count = 0;
	struct muc_template current = {0};
	bool is_one = false; /* whether the lines that follow belong to a template */
	int slot = -1;
	size_t number = 0;
	struct bytes line;
	while (bytes_next_line(&file, &line)) {
		number++;
		if (line.len == 0 || line.s[0] == ';') {
			continue;
		}
		int next = slot_of(line);
		struct bytes text = bytes_trim(next < 0 ? line : from(line, VALUE_COLUMN));
		slot = next < 0 ? slot : next;
		if (next == MUC_ID) {
			current = (struct muc_template){.message = first_word(text)};
			is_one = false;
		} else if (next == MUC_TEMPLATE && !bytes_is(text, "*")) {
			if (current.message.len == 0 || count == TEMPLATES_MAX) {
				return err_set(e, ERR_INPUT,
					"line %zu: a template without a message, or too many", number);
			}
			is_one = true;
			current.is_optional = bytes_find(text, BYTES("OPTIONAL"), 0) != SIZE_MAX;
			list[count++] = current;
		} else if (is_one && slot > MUC_TEMPLATE) {
			add_fill(&list[count - 1], (unsigned)slot, text, a);
		}
	}
	*out = (struct muc_templates){list, count};
	return 0;
}

struct muc_templates muc_key_answer(struct muc_templates key, struct arena *a)
{
	struct muc_template *list = arena_calloc(a, key.count, sizeof(*list));
	for (size_t i = 0; i < key.count; i++) {
		list[i] = key.list[i];
		for (unsigned s = 0; s < MUC_SLOT_COUNT; s++) {
			struct muc_fills *fills = &list[i].slots[s];
			struct muc_fill *copy = arena_calloc(a, fills->count, sizeof(*copy));
			for (size_t f = 0; f < fills->count; f++) {
				copy[f] = fills->list[f];
				copy[f].value_count = 1;
				copy[f].referent_count = copy[f].referent_count > 0;
			}
			fills->list = copy;
		}
	}
	return (struct muc_templates){list, key.count};
}
