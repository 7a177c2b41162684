/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Makes muc_weights.txt: train DETAILS WORDS… > muc_weights.txt
 *
 * DETAILS is what score writes: its lines "candidate + FOLD feature …" are the examples, of development halves only. WORDS
 * are tables of words: a word of a text counts only when one of them has it, so that no name of a person or place can.
 * Logistic regression with weights held small; the first column is of all examples, then for each fold one that has not
 * seen it. The order is that of the lines, so the same input gives the same weights.
 */
#include "base/bytes.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "split.h"
#include "train_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 60, FEATURES_MAX = 320, SLOTS = 1 << 18, COUNT_MIN = 5 };
#define RATE 0.1
/* How strongly weights are drawn to 0: chosen by the folds; a third or three times as much changes little. */
#define SHRINK 5.0

struct weight {
	struct bytes feature;
	unsigned count;
	double now;
	double slope;   /* of the loss, in this round */
	double squares; /* sum of the squares of the slopes */
	double columns[SPLIT_FOLD_COUNT + 1];
};

struct example {
	bool is_target;
	unsigned fold;
	struct weight **features;
	size_t count;
};

static struct weight weights[SLOTS];
static struct train_words words;

/* The place of a feature in the table; empty when it is new. */
static struct weight *find(struct bytes feature)
{
	uint32_t slot = train_hash(feature) % SLOTS;
	while (weights[slot].feature.len > 0 && !bytes_equal(weights[slot].feature, feature)) {
		slot = (slot + 1) % SLOTS;
	}
	return &weights[slot];
}

/* A feature counts when each of its words in lower case stands in the tables. */
static bool is_allowed(struct bytes feature)
{
	static const char *const kinds[] = {"word", "victim", "head", "before", "before2", "behind",
		"behind2", "governed", "verb_before", "verb_behind", "lead", "before_list", "behind_list",
		"list_governed", "event_before", "event_behind", "behind_comma", NULL};
	struct bytes kind = train_take(&feature, ':');
	size_t k = 0;
	while (kinds[k] != NULL && !bytes_is(kind, kinds[k])) {
		k++;
	}
	if (kinds[k] == NULL) {
		return true;
	}
	while (feature.len > 0) {
		struct bytes part = train_take(&feature, '+');
		bool is_word = part.len > 0 && part.s[0] >= 'a' && part.s[0] <= 'z';
		while (is_word && part.len > 0) {
			if (!train_words_have(&words, train_take(&part, '_'))) {
				return false;
			}
		}
	}
	return true;
}

static size_t read_examples(struct bytes text, struct example *out, struct arena *a)
{
	size_t count = 0;
	while (text.len > 0) {
		struct bytes line = train_take(&text, '\n');
		if (!bytes_starts(line, "candidate ") || bytes_starts(line, "candidate ?")) {
			continue;
		}
		struct example *x = &out[count++];
		train_take(&line, ' ');
		x->is_target = bytes_is(train_take(&line, ' '), "+");
		x->fold = (unsigned)(train_take(&line, ' ').s[0] - '0');
		x->features = arena_alloc(a, FEATURES_MAX * sizeof(*x->features));
		while (line.len > 0 && x->count < FEATURES_MAX) {
			struct bytes feature = train_take(&line, ' ');
			if (is_allowed(feature)) {
				struct weight *w = find(feature);
				w->feature = feature;
				w->count++;
				x->features[x->count++] = w;
			}
		}
	}
	return count;
}

/* Examples without the features that are too rare. */
static void leave_rare(struct example *examples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct example *x = &examples[i];
		size_t kept = 0;
		for (size_t k = 0; k < x->count; k++) {
			if (x->features[k]->count >= COUNT_MIN) {
				x->features[kept++] = x->features[k];
			}
		}
		x->count = kept;
	}
}

/* One round over all examples but those of a fold: the slope of the loss at each weight. */
static void add_slopes(const struct example *examples, size_t count, unsigned left_out)
{
	for (size_t i = 0; i < count; i++) {
		const struct example *x = &examples[i];
		if (x->fold == left_out) {
			continue;
		}
		double sum = 0;
		for (size_t k = 0; k < x->count; k++) {
			sum += x->features[k]->now;
		}
		double error = (x->is_target ? 1 : 0) - 1 / (1 + exp(-sum));
		for (size_t k = 0; k < x->count; k++) {
			x->features[k]->slope += error;
		}
	}
}

static void learn(const struct example *examples, size_t count, unsigned left_out)
{
	for (size_t i = 0; i < SLOTS; i++) {
		weights[i].now = weights[i].squares = 0;
	}
	for (unsigned round = 0; round < ROUNDS; round++) {
		add_slopes(examples, count, left_out);
		for (size_t i = 0; i < SLOTS; i++) {
			struct weight *w = &weights[i];
			if (w->count >= COUNT_MIN) {
				double slope = w->slope - SHRINK * w->now;
				w->squares += slope * slope;
				w->now += w->squares > 0 ? RATE * slope / sqrt(w->squares) : 0;
				w->slope = 0;
			}
		}
	}
	for (size_t i = 0; i < SLOTS; i++) {
		weights[i].columns[(left_out + 1) % (SPLIT_FOLD_COUNT + 1)] = weights[i].now;
	}
}

static int compare(const void *a, const void *b)
{
	return bytes_compare(((const struct weight *)a)->feature, ((const struct weight *)b)->feature);
}

static void print(void)
{
	size_t count = 0;
	for (size_t i = 0; i < SLOTS; i++) {
		if (weights[i].count >= COUNT_MIN) {
			weights[count++] = weights[i];
		}
	}
	qsort(weights, count, sizeof(weights[0]), compare);
	for (size_t i = 0; i < count; i++) {
		printf("%.*s", BYTES_ARG(weights[i].feature));
		for (size_t k = 0; k < ARRAY_COUNT(weights[i].columns); k++) {
			printf("\t%.2f", weights[i].columns[k]);
		}
		putchar('\n');
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
			train_words_add(&words, map.bytes);
		}
	}
	struct arena a = {0};
	struct example *examples = arena_calloc(&a, map.bytes.len / 64 + 1, sizeof(*examples));
	size_t count = read_examples(map.bytes, examples, &a);
	leave_rare(examples, count);
	for (unsigned left_out = 0; left_out <= SPLIT_FOLD_COUNT; left_out++) {
		learn(examples, count, left_out);
	}
	print();
	arena_done(&a);
	return 0;
}
