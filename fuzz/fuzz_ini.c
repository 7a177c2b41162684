/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* INI: every row stands in the text where it says, has a key of its own, and survives being written out. */
#include "fuzz.h"

#include "base/buf.h"
#include "base/ini.h"

static void check_row(struct bytes text, const struct ini *ini, const struct ini_row *row)
{
	BUG_IF(row->key.s < text.s || row->value.s + row->value.len > text.s + text.len);
	BUG_IF(row->key.len == 0 || row->section.len == 0 || row->line == 0);
	for (const struct ini_row *other = ini->rows; other < row; other++) {
		BUG_IF(bytes_equal(other->section, row->section) && bytes_equal(other->key, row->key));
	}
}

static void write_row(struct buf *out, const struct ini_row *row)
{
	buf_add_char(out, '[');
	buf_add_bytes(out, row->section);
	buf_add_text(out, "]\n");
	buf_add_bytes(out, row->key);
	buf_add_text(out, " = ");
	buf_add_bytes(out, row->value);
	buf_add_char(out, '\n');
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = {(const char *)data, size};
	struct arena a = {0};
	struct err e = {0};
	struct buf out = {0};
	struct ini ini;
	struct ini again;
	if (ini_parse(text, &a, &ini, &e) == 0) {
		for (size_t i = 0; i < ini.count; i++) {
			check_row(text, &ini, &ini.rows[i]);
			write_row(&out, &ini.rows[i]);
		}
		BUG_IF(ini_parse(buf_bytes(&out), &a, &again, &e) != 0 || again.count != ini.count);
		for (size_t i = 0; i < ini.count; i++) {
			BUG_IF(!bytes_equal(again.rows[i].key, ini.rows[i].key));
			BUG_IF(!bytes_equal(again.rows[i].value, ini.rows[i].value));
		}
	}
	buf_done(&out);
	arena_done(&a);
	return 0;
}
