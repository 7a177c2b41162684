/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Golden figures: every row of tests/data/incidents/expected.csv, which was worked out by hand (tests/derivations/),
 * against what comes of importing the records of the same incident into a vault.
 */
#include "fixture.h"
#include "test.h"

#include "base/csv.h"
#include "base/file.h"
#include "crypto/crypto.h"
#include "figure/figure.h"
#include "figure/words.h"
#include "intake/add.h"
#include "intake/import.h"
#include "record/query.h"

#include <dirent.h>

enum { COLUMN_COUNT = 9, INCIDENTS_MAX = 4 };

/* Records that go into one vault, and the incidents of expected.csv that they are about. */
struct data_set {
	const char *folder;     /* under the project's folder; of the files and records */
	const char *notes;      /* folder of evidence files, all of which are added; NULL: `note` */
	const char *note;       /* one evidence file */
	const char *records[8]; /* JSON Lines, in this order */
	const char *codebook;   /* NULL: the built-in one */
	const char *incidents[INCIDENTS_MAX];
};

static void project_path(struct buf *out, const char *folder, const char *name)
{
	const char *root = getenv("RECOUNT_SOURCE");
	buf_printf(out, "%s/%s/%s", root ? root : ".", folder, name);
}

static bool add_note(struct vault *v, const char *path)
{
	struct add_result result;
	struct add_request request = {.file = path, .role = "working", .now = "2026-01-01T00:00:00Z"};
	struct err e = {0};
	if (add_file(v, &request, NULL, &result, &e) != 0 || !result.text[0]) {
		test_note("%s: %s%s", path, e.text, result.notice);
		return false;
	}
	return true;
}

static bool add_notes(struct vault *v, const char *folder)
{
	struct buf path = {0};
	project_path(&path, folder, "");
	DIR *dir = opendir(path.s);
	bool is_ok = dir != NULL;
	size_t count = 0;
	const struct dirent *item;
	while (is_ok && (item = readdir(dir)) != NULL) {
		if (item->d_name[0] != '.') {
			buf_clear(&path);
			project_path(&path, folder, item->d_name);
			is_ok = add_note(v, path.s);
			count++;
		}
	}
	if (dir) {
		closedir(dir);
	}
	buf_done(&path);
	return is_ok && count > 0;
}

/* Every quote is checked against its bytes by this. */
static bool import_file(struct vault *v, const char *path)
{
	struct import_settings settings = {.format = IMPORT_JSONL, .now = "2026-01-01T00:00:00Z"};
	struct import_result result = {0};
	struct arena a = {0};
	struct err e = {0};
	struct file_window content;
	struct pool *pool = pool_open(1);
	int rc = file_window_open(path, &content, &e);
	if (rc == 0) {
		rc = import_records(v, &content, &settings, pool, &fixture_progress, &a, &result, &e);
	}
	for (size_t i = 0; i < result.problem_count; i++) {
		test_note("%s, line %zu: %.*s", path, result.problems[i].line,
			BYTES_ARG(result.problems[i].text));
	}
	if (rc != 0) {
		test_note("%s: %s", path, e.text);
	}
	bool is_ok = rc == 0 && result.is_taken && result.refused_count == 0 && result.added_count > 0;
	file_window_close(&content);
	pool_close(&pool);
	arena_done(&a);
	return is_ok;
}

static bool fill(struct vault *v, const struct data_set *set)
{
	struct buf path = {0};
	bool is_ok = set->notes ? add_notes(v, set->notes) : add_note(v, set->note);
	for (size_t i = 0; i < ARRAY_COUNT(set->records) && set->records[i] && is_ok; i++) {
		buf_clear(&path);
		project_path(&path, set->folder, set->records[i]);
		is_ok = import_file(v, path.s);
	}
	buf_done(&path);
	return is_ok;
}

/* One row of expected.csv. */
struct expected {
	size_t line;
	struct bytes cell[COLUMN_COUNT];
};
enum { INCIDENT, MEASURE, RULE, CLASS, LOW, BEST, HIGH, STATE, WITNESSES };

static struct expected *read_expected(struct arena *a, size_t *count)
{
	struct buf path = {0};
	struct csv_reader reader;
	struct bytes *cells;
	size_t cell_count;
	struct err e = {0};
	buf_printf(&path, "%s/incidents/expected.csv", test_data());
	struct bytes text = test_read_file(path.s);
	struct expected *rows = arena_calloc(a, text.len / 8 + 1, sizeof(*rows));
	*count = 0;
	csv_reader_init(&reader, arena_copy(a, text));
	int rc = csv_next(&reader, a, &cells, &cell_count, &e);
	while (rc == 1 && (rc = csv_next(&reader, a, &cells, &cell_count, &e)) == 1) {
		struct expected *row = &rows[(*count)++];
		row->line = reader.line;
		for (size_t i = 0; i < cell_count && i < COLUMN_COUNT; i++) {
			row->cell[i] = cells[i];
		}
	}
	BUG_IF(rc != 0);
	free((char *)(uintptr_t)text.s);
	buf_done(&path);
	return rows;
}

