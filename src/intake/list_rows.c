/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/list_rows.h"

#include "base/file.h"
#include "intake/list_cells.h"
#include "intake/list_headers.h"
#include "intake/list_json.h"
#include "intake/list_name.h"
#include "intake/list_text.h"
#include "intake/list_xlsx.h"

enum { COLUMNS_MAX = LIST_ROLES_MAX + LIST_OWN_COUNT };

const char *const list_format_names[LIST_FORMAT_COUNT] = {
	"delimited text", "JSON", "JSON Lines", "a workbook"};

struct list_reader {
	const struct list_map *map;
	struct list_settings settings;
	struct list_facts facts;
	struct arena arena; /* headers, the name */
	struct buf notes;
	struct file_map file; /* of list_open_file() */
	struct buf own;       /* text that had to be made */
	struct list_cells rows;
	struct list_json json;
	bool is_json;
	size_t skipped; /* cells before the first column: the row number of a sheet */
	struct bytes *headers;
	size_t column[COLUMNS_MAX]; /* by role; SIZE_MAX: none */
	bool divides_name;
	size_t number;
	struct bytes cells[COLUMNS_MAX];
	struct arena row;        /* cells of this row that had to be made */
	struct bytes first_rest; /* where the first row begins */
	size_t first_line;
};

/* ------- format ------- */

static int refuse_format(struct bytes content, struct err *e)
{
	static const struct {
		const char *begins;
		const char *what;
	} known[] = {
		{"\xD0\xCF\x11\xE0",
			"this is an old or an encrypted workbook; save it as .xlsx or .csv without a "
			"password"},
		{"%PDF-",
			"this is a PDF; a list has rows and columns, so take its table out into a .csv "
			"first"},
		{"<", "this is a page or XML; save its table as .csv"},
	};
	for (size_t i = 0; i < ARRAY_COUNT(known); i++) {
		if (bytes_starts(content, known[i].begins)) {
			return err_set(e, ERR_UNSUPPORTED, "%s", known[i].what);
		}
	}
	return 0;
}

/* Sets the text of rows to what they are read from. */
static int open_text(struct list_reader *r, struct bytes content, struct err *e)
{
	struct bytes text;
	bool is_array;
	int rc = refuse_format(content, e);
	if (rc == 0 && bytes_starts(content, "PK\x03\x04")) {
		r->facts.format = LIST_WORKBOOK;
		r->skipped = 1;
		rc = list_xlsx_text(content, r->settings.sheet, &r->own, e);
		list_cells_init(&r->rows, buf_bytes(&r->own), ',');
		return rc;
	}
	if (rc == 0) {
		rc = list_text_of(content, &r->settings, &r->own, &text, e);
	}
	if (rc != 0) {
		return rc;
	}
	r->is_json = list_json_is(text, &is_array);
	if (r->is_json) {
		r->facts.format = is_array ? LIST_JSON_ARRAY : LIST_JSON_LINES;
		list_json_init(&r->json, text, is_array);
		return 0;
	}
	r->facts.delimiter = r->settings.delimiter ? r->settings.delimiter : list_cells_delimiter(text);
	list_cells_init(&r->rows, text, r->facts.delimiter);
	return 0;
}

/* ------- headers ------- */

/* Headers break lines in spreadsheets; a map names them on one. */
static struct bytes one_line(struct bytes header, struct arena *a)
{
	char *line = arena_text(a, header);
	size_t len = 0;
	for (size_t i = 0; i < header.len; i++) {
		bool is_space = strchr(" \t\r\n", header.s[i]);
		if (!is_space) {
			line[len++] = header.s[i];
		} else if (len > 0 && line[len - 1] != ' ') {
			line[len++] = ' ';
		}
	}
	return bytes_trim((struct bytes){line, len});
}

static int read_headers(struct list_reader *r, struct err *e)
{
	struct list_facts *f = &r->facts;
	if (r->is_json) {
		int rc = list_json_names(&r->json, &r->arena, &r->headers, &f->column_count, e);
		return rc == 0 && f->column_count == 0 ? err_set(e, ERR_INPUT, "the list is empty") : rc;
	}
	int rc = list_cells_next(&r->rows, e);
	if (rc != 1) {
		return rc < 0 ? rc
			      : err_set(e, ERR_INPUT, "the list is empty: the first row names its columns");
	}
	f->column_count = r->rows.count - r->skipped;
	r->headers = arena_calloc(&r->arena, f->column_count, sizeof(*r->headers));
	for (size_t i = 0; i < f->column_count; i++) {
		struct bytes header = list_cells_text(&r->rows, i + r->skipped, &r->row);
		r->headers[i] = one_line(header, &r->arena);
	}
	r->first_rest = r->rows.rest;
	r->first_line = r->rows.next_line;
	return 0;
}

