/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/csv.h"
#include "score.h"

#include <ctype.h>
#include <math.h>
#include <strings.h>

/* Columns that are scored, by their names in the file. */
#define COLUMNS(X) \
	X(id) \
	X(claim) \
	X(measure) \
	X(low) \
	X(high) \
	X(unit) \
	X(qualifier) \
	X(date_from) \
	X(date_to) \
	X(attribution) \
	X(quote)

enum column {
#define COLUMN_ENUM(name) COLUMN_##name,
	COLUMNS(COLUMN_ENUM)
#undef COLUMN_ENUM
		COLUMN_COUNT
};

enum { FIELD_QUALIFIER, FIELD_UNIT, FIELD_ATTRIBUTION, FIELD_DATE, FIELD_PART, FIELD_COUNT };

static const char *const field_names[FIELD_COUNT] = {"qualifier", "unit", "attribution", "date", "part"};

struct job {
	const char *set;
	struct bytes text;
	const struct reading *reading;
	size_t columns[COLUMN_COUNT];
	unsigned claims;
	unsigned found;
	unsigned decoys;
	unsigned refused;
	unsigned right[FIELD_COUNT];
	FILE *details;
};

/* What the annotation calls a measure, a qualifier; what the vocabulary calls it. One word may have several rows. */
struct synonym {
	const char *gold;
	const char *word;
};

static const struct synonym measures[] = {
	{"fired", "dismissed"},
	{"dismissed_from_office", "dismissed"},
	{"probation", "suspended_sentence"},
	{"employment_arranged", "jobs_arranged"},
	{"injured_share", "injured"},
	{"injured_share", "patients"},
	{"strike_start", "strikes"},
};

static const struct synonym qualifiers[] = {
	{"", "exact"},
	{"including", "exact"},
	{"at least", "at_least"},
	{"at least; some estimates as high as", "at_least"},
	{"at least; some estimates as high as", "between"},
	{"over", "more_than"},
	{"estimated at", "approximately"},
	{"approximately", "approximately"},
	{"a number of", "some"},
	{"a handful", "some"},
	{"the vast majority", "most"},
};

static bool is_synonym(struct bytes gold, const char *word, const struct synonym *list, size_t count)
{
	if (word == NULL) {
		return gold.len == 0;
	}
	for (size_t i = 0; i < count; i++) {
		if (bytes_is(gold, list[i].gold) && strcmp(list[i].word, word) == 0) {
			return true;
		}
	}
	return bytes_is(gold, word);
}

static double number_of(struct bytes cell)
{
	char copy[32];
	snprintf(copy, sizeof(copy), "%.*s", BYTES_ARG(cell));
	return cell.len == 0 ? NAN : strtod(copy, NULL);
}

static bool is_same_number(double a, double b)
{
	return isnan(a) ? isnan(b) : !isnan(b) && fabs(a - b) < 1e-9;
}

static bool has_point(const struct proposal *p)
{
	return isnan(p->low) && isnan(p->high) && !isnan(p->point);
}

static double low_of(const struct proposal *p)
{
	return has_point(p) ? p->point : p->low;
}

static double high_of(const struct proposal *p)
{
	return has_point(p) ? p->point : p->high;
}

static size_t overlap(struct span a, size_t start, size_t end)
{
	size_t from = a.start > start ? a.start : start;
	size_t to = a.end < end ? a.end : end;
	return from < to ? to - from : 0;
}

/* Whether the quote overlaps half of some occurrence of the annotated one. */
static bool meets(const struct job *j, struct span quote, struct bytes annotated)
{
	size_t at = bytes_find(j->text, annotated, 0);
	while (at != SIZE_MAX) {
		if (2 * overlap(quote, at, at + annotated.len) >= annotated.len) {
			return true;
		}
		at = bytes_find(j->text, annotated, at + 1);
	}
	return false;
}

static const struct proposal *find(const struct job *j, const struct bytes *cells, double low, double high)
{
	for (size_t i = 0; i < j->reading->proposal_count; i++) {
		const struct proposal *p = &j->reading->proposals[i];
		if (is_synonym(cells[COLUMN_measure], p->measure, measures, ARRAY_COUNT(measures)) &&
			is_same_number(low_of(p), low) && is_same_number(high_of(p), high) &&
			meets(j, p->quote, cells[COLUMN_quote])) {
			return p;
		}
	}
	return NULL;
}