static void add_number(struct buf *out, bool has, int64_t n)
{
	if (has) {
		buf_printf(out, "%lld", (long long)n);
	}
	buf_add_char(out, ',');
}

static void add_range(struct buf *out, const struct figure_range *r)
{
	add_number(out, r->low.has, r->low.n);
	add_number(out, r->best.has, r->best.n);
	add_number(out, r->high.has, r->high.n);
}

/* The computed cells from LOW on, as expected.csv has them. */
static void computed_cells(const struct figure *f, struct bytes class, struct buf *out)
{
	if (!class.s) {
		add_number(out, f->low.has, f->low.n);
		add_number(out, f->best.has, f->best.n);
		add_number(out, f->high.has, f->high.n);
		buf_printf(out, "%s,%zu", figure_state_names[f->state], f->witness_count);
		return;
	}
	for (size_t i = 0; i < f->class_count; i++) {
		if (bytes_is(class, record_class_names[f->classes[i].class])) {
			add_range(out, &f->classes[i].range);
			buf_add_char(out, ',');
			return;
		}
	}
	buf_add_text(out, "the class is not there");
}

static bool compare(const struct figure *f, const struct expected *row)
{
	struct buf expected = {0};
	struct buf computed = {0};
	for (int i = LOW; i < COLUMN_COUNT; i++) {
		buf_add_text(&expected, i > LOW ? "," : "");
		buf_add_bytes(&expected, row->cell[i]);
	}
	computed_cells(f, row->cell[CLASS], &computed);
	bool is_equal = bytes_equal(buf_bytes(&expected), buf_bytes(&computed));
	if (!is_equal) {
		test_note("expected.csv:%zu: %.*s %.*s %.*s %.*s: by hand %s, computed %s", row->line,
			BYTES_ARG(row->cell[INCIDENT]), BYTES_ARG(row->cell[MEASURE]),
			BYTES_ARG(row->cell[RULE]), BYTES_ARG(row->cell[CLASS]), expected.s, computed.s);
	}
	buf_done(&expected);
	buf_done(&computed);
	return is_equal;
}

/* A class that is computed and has no row is a mismatch too. */
static bool has_all_classes(
	const struct figure *f, const struct expected *rows, size_t count, const struct expected *whole)
{
	size_t listed = 0;
	for (size_t i = 0; i < count; i++) {
		bool is_of_figure = bytes_equal(rows[i].cell[INCIDENT], whole->cell[INCIDENT]) &&
			bytes_equal(rows[i].cell[MEASURE], whole->cell[MEASURE]) &&
			bytes_equal(rows[i].cell[RULE], whole->cell[RULE]);
		listed += is_of_figure && rows[i].cell[CLASS].s;
	}
	if (listed != f->class_count) {
		test_note("expected.csv:%zu: %zu classes by hand, %zu computed", whole->line, listed,
			f->class_count);
	}
	return listed == f->class_count;
}

static int load_input(struct vault *v, struct bytes incident, struct codebook *codebook, struct arena *a,
	struct figure_input *in, struct err *e)
{
	struct query_result r;
	int rc = query_incident(v, incident, a, &r, e);
	*in = (struct figure_input){r.claims, r.claim_count, r.decisions, r.decision_count, r.places,
		r.place_count, r.incidents, r.incident_count, r.sources, r.source_count, r.publications,
		r.publication_count, codebook};
	return rc;
}

static size_t compare_incident(struct vault *v, const char *incident, struct codebook *codebook, bool *is_ok)
{
	struct arena a = {0};
	struct figure_input in;
	struct err e = {0};
	size_t count;
	size_t compared = 0;
	const struct expected *rows = read_expected(&a, &count);
	if (load_input(v, bytes_of(incident), codebook, &a, &in, &e) != 0) {
		test_note("%s", e.text);
		*is_ok = false;
	}
	for (size_t i = 0; i < count && e.code == 0; i++) {
		struct figure f;
		struct figure_request request = {
			rows[i].cell[INCIDENT], rows[i].cell[MEASURE], rows[i].cell[RULE], NULL};
		if (!bytes_is(rows[i].cell[INCIDENT], incident)) {
			continue;
		}
		if (figure_compute(&in, &request, &a, &f, &e) != 0) {
			test_note("%s", e.text);
			*is_ok = false;
			break;
		}
		*is_ok = compare(&f, &rows[i]) && *is_ok;
		*is_ok = (rows[i].cell[CLASS].s || has_all_classes(&f, rows, count, &rows[i])) && *is_ok;
		compared++;
	}
	arena_done(&a);
	return compared;
}

