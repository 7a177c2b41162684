/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/ini.h"

#include "base/limits.h"

static int parse_section(struct bytes line, unsigned number, struct bytes *section, struct err *e)
{
	bool is_closed = line.len > 2 && line.s[line.len - 1] == ']';
	struct bytes name = is_closed ? bytes_trim((struct bytes){line.s + 1, line.len - 2}) : BYTES_NONE;
	if (name.len == 0) {
		return err_set(e, ERR_INPUT, "line %u: a section reads [name]", number);
	}
	*section = name;
	return 0;
}

static int parse_row(struct bytes line, unsigned number, struct bytes section, struct ini *ini, struct err *e)
{
	size_t equals = bytes_find(line, BYTES("="), 0);
	if (equals == SIZE_MAX || equals == 0) {
		return err_set(e, ERR_INPUT, "line %u: expected key = value", number);
	}
	if (!section.s) {
		return err_set(e, ERR_INPUT, "line %u: a key stands before the first [section]", number);
	}
	struct ini_row row = {
		.section = section,
		.key = bytes_trim((struct bytes){line.s, equals}),
		.value = bytes_trim((struct bytes){line.s + equals + 1, line.len - equals - 1}),
		.line = number,
	};
	for (size_t i = 0; i < ini->count; i++) {
		if (bytes_equal(ini->rows[i].section, section) && bytes_equal(ini->rows[i].key, row.key)) {
			return err_set(e, ERR_INPUT, "line %u: \"%.*s\" was set in line %u already", number,
				BYTES_ARG(row.key), ini->rows[i].line);
		}
	}
	if (ini->count == LIMIT_INI_ROWS) {
		return err_set(e, ERR_LIMIT, "line %u: more than %d keys", number, LIMIT_INI_ROWS);
	}
	ini->rows[ini->count++] = row;
	return 0;
}

int ini_parse(struct bytes text, struct arena *a, struct ini *out, struct err *e)
{
	if (bytes_starts(text, "\xEF\xBB\xBF")) {
		text = (struct bytes){text.s + 3, text.len - 3};
	}
	size_t line_count = 1;
	for (size_t at = 0; (at = bytes_find(text, BYTES("\n"), at)) != SIZE_MAX; at++) {
		line_count++;
	}
	struct ini ini = {.rows = arena_calloc(a, line_count, sizeof(struct ini_row))};
	struct bytes section = BYTES_NONE;
	struct bytes line;
	for (unsigned number = 1; bytes_next_line(&text, &line); number++) {
		line = bytes_trim(line);
		if (line.len == 0 || line.s[0] == '#' || line.s[0] == ';') {
			continue;
		}
		int rc = line.s[0] == '[' ? parse_section(line, number, &section, e)
					  : parse_row(line, number, section, &ini, e);
		if (rc != 0) {
			return rc;
		}
	}
	*out = ini;
	return 0;
}
