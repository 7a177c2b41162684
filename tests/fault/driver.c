/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The process under torture: works on a vault, and says on descriptor 3 what is done, after the call returned.
 *
 *     driver VAULT FOLDER TAG KIND [REOPEN [normal] [stubborn] [alone]]
 *
 * FOLDER     for the files that are added; not watched
 * TAG        number of this cycle (work.h)
 * KIND       add, import, or both in turn
 * REOPEN     the vault is closed and opened again after so many jobs; 0: never
 * normal     synchronous=NORMAL, which must be caught
 * alone      imports as large files are imported
 * stubborn   goes on with the next job, in a new vault handle, when one has failed
 *
 * It ends when it is ended, or with the exit code of its first failure.
 */
#include "work.h"

#include "crypto/crypto.h"
#include "intake/add.h"
#include "intake/import.h"

#include <unistd.h>

enum { ACKNOWLEDGE_FD = 3 };

struct driver {
	const char *vault_path;
	const char *folder;
	const char *kind;
	unsigned tag;
	unsigned reopen;
	bool is_normal;
	bool is_stubborn;
	bool is_alone;
	struct vault *v;
	struct pool *pool;
};

static void no_progress(void *context, int64_t done, int64_t total)
{
	(void)context;
	(void)done;
	(void)total;
}

static void acknowledge(enum work_kind kind, unsigned number)
{
	char line[32];
	int len = snprintf(line, sizeof(line), "%c %u\n", kind == WORK_ADD ? 'a' : 'i', number);
	/* One write: whoever reads sees all of the line or nothing. */
	if (write(ACKNOWLEDGE_FD, line, (size_t)len) != len) {
		_exit(0);
	}
}

static int add(struct driver *d, unsigned number, struct err *e)
{
	struct buf path = {0};
	struct buf content = {0};
	struct add_result result;
	buf_printf(&path, "%s/document-%u.txt", d->folder, d->tag);
	work_file(d->tag, number, &content);
	int rc = file_replace(path.s, buf_bytes(&content), 0600, e);
	if (rc == 0) {
		struct add_request request = {.file = path.s, .now = "2012-01-01T00:00:00Z"};
		rc = add_file(d->v, &request, NULL, &result, e);
	}
	buf_done(&path);
	buf_done(&content);
	return rc;
}

static int import(struct driver *d, unsigned number, struct err *e)
{
	struct buf rows = {0};
	struct arena a = {0};
	struct import_settings settings = {.format = IMPORT_JSONL, .now = "2012-01-01T00:00:00Z"};
	struct record_progress progress = {no_progress, NULL};
	struct import_result result;
	work_rows(d->tag, number, &rows);
	struct file_window content = file_window_of(buf_bytes(&rows));
	content.total = d->is_alone ? INT32_MAX : content.total;
	int rc = import_records(d->v, &content, &settings, d->pool, &progress, &a, &result, e);
	if (rc == 0 && !result.is_taken) {
		rc = err_set(
			e, ERR_INPUT, "line %zu: %s", result.problems[0].line, result.problems[0].text.s);
	}
	arena_done(&a);
	buf_done(&rows);
	return rc;
}

static int open_vault(struct driver *d, struct err *e)
{
	struct vault_settings settings = {.is_writer = true, .is_synchronous_normal = d->is_normal};
	return vault_open(d->vault_path, settings, &d->v, e);
}

static int run_job(struct driver *d, unsigned number, struct err *e)
{
	enum work_kind kind = strcmp(d->kind, "import") == 0 ? WORK_IMPORT : WORK_ADD;
	if (strcmp(d->kind, "both") == 0 && number % 2 == 1) {
		kind = WORK_IMPORT;
	}
	int rc = d->v ? 0 : open_vault(d, e);
	if (rc == 0) {
		rc = kind == WORK_ADD ? add(d, number, e) : import(d, number, e);
	}
	if (rc == 0) {
		acknowledge(kind, number);
	}
	if (rc != 0 || (d->reopen > 0 && number % d->reopen == d->reopen - 1)) {
		vault_close(&d->v);
	}
	return rc;
}

int main(int argc, char **argv)
{
	struct err e = {0};
	if (argc < 5 || crypto_init(&e) != 0) {
		fprintf(stderr, "use: driver VAULT FOLDER TAG KIND [REOPEN [normal] [stubborn] [alone]]\n");
		return 1;
	}
	struct driver d = {.vault_path = argv[1],
		.folder = argv[2],
		.tag = (unsigned)strtoul(argv[3], NULL, 10),
		.kind = argv[4],
		.reopen = argc > 5 ? (unsigned)strtoul(argv[5], NULL, 10) : 0,
		.pool = pool_open(1)};
	for (int i = 6; i < argc; i++) {
		d.is_normal = d.is_normal || strcmp(argv[i], "normal") == 0;
		d.is_stubborn = d.is_stubborn || strcmp(argv[i], "stubborn") == 0;
		d.is_alone = d.is_alone || strcmp(argv[i], "alone") == 0;
	}
	int rc = 0;
	for (unsigned number = 0; rc == 0 || d.is_stubborn; number++) {
		rc = run_job(&d, number, &e);
		if (rc != 0) {
			fprintf(stderr, "driver: job %u: %s\n", number, e.text);
		}
	}
	pool_close(&d.pool);
	return err_exit_code(rc);
}
