/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How often the two sides of a pair have one skeleton, and how many random pairs share one:
 *
 *     bench_skeleton FOLDER          the files that pairs.h names
 */
#include "match/fold.h"
#include "match/skeleton.h"
#include "pairs.h"

struct facts {
	size_t same;
	double share_of_pairs; /* of all (latin, other): how many have one key */
	size_t keys;
};

static int by_key(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

static struct facts measure(const struct name_pairs *pairs, struct arena *a)
{
	uint64_t *latin = arena_alloc(a, pairs->count * sizeof(*latin));
	uint64_t *other = arena_alloc(a, pairs->count * sizeof(*other));
	struct facts f = {0};
	for (size_t i = 0; i < pairs->count; i++) {
		latin[i] = match_skeleton(pairs->row[i].names.left);
		other[i] = match_skeleton(pairs->row[i].names.right);
		f.same += latin[i] == other[i];
	}
	qsort(latin, pairs->count, sizeof(*latin), by_key);
	qsort(other, pairs->count, sizeof(*other), by_key);
	double together = 0;
	for (size_t i = 0, j = 0; i < pairs->count;) {
		size_t i_end = i;
		while (i_end < pairs->count && latin[i_end] == latin[i]) {
			i_end++;
		}
		while (j < pairs->count && other[j] < latin[i]) {
			j++;
		}
		size_t j_end = j;
		while (j_end < pairs->count && other[j_end] == latin[i]) {
			j_end++;
		}
		together += (double)(i_end - i) * (double)(j_end - j);
		f.keys++;
		i = i_end;
		j = j_end;
	}
	f.share_of_pairs = together / (double)pairs->count / (double)pairs->count;
	return f;
}

int main(int argc, char **argv)
{
	struct arena a = {0};
	struct err e = {0};
	struct pair_files files;
	if (argc != 2) {
		fprintf(stderr, "usage: bench_skeleton FOLDER\n");
		return 1;
	}
	int status = pairs_read(argv[1], &a, &files, &e);
	if (status != 0) {
		fprintf(stderr, "bench_skeleton: %s\n", e.text);
	}
	printf("%10s %10s %10s %16s\n", "pairs", "one key", "keys", "random pairs");
	for (unsigned right = MATCH_SCRIPT_LATIN + 1; status == 0 && right < MATCH_SCRIPT_OTHER; right++) {
		const struct name_pairs *pairs = &files.file[right];
		struct facts f = measure(pairs, &a);
		printf("%10zu %10.4f %10zu %16.6f  latin-%s\n", pairs->count,
			(double)f.same / (double)pairs->count, f.keys, f.share_of_pairs, pair_scripts[right]);
	}
	arena_done(&a);
	return err_exit_code(status);
}
