/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* From a gazetteer's source to its stored form: gazetteer OUT SOURCE [TABLE …]; tables: data/reading/LANGUAGE/place.txt. */
#include "base/file.h"
#include "reading/gazetteer_write.h"

enum { SOURCE_BYTES = 1 << 30, TABLES_MAX = 64 };

static int run(
	const char *out_path, const char *source_path, char **tables, size_t table_count, struct err *e)
{
	struct arena a = {0};
	struct buf source = {0};
	struct buf table = {0};
	struct buf out = {0};
	struct lexicon_table rows[TABLES_MAX];
	struct gazetteer_words *words;
	int rc = file_read(source_path, SOURCE_BYTES, &source, e);
	for (size_t i = 0; rc == 0 && i < table_count; i++) {
		buf_clear(&table);
		rc = file_read(tables[i], SOURCE_BYTES, &table, e);
		rows[i] = (struct lexicon_table){tables[i], arena_copy(&a, buf_bytes(&table))};
	}
	rc = rc == 0 ? gazetteer_words_load(rows, table_count, &a, &words, e) : rc;
	rc = rc == 0 ? gazetteer_write(buf_bytes(&source), words, &out, e) : rc;
	FILE *file = rc == 0 ? fopen(out_path, "wb") : NULL;
	if (rc == 0 && (!file || fwrite(out.s, 1, out.len, file) != out.len)) {
		rc = err_errno(e, ERR_IO, "%s", out_path);
	}
	if (file && fclose(file) != 0 && rc == 0) {
		rc = err_errno(e, ERR_IO, "%s", out_path);
	}
	buf_done(&source);
	buf_done(&table);
	buf_done(&out);
	arena_done(&a);
	return rc;
}

int main(int argc, char **argv)
{
	struct err e = {0};
	if (argc < 3 || argc - 3 > TABLES_MAX) {
		fprintf(stderr, "usage: gazetteer OUT SOURCE [TABLE …]\n");
		return 1;
	}
	if (run(argv[1], argv[2], argv + 3, (size_t)argc - 3, &e) != 0) {
		fprintf(stderr, "gazetteer: %s\n", e.text);
		return 1;
	}
	return 0;
}