/* Makes a vault of the records, computes every row about their incidents; returns whether all are as worked out. */
static bool is_as_by_hand(const struct data_set *set)
{
	struct vault *v = fixture_open(fixture_vault(), true);
	struct arena a = {0};
	struct err e = {0};
	struct codebook codebook;
	struct bytes text = bytes_of(codebook_default_text);
	if (set->codebook) {
		struct buf path = {0};
		project_path(&path, set->folder, set->codebook);
		struct bytes file = test_read_file(path.s);
		text = arena_copy(&a, file);
		free((char *)(uintptr_t)file.s);
		buf_done(&path);
	}
	bool is_ok = codebook_parse(text, &a, &codebook, &e) == 0 && fill(v, set);
	for (size_t i = 0; i < INCIDENTS_MAX && set->incidents[i] && is_ok; i++) {
		size_t count = compare_incident(v, set->incidents[i], &codebook, &is_ok);
		test_note("%s: %zu rows", set->incidents[i], count);
		is_ok = is_ok && count > 0;
	}
	arena_done(&a);
	vault_close(&v);
	return is_ok;
}

static bool incident_is_as_by_hand(const char *file, const char *incident)
{
	struct buf note = {0};
	struct buf records = {0};
	buf_printf(&note, "%s/incidents/%s.txt", test_data(), file);
	buf_printf(&records, "%s.jsonl", file);
	struct data_set set = {.folder = "tests/data/incidents",
		.note = note.s,
		.records = {records.s},
		.incidents = {incident}};
	bool is_ok = is_as_by_hand(&set);
	buf_done(&note);
	buf_done(&records);
	return is_ok;
}

TEST(zhanaozen)
{
	static const struct data_set set = {.folder = "examples/zhanaozen",
		.notes = "examples/zhanaozen/notes",
		.records = {"publications.jsonl", "places.jsonl", "incidents.jsonl", "sources.jsonl",
			"claims.jsonl", "decisions.jsonl"},
		.codebook = "codebook.ini",
		.incidents = {"zhanaozen-2011"}};
	CHECK(is_as_by_hand(&set));
}

TEST(andijan)
{
	CHECK(incident_is_as_by_hand("andijan", "andijan-2005"));
}

TEST(bucha)
{
	CHECK(incident_is_as_by_hand("bucha", "bucha-2022"));
}

TEST(cairo)
{
	CHECK(incident_is_as_by_hand("cairo-2011", "cairo-2011"));
}

TEST(kazakhstan_2022)
{
	CHECK(incident_is_as_by_hand("kazakhstan-2022", "kazakhstan-2022"));
}

TEST(maidan)
{
	CHECK(incident_is_as_by_hand("maidan", "maidan-2014"));
}

TEST(marikana)
{
	CHECK(incident_is_as_by_hand("marikana", "marikana-2012"));
}

TEST(rabaa)
{
	CHECK(incident_is_as_by_hand("rabaa", "rabaa-2013"));
}

/* The page itself is not ours to give away; it is with the development data. */
TEST(the_one_account_of_globalsecurity)
{
	if (!test_shared_data()) {
		test_skip("no development data");
		return;
	}
	struct buf note = {0};
	buf_printf(&note, "%s/zhanaozen/globalsecurity.txt", test_shared_data());
	struct data_set set = {.folder = "tests/data",
		.note = note.s,
		.records = {"globalsecurity.jsonl"},
		.incidents = {"mangistau-2011", "mangistau-2011-strikes"}};
	bool is_ok = is_as_by_hand(&set);
	buf_done(&note);
	CHECK(is_ok);
}

/* No row is left out because its incident is in no test above. */
TEST(every_row_is_compared)
{
	static const char *const incidents[] = {"zhanaozen-2011", "andijan-2005", "bucha-2022", "cairo-2011",
		"kazakhstan-2022", "maidan-2014", "marikana-2012", "rabaa-2013", "mangistau-2011",
		"mangistau-2011-strikes"};
	struct arena a = {0};
	size_t count;
	const struct expected *rows = read_expected(&a, &count);
	size_t known = 0;
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < ARRAY_COUNT(incidents); k++) {
			known += bytes_is(rows[i].cell[INCIDENT], incidents[k]);
		}
	}
	arena_done(&a);
	CHECK(count > 100);
	CHECK_INT((int64_t)known, (int64_t)count);
}