/* Whether the header is near enough to what was wanted to be shown: a row of a list without headers names people. */
static bool is_near(struct bytes header, struct bytes wanted)
{
	size_t longer = header.len > wanted.len ? header.len : wanted.len;
	return header.len > 0 && list_headers_distance(header, wanted) * 2 <= longer;
}

static int no_header(const struct list_reader *r, size_t role, struct bytes wanted, struct err *e)
{
	size_t near = list_headers_nearest(r->headers, r->facts.column_count, wanted);
	struct bytes header = r->headers[near];
	const char *name = list_map_role_name(r->map, role);
	if (is_near(header, wanted)) {
		return err_set(e, ERR_INPUT, "there is no column \"%.*s\" for %s; did you mean \"%.*s\"?",
			BYTES_ARG(wanted), name, BYTES_ARG(header));
	}
	return err_set(e, ERR_INPUT, "there is no column \"%.*s\" for %s; the list has %zu column%s%s",
		BYTES_ARG(wanted), name, r->facts.column_count, r->facts.column_count == 1 ? "" : "s",
		r->facts.column_count == 1 ? ": is the delimiter right?" : "");
}

/* Whether the column of a role is named for this list alone. */
static bool is_own_header(const struct list_reader *r, size_t role)
{
	struct list_settings of_all;
	list_map_settings(r->map, BYTES(""), &of_all);
	return !bytes_equal(of_all.header[role], r->settings.header[role]);
}

/* The column with this header, SIZE_MAX for none. */
static int find_header(const struct list_reader *r, struct bytes wanted, size_t *column, struct err *e)
{
	*column = SIZE_MAX;
	for (size_t i = 0; i < r->facts.column_count; i++) {
		if (!bytes_equal(r->headers[i], wanted)) {
			continue;
		}
		if (*column != SIZE_MAX) {
			return err_set(e, ERR_INPUT, "the columns %zu and %zu are both called \"%.*s\"",
				*column + 1, i + 1, BYTES_ARG(wanted));
		}
		*column = i;
	}
	return 0;
}

static int find_column(struct list_reader *r, size_t role, struct err *e)
{
	struct bytes wanted = r->settings.header[role];
	r->column[role] = SIZE_MAX;
	int rc = wanted.s ? find_header(r, wanted, &r->column[role], e) : 0;
	bool is_lacking = wanted.s && r->column[role] == SIZE_MAX;
	return rc == 0 && is_lacking && is_own_header(r, role) ? no_header(r, role, wanted, e) : rc;
}

static int guess_columns(struct list_reader *r, struct err *e)
{
	int rc = 0;
	list_headers_guess(r->map, r->headers, r->facts.column_count, r->column);
	for (size_t role = 0; role < r->map->column_count && rc == 0; role++) {
		size_t guessed = r->column[role];
		if (guessed != SIZE_MAX) {
			rc = find_header(r, r->headers[guessed], &r->column[role], e);
		}
	}
	return rc;
}

static void note_guesses(struct list_reader *r)
{
	for (size_t role = 0; role < r->map->column_count; role++) {
		if (r->column[role] != SIZE_MAX) {
			buf_printf(&r->notes, "%s is taken from the column \"%.*s\"\n",
				list_map_role_name(r->map, role), BYTES_ARG(r->headers[r->column[role]]));
		}
	}
}

static bool has_role(const struct list_reader *r, size_t role)
{
	return role != SIZE_MAX && r->column[role] != SIZE_MAX;
}

/* Who has a column of a part has no need of a division of the whole name. */
static void settle_name(struct list_reader *r)
{
	const struct list_map *map = r->map;
	bool has_part = false;
	for (size_t p = 0; p < LIST_PART_COUNT; p++) {
		has_part = has_part || has_role(r, map->part_role[p]);
	}
	r->divides_name = !has_part && has_role(r, map->role_count + LIST_OWN_NAME);
	for (size_t role = 0; role < map->column_count; role++) {
		r->facts.has[role] = has_role(r, role);
		r->facts.headers[role] = has_role(r, role) ? r->headers[r->column[role]] : BYTES_NONE;
	}
	for (size_t p = 0; p < LIST_PART_COUNT && r->divides_name; p++) {
		if (map->part_role[p] != SIZE_MAX) {
			r->facts.has[map->part_role[p]] = true;
		}
	}
}