/* A proposal for the row; where two voices set one bound each, that of the lower. */
static const struct proposal *find_row(const struct job *j, const struct bytes *cells)
{
	double low = number_of(cells[COLUMN_low]);
	double high = number_of(cells[COLUMN_high]);
	const struct proposal *p = find(j, cells, low, high);
	if (p == NULL && !isnan(low) && !isnan(high) && low < high && find(j, cells, NAN, high) != NULL) {
		p = find(j, cells, low, NAN);
	}
	return p;
}

/* The annotator's "document" is a claim in the document's own voice; other voices must share a word of four letters. */
static bool is_right_attribution(const struct job *j, const struct proposal *p, struct bytes gold)
{
	bool is_own_voice = gold.len == 0 || bytes_is(gold, "document");
	for (size_t i = 0; i < p->attribution_count; i++) {
		struct span who = p->attributions[i].who;
		if (is_own_voice && who.end > who.start) {
			return false;
		}
		for (size_t start = 0; start + 4 <= gold.len; start++) {
			bool is_word = start == 0 || !isalpha((unsigned char)gold.s[start - 1]);
			for (size_t at = who.start; is_word && at + 4 <= who.end; at++) {
				if (strncasecmp(gold.s + start, j->text.s + at, 4) == 0) {
					return true;
				}
			}
		}
	}
	return is_own_voice;
}

static bool is_date(struct date d, struct bytes gold)
{
	char text[DATE_TEXT_BYTES];
	return bytes_is(gold, date_text(d, text)) || (gold.len == 0 && date_is_absent(d));
}

static void score_fields(struct job *j, const struct proposal *p, const struct bytes *cells)
{
	struct bytes gold = cells[COLUMN_qualifier];
	bool right[FIELD_COUNT] = {
		[FIELD_QUALIFIER] = is_synonym(gold, p->qualifier, qualifiers, ARRAY_COUNT(qualifiers)) ||
			(gold.len == 0 && p->qualifier == NULL),
		[FIELD_UNIT] = cells[COLUMN_unit].len == 0 ||
			(p->unit != NULL && bytes_is(cells[COLUMN_unit], p->unit)),
		[FIELD_ATTRIBUTION] = is_right_attribution(j, p, cells[COLUMN_attribution]),
		[FIELD_DATE] =
			is_date(p->from, cells[COLUMN_date_from]) && is_date(p->to, cells[COLUMN_date_to]),
		[FIELD_PART] = (p->relation == RELATION_PART) == bytes_is(gold, "including"),
	};
	for (int f = 0; f < FIELD_COUNT; f++) {
		j->right[f] += right[f];
		if (!right[f]) {
			fprintf(j->details, "%s: row %.*s: %s is another (rule %s)\n", j->set,
				BYTES_ARG(cells[COLUMN_id]), field_names[f], p->rule != NULL ? p->rule : "?");
		}
	}
}

static void score_decoy(struct job *j, const struct bytes *cells)
{
	struct bytes decoy = cells[COLUMN_quote];
	j->decoys++;
	for (size_t at = bytes_find(j->text, decoy, 0); at != SIZE_MAX;
		at = bytes_find(j->text, decoy, at + 1)) {
		for (size_t i = 0; i < j->reading->proposal_count; i++) {
			const struct proposal *p = &j->reading->proposals[i];
			bool is_count = !isnan(low_of(p)) || !isnan(high_of(p));
			if (is_count && p->unit != NULL && strcmp(p->unit, "people") == 0 &&
				overlap(p->quote, at, at + decoy.len) > 0) {
				fprintf(j->details,
					"%s: decoy %.*s is read as a count of people: %.*s (rule %s)\n",
					j->set, BYTES_ARG(cells[COLUMN_id]),
					(int)(p->quote.end - p->quote.start), j->text.s + p->quote.start,
					p->rule != NULL ? p->rule : "?");
				return;
			}
		}
	}
	j->refused++;
}

