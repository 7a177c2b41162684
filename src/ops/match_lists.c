/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Lists of files or of the vault as a table for matching. */
#include "ops/match.h"

enum { IDS_FIRST_ROOM = 1024, STEP_ROWS = 1 << 16 };

/* ------- opening ------- */

/* A file by a map of its own. */
static int open_mapped(
	struct op_call *call, struct match_lists *lists, const char *what, struct bytes map, struct err *e)
{
	struct lists_rows *rows = &lists->rows[lists->count];
	int rc = list_map_parse(map, lists_roles, MATCH_ROLE_COUNT, call->arena, &rows->map, e);
	if (rc == 0) {
		rc = list_open_file(what, &rows->map, &rows->reader, e);
	}
	lists->reader[lists->count] = rows->reader;
	return rc;
}

static int open_one(struct op_call *call, struct match_lists *lists, const char *what,
	const struct bytes *map, struct err *e)
{
	size_t i = lists->count;
	if (!file_exists(what) && call->vault) {
		struct lists_entry entry;
		int rc = lists_find(call, what, &entry, e);
		if (rc != 0) {
			return rc;
		}
		rc = lists_open(call, &entry, &lists->rows[i], e);
		lists->reader[i] = lists->rows[i].reader;
		lists->name[i] = arena_copy(call->arena, entry.name);
		lists->id[i] = arena_copy(call->arena, entry.id);
		lists_done(&entry);
		return rc;
	}
	lists->name[i] = list_name_of_path(what);
	lists->file[i] = what;
	return map && map->s ? open_mapped(call, lists, what, *map, e)
			     : list_open_file(what, &lists->map, &lists->reader[i], e);
}

static int check_name(const struct match_lists *lists, size_t i, struct err *e)
{
	if (bytes_is(lists->name[i], "count")) {
		return err_set(e, ERR_USAGE,
			"no list can be called \"count\": so is a column of overlap.csv; rename the file");
	}
	for (size_t k = 0; k < i; k++) {
		if (bytes_equal(lists->name[k], lists->name[i])) {
			return err_set(e, ERR_USAGE,
				"two lists are called \"%.*s\" (a file is called by its name without folder "
				"and "
				"extension); leave one out, or rename it if it is another list",
				BYTES_ARG(lists->name[i]));
		}
	}
	return 0;
}

static int open_all(
	struct op_call *call, const struct match_request *request, struct match_lists *lists, struct err *e)
{
	size_t count = request->list_count;
	if (count > MATCH_LISTS_MAX) {
		return err_set(e, ERR_USAGE,
			"%zu lists are more than the %d that are matched at once; join some", count,
			MATCH_LISTS_MAX);
	}
	int rc = lists_read_map(call, request->map, &lists->map, e);
	lists->map.truth = request->truth ? bytes_of(request->truth) : BYTES_NONE;
	for (size_t i = 0; i < count && rc == 0; i++) {
		const char *what = request->list[i];
		call->say(call->context, arena_printf(call->arena, "Reading %s", what));
		rc = open_one(call, lists, what, request->maps ? &request->maps[i] : NULL, e);
		lists->count += rc == 0;
		rc = rc == 0 ? check_name(lists, i, e) : rc;
	}
	struct list_reader *of_file[MATCH_LISTS_MAX];
	size_t file_count = 0;
	for (size_t l = 0; l < lists->count; l++) {
		if (!lists->rows[l].reader && !(request->maps && request->maps[l].s)) {
			of_file[file_count++] = lists->reader[l];
		}
	}
	if (rc == 0 && file_count > 0) {
		rc = list_check_columns(of_file, file_count, &lists->notes, e);
	}
	return rc;
}

/* ------- rows ------- */

/* What a record has beside what is compared. */
struct row_memory {
	struct match_lists *lists;
	size_t room;
	bool has_ids;
	bool has_truth;
	size_t role_count;
};

static void remember(struct row_memory *m, uint32_t record, const struct list_row *row)
{
	struct match_lists *lists = m->lists;
	if (record == m->room) {
		m->room = m->room > 0 ? m->room * 2 : IDS_FIRST_ROOM;
		lists->id_end =
			m->has_ids ? mem_realloc(lists->id_end, m->room + 1, sizeof(*lists->id_end)) : NULL;
		lists->truth =
			m->has_truth ? mem_realloc(lists->truth, m->room, sizeof(*lists->truth)) : NULL;
	}
	if (m->has_ids) {
		lists->id_end[0] = 0;
		buf_add_bytes(&lists->ids, row->cells[m->role_count + LIST_OWN_ID]);
		lists->id_end[record + 1] = lists->ids.len;
	}
	if (m->has_truth) {
		uint32_t code =
			match_dict_add(&lists->truth_names, row->cells[m->role_count + LIST_OWN_TRUTH]);
		lists->truth[record] = code > 0 ? code - 1 : UINT32_MAX;
	}
}

