/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One durable append: a claim in a transaction of its own, against a bare SQLite row of equal bytes with the same settings
 * on the same disk, the two in turn. Then, under the shim of the tests, the syncs of the WAL are counted.
 *
 *     bench_append [FOLDER]        where the two databases are made; default: the folder you are in
 */
#include "crypto/crypto.h"
#include "intake/add.h"
#include "intake/import.h"
#include "shim.h"

#include <fcntl.h>
#include <ftw.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { APPENDS = 1000, WARM_UP = 20 };

static const char scene[] =
	"{\"type\":\"publication\",\"id\":\"paper\",\"name\":\"The Paper\",\"kind\":\"media\"}\n"
	"{\"type\":\"source\",\"id\":\"page\",\"title\":\"A "
	"page\",\"kind\":\"web_page\",\"publication\":\"paper\","
	"\"seen\":\"seen\"}\n"
	"{\"type\":\"place\",\"id\":\"town\",\"label\":\"Town\",\"kind\":\"town\"}\n"
	"{\"type\":\"incident\",\"id\":\"event\",\"label\":\"The event\",\"target\":{\"places\":[\"town\"],"
	"\"window\":\"2011-12-16\"}}\n";

/* Time on the clock, and of the processor, which others on the machine disturb less. */
struct times {
	double us[APPENDS];
	double processor_us[APPENDS];
};

struct bench {
	char folder[SHIM_PATH_BYTES]; /* of this run; removed at the end */
	char vault_path[SHIM_PATH_BYTES + 16];
	struct add_result document;
	struct vault *v;
	struct db *bare_db;
	struct shim_control *control; /* under the shim only */
	struct times vault;
	struct times bare;
};

static double clock_us(clockid_t clock)
{
	struct timespec t;
	clock_gettime(clock, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void start(struct times *t, int i)
{
	t->us[i] = -clock_us(CLOCK_MONOTONIC);
	t->processor_us[i] = -clock_us(CLOCK_PROCESS_CPUTIME_ID);
}

static void stop(struct times *t, int i)
{
	t->processor_us[i] += clock_us(CLOCK_PROCESS_CPUTIME_ID);
	t->us[i] += clock_us(CLOCK_MONOTONIC);
}

static void must(int rc, const struct err *e)
{
	if (rc != 0) {
		fprintf(stderr, "bench_append: %s\n", e->text);
		exit(1);
	}
}

static void no_progress(void *context, int64_t done, int64_t total)
{
	(void)context;
	(void)done;
	(void)total;
}

static void open_vault(struct bench *b)
{
	struct err e = {0};
	struct secret passphrase = {0};
	struct keyfile_settings settings = keyfile_lowest_settings();
	struct import_settings import = {.format = IMPORT_JSONL, .now = "2012-01-01T00:00:00Z"};
	struct record_progress progress = {no_progress, NULL};
	struct import_result result;
	struct arena a = {0};
	struct pool *pool = pool_open(1);
	char path[SHIM_PATH_BYTES + 16];
	struct add_request request = {.file = path, .now = "2012-01-01T00:00:00Z"};
	snprintf(path, sizeof(path), "%s/page.txt", b->folder);
	secret_init(&passphrase, 5);
	memcpy(passphrase.b, "bench", 5);
	struct file_window content = file_window_of(bytes_of(scene));
	must(vault_create(b->vault_path, &passphrase, &settings, &e), &e);
	must(vault_open(b->vault_path, (struct vault_settings){.is_writer = true}, &b->v, &e), &e);
	must(file_replace(path, BYTES("At least 17 people were killed.\n"), 0600, &e), &e);
	must(add_file(b->v, &request, NULL, &b->document, &e), &e);
	must(import_records(b->v, &content, &import, pool, &progress, &a, &result, &e), &e);
	BUG_IF(!result.is_taken);
	secret_done(&passphrase);
	pool_close(&pool);
	arena_done(&a);
}

static void open_bare(struct bench *b)
{
	char path[SHIM_PATH_BYTES + 16];
	struct err e = {0};
	snprintf(path, sizeof(path), "%s/bare.db", b->folder);
	must(db_open(path, (struct db_settings){.mode = DB_CREATE}, &b->bare_db, &e), &e);
	must(db_run(b->bare_db,
		     "CREATE TABLE row(id INTEGER PRIMARY KEY, leaf TEXT, disclosures TEXT) STRICT", &e),
		&e);
}

static json_t *new_claim(const struct bench *b, int n)
{
	char id[32];
	snprintf(id, sizeof(id), "claim-%06d", n);
	return json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:{s:s, s:i}, s:[s], s:[{s:s, s:s, s:s, s:i, s:i}], s:s, s:s}",
		"id", id, "about", "event", "property", "count", "measure", "killed", "as_stated",
		"at least 17 people", "quantity", "qualifier", "at_least", "low", 17, "places", "town",
		"citations", "source", "page", "evidence", b->document.evidence, "exact",
		"17 people were killed", "byte_start", 9, "byte_end", 30, "note",
		"One of many that say the same.", "recorded_at", "2012-01-01T00:00:00Z");
}

/* Checks the claim as every caller must, appends it, and waits until it is durable. */
static void append_claim(struct bench *b, int n, int slot)
{
	struct err e = {0};
	const struct record_type *type = record_type_find(BYTES("claim"));
	json_t *record = new_claim(b, n);
	start(&b->vault, slot);
	must(vault_begin(b->v, &e), &e);
	must(vault_check_record(b->v, type, record, &e), &e);
	must(vault_append(b->v, type, record, NULL, &e), &e);
	must(vault_commit(b->v, &e), &e);
	stop(&b->vault, slot);
	json_decref(record);
}

