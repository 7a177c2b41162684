/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "mse.h"

#include "base/file.h"

struct strata mse_strata(const char *folder, const char *name, const struct bytes *columns,
	size_t column_count, struct arena *a)
{
	struct strata s;
	struct err e = {0};
	struct buf text = {0};
	const struct strata_request request = {.columns = columns, .column_count = column_count};
	const char *path = arena_printf(a, "%s/%s.csv", folder, name);
	if (file_read(path, 1 << 20, &text, &e) != 0 ||
		strata_read(&s, a, buf_bytes(&text), &request, &e) != 0) {
		fprintf(stderr, "%s: %s\n", path, e.text);
		exit(1);
	}
	buf_done(&text);
	return s;
}

struct capture_table mse_table(const char *folder, const char *name, struct arena *a)
{
	return mse_strata(folder, name, NULL, 0, a).list[0].table;
}
