/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "raw.h"

#include "test.h"

sqlite3 *raw_open(const char *vault)
{
	char path[512];
	sqlite3 *raw = NULL;
	snprintf(path, sizeof(path), "%s/vault.db", vault);
	BUG_IF(sqlite3_open(path, &raw) != SQLITE_OK);
	raw_run(raw, "PRAGMA synchronous=OFF");
	return raw;
}

void raw_run(sqlite3 *raw, const char *sql)
{
	char *message = NULL;
	if (sqlite3_exec(raw, sql, NULL, NULL, &message) != SQLITE_OK) {
		test_note("%s: %s", sql, message);
		BUG_IF(true);
	}
}

void raw_change(const char *vault, const char *sql)
{
	sqlite3 *raw = raw_open(vault);
	raw_run(raw, sql);
	sqlite3_close(raw);
}
