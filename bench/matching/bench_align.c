/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How many withheld pairs the letter alignment finds at a rate of false matches:
 *
 *     bench_align [--tune] FOLDER ROUTES [LEFT RIGHT]     the files that pairs.h names; two scripts, or all pairs of them
 *
 * Trains on parts 0 to 6 (with --tune) or 0 to 7 and judges on part 7 (--tune), or 8 and 9. False matches: each withheld
 * word with many withheld words of the other side that are not its pair; hard ones: all those that share its skeleton.
 */
#include "base/random.h"
#include "match/align.h"
#include "match/align_train.h"
#include "match/skeleton.h"
#include "pairs.h"

#include <math.h>
#include <time.h>

enum { NEGATIVES = 300, SEEDS = 3 };

static const double rates[] = {1e-3, 4e-4, 1e-4};
static const double rate_aim = 4e-4;

struct words {
	struct match_align_word left;
	struct match_align_word right;
	uint64_t left_skeleton;
	uint64_t right_skeleton;
};

struct bench {
	struct match_aligner *aligner;
	const struct name_pair **row; /* withheld */
	struct words *words;
	size_t count;
	double *same;                   /* ratios of the pairs */
	const struct name_pairs *pairs; /* all */
	enum match_script left;
	enum match_script right;
};

static int by_ratio_down(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;
	return (x < y) - (x > y);
}

static int by_names(const void *a, const void *b)
{
	const struct match_align_pair *x = &((const struct name_pair *)a)->names;
	const struct match_align_pair *y = &((const struct name_pair *)b)->names;
	int left = bytes_compare(x->left, y->left);
	return left != 0 ? left : bytes_compare(x->right, y->right);
}

static bool has_pair(const struct name_pairs *pairs, struct bytes left, struct bytes right)
{
	struct name_pair sought = {{left, right, 0}, 0};
	return bsearch(&sought, pairs->row, pairs->count, sizeof(sought), by_names) != NULL;
}

/* Pairs of one script stand for both orders, and a word is no false match of itself. */
static bool is_pair(const struct bench *b, size_t i, size_t j)
{
	struct bytes left = b->row[i]->names.left;
	struct bytes right = b->row[j]->names.right;
	return has_pair(b->pairs, left, right) || bytes_equal(left, right) ||
		(b->left == b->right && has_pair(b->pairs, right, left));
}

static int train(struct bench *b, const struct pair_files *files, unsigned parts, struct err *e)
{
	struct match_align_report report;
	struct buf model = {0};
	clock_t before = clock();
	int status = pairs_train(files, b->left, b->right, parts, &model, &report, e);
	if (status == 0) {
		printf("trained on %zu pairs in %.1f CPU-s: %zu steps, model of %zu bytes, %.4f of pairs "
		       "apart\n",
			report.pair_count, (double)(clock() - before) / CLOCKS_PER_SEC, report.step_count,
			model.len, report.apart_p);
		struct bytes text = buf_bytes(&model);
		status = match_aligner_open(&text, 1, &b->aligner, e);
	}
	buf_done(&model);
	return status;
}

static double share_above(const double *ratios, size_t count, double threshold)
{
	size_t above = 0;
	for (size_t i = 0; i < count; i++) {
		above += ratios[i] > threshold;
	}
	return (double)above / (double)count;
}

/* The ratio that a share `rate` of all is above. */
static double threshold_of(double *ratios, size_t count, double rate)
{
	return count > 0 ? ratios[(size_t)(rate * (double)count)] : 0;
}

static double judge_random(const struct bench *b, uint64_t seed)
{
	double *ratios = mem_calloc(b->count * NEGATIVES, sizeof(*ratios));
	size_t count = 0;
	double at_aim = 0;
	struct random r;
	random_init(&r, &(struct random_place){.seed = seed});
	clock_t before = clock();
	for (size_t i = 0; i < b->count; i++) {
		for (size_t n = 0; n < NEGATIVES; n++) {
			size_t j = random_below(&r, b->count);
			if (!is_pair(b, i, j)) {
				ratios[count++] = match_align_words_log(
					b->aligner, &b->words[i].left, &b->words[j].right);
			}
		}
	}
	double seconds = (double)(clock() - before) / CLOCKS_PER_SEC;
	qsort(ratios, count, sizeof(*ratios), by_ratio_down);
	printf("seed %llu, %zu false pairs (%.0f a CPU-s):", (unsigned long long)seed, count,
		(double)count / seconds);
	for (size_t i = 0; i < ARRAY_COUNT(rates); i++) {
		double threshold = threshold_of(ratios, count, rates[i]);
		printf("  %.4f at %g (over %.2f nats)", share_above(b->same, b->count, threshold), rates[i],
			threshold);
		at_aim = rates[i] == rate_aim ? threshold : at_aim;
	}
	printf("\n");
	free(ratios);
	return at_aim;
}