static int find_columns(struct list_reader *r, struct err *e)
{
	const struct list_map *map = r->map;
	int rc = 0;
	if (map->is_guess) {
		rc = guess_columns(r, e);
		note_guesses(r);
		if (rc == 0 && map->truth.s) {
			rc = find_column(r, map->role_count + LIST_OWN_TRUTH, e);
		}
	}
	for (size_t role = 0; role < map->column_count && rc == 0 && !map->is_guess; role++) {
		rc = find_column(r, role, e);
	}
	if (rc != 0) {
		return rc;
	}
	settle_name(r);
	const size_t named[] = {map->role_count + LIST_OWN_NAME, map->part_role[LIST_PART_GIVEN],
		map->part_role[LIST_PART_FAMILY]};
	for (size_t i = 0; i < ARRAY_COUNT(named); i++) {
		if (has_role(r, named[i])) {
			return 0;
		}
	}
	for (size_t i = 0; i < ARRAY_COUNT(named); i++) {
		if (named[i] != SIZE_MAX && r->settings.header[named[i]].s) {
			return no_header(r, named[i], r->settings.header[named[i]], e);
		}
	}
	return map->is_guess
		? err_set(e, ERR_INPUT,
			  "no column is known by its header to name people; say in a column map which does "
			  "(--map FILE)")
		: err_set(e, ERR_INPUT, "the list has none of the columns that name people in the map");
}

/* ------- rows ------- */

static int check_width(const struct list_reader *r, struct err *e)
{
	size_t count = r->rows.count - r->skipped;
	if (count != r->facts.column_count) {
		return err_set(e, ERR_INPUT, "line %zu has %zu column%s, and the header has %zu",
			r->rows.line, count, count == 1 ? "" : "s", r->facts.column_count);
	}
	return 0;
}

static bool is_blank_row(const struct list_reader *r)
{
	for (size_t i = r->skipped; i < r->rows.count; i++) {
		if (bytes_trim(r->rows.cells[i]).len > 0) {
			return false;
		}
	}
	return true;
}

static struct bytes trimmed(struct bytes cell)
{
	if (cell.len == 0) {
		return BYTES_NONE;
	}
	bool is_trim = (unsigned char)cell.s[0] > ' ' && (unsigned char)cell.s[cell.len - 1] > ' ';
	cell = is_trim ? cell : bytes_trim(cell);
	return cell.len > 0 ? cell : BYTES_NONE;
}

static void take_cells(struct list_reader *r)
{
	arena_reset(&r->row);
	for (size_t role = 0; role < r->map->column_count; role++) {
		if (r->column[role] != SIZE_MAX) {
			r->cells[role] =
				trimmed(list_cells_text(&r->rows, r->column[role] + r->skipped, &r->row));
		}
	}
}

static int next_delimited(struct list_reader *r, struct list_row *row, struct err *e)
{
	for (;;) {
		int rc = list_cells_next(&r->rows, e);
		if (rc != 1) {
			return rc;
		}
		rc = check_width(r, e);
		if (rc != 0) {
			return rc;
		}
		if (!is_blank_row(r)) {
			break;
		}
		r->facts.blank_count++;
	}
	take_cells(r);
	row->line = r->rows.line;
	row->raw = r->rows.raw;
	return 1;
}

/* The number that the conversion of a workbook wrote before each row is not of the row. */
static int take_row_number(struct list_reader *r, struct list_row *row, struct err *e)
{
	struct bytes number = r->rows.cells[0];
	int64_t line;
	if (!bytes_int64(number, &line) || row->raw.len <= number.len) {
		return err_set(e, ERR_INPUT, "the workbook could not be read");
	}
	row->line = (size_t)line;
	row->raw = (struct bytes){row->raw.s + number.len + 1, row->raw.len - number.len - 1};
	return 1;
}

static int next_json(struct list_reader *r, struct list_row *row, struct err *e)
{
	struct bytes names[COLUMNS_MAX];
	int rc;
	while ((rc = list_json_next(&r->json, e)) == 1 && list_json_is_blank(&r->json)) {
		r->facts.blank_count++;
	}
	if (rc != 1) {
		return rc;
	}
	for (size_t role = 0; role < r->map->column_count; role++) {
		names[role] = r->column[role] == SIZE_MAX ? BYTES_NONE : r->headers[r->column[role]];
	}
	list_json_cells(&r->json, names, r->map->column_count, r->cells);
	for (size_t role = 0; role < r->map->column_count; role++) {
		r->cells[role] = trimmed(r->cells[role]);
	}
	row->line = r->json.line;
	row->raw = r->json.raw;
	return 1;
}

