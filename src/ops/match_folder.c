/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "ops/match_folder.h"

#include "base/csv.h"
#include "base/file.h"
#include "match/compare.h"
#include "match/model_text.h"

enum { JSON_BYTES_MAX = 1 << 26 };

static const char *path_of(const struct match_folder *folder, const char *name)
{
	return arena_printf(folder->call->arena, "%s/%s", folder->path, name);
}

static int no_output_of_match(const char *path, struct err *e)
{
	return err_set(e, ERR_INPUT, "%s is not what recount match writes; match the lists again", path);
}

/* ------- opening ------- */

static int read_reply(struct match_folder *folder, struct err *e)
{
	const char *path = path_of(folder, MATCH_REPLY_FILE);
	struct buf text = {0};
	int rc = file_read(path, JSON_BYTES_MAX, &text, e);
	if (rc == 0) {
		rc = json_parse(buf_bytes(&text), &folder->reply, e);
		rc = rc == 0 ? 0 : err_context(e, "%s", path);
	}
	buf_done(&text);
	if (rc == 0 && !json_is_array(json_object_get(folder->reply, "lists"))) {
		return no_output_of_match(path, e);
	}
	return rc;
}

/* Comparisons of models that were made here are called like roles, and have the levels of their kind. */
static bool is_of_roles(const struct match_model *m)
{
	for (size_t c = 0; c < m->comparison_count; c++) {
		enum match_role role = match_role_of(&m->comparison[c]);
		if (role == MATCH_ROLE_COUNT ||
			m->comparison[c].level_count != match_level_count(match_roles[role].kind)) {
			return false;
		}
	}
	return true;
}

static int read_model(struct match_folder *folder, struct err *e)
{
	const char *path = path_of(folder, MATCH_MODEL_FILE);
	struct buf text = {0};
	int rc = file_read(path, JSON_BYTES_MAX, &text, e);
	if (rc == 0) {
		folder->model = mem_alloc(sizeof(*folder->model));
		rc = match_model_read(folder->model, buf_bytes(&text), e);
		rc = rc == 0 ? 0 : err_context(e, "%s", path);
	}
	buf_done(&text);
	return rc == 0 && !is_of_roles(folder->model) ? no_output_of_match(path, e) : rc;
}

int match_folder_open(struct match_folder *folder, struct op_call *call, const char *path, struct err *e)
{
	*folder = (struct match_folder){.call = call, .path = path};
	int rc = read_reply(folder, e);
	if (rc == 0) {
		rc = match_keep_read(call, path, &folder->kept, e);
	}
	return rc == 0 ? read_model(folder, e) : rc;
}

void match_folder_done(struct match_folder *folder)
{
	json_decref(folder->reply);
	json_decref(folder->kept);
	free(folder->model);
	*folder = (struct match_folder){0};
}

/* ------- tables ------- */

/* A table of the folder, row by row. Zeroed is valid to table_done(). */
struct table {
	const char *path;
	struct file_map map;
	struct csv_reader reader;
	struct arena arena; /* of the row */
	struct bytes *cells;
	size_t count;
	size_t column_count;
};

/* Opens a table and reads its heading into cells. */
static int table_open(struct table *t, const struct match_folder *folder, const char *name, struct err *e)
{
	*t = (struct table){.path = path_of(folder, name)};
	int rc = file_map(t->path, &t->map, e);
	if (rc != 0) {
		return rc;
	}
	csv_reader_init(&t->reader, t->map.bytes);
	rc = csv_next(&t->reader, &t->arena, &t->cells, &t->column_count, e);
	return rc == 1 ? 0 : no_output_of_match(t->path, e);
}

/* 1: a row; 0: the end. */
static int table_next(struct table *t, struct err *e)
{
	arena_reset(&t->arena);
	int rc = csv_next(&t->reader, &t->arena, &t->cells, &t->count, e);
	if (rc == 1 && t->count != t->column_count) {
		return no_output_of_match(t->path, e);
	}
	return rc == 1 || rc == 0 ? rc : err_context(e, "%s", t->path);
}

static void table_done(struct table *t)
{
	arena_done(&t->arena);
	file_unmap(&t->map);
}

/* ------- rows ------- */

enum { CLUSTERS_LIST, CLUSTERS_ROW, CLUSTERS_CLUSTER, CLUSTERS_P, CLUSTERS_COLUMNS };

/* Which list LIST:ROW means: the longest name that fits, because names may hold colons. */
static int split_id(
	const struct match_folder *folder, const char *what, struct match_folder_row *row, struct err *e)
{
	const json_t *lists = json_object_get(folder->reply, "lists");
	struct bytes text = bytes_of(what);
	for (size_t i = 0; i < json_array_size(lists); i++) {
		const json_t *list = json_array_get(lists, i);
		struct bytes name = json_get_view(list, "name");
		bool fits = name.len < text.len && memcmp(name.s, text.s, name.len) == 0 &&
			text.s[name.len] == ':';
		if (fits && (!row->list.s || name.len > row->list.len)) {
			row->list_number = i;
			row->list = name;
			row->row = (struct bytes){text.s + name.len + 1, text.len - name.len - 1};
			row->is_unique = json_is_true(json_object_get(list, "is_unique"));
		}
	}
	return row->list.s
		? 0
		: err_set(e, ERR_NOT_FOUND,
			  "\"%s\" is no row of a list that was matched; write LIST:ROW, like %.*s:1", what,
			  BYTES_ARG(json_get_view(json_array_get(lists, 0), "name")));
}