static void take_row(const struct list_facts *facts, const struct list_row *row, struct match_row *out)
{
	for (size_t role = 0; role < MATCH_ROLE_COUNT; role++) {
		out->cell[role] = row->cells[role];
		out->date[role] = (struct date){0};
		bool is_date = lists_roles[role].is_date && row->cells[role].len > 0;
		if (is_date && !list_date_read(row->cells[role], facts->date_order, &out->date[role])) {
			out->date[role] = (struct date){0}; /* counted and noted when the list was opened */
		}
	}
}

static int read_rows(struct op_call *call, struct row_memory *m, size_t l, struct err *e)
{
	struct match_lists *lists = m->lists;
	const struct list_facts *facts = list_facts(lists->reader[l]);
	struct match_list list = {.is_unique = facts->is_unique,
		.known_on_day = date_is_absent(facts->ages_on) ? INT32_MIN : date_first_day(facts->ages_on)};
	match_builder_list(lists->builder, &list);
	struct list_row row;
	struct match_row cells;
	int rc;
	uint32_t record = lists->table ? lists->table->record_count : 0;
	while ((rc = list_next(lists->reader[l], &row, e)) == 1) {
		take_row(facts, &row, &cells);
		remember(m, record++, &row);
		match_builder_row(lists->builder, &cells);
		if (row.number % STEP_ROWS == 0 && call->progress.step) {
			call->progress.step(
				call->progress.context, (int64_t)row.number, (int64_t)facts->row_count);
		}
	}
	return rc;
}

/* What was noted when a list was opened, each with the list's name. */
static void add_notes(struct match_lists *lists, size_t l)
{
	struct bytes rest = list_notes(lists->reader[l]);
	struct bytes line;
	while (bytes_next_line(&rest, &line)) {
		buf_printf(&lists->notes, "%.*s: %.*s\n", BYTES_ARG(lists->name[l]), BYTES_ARG(line));
	}
}

int match_lists_read(
	struct op_call *call, const struct match_request *request, struct match_lists *lists, struct err *e)
{
	int rc = open_all(call, request, lists, e);
	if (rc != 0) {
		return rc;
	}
	bool has[MATCH_ROLE_COUNT] = {false};
	struct row_memory memory = {.lists = lists, .role_count = MATCH_ROLE_COUNT};
	uint64_t rows = 0;
	for (size_t l = 0; l < lists->count; l++) {
		const struct list_facts *facts = list_facts(lists->reader[l]);
		for (size_t role = 0; role < MATCH_ROLE_COUNT; role++) {
			has[role] |= facts->has[role];
		}
		memory.has_ids |= facts->has[MATCH_ROLE_COUNT + LIST_OWN_ID];
		memory.has_truth |= facts->has[MATCH_ROLE_COUNT + LIST_OWN_TRUTH] && request->truth;
		rows += facts->row_count;
		add_notes(lists, l);
	}
	if (rows > MATCH_RECORDS_MAX) {
		return err_set(e, ERR_LIMIT, "the lists have more than %d rows together", MATCH_RECORDS_MAX);
	}
	lists->builder = match_builder_open(has);
	lists->table = match_builder_table(lists->builder);
	for (size_t l = 0; l < lists->count && rc == 0; l++) {
		call->say(call->context,
			arena_printf(call->arena, "Taking the rows of %.*s", BYTES_ARG(lists->name[l])));
		rc = read_rows(call, &memory, l, e);
	}
	if (rc == 0) {
		match_builder_finish(lists->builder, &lists->unread_ages);
	}
	return rc;
}

void match_lists_done(struct match_lists *lists)
{
	for (size_t l = 0; l < lists->count; l++) {
		if (lists->rows[l].reader) {
			lists_close(&lists->rows[l]);
		} else {
			list_close(&lists->reader[l]);
		}
	}
	match_builder_close(&lists->builder);
	buf_done(&lists->notes);
	buf_done(&lists->ids);
	free(lists->id_end);
	match_dict_done(&lists->truth_names);
	free(lists->truth);
	*lists = (struct match_lists){0};
}

void match_lists_put_id(const struct match_lists *lists, uint32_t record, struct buf *out)
{
	if (lists->id_end && lists->id_end[record + 1] > lists->id_end[record]) {
		buf_add(out, lists->ids.s + lists->id_end[record],
			(size_t)(lists->id_end[record + 1] - lists->id_end[record]));
		return;
	}
	size_t list = match_table_list_of(lists->table, record);
	buf_add_fixed(out, record - lists->table->list_start[list] + 1.0, 0);
}
