/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A list as JSON: each row comes with its bytes in order, or the list is refused with a sentence. */
#include "fuzz.h"

#include "intake/list_json.h"

static void read_rows(struct list_json *j, const struct bytes *names, size_t count, struct arena *a)
{
	struct bytes *cells = arena_calloc(a, count + 1, sizeof(*cells));
	const char *at = j->text.s;
	while (list_json_next(j, NULL) == 1) {
		BUG_IF(j->raw.s < at || j->raw.s + j->raw.len > j->text.s + j->text.len);
		at = j->raw.s + j->raw.len;
		list_json_cells(j, names, count, cells);
		for (size_t i = 0; i < count; i++) {
			BUG_IF(cells[i].len > 0 && !cells[i].s);
		}
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes text = {(const char *)data, size};
	struct list_json j;
	struct arena a = {0};
	struct bytes *names;
	struct err e = {0};
	size_t count;
	bool is_array;
	if (size == 0 || !list_json_is(text, &is_array)) {
		return 0;
	}
	list_json_init(&j, text, is_array);
	int rc = list_json_names(&j, &a, &names, &count, &e);
	BUG_IF(rc != 0 && e.text[0] == '\0');
	if (rc == 0) {
		read_rows(&j, names, count, &a);
	}
	list_json_done(&j);
	arena_done(&a);
	return 0;
}