static bool is_row(const struct match_folder_row *row, struct bytes list, struct bytes id)
{
	return bytes_equal(csv_cell_text(list), row->list) && bytes_equal(csv_cell_text(id), row->row);
}

static int take_cluster(struct table *t, struct match_folder_row *row, struct err *e)
{
	int64_t cluster;
	char *end;
	const char *text = arena_text(&t->arena, t->cells[CLUSTERS_P]);
	double p = strtod(text, &end);
	if (!bytes_int64(t->cells[CLUSTERS_CLUSTER], &cluster) || cluster < 1 || cluster > UINT32_MAX ||
		end == text || !(p >= 0 && p <= 1)) {
		return no_output_of_match(t->path, e);
	}
	row->cluster = (uint32_t)cluster;
	row->probability = p;
	return 0;
}

/* Takes a row of clusters.csv, if it is one of the two. */
static int take_row(struct table *t, struct match_folder_row found[2], struct err *e)
{
	for (size_t i = 0; i < 2; i++) {
		bool is_before = found[i].cluster == 0 &&
			bytes_equal(csv_cell_text(t->cells[CLUSTERS_LIST]), found[i].list);
		found[i].number += is_before;
	}
	for (size_t i = 0; i < 2; i++) {
		if (!is_row(&found[i], t->cells[CLUSTERS_LIST], t->cells[CLUSTERS_ROW])) {
			continue;
		}
		if (found[i].cluster != 0) {
			return err_set(e, ERR_INPUT, "several rows of the list %.*s have the id \"%.*s\"",
				BYTES_ARG(found[i].list), BYTES_ARG(found[i].row));
		}
		return take_cluster(t, &found[i], e);
	}
	return 0;
}

static int find_rows(struct table *t, struct match_folder_row found[2], struct err *e)
{
	if (t->column_count != CLUSTERS_COLUMNS) {
		return no_output_of_match(t->path, e);
	}
	int rc;
	while ((rc = table_next(t, e)) == 1) {
		rc = take_row(t, found, e);
		if (rc != 0) {
			break;
		}
	}
	return rc;
}

int match_folder_find(struct match_folder *folder, const char *const what[2],
	struct match_folder_row found[2], struct err *e)
{
	struct table t = {0};
	found[0] = (struct match_folder_row){0};
	found[1] = (struct match_folder_row){0};
	int rc = split_id(folder, what[0], &found[0], e);
	rc = rc == 0 ? split_id(folder, what[1], &found[1], e) : rc;
	if (rc == 0 && bytes_equal(found[0].list, found[1].list) && bytes_equal(found[0].row, found[1].row)) {
		rc = err_set(e, ERR_USAGE, "both are the row %s", what[0]);
	}
	rc = rc == 0 ? table_open(&t, folder, "clusters.csv", e) : rc;
	rc = rc == 0 ? find_rows(&t, found, e) : rc;
	table_done(&t);
	for (size_t i = 0; i < 2 && rc == 0; i++) {
		if (found[i].cluster == 0) {
			rc = err_set(e, ERR_NOT_FOUND, "the list %.*s has no row \"%.*s\"",
				BYTES_ARG(found[i].list), BYTES_ARG(found[i].row));
		}
	}
	return rc;
}

/* ------- clusters ------- */

static void add_member(struct match_folder *folder, const struct table *t,
	struct match_folder_cluster *cluster, size_t *room)
{
	const json_t *lists = json_object_get(folder->reply, "lists");
	struct arena *a = folder->call->arena;
	struct match_folder_row row = {.list = arena_copy(a, csv_cell_text(t->cells[CLUSTERS_LIST])),
		.row = arena_copy(a, csv_cell_text(t->cells[CLUSTERS_ROW]))};
	for (size_t i = 0; i < json_array_size(lists); i++) {
		const json_t *list = json_array_get(lists, i);
		if (bytes_equal(json_get_view(list, "name"), row.list)) {
			row.list_number = i;
			row.is_unique = json_is_true(json_object_get(list, "is_unique"));
		}
	}
	cluster->rows = arena_grow(a, cluster->rows, cluster->count, room, sizeof(*cluster->rows));
	cluster->rows[cluster->count++] = row;
}

int match_folder_clusters(struct match_folder *folder, const struct match_folder_row of[2],
	struct match_folder_cluster cluster[2], struct err *e)
{
	struct table t = {0};
	size_t room[2] = {0};
	cluster[0] = (struct match_folder_cluster){0};
	cluster[1] = (struct match_folder_cluster){0};
	int rc = table_open(&t, folder, "clusters.csv", e);
	if (rc == 0 && t.column_count != CLUSTERS_COLUMNS) {
		rc = no_output_of_match(t.path, e);
	}
	while (rc == 0 && (rc = table_next(&t, e)) == 1) {
		int64_t number = 0;
		rc = bytes_int64(t.cells[CLUSTERS_CLUSTER], &number) ? 0 : no_output_of_match(t.path, e);
		for (size_t i = 0; i < 2; i++) {
			if (number == of[i].cluster) {
				add_member(folder, &t, &cluster[i], &room[i]);
			}
		}
	}
	table_done(&t);
	return rc;
}

