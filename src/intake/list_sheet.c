/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/list_sheet.h"

#include "base/date.h"
#include "base/limits.h"
#include "base/mem.h"
#include "intake/list_xml.h"

#include <strings.h>

static void no_text(void *context, struct bytes text)
{
	(void)context;
	(void)text;
}

static int no_end(void *context, const char *name, struct err *e)
{
	(void)context;
	(void)name;
	(void)e;
	return 0;
}

static bool number_of(struct bytes text, int64_t max, int64_t *number)
{
	return text.s && bytes_int64(text, number) && *number >= 0 && *number <= max;
}

/* ------- which part ------- */

struct find {
	struct bytes wanted;
	struct buf relation; /* id of the sheet */
	struct buf names;    /* of sheets that are not hidden, with commas */
	size_t count;
	bool is_found;
	struct list_workbook *out;
};

static int begin_in_workbook(void *context, const struct list_xml_element *element, struct err *e)
{
	struct find *f = context;
	(void)e;
	if (strcmp(element->name, "workbookPr") == 0) {
		struct bytes is_1904 = list_xml_attribute(element, "date1904");
		f->out->is_1904 = bytes_is(is_1904, "1") || bytes_is(is_1904, "true");
	}
	if (strcmp(element->name, "sheet") != 0) {
		return 0;
	}
	struct bytes name = list_xml_attribute(element, "name");
	struct bytes state = list_xml_attribute(element, "state");
	bool is_shown = !state.s || bytes_is(state, "visible");
	bool is_it = f->wanted.s ? bytes_equal(name, f->wanted) : is_shown;
	if (is_it && !f->is_found) {
		f->is_found = true;
		buf_add_bytes(&f->relation, list_xml_attribute(element, "id"));
	}
	if (is_shown) {
		buf_printf(&f->names, "%s%.*s", f->count++ > 0 ? ", " : "", BYTES_ARG(name));
	}
	return 0;
}

static int begin_in_relations(void *context, const struct list_xml_element *element, struct err *e)
{
	struct find *f = context;
	struct bytes target = list_xml_attribute(element, "Target");
	(void)e;
	if (strcmp(element->name, "Relationship") == 0 && f->out->part.len == 0 && target.len > 0 &&
		bytes_equal(list_xml_attribute(element, "Id"), buf_bytes(&f->relation))) {
		bool is_absolute = target.s[0] == '/';
		buf_add_text(&f->out->part, is_absolute ? "" : "xl/");
		buf_add(&f->out->part, target.s + is_absolute, target.len - is_absolute);
	}
	return 0;
}

static int choose(const struct find *f, struct err *e)
{
	if (f->wanted.s && !f->is_found) {
		return err_set(e, ERR_INPUT, "there is no sheet \"%.*s\"; there are: %s",
			BYTES_ARG(f->wanted), f->names.s ? f->names.s : "none");
	}
	if (!f->wanted.s && f->count > 1) {
		return err_set(e, ERR_INPUT, "there are several sheets: %s; say which with sheet = NAME",
			f->names.s);
	}
	return f->is_found ? 0 : err_set(e, ERR_INPUT, "the workbook has no sheet");
}

int list_sheet_find(struct bytes workbook, struct bytes relations, struct bytes name,
	struct list_workbook *found, struct err *e)
{
	static const struct list_xml_handler in_workbook = {begin_in_workbook, no_end, no_text};
	static const struct list_xml_handler in_relations = {begin_in_relations, no_end, no_text};
	struct find f = {.wanted = name, .out = found};
	*found = (struct list_workbook){0};
	int rc = list_xml_read(workbook, &in_workbook, &f, e);
	if (rc == 0) {
		rc = choose(&f, e);
	}
	if (rc == 0) {
		rc = list_xml_read(relations, &in_relations, &f, e);
	}
	if (rc == 0 && found->part.len == 0) {
		rc = err_set(e, ERR_INPUT, "the workbook does not say where its sheet is");
	}
	buf_done(&f.relation);
	buf_done(&f.names);
	return rc;
}

/* ------- shared strings ------- */

struct strings {
	struct arena *arena;
	struct bytes *list;
	size_t count;
	size_t room;
	struct buf text;
	bool is_text;     /* in <t> */
	bool is_phonetic; /* in <rPh>: how the text is read, not the text */
};