/* The bytes of the entry that was just made, and nothing else. */
static void insert_row(struct bench *b, int n, int slot)
{
	struct err e = {0};
	struct db_statement *s;
	const struct entry *entry = &b->v->entry;
	start(&b->bare, slot);
	must(db_begin(b->bare_db, &e), &e);
	must(db_prepare(b->bare_db, "INSERT INTO row VALUES(?, ?, ?)", &s, &e), &e);
	db_bind_int(s, 1, n);
	db_bind_text(s, 2, buf_bytes(&entry->leaf));
	db_bind_text(s, 3, buf_bytes(&entry->disclosures));
	must(db_finish(s, &e), &e);
	must(db_commit(b->bare_db, &e), &e);
	stop(&b->bare, slot);
}

static int compare(const void *left, const void *right)
{
	double l = *(const double *)left;
	double r = *(const double *)right;
	return (l > r) - (l < r);
}

static double quantile(double *us, double part)
{
	qsort(us, APPENDS, sizeof(*us), compare);
	return us[(size_t)(part * (APPENDS - 1))];
}

static void report_times(struct bench *b, size_t bytes)
{
	double vault = quantile(b->vault.us, 0.5);
	double bare = quantile(b->bare.us, 0.5);
	double processor_vault = quantile(b->vault.processor_us, 0.5);
	double processor_bare = quantile(b->bare.processor_us, 0.5);
	printf("bytes of an entry            %8zu\n", bytes);
	printf("medians                         clock   processor\n");
	printf("append of a claim            %8.0f us %8.0f us\n", vault, processor_vault);
	printf("bare row of its bytes        %8.0f us %8.0f us\n", bare, processor_bare);
	printf("difference (aim: 150 us)     %8.0f us %8.0f us\n", vault - bare,
		processor_vault - processor_bare);
}

static void report_syncs(const struct shim_control *before, const struct shim_control *after)
{
	static const char *const names[SHIM_FILE_COUNT] = {"WAL", "database", "evidence", "folder", "other"};
	printf("syncs of %d appends:", APPENDS);
	for (size_t i = 0; i < SHIM_FILE_COUNT; i++) {
		printf(" %s %llu%s", names[i], (unsigned long long)(after->syncs[i] - before->syncs[i]),
			i + 1 < SHIM_FILE_COUNT ? "," : "\n");
	}
}

static void run(struct bench *b)
{
	struct shim_control before = {0};
	size_t bytes = 0;
	open_vault(b);
	if (!b->control) {
		open_bare(b);
	}
	for (int i = 0; i < WARM_UP; i++) {
		append_claim(b, i, i);
		if (!b->control) {
			insert_row(b, i, i);
		}
	}
	if (b->control) {
		before = *b->control;
	}
	for (int i = 0; i < APPENDS; i++) {
		append_claim(b, WARM_UP + i, i);
		if (!b->control) {
			insert_row(b, WARM_UP + i, i);
		}
		bytes = b->v->entry.leaf.len + b->v->entry.disclosures.len;
	}
	if (b->control) {
		report_syncs(&before, b->control);
	} else {
		report_times(b, bytes);
	}
	db_close(&b->bare_db);
	vault_close(&b->v);
}

static struct shim_control *map_control(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	BUG_IF(fd < 0 || ftruncate(fd, sizeof(struct shim_control)) != 0);
	void *p = mmap(NULL, sizeof(struct shim_control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	BUG_IF(p == MAP_FAILED);
	close(fd);
	return p;
}

/* The same again as a new process under the shim, which counts. */
static void count_syncs(const char *folder, char *program)
{
	char path[SHIM_PATH_BYTES + 16];
	snprintf(path, sizeof(path), "%s/control", folder);
	struct shim_control *control = map_control(path);
	*control = (struct shim_control){.is_sync_skipped = true};
	snprintf(control->folder, sizeof(control->folder), "%s", folder);
	pid_t child = fork();
	BUG_IF(child < 0);
	if (child == 0) {
		setenv("LD_PRELOAD", RECOUNT_SHIM_LIBRARY, 1);
		setenv("RECOUNT_SHIM", path, 1);
		char *argv[] = {program, path, NULL};
		execv("/proc/self/exe", argv);
		_exit(127);
	}
	int status;
	BUG_IF(waitpid(child, &status, 0) != child || status != 0);
}

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *at)
{
	(void)s;
	(void)kind;
	(void)at;
	return remove(path);
}

/* A folder of this run, below one that the person names, with an absolute path as the shim wants it. */
static void make_folder(struct bench *b, const char *below)
{
	char *path = realpath(below, NULL);
	BUG_IF(!path ||
		snprintf(b->folder, sizeof(b->folder), "%s/bench-append-XXXXXX", path) >=
			(int)sizeof(b->folder));
	BUG_IF(!mkdtemp(b->folder));
	free(path);
}

int main(int argc, char **argv)
{
	static struct bench b;
	struct err e = {0};
	const char *control = getenv("RECOUNT_SHIM");
	must(crypto_init(&e), &e);
	if (control) {
		b.control = map_control(control);
		snprintf(b.folder, sizeof(b.folder), "%s", b.control->folder);
	} else {
		make_folder(&b, argc > 1 ? argv[1] : ".");
	}
	snprintf(b.vault_path, sizeof(b.vault_path), "%s/%s", b.folder, control ? "counted" : "timed");
	run(&b);
	fflush(stdout);
	if (!control) {
		count_syncs(b.folder, argv[0]);
		nftw(b.folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	}
	return 0;
}
