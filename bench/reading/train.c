/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Makes muc_weights.txt: train DETAILS WORDS… > muc_weights.txt
 *
 * DETAILS is what score writes: its lines "candidate + feature …" are the examples, of development halves only. WORDS are
 * tables of words: a word of a text counts only when one of them has it, so that no name of a person or place can.
 * An averaged perceptron; the order is that of the lines, so the same input gives the same weights.
 */
#include "base/bytes.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 20, MARGIN = 1, FEATURES_MAX = 160, SLOTS = 1 << 17, COUNT_MIN = 5 };

struct weight {
	struct bytes feature;
	unsigned count;
	double now;
	double sum; /* of the weights after each example */
	unsigned changed_at;
};

struct example {
	bool is_target;
	struct weight *features[FEATURES_MAX];
	size_t count;
};

static struct weight weights[SLOTS];
static struct weight words[SLOTS]; /* of the tables of words; only the text counts */

/* The place of a text in a table; empty when it is new. */
static struct weight *find(struct weight *table, struct bytes text)
{
	uint32_t hash = 2166136261U;
	for (size_t i = 0; i < text.len; i++) {
		hash = (hash ^ (unsigned char)text.s[i]) * 16777619U;
	}
	uint32_t slot = hash % SLOTS;
	while (table[slot].feature.len > 0 && !bytes_equal(table[slot].feature, text)) {
		slot = (slot + 1) % SLOTS;
	}
	return &table[slot];
}

/* Takes what stands before a mark, or all, off a text. */
static struct bytes take(struct bytes *text, char mark)
{
	const char *at = text->len > 0 ? memchr(text->s, mark, text->len) : NULL;
	size_t len = at != NULL ? (size_t)(at - text->s) : text->len;
	struct bytes part = {text->s, len};
	size_t next = at != NULL ? len + 1 : len;
	*text = (struct bytes){text->s + next, text->len - next};
	return part;
}

/* A feature of a word counts when the word stands in the tables. */
static bool is_allowed(struct bytes feature)
{
	static const char *const kinds[] = {"word", "victim", "by", "verb"};
	struct bytes kind = take(&feature, ':');
	for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
		if (bytes_is(kind, kinds[i])) {
			return bytes_is(feature, "yes") || bytes_is(feature, "no") ||
				find(words, feature)->feature.len > 0;
		}
	}
	return true;
}

static void read_words(struct bytes text)
{
	while (text.len > 0) {
		struct bytes line = bytes_trim(take(&text, '\n'));
		if (line.len > 0 && line.s[0] != '#' && line.s[0] != '[') {
			find(words, line)->feature = line;
		}
	}
}

static size_t read_examples(struct bytes text, struct example *out)
{
	size_t count = 0;
	while (text.len > 0) {
		struct bytes line = take(&text, '\n');
		if (!bytes_starts(line, "candidate ")) {
			continue;
		}
		struct example *x = &out[count++];
		take(&line, ' ');
		x->is_target = bytes_is(take(&line, ' '), "+");
		while (line.len > 0 && x->count < FEATURES_MAX) {
			struct bytes feature = take(&line, ' ');
			if (is_allowed(feature)) {
				struct weight *w = find(weights, feature);
				w->feature = feature;
				w->count++;
				x->features[x->count++] = w;
			}
		}
	}
	return count;
}

/* Changes a weight, and keeps the sum of what it was at every step. */
static void change(struct weight *w, double by, unsigned step)
{
	w->sum += w->now * (step - w->changed_at);
	w->changed_at = step;
	w->now += by;
}

static unsigned learn(struct example *examples, size_t count)
{
	static const size_t strides[] = {7919, 104729, 15485863, 611953, 1299709};
	unsigned step = 0;
	for (unsigned round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < count; i++) {
			struct example *x =
				&examples[(i * strides[round % ARRAY_COUNT(strides)] + round) % count];
			double score = 0;
			for (size_t k = 0; k < x->count; k++) {
				score += x->features[k]->count >= COUNT_MIN ? x->features[k]->now : 0;
			}
			step++;
			bool is_wrong = x->is_target ? score <= MARGIN : score >= -MARGIN;
			for (size_t k = 0; is_wrong && k < x->count; k++) {
				change(x->features[k], x->is_target ? 1 : -1, step);
			}
		}
	}
	return step;
}

static int compare(const void *a, const void *b)
{
	return bytes_compare(((const struct weight *)a)->feature, ((const struct weight *)b)->feature);
}

static void print(unsigned steps)
{
	size_t count = 0;
	for (size_t i = 0; i < SLOTS; i++) {
		if (weights[i].feature.len > 0 && weights[i].count >= COUNT_MIN) {
			change(&weights[i], 0, steps);
			weights[count++] = weights[i];
		}
	}
	qsort(weights, count, sizeof(weights[0]), compare);
	for (size_t i = 0; i < count; i++) {
		printf("%.*s\t%.2f\n", BYTES_ARG(weights[i].feature), weights[i].sum / steps);
	}
}

int main(int argc, char **argv)
{
	struct err e = {0};
	struct file_map map;
	if (argc < 3) {
		fputs("usage: train DETAILS WORDS…\n", stderr);
		return 1;
	}
	for (int i = argc - 1; i > 0; i--) {
		if (file_map(argv[i], &map, &e) != 0) {
			fprintf(stderr, "train: %s\n", e.text);
			return 1;
		}
		if (i > 1) {
			read_words(map.bytes);
		}
	}
	struct arena a = {0};
	struct example *examples = arena_calloc(&a, map.bytes.len / 64 + 1, sizeof(*examples));
	size_t count = read_examples(map.bytes, examples);
	print(learn(examples, count));
	arena_done(&a);
	return 0;
}
