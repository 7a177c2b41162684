/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "muc_side.h"

static struct bytes words(const struct muc_message *message, struct span s)
{
	return (struct bytes){message->text.s + s.start, s.end - s.start};
}

static bool is_open_mark(char c)
{
	return c == ' ' || c == '\n' || c == '[' || c == '(' || c == '"';
}

/* "X [ABC]": only a bracket is between two names. */
static bool is_in_brackets(const struct muc_message *message, struct span name, struct span other)
{
	if (other.start <= name.end) {
		return false;
	}
	bool has_bracket = false;
	for (uint32_t i = name.end; i < other.start; i++) {
		char c = message->text.s[i];
		if (!is_open_mark(c)) {
			return false;
		}
		has_bracket = has_bracket || c == '[' || c == '(';
	}
	return has_bracket;
}

/* The text of an acronym in brackets behind a name; empty when there is none. */
static struct bytes acronym_behind(const struct muc_message *message, struct span name)
{
	uint32_t start = name.end;
	while (start < message->text.len && is_open_mark(message->text.s[start])) {
		start++;
	}
	uint32_t end = start;
	while (end < message->text.len && strchr("]) \n,", message->text.s[end]) == NULL) {
		end++;
	}
	bool is_closed = end < message->text.len && strchr("])", message->text.s[end]) != NULL;
	bool is_opened = start > name.end && strchr("[(", message->text.s[start - 1]) != NULL;
	return is_closed && is_opened ? (struct bytes){message->text.s + start, end - start} : BYTES_NONE;
}

static bool is_same(const struct muc_message *message, const struct actor *a, const struct actor *b)
{
	struct bytes x = words(message, a->organisation);
	struct bytes y = words(message, b->organisation);
	return phrase_match(x, y) == MATCH_CORRECT || phrase_match(y, x) == MATCH_CORRECT ||
		is_in_brackets(message, a->organisation, b->organisation) ||
		is_in_brackets(message, b->organisation, a->organisation) ||
		phrase_same(acronym_behind(message, a->organisation), y) ||
		phrase_same(acronym_behind(message, b->organisation), x);
}

static struct muc_side *side_of(
	const struct muc_message *message, struct muc_side *sides, size_t count, const struct actor *actor)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < sides[i].count; k++) {
			if (is_same(message, sides[i].actors[k], actor)) {
				return &sides[i];
			}
		}
	}
	return NULL;
}

static void choose_name(const struct muc_message *message, struct muc_side *side)
{
	size_t most = 0;
	for (size_t i = 0; i < side->count; i++) {
		struct bytes name = words(message, side->actors[i]->organisation);
		size_t times = 0;
		for (size_t k = 0; k < side->count; k++) {
			times += phrase_same(name, words(message, side->actors[k]->organisation));
		}
		if (times > most || (times == most && name.len > side->name.len)) {
			most = times;
			side->name = name;
		}
	}
}

size_t muc_sides_of(
	const struct muc_message *message, const struct reading *reading, struct muc_side *out, size_t max)
{
	size_t count = 0;
	for (size_t i = 0; i < reading->actor_count; i++) {
		const struct actor *actor = &reading->actors[i];
		if (actor->organisation.start == actor->organisation.end) {
			continue;
		}
		struct muc_side *side = side_of(message, out, count, actor);
		if (side == NULL && count < max) {
			side = &out[count++];
			*side = (struct muc_side){0};
		}
		if (side != NULL && side->count < MUC_SIDE_ACTORS_MAX) {
			side->actors[side->count++] = actor;
			side->is_state = side->is_state || actor->is_state;
			side->is_armed = side->is_armed || actor->is_armed;
		}
	}
	for (size_t i = 0; i < count; i++) {
		choose_name(message, &out[i]);
	}
	return count;
}

bool muc_side_is(const struct muc_side *side, const struct muc_message *message, struct bytes name)
{
	for (size_t i = 0; i < side->count; i++) {
		if (phrase_match(words(message, side->actors[i]->organisation), name) == MATCH_CORRECT) {
			return true;
		}
	}
	return false;
}
