/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The XML of a workbook, its parts divided by form feeds: strings, styles, the sheet; workbook and relations. */
#include "fuzz.h"

#include "intake/list_cells.h"
#include "intake/list_sheet.h"
#include "text/utf8.h"

static struct bytes next_part(struct bytes *rest)
{
	const char *end = rest->len > 0 ? memchr(rest->s, '\f', rest->len) : NULL;
	struct bytes part = {rest->s, end ? (size_t)(end - rest->s) : rest->len};
	size_t taken = part.len + (end != NULL);
	*rest = (struct bytes){rest->s + taken, rest->len - taken};
	return part.len > 0 ? part : BYTES_NONE;
}

/* What came out is delimited text of one width. */
static void check_text(struct bytes text)
{
	struct list_cells c;
	size_t width = 0;
	int rc;
	BUG_IF(!utf8_is_valid(text));
	list_cells_init(&c, text, ',');
	while ((rc = list_cells_next(&c, NULL)) == 1) {
		BUG_IF(width > 0 && c.count != width);
		width = c.count;
	}
	BUG_IF(rc != 0);
	list_cells_done(&c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes rest = {(const char *)data, size};
	struct bytes strings = next_part(&rest);
	struct bytes styles = next_part(&rest);
	struct bytes sheet = next_part(&rest);
	struct bytes workbook = next_part(&rest);
	struct list_workbook found;
	struct buf text = {0};
	if (list_sheet_text(sheet, strings, styles, size % 2 == 0, &text, NULL) == 0) {
		check_text(buf_bytes(&text));
	}
	BUG_IF(list_sheet_find(workbook, rest, BYTES_NONE, &found, NULL) == 0 && found.part.len == 0);
	buf_done(&found.part);
	buf_done(&text);
	return 0;
}