static int begin_in_strings(void *context, const struct list_xml_element *element, struct err *e)
{
	struct strings *s = context;
	(void)e;
	if (strcmp(element->name, "si") == 0) {
		buf_clear(&s->text);
	} else if (strcmp(element->name, "rPh") == 0) {
		s->is_phonetic = true;
	}
	s->is_text = strcmp(element->name, "t") == 0 && !s->is_phonetic;
	return 0;
}

static int end_in_strings(void *context, const char *name, struct err *e)
{
	struct strings *s = context;
	(void)e;
	s->is_text = false;
	if (strcmp(name, "rPh") == 0) {
		s->is_phonetic = false;
	} else if (strcmp(name, "si") == 0) {
		s->list = arena_grow(s->arena, s->list, s->count, &s->room, sizeof(*s->list));
		s->list[s->count++] = arena_copy(s->arena, buf_bytes(&s->text));
	}
	return 0;
}

static void text_in_strings(void *context, struct bytes text)
{
	struct strings *s = context;
	if (s->is_text) {
		buf_add_bytes(&s->text, text);
	}
}

/* ------- styles ------- */

/* How much of a number a format shows as a date. */
enum shown { SHOWN_NUMBER, SHOWN_YEAR, SHOWN_MONTH, SHOWN_DAY };

enum { FORMAT_IDS_MAX = 1024 };

struct styles {
	struct arena *arena;
	enum shown of_format[FORMAT_IDS_MAX];
	enum shown *of_style; /* by index in cellXfs */
	size_t count;
	size_t room;
	bool is_in_cells; /* in <cellXfs> */
};

/* The letters of a format code, without what is quoted, escaped or in brackets. */
static enum shown shown_by(struct bytes code)
{
	bool has[26] = {false};
	for (size_t i = 0; i < code.len; i++) {
		char c = code.s[i];
		if (c == '\\' || c == '_' || c == '*') {
			i++;
		} else if (c == '"' || c == '[') {
			char closing = c == '"' ? '"' : ']';
			while (i + 1 < code.len && code.s[++i] != closing) {
			}
		} else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') {
			has[(c | 0x20) - 'a'] = true;
		}
	}
	bool is_general = has['g' - 'a'];
	if (is_general || (!has['y' - 'a'] && !has['d' - 'a'])) {
		return SHOWN_NUMBER;
	}
	return has['d' - 'a'] ? SHOWN_DAY : has['m' - 'a'] ? SHOWN_MONTH : SHOWN_YEAR;
}

/* Formats that are built in: 14-17 and 22 are dates; 27-36 and 50-58 are, in East Asian languages. */
static void set_built_in(struct styles *s)
{
	for (size_t id = 14; id <= 58; id++) {
		bool is_day = id <= 16 || id == 22 || (id >= 27 && id <= 31) || id == 36 ||
			(id >= 50 && id <= 54) || id >= 57;
		s->of_format[id] = is_day ? SHOWN_DAY : id == 17 ? SHOWN_MONTH : SHOWN_NUMBER;
	}
}

static int begin_in_styles(void *context, const struct list_xml_element *element, struct err *e)
{
	struct styles *s = context;
	int64_t id;
	(void)e;
	if (strcmp(element->name, "cellXfs") == 0) {
		s->is_in_cells = true;
	} else if (strcmp(element->name, "numFmt") == 0) {
		if (number_of(list_xml_attribute(element, "numFmtId"), FORMAT_IDS_MAX - 1, &id)) {
			s->of_format[id] = shown_by(list_xml_attribute(element, "formatCode"));
		}
	} else if (strcmp(element->name, "xf") == 0 && s->is_in_cells) {
		bool is_known = number_of(list_xml_attribute(element, "numFmtId"), FORMAT_IDS_MAX - 1, &id);
		s->of_style = arena_grow(s->arena, s->of_style, s->count, &s->room, sizeof(*s->of_style));
		s->of_style[s->count++] = is_known ? s->of_format[id] : SHOWN_NUMBER;
	}
	return 0;
}

static int end_in_styles(void *context, const char *name, struct err *e)
{
	struct styles *s = context;
	(void)e;
	if (strcmp(name, "cellXfs") == 0) {
		s->is_in_cells = false;
	}
	return 0;
}

/* ------- the sheet ------- */

struct row {
	size_t from; /* in the text of rows */
	size_t len;
	size_t cells;
	int64_t number;
};