static void divide_name(struct list_reader *r)
{
	struct bytes parts[LIST_PART_COUNT];
	list_name_divide(r->cells[r->map->role_count + LIST_OWN_NAME], r->settings.name_order,
		r->settings.name_order_count, parts);
	for (size_t p = 0; p < LIST_PART_COUNT; p++) {
		if (r->map->part_role[p] != SIZE_MAX) {
			r->cells[r->map->part_role[p]] = parts[p];
		}
	}
}

int list_next(struct list_reader *r, struct list_row *row, struct err *e)
{
	int rc = r->is_json ? next_json(r, row, e) : next_delimited(r, row, e);
	if (rc == 1 && r->facts.format == LIST_WORKBOOK) {
		rc = take_row_number(r, row, e);
	}
	if (rc != 1) {
		return rc;
	}
	if (r->divides_name) {
		divide_name(r);
	}
	row->number = ++r->number;
	row->cells = r->cells;
	return 1;
}

void list_rewind(struct list_reader *r)
{
	r->number = 0;
	r->facts.blank_count = 0;
	if (r->is_json) {
		struct bytes text = r->json.text;
		list_json_done(&r->json);
		list_json_init(&r->json, text, r->facts.format == LIST_JSON_ARRAY);
	} else {
		list_cells_seek(&r->rows, r->first_rest, r->first_line);
	}
}

/* ------- opening ------- */

static void count_dates(
	const struct list_reader *r, const struct list_row *row, struct list_date_signs *signs)
{
	struct date d;
	for (size_t role = 0; role < r->map->role_count; role++) {
		if (!r->map->roles[role].is_date || !row->cells[role].s) {
			continue;
		}
		if (r->settings.date_order == LIST_DATE_UNKNOWN) {
			list_date_count(signs, row->cells[role], row->line);
		} else if (!list_date_read(row->cells[role], r->settings.date_order, &d) &&
			signs->unread++ == 0) {
			signs->unread_line = row->line;
		}
	}
}

/* Reads everything once: counts, checks, and learns in which order dates are written. */
static int survey(struct list_reader *r, struct err *e)
{
	struct list_date_signs signs = {0};
	struct list_facts *f = &r->facts;
	struct list_row row;
	int rc;
	while ((rc = list_next(r, &row, e)) == 1) {
		count_dates(r, &row, &signs);
	}
	if (rc != 0) {
		return rc;
	}
	f->row_count = r->number;
	if (f->row_count == 0) {
		return err_set(e, ERR_INPUT, "the list has a header and no rows");
	}
	f->unread_dates = signs.unread;
	f->unread_dates_line = signs.unread_line;
	f->date_order = r->settings.date_order;
	return f->date_order == LIST_DATE_UNKNOWN ? list_date_decide(&signs, &f->date_order, e) : 0;
}

static void note_facts(struct list_reader *r)
{
	const struct list_facts *f = &r->facts;
	static const char *const orders[LIST_DATE_ORDER_COUNT] = {
		NULL, "the day first", "the month first", "the year first"};
	const char *delimiter = f->delimiter == '\t' ? "tabs"
		: f->delimiter == ';'                ? "semicolons"
						     : "vertical bars";
	if (f->delimiter && f->delimiter != ',' && !r->settings.delimiter) {
		buf_printf(&r->notes, "columns are divided by %s\n", delimiter);
	}
	if (f->date_order != r->settings.date_order) {
		buf_printf(&r->notes, "dates are written with %s\n", orders[f->date_order]);
	}
	if (f->unread_dates > 0) {
		bool is_one = f->unread_dates == 1;
		buf_printf(&r->notes,
			"%zu date%s cannot be read and count%s as unknown, the first in line %zu\n",
			f->unread_dates, is_one ? "" : "s", is_one ? "s" : "", f->unread_dates_line);
	}
	if (f->blank_count > 0) {
		bool is_one = f->blank_count == 1;
		buf_printf(&r->notes, "%zu row%s nothing and %s passed over\n", f->blank_count,
			is_one ? " holds" : "s hold", is_one ? "was" : "were");
	}
}

