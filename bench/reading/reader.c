/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "score.h"

#include <math.h>

int reader_init(struct reader *r, struct err *e)
{
	const struct reading_table *tables;
	*r = (struct reader){0};
	size_t count = reading_builtin(&r->arena, &tables);
	int status = reading_load(tables, count, &r->arena, &r->tables, e);
	struct gazetteer_words *words;
	status = status != 0 ? status : gazetteer_words_builtin(NULL, 0, &r->arena, &words, e);
	return status != 0 ? status : gazetteer_builtin(words, &r->arena, &r->gazetteer, e);
}

void reader_done(struct reader *r)
{
	arena_done(&r->arena);
	*r = (struct reader){0};
}

void figures_add(struct figures *f, struct figure one)
{
	BUG_IF(f->count == FIGURES_MAX);
	f->list[f->count++] = one;
}

static bool is_of_group(const struct figure *f, const char *set, const char *part, const char *group)
{
	return strcmp(f->set, set) == 0 && strcmp(f->part, part) == 0 && strcmp(f->group, group) == 0;
}

double figures_find(
	const struct figures *f, const char *set, const char *part, const char *group, const char *name)
{
	for (size_t i = 0; i < f->count; i++) {
		if (is_of_group(&f->list[i], set, part, group) && strcmp(f->list[i].name, name) == 0) {
			return f->list[i].value;
		}
	}
	return NAN;
}

double figures_percent(unsigned part, unsigned whole)
{
	return whole == 0 ? NAN : 100.0 * part / whole;
}

static bool is_whole(double value)
{
	return value == (double)(long)value;
}

void figures_print(const struct figures *f, const char *before, FILE *out)
{
	for (size_t i = 0; i < f->count; i++) {
		const struct figure *one = &f->list[i];
		const struct figure *last = i > 0 ? one - 1 : NULL;
		if (last == NULL || !is_of_group(last, one->set, one->part, one->group)) {
			fprintf(out, "%s%s%-9s  %-11s  %-15s", i > 0 ? "\n" : "", before, one->set, one->part,
				one->group);
		}
		if (isnan(one->value)) {
			fprintf(out, "  %s -", one->name);
		} else {
			fprintf(out, "  %s %.*f", one->name, is_whole(one->value) ? 0 : 1, one->value);
		}
	}
	fputs(f->count > 0 ? "\n" : "", out);
}
