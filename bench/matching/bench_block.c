/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Speeds of what blocking is made of, one after the other:
 *
 *     bench_block words                        comparisons of words inside blocks
 *     bench_block sort [RECORDS [THREADS]]     sorting keys
 *     bench_block walk [RECORDS [THREADS]]     finding the blocks of 12 rules, walking their pairs, and comparing two words
 *                                              of each pair
 */
#include "base/mem.h"
#include "match/block.h"
#include "match/jaro.h"
#include "match/radix.h"

#include <sys/resource.h>
#include <time.h>

enum { RULES = 12, WORDS = 1 << 12, BLOCK = 64, ROUNDS = 16 };

static double seconds(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

struct watch {
	double wall;
	double cpu;
};

static struct watch start_watch(void)
{
	return (struct watch){seconds(CLOCK_MONOTONIC), seconds(CLOCK_PROCESS_CPUTIME_ID)};
}

/* Says how long it took since, and how many million things that is a second of a processor. */
static void say(const char *what, struct watch since, uint64_t count)
{
	double wall = seconds(CLOCK_MONOTONIC) - since.wall;
	double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID) - since.cpu;
	printf("%-44s %8.2f s %8.2f CPU-s %8.1f M/CPU-s\n", what, wall, cpu, (double)count / 1e6 / cpu);
}