/* Pairs that share a skeleton without being one name, against the threshold of random ones. */
static void judge_hard(const struct bench *b, double threshold)
{
	double *ratios = NULL;
	size_t room = 0;
	size_t count = 0;
	for (size_t i = 0; i < b->count; i++) {
		for (size_t j = 0; j < b->count; j++) {
			if (b->words[i].left_skeleton != b->words[j].right_skeleton || is_pair(b, i, j)) {
				continue;
			}
			if (count == room) {
				room = 2 * room + 1024;
				ratios = mem_realloc(ratios, room, sizeof(*ratios));
			}
			ratios[count++] =
				match_align_words_log(b->aligner, &b->words[i].left, &b->words[j].right);
		}
	}
	qsort(ratios, count, sizeof(*ratios), by_ratio_down);
	printf("hard: %zu false pairs of one skeleton, %.4f of them over %.2f nats;", count,
		share_above(ratios, count, threshold), threshold);
	for (size_t percent = 1; percent <= 10; percent *= 10) {
		double hard = threshold_of(ratios, count, (double)percent / 100);
		printf(" recall %.4f at %zu %% of them;", share_above(b->same, b->count, hard), percent);
	}
	printf("\n");
	free(ratios);
}

static void prepare(struct bench *b, unsigned from, unsigned to, struct arena *a)
{
	size_t count = b->pairs->count;
	b->row = arena_calloc(a, count, sizeof(*b->row));
	b->words = arena_calloc(a, count, sizeof(*b->words));
	b->same = arena_calloc(a, count, sizeof(*b->same));
	for (size_t i = 0; i < count; i++) {
		const struct name_pair *row = &b->pairs->row[i];
		struct words *w = &b->words[b->count];
		if (row->part < from || row->part >= to ||
			!match_align_word(b->aligner, row->names.left, b->right, &w->left) ||
			!match_align_word(b->aligner, row->names.right, b->left, &w->right)) {
			continue;
		}
		w->left_skeleton = match_skeleton(row->names.left);
		w->right_skeleton = match_skeleton(row->names.right);
		double ratio = match_align_words_log(b->aligner, &w->left, &w->right);
		if (!isnan(ratio)) {
			b->row[b->count] = row;
			b->same[b->count++] = ratio;
		}
	}
}

static int judge(const struct pair_files *files, unsigned left, unsigned right, bool is_tuning, struct err *e)
{
	struct arena a = {0};
	struct name_pairs pairs = pairs_between(files, (enum match_script)left, (enum match_script)right, &a);
	struct bench b = {
		.pairs = &pairs, .left = (enum match_script)left, .right = (enum match_script)right};
	unsigned from = is_tuning ? PAIR_PART_TUNE : PAIR_PART_TEST;
	printf("%s-%s\n", pair_scripts[left], pair_scripts[right]);
	int status = train(&b, files, from, e);
	if (status == 0) {
		prepare(&b, from, is_tuning ? PAIR_PART_TEST : PAIR_PART_COUNT, &a);
		printf("%zu withheld pairs\n", b.count);
		double threshold = 0;
		for (uint64_t seed = 1; seed <= SEEDS; seed++) {
			threshold += judge_random(&b, seed) / SEEDS;
		}
		judge_hard(&b, threshold);
	}
	match_aligner_close(&b.aligner);
	arena_done(&a);
	return status;
}

int main(int argc, char **argv)
{
	struct arena a = {0};
	struct err e = {0};
	struct pair_files files;
	bool is_tuning = argc > 1 && strcmp(argv[1], "--tune") == 0;
	char **names = argv + 1 + is_tuning;
	int name_count = argc - 1 - is_tuning;
	if (name_count != 2 && name_count != 4) {
		fprintf(stderr, "usage: bench_align [--tune] FOLDER ROUTES [LEFT RIGHT]\n");
		return 1;
	}
	int status = pairs_read(names[0], names[1], &a, &files, &e);
	for (unsigned left = 0; left < MATCH_SCRIPT_OTHER; left++) {
		for (unsigned right = left; status == 0 && right < MATCH_SCRIPT_OTHER; right++) {
			if (name_count == 2 ||
				(strcmp(names[2], pair_scripts[left]) == 0 &&
					strcmp(names[3], pair_scripts[right]) == 0)) {
				status = judge(&files, left, right, is_tuning, &e);
			}
		}
	}
	if (status != 0) {
		fprintf(stderr, "bench_align: %s\n", e.text);
	}
	arena_done(&a);
	return err_exit_code(status);
}