struct sheet {
	struct arena *arena;
	const struct strings *strings;
	const struct styles *styles;
	bool is_1904;
	struct buf text; /* of rows, without their numbers */
	struct row *rows;
	size_t count;
	size_t room;
	size_t width;
	bool is_row;       /* in <row> */
	size_t cell_count; /* cells written of this row */
	int64_t number;    /* of this row */
	int64_t column;    /* of this cell, from 0 */
	bool is_value;     /* in <v> or in <t> of this cell */
	bool is_phonetic;
	char kind;      /* first letter of the type, 'n' for a number */
	bool is_shared; /* type "s" */
	enum shown shown;
	struct buf value;
};

/* "AB12" is column 27. */
static bool column_of(struct bytes reference, int64_t *column)
{
	int64_t n = 0;
	size_t i = 0;
	for (; i < reference.len && reference.s[i] >= 'A' && reference.s[i] <= 'Z' && i < 4; i++) {
		n = n * 26 + reference.s[i] - 'A' + 1;
	}
	*column = n - 1;
	return i > 0;
}

static void begin_row(struct sheet *s, const struct list_xml_element *element)
{
	int64_t number;
	bool is_given = number_of(list_xml_attribute(element, "r"), INT32_MAX, &number);
	s->number = is_given ? number : s->number + 1;
	s->cell_count = 0;
	s->column = -1;
	s->rows = arena_grow(s->arena, s->rows, s->count, &s->room, sizeof(*s->rows));
	s->rows[s->count] = (struct row){.from = s->text.len, .number = s->number};
	s->is_row = true;
}

static void begin_cell(struct sheet *s, const struct list_xml_element *element)
{
	struct bytes type = list_xml_attribute(element, "t");
	struct bytes reference = list_xml_attribute(element, "r");
	int64_t style;
	int64_t column;
	s->column = reference.s && column_of(reference, &column) ? column : s->column + 1;
	s->is_shared = bytes_is(type, "s");
	s->kind = type.len > 0 ? type.s[0] : 'n';
	s->shown = SHOWN_NUMBER;
	if (number_of(list_xml_attribute(element, "s"), INT32_MAX, &style) &&
		(size_t)style < s->styles->count) {
		s->shown = s->styles->of_style[style];
	}
	buf_clear(&s->value);
}

static int begin_in_sheet(void *context, const struct list_xml_element *element, struct err *e)
{
	struct sheet *s = context;
	(void)e;
	if (strcmp(element->name, "row") == 0) {
		begin_row(s, element);
	} else if (strcmp(element->name, "c") == 0) {
		begin_cell(s, element);
	} else if (strcmp(element->name, "rPh") == 0) {
		s->is_phonetic = true;
	}
	s->is_value = strcmp(element->name, "v") == 0 || (strcmp(element->name, "t") == 0 && !s->is_phonetic);
	return 0;
}

static void text_in_sheet(void *context, struct bytes text)
{
	struct sheet *s = context;
	if (s->is_value) {
		buf_add_bytes(&s->value, text);
	}
}

/* A serial number of days as a date; it stays a number when it is none that there is. The 60th day of 1900, which the
 * format knows and the calendar does not, is no date. */
static void show_date(struct sheet *s)
{
	enum { DAYS_TO_1970 = 25569, DAYS_TO_1970_FROM_1904 = 24107, LAST_SERIAL = 2957000 };
	char *end;
	char day[DATE_TEXT_BYTES];
	double serial = s->value.len > 0 ? strtod(s->value.s, &end) : -1;
	if (!(serial >= 1 && serial <= LAST_SERIAL) || *end != '\0') {
		return;
	}
	int32_t days = (int32_t)serial;
	if (!s->is_1904 && days == 60) {
		return;
	}
	days -= s->is_1904 ? DAYS_TO_1970_FROM_1904 : DAYS_TO_1970 - (days < 60);
	struct date d = date_of_day(days);
	d.day = s->shown == SHOWN_DAY ? d.day : 0;
	d.month = s->shown == SHOWN_YEAR ? 0 : d.month;
	buf_clear(&s->value);
	buf_add_text(&s->value, date_text(d, day));
}

static void add_quoted(struct buf *out, struct bytes cell)
{
	bool needs_quotes = false;
	for (size_t i = 0; i < cell.len && !needs_quotes; i++) {
		needs_quotes = strchr(",\"\r\n", cell.s[i]) != NULL;
	}
	if (!needs_quotes) {
		buf_add_bytes(out, cell);
		return;
	}
	buf_add_char(out, '"');
	for (size_t i = 0; i < cell.len; i++) {
		if (cell.s[i] == '"') {
			buf_add_char(out, '"');
		}
		buf_add_char(out, cell.s[i]);
	}
	buf_add_char(out, '"');
}

