/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Strata of a match: what a role says of each row, as a text. */
#include "ops/match.h"

enum { BAND_YEARS_MAX = 100 };

/* A role, and what is taken of it: years of a band of age, or as many parts of a date. */
struct stratifier {
	enum match_role role;
	unsigned band_years; /* of an age */
	unsigned date_parts; /* 1: year, 2: month, 3: day */
};

static int read_part(struct stratifier *s, struct bytes part, struct err *e)
{
	int64_t years;
	enum match_kind kind = match_roles[s->role].kind;
	if (kind == MATCH_KIND_DATE && (bytes_is(part, "year") || bytes_is(part, "month"))) {
		s->date_parts = bytes_is(part, "year") ? 1 : 2;
		return 0;
	}
	if (kind == MATCH_KIND_AGE && bytes_int64(part, &years) && years > 0 && years <= BAND_YEARS_MAX) {
		s->band_years = (unsigned)years;
		return 0;
	}
	return err_set(e, ERR_USAGE,
		"--strata takes a role, as sex or death_place; of a date its :year or :month, of an age "
		"bands as "
		"age:15; not \"%.*s:%.*s\"",
		BYTES_ARG(bytes_of(match_roles[s->role].name)), BYTES_ARG(part));
}

static int read_stratifier(struct stratifier *s, struct bytes text, struct err *e)
{
	size_t colon = bytes_find(text, BYTES(":"), 0);
	struct bytes name = {text.s, colon == SIZE_MAX ? text.len : colon};
	*s = (struct stratifier){.role = 0, .band_years = 1, .date_parts = 3};
	while (s->role < MATCH_ROLE_COUNT && !bytes_is(name, match_roles[s->role].name)) {
		s->role++;
	}
	if (s->role == MATCH_ROLE_COUNT) {
		return err_set(e, ERR_USAGE, "--strata: \"%.*s\" is no role (docs/formats/column-map.md)",
			BYTES_ARG(name));
	}
	return colon == SIZE_MAX ? 0
				 : read_part(s, (struct bytes){text.s + colon + 1, text.len - colon - 1}, e);
}

/* Appends nothing where the date is not known so far. */
static void add_date(struct date d, unsigned parts, struct buf *out)
{
	if (d.year == 0 || (parts > 1 && d.month == 0) || (parts > 2 && d.day == 0)) {
		return;
	}
	buf_printf(out, "%04d", d.year);
	if (parts > 1) {
		buf_printf(out, "-%02d", d.month);
	}
	if (parts > 2) {
		buf_printf(out, "-%02d", d.day);
	}
}

static void add_text(const struct stratifier *s, const struct match_table *t, uint32_t code, struct buf *out)
{
	if (code == 0) {
		return;
	}
	if (match_roles[s->role].kind == MATCH_KIND_DATE) {
		add_date(match_date_of(code), s->date_parts, out);
	} else if (match_roles[s->role].kind == MATCH_KIND_AGE) {
		unsigned from = (code - 1) / s->band_years * s->band_years;
		buf_printf(out, s->band_years > 1 ? "%u-%u" : "%u", from, from + s->band_years - 1);
	} else {
		buf_add_bytes(out, match_dict_text(&t->values[s->role]->dict, code));
	}
}

/* ------- in order ------- */

struct named_stratum {
	struct bytes name;
	uint32_t code; /* in the order of first sight */
};

/* By the number that they begin with, then by text: years and ages come in their order. */
static int compare_names(const void *x, const void *y)
{
	struct bytes a = ((const struct named_stratum *)x)->name;
	struct bytes b = ((const struct named_stratum *)y)->name;
	unsigned long long first = strtoull(a.s, NULL, 10);
	unsigned long long second = strtoull(b.s, NULL, 10);
	return first != second ? (first > second) - (first < second) : bytes_compare(a, b);
}

/* Gives strata numbers in the order of their names. */
static void put_in_order(
	struct match_strata *strata, const struct match_dict *names, uint32_t record_count, struct arena *a)
{
	struct named_stratum *list = mem_calloc((size_t)names->count + 1, sizeof(*list));
	uint32_t *number = mem_calloc((size_t)names->count + 1, sizeof(*number));
	for (uint32_t i = 0; i < names->count; i++) {
		list[i].name = bytes_of(arena_text(a, match_dict_text(names, i + 1)));
		list[i].code = i + 1;
	}
	qsort(list, names->count, sizeof(*list), compare_names);
	strata->name = arena_calloc(a, (size_t)names->count + 1, sizeof(*strata->name));
	strata->name[0] = BYTES("not known");
	for (uint32_t i = 0; i < names->count; i++) {
		strata->name[i + 1] = list[i].name;
		number[list[i].code] = i + 1;
	}
	for (uint32_t r = 0; r < record_count; r++) {
		strata->of_record[r] = number[strata->of_record[r]];
	}
	free(number);
	free(list);
}

static int check_titles(const struct match_lists *lists, struct err *e)
{
	for (size_t l = 0; l < lists->count; l++) {
		if (bytes_is(lists->name[l], MATCH_STRATUM_TITLE)) {
			return err_set(e, ERR_USAGE,
				"with --strata no list can be called \"" MATCH_STRATUM_TITLE
				"\": so is the column of the strata");
		}
	}
	return 0;
}

int match_strata_find(struct match_strata *strata, const struct match_lists *lists, const char *wanted,
	struct arena *a, struct err *e)
{
	struct stratifier s;
	const struct match_table *t = lists->table;
	struct buf text = {0};
	struct match_dict names = {0};
	int rc = read_stratifier(&s, bytes_of(wanted), e);
	if (rc == 0 && t->column[s.role] == MATCH_NO_COLUMN) {
		rc = err_set(e, ERR_INPUT, "--strata: no list has a column for %s", match_roles[s.role].name);
	}
	if (rc == 0) {
		rc = check_titles(lists, e);
	}
	if (rc != 0) {
		return rc;
	}
	strata->of_record = mem_calloc(t->record_count, sizeof(*strata->of_record));
	for (uint32_t r = 0; r < t->record_count; r++) {
		buf_clear(&text);
		add_text(&s, t, match_code(t, r, s.role), &text);
		strata->of_record[r] = match_dict_add(&names, text.len > 0 ? buf_bytes(&text) : BYTES_NONE);
	}
	put_in_order(strata, &names, t->record_count, a);
	match_dict_done(&names);
	buf_done(&text);
	return 0;
}

void match_strata_done(struct match_strata *strata)
{
	free(strata->of_record);
	*strata = (struct match_strata){0};
}
