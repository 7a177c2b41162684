/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Internal consistency: the people of one list are known, and the other lists, of which some of them are on none, must
 * find their number.
 *
 *     consistency TABLE.csv ...
 *
 * For each table of four lists or more and each of its lists: of the people on that list, those also on another are given
 * to every method, and its interval is compared with how many are on the list. Left out are lists of which fewer than
 * PEOPLE_MIN are on another, and those that leave a method too few or too many lists.
 *
 * Source: Binette and Steorts, On the reliability of multiple systems estimation for the quantification of modern slavery
 * (2022), section 4.
 */
#include "methods.h"
#include "table.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { LISTS_MIN = 4, PEOPLE_MIN = 30, METHODS_MAX = 16 };

struct score {
	int64_t tried;
	int64_t failed;
	int64_t covered;
	int64_t under; /* the interval ends below the truth */
	int64_t refused;
	int64_t refused_covered;
	double bias_sum; /* of ln (estimate / truth) */
	double bias_square_sum;
};

static struct score scores[METHODS_MAX];

/* The people on one list by the others, without those that are on no other and without lists that nobody is left on. */
static int condition(struct capture_table *out, struct arena *a, const struct capture_table *t, unsigned list,
	struct err *e)
{
	uint64_t *mask = arena_calloc(a, t->cell_count, sizeof(*mask));
	int64_t *count = arena_calloc(a, t->cell_count, sizeof(*count));
	uint64_t bit = UINT64_C(1) << list;
	uint64_t used = 0;
	size_t n = 0;
	for (size_t i = 0; i < t->cell_count; i++) {
		if ((t->mask[i] & bit) != 0 && t->mask[i] != bit) {
			mask[n] = t->mask[i] & ~bit;
			count[n++] = t->count[i];
			used |= t->mask[i] & ~bit;
		}
	}
	struct capture_table known;
	int rc = capture_table_build(&known, a, t->list_count, t->names, mask, count, n, e);
	if (rc == 0 && used != 0) {
		capture_table_keep(out, a, &known, used);
	} else {
		*out = known;
	}
	return rc;
}

static void try_method(
	const char *table, struct bytes list, size_t index, const struct capture_table *t, double truth)
{
	const struct method *m = &methods[index];
	struct score *s = &scores[index];
	struct method_answer x = {0};
	struct err e = {0};
	if (t->list_count < m->lists_min || t->list_count > m->lists_max) {
		return;
	}
	s->tried++;
	if (m->fit(&x, t, &e) != 0) {
		s->failed++;
		printf("%-28s %-10.*s %-14s %7.0f %7" PRId64 " no answer: %s\n", table, (int)list.len, list.s,
			m->name, truth, t->total, e.text);
		return;
	}
	bool covers = truth >= x.low && truth <= x.high;
	double bias = log(x.estimate / truth);
	s->covered += covers;
	s->under += x.high < truth;
	s->refused += x.is_refused;
	s->refused_covered += x.is_refused && covers;
	s->bias_sum += bias;
	s->bias_square_sum += bias * bias;
	printf("%-28s %-10.*s %-14s %7.0f %7" PRId64 " %8.0f (%.0f-%.0f) %s%s\n", table, (int)list.len,
		list.s, m->name, truth, t->total, x.estimate, x.low, x.high, covers ? "hit" : "miss",
		x.is_refused ? ", refused" : "");
}

static int try_table(const char *path, struct err *e)
{
	struct arena a = {0};
	struct capture_table t;
	const char *slash = strrchr(path, '/');
	int rc = table_read(&t, &a, path, e);
	for (unsigned j = 0; rc == 0 && t.list_count >= LISTS_MIN && j < t.list_count; j++) {
		struct capture_table others;
		rc = condition(&others, &a, &t, j, e);
		for (size_t i = 0; rc == 0 && others.total >= PEOPLE_MIN && i < method_count; i++) {
			try_method(slash != NULL ? slash + 1 : path, t.names[j], i, &others,
				(double)capture_margin(&t, UINT64_C(1) << j, 0));
		}
	}
	arena_done(&a);
	return rc;
}

int main(int argc, char **argv)
{
	BUG_IF(method_count > METHODS_MAX);
	printf("table                        list       method           truth   given  estimate (95 %%)\n");
	for (int i = 1; i < argc; i++) {
		struct err e = {0};
		if (try_table(argv[i], &e) != 0) {
			fprintf(stderr, "%s: %s\n", argv[i], e.text);
			return 1;
		}
	}
	printf("\nmethod           tried  no answer  covered  interval too low  mean ln bias  root mean "
	       "square  refused  covered\n");
	for (size_t i = 0; i < method_count; i++) {
		const struct score *s = &scores[i];
		double n = (double)(s->tried - s->failed);
		printf("%-16s %5" PRId64 " %10" PRId64 " %8.2f %17.2f %13.2f %17.2f %8" PRId64 " %8" PRId64
		       "\n",
			methods[i].name, s->tried, s->failed, (double)s->covered / n, (double)s->under / n,
			s->bias_sum / n, sqrt(s->bias_square_sum / n), s->refused, s->refused_covered);
	}
	return 0;
}