int list_open(struct bytes content, struct bytes name, const struct list_map *map, struct list_reader **out,
	struct err *e)
{
	struct list_reader *r = mem_calloc(1, sizeof(*r));
	r->map = map;
	r->facts.name = arena_copy(&r->arena, name);
	list_map_settings(map, name, &r->settings);
	r->facts.is_unique = r->settings.is_unique;
	r->facts.ages_on = r->settings.ages_on;
	int rc = open_text(r, content, e);
	if (rc == 0) {
		rc = read_headers(r, e);
	}
	if (rc == 0) {
		rc = find_columns(r, e);
	}
	if (rc == 0) {
		rc = survey(r, e);
	}
	if (rc != 0) {
		list_close(&r);
		return rc;
	}
	note_facts(r);
	list_rewind(r);
	*out = r;
	return 0;
}

int list_open_file(const char *path, const struct list_map *map, struct list_reader **out, struct err *e)
{
	struct file_map file = {0};
	int rc = file_map(path, &file, e);
	if (rc != 0) {
		return rc;
	}
	rc = list_open(file.bytes, list_name_of_path(path), map, out, e);
	if (rc != 0) {
		file_unmap(&file);
		return err_context(e, "%s", path);
	}
	(*out)->file = file;
	return 0;
}

void list_close(struct list_reader **r)
{
	if (*r) {
		list_cells_done(&(*r)->rows);
		list_json_done(&(*r)->json);
		buf_done(&(*r)->notes);
		buf_done(&(*r)->own);
		arena_done(&(*r)->row);
		arena_done(&(*r)->arena);
		file_unmap(&(*r)->file);
		free(*r);
		*r = NULL;
	}
}

const struct list_facts *list_facts(const struct list_reader *r)
{
	return &r->facts;
}

struct bytes list_notes(const struct list_reader *r)
{
	return buf_bytes(&r->notes);
}

void list_write_map(const struct list_reader *r, struct buf *out)
{
	const struct list_settings *s = &r->settings;
	buf_add_text(out, "[columns]\n");
	for (size_t role = 0; role < r->map->column_count; role++) {
		if (r->column[role] != SIZE_MAX) {
			buf_printf(out, "%s = %.*s\n", list_map_role_name(r->map, role),
				BYTES_ARG(r->headers[r->column[role]]));
		}
	}
	buf_printf(out, "[list]\nunique = %s\n", s->is_unique ? "yes" : "no");
	if (r->facts.date_order != LIST_DATE_UNKNOWN) {
		buf_printf(out, "date_order = %s\n", list_date_order_names[r->facts.date_order]);
	}
	for (size_t i = 0; i < s->name_order_count; i++) {
		buf_printf(out, "%s%s%s", i == 0 ? "name_order = " : " ", list_part_names[s->name_order[i]],
			i + 1 == s->name_order_count ? "\n" : "");
	}
	if (s->encoding) {
		buf_printf(out, "encoding = %s%s\n", s->is_mixed ? "utf-8 or " : "", s->encoding);
	}
	if (r->facts.delimiter) {
		buf_printf(out, "delimiter = %.*s\n", r->facts.delimiter == '\t' ? 3 : 1,
			r->facts.delimiter == '\t' ? "tab" : &r->facts.delimiter);
	}
	if (!date_is_absent(s->ages_on)) {
		char day[DATE_TEXT_BYTES];
		buf_printf(out, "ages_on = %s\n", date_text(s->ages_on, day));
	}
	if (s->sheet.s) {
		buf_printf(out, "sheet = %.*s\n", BYTES_ARG(s->sheet));
	}
}

/* ------- several lists ------- */

static int check_role(
	struct list_reader *const *readers, size_t count, size_t role, struct buf *notes, struct err *e)
{
	size_t lacking = 0;
	size_t last = SIZE_MAX;
	for (size_t i = 0; i < count; i++) {
		if (readers[i]->settings.header[role].s && readers[i]->column[role] == SIZE_MAX) {
			lacking++;
			last = i;
		}
	}
	if (lacking == count && count > 0) {
		int rc = no_header(readers[last], role, readers[last]->settings.header[role], e);
		return count == 1 ? rc : err_context(e, "in no list");
	}
	for (size_t i = 0; i < count; i++) {
		if (readers[i]->settings.header[role].s && readers[i]->column[role] == SIZE_MAX) {
			buf_printf(notes, "the list %.*s has no column \"%.*s\" for %s\n",
				BYTES_ARG(readers[i]->facts.name),
				BYTES_ARG(readers[i]->settings.header[role]),
				list_map_role_name(readers[i]->map, role));
		}
	}
	return 0;
}

int list_check_columns(struct list_reader *const *readers, size_t count, struct buf *notes, struct err *e)
{
	int rc = 0;
	for (size_t role = 0; count > 0 && role < readers[0]->map->column_count && rc == 0; role++) {
		rc = check_role(readers, count, role, notes, e);
	}
	return rc;
}
