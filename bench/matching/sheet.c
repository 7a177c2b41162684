/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "sheet.h"

enum { BUFFER_BYTES = 1 << 20 };

int sheet_open(struct sheet *s, const char *path, struct err *e)
{
	*s = (struct sheet){.file = strcmp(path, "-") == 0 ? stdout : fopen(path, "w")};
	if (s->file == NULL) {
		return err_errno(e, ERR_IO, "cannot write %s", path);
	}
	setvbuf(s->file, NULL, _IOFBF, BUFFER_BYTES);
	return 0;
}

static bool needs_quotes(struct bytes value)
{
	for (size_t i = 0; i < value.len; i++) {
		char c = value.s[i];
		if (c == ',' || c == '"' || c == '\n' || c == '\r') {
			return true;
		}
	}
	return false;
}

void sheet_cell(struct sheet *s, struct bytes value)
{
	if (s->is_in_row) {
		putc_unlocked(',', s->file);
	}
	s->is_in_row = true;
	if (value.len == 0) {
		return;
	}
	if (!needs_quotes(value)) {
		fwrite_unlocked(value.s, 1, value.len, s->file);
		return;
	}
	putc_unlocked('"', s->file);
	for (size_t i = 0; i < value.len; i++) {
		if (value.s[i] == '"') {
			putc_unlocked('"', s->file);
		}
		putc_unlocked(value.s[i], s->file);
	}
	putc_unlocked('"', s->file);
}

void sheet_number(struct sheet *s, uint64_t value)
{
	char text[24];
	size_t at = sizeof(text);
	do {
		text[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	sheet_cell(s, (struct bytes){text + at, sizeof(text) - at});
}

void sheet_end_row(struct sheet *s)
{
	putc_unlocked('\n', s->file);
	s->is_in_row = false;
}

int sheet_close(struct sheet *s, struct err *e)
{
	if (s->file == NULL) {
		return 0;
	}
	bool has_failed = ferror(s->file) != 0;
	has_failed |= (s->file == stdout ? fflush(s->file) : fclose(s->file)) != 0;
	*s = (struct sheet){0};
	return has_failed ? err_errno(e, ERR_IO, "a list was not written whole") : 0;
}