static int cell_text(struct sheet *s, struct bytes *text, struct err *e)
{
	int64_t index;
	*text = buf_bytes(&s->value);
	if (s->is_shared && text->len > 0) {
		if (!number_of(bytes_trim(*text), INT64_MAX - 1, &index) ||
			(size_t)index >= s->strings->count) {
			return err_set(e, ERR_INPUT,
				"row %lld of the sheet refers to a text that is not there",
				(long long)s->number);
		}
		*text = s->strings->list[index];
	} else if (s->kind == 'n' && s->shown != SHOWN_NUMBER) {
		show_date(s);
		*text = buf_bytes(&s->value);
	}
	return 0;
}

static int end_cell(struct sheet *s, struct err *e)
{
	struct bytes text;
	int rc = cell_text(s, &text, e);
	if (rc != 0 || text.len == 0) {
		return rc;
	}
	if (!s->is_row || s->column < (int64_t)s->cell_count) {
		return err_set(e, ERR_INPUT, "row %lld of the sheet has its cells out of order",
			(long long)s->number);
	}
	if (s->column >= LIMIT_COLUMN_COUNT - 1) {
		return err_set(e, ERR_LIMIT, "row %lld of the sheet has more than %d columns",
			(long long)s->number, LIMIT_COLUMN_COUNT - 1);
	}
	for (; s->cell_count <= (size_t)s->column; s->cell_count++) {
		if (s->cell_count > 0) {
			buf_add_char(&s->text, ',');
		}
	}
	add_quoted(&s->text, text);
	return s->text.len <= LIMIT_LIST_BYTES
		? 0
		: err_set(e, ERR_LIMIT, "the sheet has more than %d MiB of text", LIMIT_LIST_BYTES >> 20);
}

static void end_row(struct sheet *s)
{
	struct row *row = &s->rows[s->count];
	row->len = s->text.len - row->from;
	row->cells = s->cell_count;
	s->width = s->cell_count > s->width ? s->cell_count : s->width;
	s->count += s->cell_count > 0;
	s->is_row = false;
}

static int end_in_sheet(void *context, const char *name, struct err *e)
{
	struct sheet *s = context;
	s->is_value = false;
	if (strcmp(name, "c") == 0) {
		return end_cell(s, e);
	}
	if (strcmp(name, "rPh") == 0) {
		s->is_phonetic = false;
	} else if (strcmp(name, "row") == 0 && s->is_row) {
		end_row(s);
	}
	return 0;
}

static void write_rows(const struct sheet *s, struct buf *out)
{
	for (size_t i = 0; i < s->count; i++) {
		const struct row *row = &s->rows[i];
		buf_printf(out, "%lld,", (long long)row->number);
		buf_add(out, s->text.s + row->from, row->len);
		for (size_t c = row->cells; c < s->width; c++) {
			buf_add_char(out, ',');
		}
		buf_add_char(out, '\n');
	}
}

int list_sheet_text(struct bytes sheet, struct bytes strings, struct bytes styles, bool is_1904,
	struct buf *out, struct err *e)
{
	static const struct list_xml_handler in_strings = {begin_in_strings, end_in_strings, text_in_strings};
	static const struct list_xml_handler in_styles = {begin_in_styles, end_in_styles, no_text};
	static const struct list_xml_handler in_sheet = {begin_in_sheet, end_in_sheet, text_in_sheet};
	struct arena a = {0};
	struct strings shared = {.arena = &a};
	struct styles formats = {.arena = &a};
	struct sheet s = {.arena = &a, .strings = &shared, .styles = &formats, .is_1904 = is_1904};
	set_built_in(&formats);
	int rc = strings.s ? list_xml_read(strings, &in_strings, &shared, e) : 0;
	if (rc == 0 && styles.s) {
		rc = list_xml_read(styles, &in_styles, &formats, e);
	}
	if (rc == 0) {
		rc = list_xml_read(sheet, &in_sheet, &s, e);
	}
	if (rc == 0) {
		write_rows(&s, out);
	}
	buf_done(&shared.text);
	buf_done(&s.text);
	buf_done(&s.value);
	arena_done(&a);
	return rc;
}
