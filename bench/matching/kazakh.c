/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How well the forms of Kazakh names are found again, on data/names/kazakh/routes.tsv:
 *
 *     kazakh ROUTES [FOLDER]
 *
 * Of the stems that are held out (routes.h). Pairs of one name: all its forms with each other. Pairs of two names: by
 * chance. Recall at the score that 4 in 10,000 chance pairs of the same two scripts reach, for Jaro-Winkler of what
 * ICU romanises, for sounds, for an alignment of letters that is trained on the other Kazakh stems alone, and, given
 * the FOLDER with the files of pairs.h, for one that is trained like those that are built in.
 */
#include "match/align.h"
#include "match/sound.h"
#include "pairs.h"
#include "text/latin.h"

#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum { WORD_BYTES = 128, CHANCE_COUNT = 2000000 };

static const double FALSE_RATE = 4e-4;

struct form {
	const struct route_form *route;
	char icu[WORD_BYTES];
	struct sounds sounds;
};

/* Forms that are held out. */
struct set {
	struct form *form;
	size_t count;
};

enum method { JARO_WINKLER, SOUNDS, KAZAKH_ONLY, BUILTIN, METHOD_COUNT };

/* What comparing needs. */
struct tools {
	struct sound_costs costs;
	struct match_aligner *kazakh; /* models of the Kazakh names that are not held out, alone */
	struct match_aligner
		*builtin; /* made like those that are built in, without what is held out; or NULL */
};

static void romanise(UTransliterator *icu, struct bytes text, char out[WORD_BYTES])
{
	UErrorCode status = U_ZERO_ERROR;
	UChar units[WORD_BYTES];
	int32_t len = 0;
	u_strFromUTF8(units, WORD_BYTES / 4, &len, text.s, (int32_t)text.len, &status);
	int32_t limit = len;
	utrans_transUChars(icu, units, &len, WORD_BYTES, 0, &limit, &status);
	BUG_IF(U_FAILURE(status));
	size_t count = 0;
	for (int32_t i = 0; i < limit && count + 1 < WORD_BYTES; i++) {
		if (units[i] >= 'a' && units[i] <= 'z') {
			out[count++] = (char)units[i];
		}
	}
	out[count] = '\0';
}

/* Winkler (1990): Jaro's measure, with a tenth for each of up to four equal first letters. */
static double jaro_winkler(const char *a, const char *b)
{
	size_t n = strlen(a);
	size_t m = strlen(b);
	size_t reach = (n > m ? n : m) / 2;
	bool is_used[WORD_BYTES] = {false};
	char matched[WORD_BYTES];
	size_t common = 0;
	size_t swapped = 0;
	reach = reach > 0 ? reach - 1 : 0;
	for (size_t i = 0; i < n; i++) {
		size_t from = i > reach ? i - reach : 0;
		for (size_t j = from; j < m && j <= i + reach; j++) {
			if (!is_used[j] && a[i] == b[j]) {
				is_used[j] = true;
				matched[common++] = a[i];
				break;
			}
		}
	}
	size_t k = 0;
	for (size_t j = 0; j < m; j++) {
		if (is_used[j]) {
			swapped += matched[k++] != b[j];
		}
	}
	if (common == 0) {
		return 0;
	}
	double c = (double)common;
	double jaro = (c / (double)n + c / (double)m + (c - 0.5 * (double)swapped) / c) / 3;
	size_t prefix = 0;
	while (prefix < 4 && prefix < n && prefix < m && a[prefix] == b[prefix]) {
		prefix++;
	}
	return jaro + 0.1 * (double)prefix * (1 - jaro);
}

static double compare(
	enum method method, const struct tools *tools, const struct form *a, const struct form *b)
{
	switch (method) {
	case SOUNDS:
		return sound_alike(&tools->costs, &a->sounds, &b->sounds, SOUND_WRITTEN);
	case KAZAKH_ONLY:
		return match_align_log(tools->kazakh, a->route->folded, b->route->folded);
	case BUILTIN:
		return match_align_log(tools->builtin, a->route->folded, b->route->folded);
	case JARO_WINKLER:
	case METHOD_COUNT:
		break;
	}
	return jaro_winkler(a->icu, b->icu);
}

