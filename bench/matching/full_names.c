/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How well full names are told apart, on bench/matching/full_names.txt or, both halves together, full_names_fresh.txt:
 *
 *     full_names FILE dev|test|all [errors]
 *
 * Prints precision, recall and F1 at 0.5, and the best F1 at any threshold. "errors" lists the pairs on the wrong side, of
 * the dev half only: the test half is scored and never read.
 */
#include "base/file.h"
#include "base/mem.h"
#include "match/person_name.h"

#include <math.h>

enum { NAMES_MAX = 16, FILE_BYTES_MAX = 16 * 1024 * 1024, STEP_COUNT = 100 };

struct tally {
	int64_t right[2][STEP_COUNT + 1]; /* pairs with p in this hundredth: [is the same] */
};

struct run {
	struct person_matcher *m;
	struct tally tally;
	bool shows_errors;
};

static size_t cut(struct bytes line, struct bytes names[NAMES_MAX])
{
	size_t count = 0;
	while (line.len > 0 && count < NAMES_MAX) {
		const char *bar = memchr(line.s, '|', line.len);
		size_t len = bar ? (size_t)(bar - line.s) : line.len;
		names[count++] = bytes_trim((struct bytes){line.s, len});
		line = (struct bytes){line.s + len + (bar != NULL), line.len - len - (bar != NULL)};
	}
	return count;
}

/* Halves by a hash of the person's first name. */
static bool is_test(struct bytes name)
{
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < name.len; i++) {
		hash = (hash ^ (uint8_t)name.s[i]) * 16777619u;
	}
	return (hash >> 16) & 1;
}

static void try_pair(struct run *r, struct bytes x, struct bytes y, bool is_same)
{
	struct person_name a;
	struct person_name b;
	struct person_score score;
	/* Texts of two names: the sounds are copied, and raw is only shown. */
	person_name_read(r->m, x, &a);
	person_name_read(r->m, y, &b);
	double p = person_name_score(r->m, &a, &b, &score);
	r->tally.right[is_same][(int)(p * STEP_COUNT)]++;
	if (r->shows_errors && (p >= 0.5) != is_same) {
		printf("%s %.3f  %.*s | %.*s  ", is_same ? "missed" : "false ", p, BYTES_ARG(x),
			BYTES_ARG(y));
		for (size_t i = 0; i < score.count; i++) {
			printf(" %s%+.1f", person_how_name(score.pairs[i].how), score.pairs[i].weight_log);
		}
		printf(" alone%+.1f order%+.1f\n", score.alone_log, score.order_log);
	}
}

static double f1(const struct tally *t, int from, double *precision, double *recall)
{
	int64_t found[2] = {0, 0};
	int64_t same = 0;
	for (int i = 0; i <= STEP_COUNT; i++) {
		same += t->right[1][i];
		for (int is_same = 0; is_same < 2; is_same++) {
			found[is_same] += i >= from ? t->right[is_same][i] : 0;
		}
	}
	int64_t all = found[0] + found[1];
	*precision = all ? (double)found[1] / (double)all : 0;
	*recall = same ? (double)found[1] / (double)same : 0;
	double sum = *precision + *recall;
	return sum > 0 ? 2 * *precision * *recall / sum : 0;
}

static void report(const struct tally *t)
{
	double precision;
	double recall;
	double best = 0;
	int best_at = 0;
	int64_t counts[2] = {0, 0};
	for (int i = 0; i <= STEP_COUNT; i++) {
		counts[0] += t->right[0][i];
		counts[1] += t->right[1][i];
		double now = f1(t, i, &precision, &recall);
		if (now > best) {
			best = now;
			best_at = i;
		}
	}
	double at_half = f1(t, STEP_COUNT / 2, &precision, &recall);
	printf("%lld same, %lld different; at 0.50: precision %.4f recall %.4f F1 %.4f; best F1 %.4f at "
	       "%.2f\n",
		(long long)counts[1], (long long)counts[0], precision, recall, at_half, best,
		best_at / 100.0);
}

/* Other people differ from the first name; and from the second, where it is the whole name in another script. */
static size_t same_count_for_others(const struct bytes same[NAMES_MAX], size_t count)
{
	return count >= 2 && same[1].len > 0 && (uint8_t)same[1].s[0] >= 0xCE ? 2 : 1;
}

static void try_line(
	struct run *r, struct bytes line, const char *half, struct bytes same[NAMES_MAX], size_t *same_count)
{
	struct bytes names[NAMES_MAX];
	struct bytes rest = {line.s + 1, line.len - 1};
	size_t count = cut(rest, names);
	if (line.s[0] == '=') {
		memcpy(same, names, count * sizeof(*names));
		*same_count = count;
	}
	if (*same_count == 0 ||
		(strcmp(half, "all") != 0 && is_test(same[0]) != (strcmp(half, "test") == 0))) {
		return;
	}
	for (size_t i = 0; i < count; i++) {
		size_t from = line.s[0] == '=' ? i + 1 : 0;
		size_t to = line.s[0] == '=' ? count : same_count_for_others(same, *same_count);
		for (size_t j = from; j < to; j++) {
			try_pair(r, names[i], same[j], line.s[0] == '=');
		}
	}
}

int main(int argc, char **argv)
{
	struct err e = {0};
	struct buf text = {0};
	struct person_words *words = NULL;
	if (argc < 3) {
		fprintf(stderr, "usage: full_names FILE dev|test|all [errors]\n");
		return 2;
	}
	bool is_dev = strcmp(argv[2], "dev") == 0;
	if (file_read(argv[1], FILE_BYTES_MAX, &text, &e) != 0 ||
		person_words_open(person_words_builtin(), &words, &e) != 0) {
		fprintf(stderr, "full_names: %s\n", e.text);
		return 1;
	}
	struct match_aligner *aligner = match_aligner_builtin();
	struct run run = {.m = person_matcher_open(words, aligner), .shows_errors = argc > 3 && is_dev};
	struct bytes rest = buf_bytes(&text);
	struct bytes line;
	struct bytes same[NAMES_MAX];
	size_t same_count = 0;
	while (bytes_next_line(&rest, &line)) {
		if (line.len > 0 && (line.s[0] == '=' || line.s[0] == '!')) {
			try_line(&run, line, argv[2], same, &same_count);
		}
	}
	report(&run.tally);
	person_matcher_close(&run.m);
	match_aligner_close(&aligner);
	person_words_close(&words);
	buf_done(&text);
	return 0;
}