/* ------- pairs ------- */

enum {
	PAIRS_LIST_A,
	PAIRS_ROW_A,
	PAIRS_LIST_B,
	PAIRS_ROW_B,
	PAIRS_WEIGHT,
	PAIRS_P,
	PAIRS_CLASS,
	PAIRS_VETO,
	PAIRS_LEVELS
};

/* The columns of levels are the comparisons of the model. */
static bool fits_model(const struct table *t, const struct match_model *m)
{
	if (t->column_count != PAIRS_LEVELS + m->comparison_count) {
		return false;
	}
	for (size_t c = 0; c < m->comparison_count; c++) {
		if (!bytes_is(t->cells[PAIRS_LEVELS + c], m->comparison[c].name)) {
			return false;
		}
	}
	return true;
}

static int read_pattern(
	const struct table *t, const struct match_model *m, match_pattern *pattern, struct err *e)
{
	*pattern = 0;
	for (size_t c = 0; c < m->comparison_count; c++) {
		enum match_kind kind = match_roles[match_role_of(&m->comparison[c])].kind;
		unsigned level = 0;
		while (level < m->comparison[c].level_count &&
			!bytes_is(t->cells[PAIRS_LEVELS + c], match_level_code(kind, level))) {
			level++;
		}
		if (level == m->comparison[c].level_count) {
			return no_output_of_match(t->path, e);
		}
		*pattern |= match_pattern_of(c, level);
	}
	return 0;
}

int match_folder_pair(struct match_folder *folder, const struct match_folder_row of[2],
	struct match_folder_pair *pair, struct err *e)
{
	struct table t = {0};
	*pair = (struct match_folder_pair){0};
	int rc = table_open(&t, folder, "pairs.csv", e);
	if (rc == 0 && !fits_model(&t, folder->model)) {
		rc = no_output_of_match(t.path, e);
	}
	while (rc == 0 && !pair->is_kept && (rc = table_next(&t, e)) == 1) {
		rc = 0;
		struct bytes *c = t.cells;
		bool is_it = (is_row(&of[0], c[PAIRS_LIST_A], c[PAIRS_ROW_A]) &&
				     is_row(&of[1], c[PAIRS_LIST_B], c[PAIRS_ROW_B])) ||
			(is_row(&of[1], c[PAIRS_LIST_A], c[PAIRS_ROW_A]) &&
				is_row(&of[0], c[PAIRS_LIST_B], c[PAIRS_ROW_B]));
		if (is_it) {
			pair->is_kept = true;
			pair->is_vetoed = bytes_is(c[PAIRS_VETO], MATCH_VETO_DEATH);
			rc = read_pattern(&t, folder->model, &pair->pattern, e);
		}
	}
	table_done(&t);
	return rc;
}

/* ------- verdicts ------- */

/* One line of match_keep(): "LIST ROW LIST ROW WORD". */
static bool read_said(struct bytes line, int64_t number[4], enum match_answer *answer)
{
	struct bytes part[5] = {0};
	for (size_t i = 0; i < ARRAY_COUNT(part); i++) {
		size_t end = bytes_find(line, BYTES(" "), 0);
		size_t len = end == SIZE_MAX ? line.len : end;
		part[i] = (struct bytes){line.s, len};
		size_t taken = end == SIZE_MAX ? line.len : end + 1;
		line = (struct bytes){line.s + taken, line.len - taken};
		if (i < 4 && !bytes_int64(part[i], &number[i])) {
			return false;
		}
	}
	for (size_t a = 0; a < MATCH_ANSWER_COUNT; a++) {
		if (bytes_is(part[4], match_answer_names[a])) {
			*answer = (enum match_answer)a;
			return line.len == 0;
		}
	}
	return false;
}

int match_folder_said(const struct match_folder *folder, const struct match_folder_row of[2],
	enum match_answer *answer, struct err *e)
{
	struct bytes rest = json_get_view(folder->kept, "verdicts");
	struct bytes line;
	*answer = MATCH_ANSWER_OPEN;
	while (rest.s && bytes_next_line(&rest, &line)) {
		int64_t n[4];
		enum match_answer said;
		if (!read_said(line, n, &said)) {
			return no_output_of_match(path_of(folder, MATCH_KEEP_NAME), e);
		}
		for (size_t i = 0; i < 2; i++) {
			const struct match_folder_row *a = &of[i];
			const struct match_folder_row *b = &of[1 - i];
			if (n[0] == (int64_t)a->list_number + 1 && n[1] == a->number &&
				n[2] == (int64_t)b->list_number + 1 && n[3] == b->number) {
				*answer = said;
			}
		}
	}
	return 0;
}