static void prepare(const struct routes *routes, struct arena *a, struct set *set)
{
	UErrorCode status = U_ZERO_ERROR;
	UTransliterator *icu =
		utrans_openU(u"Any-Latin; Latin-ASCII; Lower", -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
	struct latin *latin = latin_open();
	BUG_IF(U_FAILURE(status));
	*set = (struct set){.form = arena_calloc(a, routes->count, sizeof(*set->form))};
	for (size_t i = 0; i < routes->count; i++) {
		if (routes->form[i].is_held_out) {
			struct form *f = &set->form[set->count++];
			struct buf word = {0};
			f->route = &routes->form[i];
			romanise(icu, f->route->text, f->icu);
			latin_add_word(latin, f->route->text, &word);
			sound_of(buf_bytes(&word), &f->sounds);
			buf_done(&word);
		}
	}
	latin_close(&latin);
	utrans_close(icu);
}

static int descending(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;
	return (x < y) - (x > y);
}

static bool is_of(const struct form *a, const struct form *b, enum match_script left, enum match_script right)
{
	enum match_script x = a->route->script;
	enum match_script y = b->route->script;
	return (x == left && y == right) || (x == right && y == left);
}

static const struct form *draw(const struct set *set, uint64_t *state)
{
	*state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return &set->form[(*state >> 33) % set->count];
}

/* The score over which FALSE_RATE of the chance pairs of two scripts lie. */
static double threshold_of(const struct set *set, const struct tools *tools, enum method method,
	enum match_script left, enum match_script right)
{
	double *scores = mem_calloc(CHANCE_COUNT, sizeof(double));
	uint64_t state = 1;
	for (size_t i = 0; i < CHANCE_COUNT;) {
		const struct form *a = draw(set, &state);
		const struct form *b = draw(set, &state);
		if (is_of(a, b, left, right) && !bytes_equal(a->route->stem, b->route->stem)) {
			scores[i++] = compare(method, tools, a, b);
		}
	}
	qsort(scores, CHANCE_COUNT, sizeof(double), descending);
	double threshold = scores[(size_t)(FALSE_RATE * CHANCE_COUNT)];
	free(scores);
	return threshold;
}

static void judge(const struct set *set, const struct tools *tools, enum method method,
	enum match_script left, enum match_script right)
{
	static const char *const names[METHOD_COUNT] = {
		"ICU and Jaro-Winkler", "sounds", "aligned, Kazakh only", "aligned, as built in"};
	double threshold = threshold_of(set, tools, method, left, right);
	size_t found = 0;
	size_t all = 0;
	for (size_t i = 0; i < set->count; i++) {
		const struct form *a = &set->form[i];
		for (size_t j = i + 1; j < set->count && bytes_equal(set->form[j].route->id, a->route->id);
			j++) {
			bool is_pair = is_of(a, &set->form[j], left, right);
			all += is_pair;
			found += is_pair && compare(method, tools, a, &set->form[j]) > threshold;
		}
	}
	printf("%-22s %zu pairs, recall %.4f at a false rate of %.0e (over %.4f)\n", names[method], all,
		(double)found / (double)all, FALSE_RATE, threshold);
}

static const enum match_script scripts[][2] = {
	{MATCH_SCRIPT_LATIN, MATCH_SCRIPT_CYRILLIC},
	{MATCH_SCRIPT_CYRILLIC, MATCH_SCRIPT_CYRILLIC},
	{MATCH_SCRIPT_LATIN, MATCH_SCRIPT_LATIN},
};

/* Trains on what is not held out; files: those of pairs.h, or NULL for the Kazakh names alone. */
static int train(const struct routes *routes, const struct pair_files *files, struct match_aligner **aligner,
	struct err *e)
{
	struct buf model[ARRAY_COUNT(scripts)] = {{0}};
	struct bytes text[ARRAY_COUNT(scripts)];
	struct arena a = {0};
	struct match_align_report report;
	int status = 0;
	for (size_t i = 0; status == 0 && i < ARRAY_COUNT(scripts); i++) {
		enum match_script left = scripts[i][0];
		enum match_script right = scripts[i][1];
		if (files) {
			status = pairs_train(files, left, right, PAIR_PART_TEST, &model[i], &report, e);
		} else {
			size_t count;
			struct match_align_pair *pairs = routes_pairs(routes, left, right, false, &a, &count);
			status = match_align_train(
				left, right, pairs, count, &match_align_defaults, &model[i], &report, e);
		}
		text[i] = buf_bytes(&model[i]);
	}
	if (status == 0) {
		status = match_aligner_open(text, ARRAY_COUNT(text), aligner, e);
	}
	for (size_t i = 0; i < ARRAY_COUNT(scripts); i++) {
		buf_done(&model[i]);
	}
	arena_done(&a);
	return status;
}

int main(int argc, char **argv)
{
	struct arena a = {0};
	struct err e = {0};
	struct routes routes;
	struct pair_files files;
	struct set set;
	struct tools tools = {.builtin = NULL};
	if (argc != 2 && argc != 3) {
		fprintf(stderr, "usage: kazakh ROUTES [FOLDER]\n");
		return 1;
	}
	sound_costs_init(&tools.costs);
	int status = routes_read(argv[1], &a, &routes, &e);
	if (status == 0) {
		prepare(&routes, &a, &set);
		status = train(&routes, NULL, &tools.kazakh, &e);
	}
	if (status == 0 && argc == 3) {
		status = pairs_read(argv[2], argv[1], &a, &files, &e);
		status = status != 0 ? status : train(&routes, &files, &tools.builtin, &e);
	}
	for (size_t i = 0; status == 0 && i < ARRAY_COUNT(scripts); i++) {
		printf("%s-%s\n", pair_scripts[scripts[i][0]], pair_scripts[scripts[i][1]]);
		for (enum method method = 0; method < (tools.builtin ? METHOD_COUNT : BUILTIN); method++) {
			judge(&set, &tools, method, scripts[i][0], scripts[i][1]);
		}
	}
	if (status != 0) {
		fprintf(stderr, "kazakh: %s\n", e.text);
	}
	match_aligner_close(&tools.kazakh);
	match_aligner_close(&tools.builtin);
	arena_done(&a);
	return err_exit_code(status);
}