static void score_row(struct job *j, const struct bytes *cells)
{
	if (!bytes_is(cells[COLUMN_claim], "yes")) {
		score_decoy(j, cells);
		return;
	}
	const struct proposal *p = find_row(j, cells);
	j->claims++;
	if (p != NULL) {
		j->found++;
		score_fields(j, p, cells);
	} else {
		fprintf(j->details, "%s: row %.*s is missed: %.*s %.*s-%.*s: %.*s\n", j->set,
			BYTES_ARG(cells[COLUMN_id]), BYTES_ARG(cells[COLUMN_measure]),
			BYTES_ARG(cells[COLUMN_low]), BYTES_ARG(cells[COLUMN_high]),
			BYTES_ARG(cells[COLUMN_quote]));
	}
}

static bool is_exact(struct bytes text, struct span s)
{
	return s.start <= s.end && s.end <= text.len &&
		(s.start == text.len || ((unsigned char)text.s[s.start] & 0xc0) != 0x80) &&
		(s.end == text.len || ((unsigned char)text.s[s.end] & 0xc0) != 0x80);
}

static unsigned count_exact(const struct job *j)
{
	unsigned count = 0;
	for (size_t i = 0; i < j->reading->proposal_count; i++) {
		const struct proposal *p = &j->reading->proposals[i];
		bool is_right = p->quote.start < p->quote.end && is_exact(j->text, p->quote) &&
			is_exact(j->text, p->as_stated) && is_exact(j->text, p->victims) &&
			is_exact(j->text, p->by) && is_exact(j->text, p->cause) &&
			is_exact(j->text, p->place);
		count += is_right;
		if (!is_right) {
			fprintf(j->details, "%s: proposal %zu has a span that is not in the text (rule %s)\n",
				j->set, i, p->rule != NULL ? p->rule : "?");
		}
	}
	return count;
}

static int find_columns(struct job *j, const struct bytes *cells, size_t count, struct err *e)
{
#define COLUMN_NAME(name) #name,
	static const char *const names[COLUMN_COUNT] = {COLUMNS(COLUMN_NAME)};
#undef COLUMN_NAME
	for (int c = 0; c < COLUMN_COUNT; c++) {
		size_t i = 0;
		while (i < count && !bytes_is(cells[i], names[c])) {
			i++;
		}
		if (i == count) {
			return err_set(e, ERR_INPUT, "the annotation has no column %s", names[c]);
		}
		j->columns[c] = i;
	}
	return 0;
}

static int score_rows(struct job *j, struct bytes gold, struct err *e)
{
	struct arena a = {0};
	struct csv_reader rows;
	struct bytes *cells;
	size_t count;
	csv_reader_init(&rows, gold);
	int status = csv_next(&rows, &a, &cells, &count, e);
	if (status > 0) {
		status = find_columns(j, cells, count, e) != 0 ? -ERR_INPUT : 1;
	}
	while (status > 0) {
		arena_reset(&a);
		status = csv_next(&rows, &a, &cells, &count, e);
		struct bytes row[COLUMN_COUNT] = {BYTES_NONE};
		for (int c = 0; status > 0 && c < COLUMN_COUNT; c++) {
			row[c] = j->columns[c] < count ? cells[j->columns[c]] : BYTES_NONE;
		}
		if (status > 0 && row[COLUMN_quote].len > 0) {
			score_row(j, row);
		}
	}
	arena_done(&a);
	return status;
}

int score_claims(const char *set, struct bytes text, const struct reading *reading, struct bytes gold,
	FILE *details, struct figures *out, struct err *e)
{
	struct job j = {.set = set, .text = text, .reading = reading, .details = details};
	int status = score_rows(&j, gold, e);
	if (status == 0) {
		unsigned count = (unsigned)reading->proposal_count;
		figures_add(out, (struct figure){set, "all", "claims", "found", j.found});
		figures_add(out, (struct figure){set, "all", "claims", "of", j.claims});
		figures_add(out, (struct figure){set, "all", "decoys", "refused", j.refused});
		figures_add(out, (struct figure){set, "all", "decoys", "of", j.decoys});
		figures_add(out, (struct figure){set, "all", "proposals", "made", count});
		figures_add(out, (struct figure){set, "all", "proposals", "exact", count_exact(&j)});
		for (int f = 0; f < FIELD_COUNT; f++) {
			figures_add(out,
				(struct figure){set, "all", "right of found", field_names[f], j.right[f]});
		}
	}
	return status;
}
