/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Times figure_compute() for each rule over 10,000 claims (or as many as the first argument says) and
 * prints the best of nine runs in milliseconds and the largest resident set of the process.
 */
#include "base/err.h"
#include "figure/figure.h"

#include <sys/resource.h>
#include <time.h>

enum { ORIGINATORS = 500, SOURCES = 2000, DECISIONS = 200, RUNS = 9 };

static uint64_t state = 20111216;

static uint64_t below(uint64_t n)
{
	state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (state >> 33) % n;
}

static double now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static struct bytes id_of(struct arena *a, const char *prefix, uint64_t n)
{
	return bytes_of(arena_printf(a, "%s%08llx", prefix, (unsigned long long)n));
}

static void make_claims(struct arena *a, struct claim *claims, size_t count)
{
	static const struct bytes places[][2] = {
		{{"zhanaozen", 9}, {"shetpe", 6}}, {{"square", 6}, {"shetpe", 6}}};
	for (size_t i = 0; i < count; i++) {
		struct claim *c = &claims[i];
		struct date day = {2011, 12, (int8_t)(16 + below(15))};
		int64_t n = 10 + (int64_t)below(60);
		struct attribution_step *step = arena_calloc(a, 1, sizeof(*step));
		step->originator = id_of(a, "originator-", below(ORIGINATORS));
		step->class = (enum record_class)below(RECORD_CLASS_UNATTRIBUTED);
		/* Ids in no order, as random ones are. */
		c->id = id_of(a, "claim-", (i * 2654435761U) & 0xffffffffU);
		c->about = BYTES("incident");
		c->property = BYTES("count");
		c->measure = BYTES("killed");
		c->quantity =
			(struct quantity){.has_low = true, .low = n, .has_high = below(2) == 0, .high = n};
		c->published = (struct date_range){day, day};
		c->source = id_of(a, "source-", below(SOURCES));
		c->attribution = step;
		c->attribution_count = below(2);
		c->scope.places = places[below(2)];
		c->scope.place_count = 2 * below(2);
		c->credibility = (int)below(7);
	}
}

static void make_ground(struct arena *a, struct figure_input *in, const struct claim *claims, size_t count)
{
	struct source *sources = arena_calloc(a, SOURCES, sizeof(*sources));
	struct publication *publications = arena_calloc(a, SOURCES, sizeof(*publications));
	struct decision *decisions = arena_calloc(a, DECISIONS, sizeof(*decisions));
	for (size_t i = 0; i < SOURCES; i++) {
		struct source_link *link = arena_calloc(a, 1, sizeof(*link));
		link->source = id_of(a, "source-", i / 2);
		sources[i] = (struct source){.id = id_of(a, "source-", i),
			.publication = id_of(a, "publication-", i),
			.derived_from = link,
			.derived_count = i % 3 == 0 ? 1 : 0};
		publications[i] =
			(struct publication){.id = id_of(a, "publication-", i), .kind = BYTES("media")};
	}
	for (size_t i = 0; i < DECISIONS; i++) {
		struct bytes *ids = arena_calloc(a, 2, sizeof(*ids));
		ids[0] = claims[below(count)].id;
		ids[1] = claims[below(count)].id;
		decisions[i] = (struct decision){.id = id_of(a, "decision-", i),
			.kind = i % 2 ? RECORD_DECIDE_EXCLUDE : RECORD_DECIDE_PARTS,
			.claims = ids,
			.claim_count = 2,
			.list_count = -1};
	}
	in->sources = sources;
	in->source_count = SOURCES;
	in->publications = publications;
	in->publication_count = SOURCES;
	in->decisions = decisions;
	in->decision_count = DECISIONS;
}

static void time_rule(const struct figure_input *in, const char *rule)
{
	struct figure_request request = {BYTES("incident"), BYTES("killed"), bytes_of(rule), NULL};
	double best_ms = 0;
	size_t used = 0;
	for (int run = 0; run < RUNS; run++) {
		struct arena a = {0};
		struct figure f;
		struct err e = {0};
		double start = now_ms();
		int code = figure_compute(in, &request, &a, &f, &e);
		double took_ms = now_ms() - start;
		BUG_IF(code != 0);
		best_ms = run == 0 || took_ms < best_ms ? took_ms : best_ms;
		used = f.used_count;
		arena_done(&a);
	}
	printf("%-18s %8.2f ms   %zu of %zu claims used\n", rule, best_ms, used, in->claim_count);
}

int main(int argc, char **argv)
{
	static const char *const rules[] = {"range-by-source", "priority:official", "ucdp", "acled", "gtd",
		"two-source", "majority", "pending"};
	struct arena a = {0};
	struct err e = {0};
	struct codebook codebook;
	size_t count = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 10000;
	struct place places[] = {{BYTES("zhanaozen"), BYTES("Zhanaozen"), BYTES("mangystau")},
		{BYTES("shetpe"), BYTES("Shetpe"), BYTES("mangystau")},
		{BYTES("square"), BYTES("the square"), BYTES("zhanaozen")},
		{BYTES("mangystau"), BYTES("Mangystau"), BYTES_NONE}};
	struct bytes target[] = {BYTES("zhanaozen"), BYTES("shetpe")};
	struct incident incident = {.id = BYTES("incident"),
		.target = {.places = target, .place_count = 2, .window = {{2011, 12, 16}, {2011, 12, 17}}}};
	struct claim *claims = arena_calloc(&a, count, sizeof(*claims));
	BUG_IF(codebook_parse(bytes_of(codebook_default_text), &a, &codebook, &e) != 0);
	make_claims(&a, claims, count);
	struct figure_input in = {.claims = claims,
		.claim_count = count,
		.places = places,
		.place_count = ARRAY_COUNT(places),
		.incidents = &incident,
		.incident_count = 1,
		.codebook = &codebook};
	make_ground(&a, &in, claims, count);
	for (size_t i = 0; i < ARRAY_COUNT(rules); i++) {
		time_rule(&in, rules[i]);
	}
	struct rusage usage;
	getrusage(RUSAGE_SELF, &usage);
	printf("largest resident set %ld KiB\n", usage.ru_maxrss);
	arena_done(&a);
	return 0;
}
