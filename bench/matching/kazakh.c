/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How well the forms of Kazakh names are found again, on data/names/kazakh/routes.tsv:
 *
 *     kazakh FILE
 *
 * Given and family names without endings, of the fifth of the stems that is held out (by a hash; a
 * given name that is a family name, too, is on one side). Pairs of one name: its Kazakh
 * form with each romanised form, its Russian form with each, and both with each other. Pairs of two names: by chance. Recall at
 * the score that 4 in 10,000 chance pairs reach, for Jaro-Winkler of what ICU romanises, for sounds, for the alignment
 * of letters that is built in, and for one that is trained on the other four fifths.
 */
#include "base/file.h"
#include "base/mem.h"
#include "match/align.h"
#include "match/align_train.h"
#include "match/sound.h"
#include "text/latin.h"

#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum { FILE_BYTES_MAX = 16 << 20, ROWS_MAX = 40000, WORD_BYTES = 128, CHANCE_COUNT = 2000000, FIFTH = 5 };

static const double FALSE_RATE = 4e-4;

struct form {
	struct bytes id, stem, part, route, text;
	bool is_cyrillic;
	struct buf folded;
	char icu[WORD_BYTES];
	struct sounds sounds;
};

struct set {
	struct form *forms;
	size_t count;
};

enum method { JARO_WINKLER, SOUNDS, ALIGNMENT, TRAINED, METHOD_COUNT };

/* What comparing needs. */
struct tools {
	struct sound_costs costs;
	struct match_aligner *aligner; /* the models that are built in */
	struct match_aligner *trained; /* on the Kazakh names that are not held out */
};

static uint32_t hash_of(struct bytes b)
{
	uint32_t hash = 2166136261u;
	for (size_t i = 0; i < b.len; i++) {
		hash = (hash ^ (uint8_t)b.s[i]) * 16777619u;
	}
	return hash ^ hash >> 15;
}

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
	case ALIGNMENT:
		return match_align_log(tools->aligner, buf_bytes(&a->folded), buf_bytes(&b->folded));
	case TRAINED:
		return match_align_log(tools->trained, buf_bytes(&a->folded), buf_bytes(&b->folded));
	case JARO_WINKLER:
	case METHOD_COUNT:
		break;
	}
	return jaro_winkler(a->icu, b->icu);
}

static struct bytes next_cell(struct bytes *line)
{
	const char *tab = memchr(line->s, '\t', line->len);
	size_t len = tab ? (size_t)(tab - line->s) : line->len;
	struct bytes cell = {line->s, len};
	*line = (struct bytes){line->s + len + (tab != NULL), line->len - len - (tab != NULL)};
	return cell;
}