static uint64_t mix(uint64_t x)
{
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

/* ------- words ------- */

struct slot {
	uint8_t letter[64];
	uint32_t len;
};

/* A word of syllables, from a number; nearby words of a block differ in a letter or two. */
static void make_word(struct slot *s, uint64_t number, unsigned syllables)
{
	static const char consonants[] = "bdfghjklmnprstwz";
	static const char vowels[] = "aeiou";
	memset(s, 0, sizeof(*s));
	uint64_t base = mix(number / BLOCK + 1);
	for (unsigned i = 0; i < syllables; i++) {
		uint64_t r = mix(base + i % 3);
		s->letter[s->len++] = (uint8_t)consonants[r % 16];
		s->letter[s->len++] = (uint8_t)vowels[r / 16 % 5];
		if (r / 80 % 3 == 0) {
			s->letter[s->len++] = (uint8_t)consonants[r / 240 % 16];
		}
	}
	for (uint64_t errors = mix(number) % 3; errors > 0; errors--) {
		uint64_t r = mix(number + errors);
		s->letter[r % s->len] = (uint8_t)consonants[r / 64 % 16];
	}
}

static void compare_words(const char *what, unsigned syllables, bool is_jaro)
{
	struct slot *words = mem_calloc(WORDS, sizeof(*words));
	for (size_t i = 0; i < WORDS; i++) {
		make_word(&words[i], i, syllables);
	}
	double sum = 0;
	uint64_t count = 0;
	struct watch since = start_watch();
	for (size_t block = 0; block < WORDS; block += BLOCK) {
		for (size_t round = 0; round < ROUNDS; round++) {
			for (size_t i = block; i < block + BLOCK; i++) {
				struct match_word a = {words[i].letter, words[i].len};
				for (size_t j = i + 1; j < block + BLOCK; j++) {
					struct match_word b = {words[j].letter, words[j].len};
					sum += is_jaro ? match_jaro_winkler(a, b) : match_damerau(a, b);
					count++;
				}
			}
		}
	}
	say(what, since, count);
	BUG_IF(sum <= 0);
	free(words);
}

static void bench_words(void)
{
	compare_words("Jaro-Winkler, 4 to 9 letters", 3, true);
	compare_words("Damerau, 4 to 9 letters", 3, false);
	compare_words("Jaro-Winkler, 20 to 30 letters", 10, true);
	compare_words("Damerau, 20 to 30 letters", 10, false);
}

/* ------- sorting ------- */

static void bench_sort(size_t records, struct pool *pool)
{
	struct match_keyed *items = mem_calloc(records, sizeof(*items));
	struct match_keyed *scratch = mem_calloc(records, sizeof(*scratch));
	memset(scratch, 1, records * sizeof(*scratch));
	static const uint64_t kept[] = {UINT64_MAX, UINT64_MAX >> 24, UINT64_MAX >> 44};
	static const char *const names[] = {
		"sort, keys of 64 bits", "sort, keys of 40 bits", "sort, keys of 20 bits"};
	for (size_t k = 0; k < ARRAY_COUNT(kept); k++) {
		for (size_t i = 0; i < records; i++) {
			items[i] = (struct match_keyed){mix(i + 1) & kept[k], (uint32_t)i};
		}
		struct watch since = start_watch();
		match_radix_sort(items, scratch, records, pool);
		say(names[k], since, records);
	}
	free(items);
	free(scratch);
}

/* ------- blocks ------- */

struct people {
	uint32_t count;
	struct slot16 {
		uint8_t letter[16];
	} * words; /* two a record, which lie together as a record does */
};

/*
 * Three of four records have a key for a rule. Values are as uneven as names: value v has a share that falls as 1 / v², cut
 * off by drawing from a square; the rarest are single.
 */
static uint64_t key_of(const void *context, unsigned rule, unsigned depth, uint32_t record)
{
	const struct people *people = context;
	uint64_t r = mix(record + 1 + ((uint64_t)(rule + RULES * depth) << 32));
	if (r % 4 == 0 && depth == 0) {
		return 0;
	}
	double u = (double)(r >> 11) * 0x1p-53;
	uint64_t value = (uint64_t)(u * u * (depth == 0 ? people->count / 4.0 : 1000.0)) + 1;
	return mix(value);
}

struct work {
	const struct match_block_plan *plan;
	const struct people *people;
	bool compares;
	uint64_t *pairs;  /* by job */
	double *likeness; /* by job */
};

struct job {
	const struct people *people;
	double likeness;
};

static void compare(void *context, const struct match_pair *pairs, size_t count)
{
	enum { AHEAD = 16 };
	struct job *job = context;
	const struct slot16 *words = job->people->words;
	for (size_t i = 0; i < count; i++) {
		if (i + AHEAD < count) {
			__builtin_prefetch(&words[2 * (size_t)pairs[i + AHEAD].b]);
		}
		for (unsigned w = 0; w < 2; w++) {
			const uint8_t *a = words[2 * (size_t)pairs[i].a + w].letter;
			const uint8_t *b = words[2 * (size_t)pairs[i].b + w].letter;
			job->likeness +=
				match_jaro_winkler((struct match_word){a, 6}, (struct match_word){b, 6});
		}
	}
}

static void run_job(void *context, size_t i)
{
	struct work *w = context;
	struct job job = {.people = w->people};
	w->pairs[i] = match_block_walk(w->plan, i, w->compares ? compare : NULL, &job);
	w->likeness[i] = job.likeness;
}

static uint64_t walk(struct work *w, struct pool *pool, bool compares, uint64_t *by_rule)
{
	size_t jobs = match_block_job_count(w->plan);
	w->compares = compares;
	pool_run(pool, jobs, run_job, w);
	uint64_t pairs = 0;
	memset(by_rule, 0, RULES * sizeof(*by_rule));
	for (size_t i = 0; i < jobs; i++) {
		pairs += w->pairs[i];
		by_rule[match_block_job_rule(w->plan, i)] += w->pairs[i];
	}
	return pairs;
}

static void make_people(struct people *people, uint32_t count)
{
	people->count = count;
	people->words = mem_calloc(2 * (size_t)count, sizeof(*people->words));
	for (size_t i = 0; i < 2 * (size_t)count; i++) {
		for (size_t k = 0; k < 6; k++) {
			people->words[i].letter[k] = (uint8_t)(1 + mix(i * 6 + k) % 26);
		}
	}
}

static void bench_walk(uint32_t records, struct pool *pool)
{
	struct people people;
	make_people(&people, records);
	uint32_t list_start[] = {0, records / 2, records};
	bool is_unique[] = {false, true};
	struct match_block_input in = {.record_count = records,
		.rule_count = RULES,
		.key = key_of,
		.context = &people,
		.list_count = 2,
		.list_start = list_start,
		.list_is_unique = is_unique,
		.only_list = MATCH_LIST_ALL,
		.refine_pairs = MATCH_BLOCK_REFINE_PAIRS,
		.skip_pairs = MATCH_BLOCK_SKIP_PAIRS};
	for (unsigned rule = 0; rule < RULES; rule++) {
		in.refine_count[rule] = 1;
	}
	struct watch since = start_watch();
	struct match_block_plan *p = match_block_plan_open(&in, pool);
	say("blocks of 12 rules (records x rules)", since, (uint64_t)records * RULES);
	size_t jobs = match_block_job_count(p);
	struct work w = {.plan = p, .people = &people};
	w.pairs = mem_calloc(jobs, sizeof(*w.pairs));
	w.likeness = mem_calloc(jobs, sizeof(*w.likeness));
	uint64_t by_rule[RULES];
	since = start_watch();
	uint64_t pairs = walk(&w, pool, false, by_rule);
	say("pairs, counted", since, pairs);
	since = start_watch();
	walk(&w, pool, true, by_rule);
	say("pairs, two words compared", since, pairs);
	printf("%llu pairs in %zu jobs\nrule   pairs of it   new of them   largest block\n",
		(unsigned long long)pairs, jobs);
	for (unsigned rule = 0; rule < RULES; rule++) {
		const struct match_block_facts *f = match_block_facts(p, rule);
		printf("%4u %13llu %13llu %15llu\n", rule + 1, (unsigned long long)f->pair_count,
			(unsigned long long)by_rule[rule], (unsigned long long)f->largest);
	}
	free(w.pairs);
	free(w.likeness);
	match_block_plan_close(&p);
	free(people.words);
}

int main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";
	uint32_t records = argc > 2 ? (uint32_t)strtoul(argv[2], NULL, 10) : 24000000;
	struct pool *pool = pool_open(argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 2);
	if (strcmp(what, "words") == 0) {
		bench_words();
	} else if (strcmp(what, "sort") == 0) {
		bench_sort(records, pool);
	} else if (strcmp(what, "walk") == 0) {
		bench_walk(records, pool);
	} else {
		fprintf(stderr,
			"usage: bench_block words | sort [RECORDS [THREADS]] | walk [RECORDS [THREADS]]\n");
		return 2;
	}
	pool_close(&pool);
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	printf("largest resident set %ld MiB\n", usage.ru_maxrss / 1024);
	return 0;
}
