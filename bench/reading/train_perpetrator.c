/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Makes muc_perpetrator.txt: train_perpetrator DETAILS WORDS… > muc_perpetrator.txt
 *
 * DETAILS is what score writes: its lines "side CONFIDENCE FOLD trait …" are the examples, of development halves only.
 * WORDS are tables of words: a word of a text counts only when one of them has it, so that no name of a person or place
 * can. Multinomial logistic regression with a penalty on squared weights, by gradient descent with a step for each weight
 * (Duchi, Hazan, Singer 2011, "Adaptive Subgradient Methods", eq. 1, diagonal): the same input gives the same weights.
 * The first columns are of all examples, then for each fold those that have not seen it, for cross-validation.
 */
#include "base/bytes.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "muc_perpetrator.h"
#include "train_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 400, SLOTS = 1 << 17, COUNT_MIN = 4 };

/* Weights of all examples, then without each fold. */
enum { MODELS = SPLIT_FOLD_COUNT + 1 };

static const double penalty = 12.0;
static const double pace = 0.2;

struct weight {
	struct bytes trait;
	unsigned count;
	double of[MODELS][MUC_CONFIDENCE_COUNT];
	double slope[MUC_CONFIDENCE_COUNT];
	double steepness[MUC_CONFIDENCE_COUNT]; /* sum of squared slopes */
};

struct example {
	int confidence;
	int fold;
	struct weight *traits[MUC_TRAITS_MAX];
	size_t count;
};

static struct weight weights[SLOTS];
static struct train_words words;

static struct weight *find_weight(struct bytes trait)
{
	uint32_t slot = train_hash(trait) % SLOTS;
	while (weights[slot].trait.len > 0 && !bytes_equal(weights[slot].trait, trait)) {
		slot = (slot + 1) % SLOTS;
	}
	return &weights[slot];
}

/* A word of the text counts when it stands in the tables. */
static bool is_allowed(struct bytes trait)
{
	static const char *const kinds[] = {"left", "right", "head", "head_state", "deed", "their", "state"};
	struct bytes kind = train_take(&trait, ':');
	for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
		if (bytes_is(kind, kinds[i])) {
			return train_words_have(&words, trait);
		}
	}
	return true;
}

static int number_of(struct bytes digits)
{
	return digits.len == 1 ? digits.s[0] - '0' : 0;
}

static size_t count_examples(struct bytes text)
{
	size_t count = 0;
	while (text.len > 0) {
		count += bytes_starts(train_take(&text, '\n'), "side ");
	}
	return count;
}

static void read_examples(struct bytes text, struct example *out)
{
	size_t count = 0;
	while (text.len > 0) {
		struct bytes line = train_take(&text, '\n');
		if (!bytes_starts(line, "side ")) {
			continue;
		}
		struct example *x = &out[count++];
		train_take(&line, ' ');
		x->confidence = number_of(train_take(&line, ' '));
		x->fold = number_of(train_take(&line, ' '));
		while (line.len > 0 && x->count < MUC_TRAITS_MAX) {
			struct bytes trait = train_take(&line, ' ');
			if (is_allowed(trait)) {
				struct weight *w = find_weight(trait);
				w->trait = trait;
				w->count++;
				x->traits[x->count++] = w;
			}
		}
	}
}

/* How likely each confidence is for an example. */
static void estimate(const struct example *x, unsigned model, double likelihood[MUC_CONFIDENCE_COUNT])
{
	double whole = 0;
	for (int c = 0; c < MUC_CONFIDENCE_COUNT; c++) {
		double sum = 0;
		for (size_t i = 0; i < x->count; i++) {
			sum += x->traits[i]->count >= COUNT_MIN ? x->traits[i]->of[model][c] : 0;
		}
		likelihood[c] = exp(sum);
		whole += likelihood[c];
	}
	for (int c = 0; c < MUC_CONFIDENCE_COUNT; c++) {
		likelihood[c] /= whole;
	}
}

static void add_slopes(struct example *x, unsigned model)
{
	double likelihood[MUC_CONFIDENCE_COUNT];
	estimate(x, model, likelihood);
	for (int c = 0; c < MUC_CONFIDENCE_COUNT; c++) {
		double error = likelihood[c] - (x->confidence == c);
		for (size_t i = 0; i < x->count; i++) {
			x->traits[i]->slope[c] += error;
		}
	}
}

static void step(struct weight *w, unsigned model)
{
	for (int c = 0; c < MUC_CONFIDENCE_COUNT; c++) {
		double slope = w->slope[c] + penalty * w->of[model][c];
		w->steepness[c] += slope * slope;
		w->of[model][c] -= w->steepness[c] > 0 ? pace * slope / sqrt(w->steepness[c]) : 0;
		w->slope[c] = 0;
	}
}

static void learn(struct example *examples, size_t count, unsigned model)
{
	for (size_t i = 0; i < SLOTS; i++) {
		memset(weights[i].steepness, 0, sizeof(weights[i].steepness));
	}
	for (unsigned round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < count; i++) {
			if (model == 0 || examples[i].fold != (int)model - 1) {
				add_slopes(&examples[i], model);
			}
		}
		for (size_t i = 0; i < SLOTS; i++) {
			if (weights[i].count >= COUNT_MIN) {
				step(&weights[i], model);
			}
		}
	}
}

static int compare(const void *a, const void *b)
{
	return bytes_compare(((const struct weight *)a)->trait, ((const struct weight *)b)->trait);
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
		printf("%.*s", BYTES_ARG(weights[i].trait));
		for (int c = 0; c < MODELS * MUC_CONFIDENCE_COUNT; c++) {
			printf("\t%.2f", weights[i].of[c / MUC_CONFIDENCE_COUNT][c % MUC_CONFIDENCE_COUNT]);
		}
		putchar('\n');
	}
}

int main(int argc, char **argv)
{
	struct err e = {0};
	struct file_map map;
	if (argc < 3) {
		fputs("usage: train_perpetrator DETAILS WORDS…\n", stderr);
		return 1;
	}
	for (int i = argc - 1; i >= 1; i--) {
		if (file_map(argv[i], &map, &e) != 0) {
			fprintf(stderr, "train_perpetrator: %s\n", e.text);
			return 1;
		}
		if (i > 1) {
			train_words_add(&words, map.bytes);
		}
	}
	struct arena a = {0};
	size_t count = count_examples(map.bytes);
	struct example *examples = arena_calloc(&a, count, sizeof(*examples));
	read_examples(map.bytes, examples);
	for (unsigned model = 0; model < MODELS; model++) {
		learn(examples, count, model);
	}
	print();
	arena_done(&a);
	return 0;
}