static void read_set(struct bytes text, bool is_held_out, struct set *set)
{
	UErrorCode status = U_ZERO_ERROR;
	UTransliterator *icu =
		utrans_openU(u"Any-Latin; Latin-ASCII; Lower", -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
	struct latin *latin = latin_open();
	struct bytes line;
	struct bytes id = BYTES_NONE;
	struct bytes stem = BYTES_NONE;
	set->forms = mem_calloc(ROWS_MAX, sizeof(*set->forms));
	BUG_IF(U_FAILURE(status));
	while (bytes_next_line(&text, &line) && set->count < ROWS_MAX) {
		struct form *f = &set->forms[set->count];
		struct buf word = {0};
		f->id = next_cell(&line);
		f->part = next_cell(&line);
		bool is_bare = next_cell(&line).len == 0;
		f->route = next_cell(&line);
		f->text = next_cell(&line);
		f->is_cyrillic = bytes_is(line, "Cyrl");
		if (!bytes_equal(f->id, id)) {
			id = f->id;
			stem = f->text; /* its first row is the Kazakh form */
		}
		f->stem = stem;
		if (!is_bare || (hash_of(stem) % FIFTH == 0) != is_held_out) {
			continue;
		}
		romanise(icu, f->text, f->icu);
		latin_add_word(latin, f->text, &word);
		sound_of(buf_bytes(&word), &f->sounds);
		match_fold_name(f->text, &f->folded);
		buf_done(&word);
		set->count++;
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

/* The score over which FALSE_RATE of the chance pairs lie. */
static double threshold_of(const struct set *set, const struct tools *tools, enum method method)
{
	double *scores = mem_calloc(CHANCE_COUNT, sizeof(double));
	uint64_t state = 1;
	for (size_t i = 0; i < CHANCE_COUNT;) {
		state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		const struct form *a = &set->forms[(state >> 33) % set->count];
		state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		const struct form *b = &set->forms[(state >> 33) % set->count];
		if (a->is_cyrillic && !b->is_cyrillic && !bytes_equal(a->stem, b->stem)) {
			scores[i++] = compare(method, tools, a, b);
		}
	}
	qsort(scores, CHANCE_COUNT, sizeof(double), descending);
	double threshold = scores[(size_t)(FALSE_RATE * CHANCE_COUNT)];
	free(scores);
	return threshold;
}

static void free_set(struct set *set)
{
	for (size_t i = 0; i < set->count; i++) {
		buf_done(&set->forms[i].folded);
	}
	free(set->forms);
}

/* Appends the model of a script and Cyrillic. */
static void train_with(const struct set *set, enum match_script left, struct buf *model)
{
	struct match_align_pair *pairs = NULL;
	size_t count = 0;
	struct match_align_report report;
	struct err e = {0};
	for (size_t i = 0; i < set->count; i++) {
		for (size_t j = i + 1; j < set->count && bytes_equal(set->forms[i].id, set->forms[j].id);
			j++) {
			bool is_first = set->forms[j].is_cyrillic;
			const struct form *a = &set->forms[is_first ? i : j];
			const struct form *b = &set->forms[is_first ? j : i];
			if (b->is_cyrillic && a->is_cyrillic == (left == MATCH_SCRIPT_CYRILLIC) &&
				bytes_equal(a->part, b->part)) {
				pairs = mem_realloc(pairs, count + 1, sizeof(*pairs));
				pairs[count++] = (struct match_align_pair){
					buf_bytes(&a->folded), buf_bytes(&b->folded), 1};
			}
		}
	}
	BUG_IF(match_align_train(left, MATCH_SCRIPT_CYRILLIC, pairs, count, &match_align_defaults, model,
		       &report, &e) != 0);
	free(pairs);
}

static struct match_aligner *train(const struct set *set)
{
	struct buf models[2] = {{0}, {0}};
	struct match_aligner *aligner;
	struct err e = {0};
	train_with(set, MATCH_SCRIPT_LATIN, &models[0]);
	train_with(set, MATCH_SCRIPT_CYRILLIC, &models[1]);
	const struct bytes texts[] = {buf_bytes(&models[0]), buf_bytes(&models[1])};
	BUG_IF(match_aligner_open(texts, ARRAY_COUNT(texts), &aligner, &e) != 0);
	buf_done(&models[0]);
	buf_done(&models[1]);
	return aligner;
}

int main(int argc, char **argv)
{
	static const char *const names[METHOD_COUNT] = {
		"ICU and Jaro-Winkler", "sounds", "alignment of letters", "trained on the rest"};
	struct buf text = {0};
	struct err e = {0};
	struct set set = {0};
	struct tools tools = {.aligner = match_aligner_builtin()};
	if (argc != 2 || file_read(argv[1], FILE_BYTES_MAX, &text, &e) != 0) {
		fprintf(stderr, "usage: kazakh routes.tsv %s\n", e.text);
		return 2;
	}
	sound_costs_init(&tools.costs);
	struct set rest = {0};
	read_set(buf_bytes(&text), true, &set);
	read_set(buf_bytes(&text), false, &rest);
	tools.trained = train(&rest);
	for (enum method method = 0; method < METHOD_COUNT; method++) {
		double threshold = threshold_of(&set, &tools, method);
		size_t found = 0;
		size_t all = 0;
		for (size_t i = 0; i < set.count; i++) {
			for (size_t j = i + 1; j < set.count && bytes_equal(set.forms[i].id, set.forms[j].id);
				j++) {
				const struct form *a = &set.forms[i];
				const struct form *b = &set.forms[j];
				bool is_pair =
					bytes_equal(a->part, b->part) && (a->is_cyrillic || b->is_cyrillic);
				all += is_pair;
				found += is_pair && compare(method, &tools, a, b) > threshold;
			}
		}
		printf("%-22s %zu pairs, recall %.4f at a false rate of %.0e (over %.4f)\n", names[method],
			all, (double)found / (double)all, FALSE_RATE, threshold);
	}
	free_set(&rest);
	free_set(&set);
	match_aligner_close(&tools.aligner);
	match_aligner_close(&tools.trained);
	buf_done(&text);
	return 0;
}
