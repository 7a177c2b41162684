/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Import, check and rebuild at the size of a large project: bench_vault FOLDER DOCUMENTS CLAIMS_EACH
 *
 * Makes documents and claims on them with a fixed seed, each claim with a quote at its bytes, and prints the time, the
 * rate and the largest resident memory of each step. Every step runs in a process of its own.
 */
#include "base/file.h"
#include "crypto/crypto.h"
#include "intake/add.h"
#include "intake/import.h"
#include "record/check.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static const char now[] = "2026-01-01T00:00:00Z";

struct bench {
	char vault[4096];
	char claims[4200];
	int documents;
	int claims_each;
	uint64_t random;
};

static void fail(const struct err *e)
{
	fprintf(stderr, "bench_vault: %s\n", e->text);
	exit(1);
}

static unsigned below(struct bench *b, unsigned n)
{
	b->random = b->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)(b->random >> 33) % n;
}

static double seconds(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void silent(void *context, int64_t done, int64_t total)
{
	(void)context;
	(void)done;
	(void)total;
}

static const struct record_progress no_progress = {silent, NULL};

/* The text of a document, and its claims as JSON Lines once its hash is known. */
static void make_document(struct bench *b, int d, struct buf *text, struct buf *lines)
{
	static const char *const words[] = {"town", "police", "residents", "office", "hospital", "square",
		"clashes", "statement", "according", "officials", "wounded", "workers", "evening",
		"prosecutor", "names", "list"};
	size_t *start = malloc(sizeof(*start) * (size_t)b->claims_each);
	unsigned *dead = malloc(sizeof(*dead) * (size_t)b->claims_each);
	char hex[HASH_HEX_CHARS + 1];
	buf_clear(text);
	for (int k = 0; k < b->claims_each; k++) {
		buf_printf(text, "%d.%d", d, k);
		for (int w = 0; w < 8; w++) {
			buf_printf(text, " %s", words[below(b, ARRAY_COUNT(words))]);
		}
		start[k] = text->len + 1;
		dead[k] = 10 + below(b, 90);
		buf_printf(text, " %u people were killed in place %d.\n", dead[k], k % 20);
	}
	struct hash h = hash_sha256(buf_bytes(text));
	hash_hex(&h, hex);
	for (int k = 0; k < b->claims_each; k++) {
		size_t end = bytes_find(buf_bytes(text), BYTES(".\n"), start[k]);
		buf_printf(lines,
			"{\"type\":\"claim\",\"id\":\"c-%d-%d\",\"about\":\"incident-%d\",\"property\":"
			"\"count\","
			"\"measure\":\"killed\",\"as_stated\":\"%u "
			"people\",\"quantity\":{\"qualifier\":\"exact\",\"low\":%u,"
			"\"high\":%u},\"places\":[\"place-%d\"],\"window\":\"2011-12-16\",\"as_of\":\"2011-"
			"12-%02d\","
			"\"attribution\":[{\"originator\":\"office-%d\",\"class\":\"official\",\"verb\":"
			"\"states\"}],"
			"\"citations\":[{\"source\":\"source-%d\",\"evidence\":\"%s\",\"exact\":\"%.*s\","
			"\"byte_start\":%zu,"
			"\"byte_end\":%zu}]}\n",
			d, k, (d + k) % 100, dead[k], dead[k], dead[k], k % 20, k % 28 + 1, k % 37, d, hex,
			(int)(end - start[k]), text->s + start[k], start[k], end);
	}
	free(start);
	free(dead);
}

static void import(struct vault *v, struct file_window *content)
{
	struct err e = {0};
	struct arena a = {0};
	struct import_result result;
	struct import_settings settings = {.format = IMPORT_JSONL, .now = now};
	struct pool *pool = pool_open(0);
	if (import_records(v, content, &settings, pool, &no_progress, &a, &result, &e) != 0) {
		fail(&e);
	}
	if (result.refused_count > 0) {
		fprintf(stderr, "bench_vault: line %zu: %s\n", result.problems[0].line,
			result.problems[0].text.s);
		exit(1);
	}
	pool_close(&pool);
	arena_done(&a);
}

static struct vault *open_vault(struct bench *b, bool is_writer)
{
	struct err e = {0};
	struct vault *v;
	if (vault_open(b->vault, (struct vault_settings){.is_writer = is_writer}, &v, &e) != 0) {
		fail(&e);
	}
	return v;
}

static void step_prepare(struct bench *b)
{
	struct err e = {0};
	struct secret passphrase = {0};
	struct keyfile_settings quick = keyfile_lowest_settings();
	struct buf text = {0};
	struct buf lines = {0};
	struct buf base = {0};
	char path[4300];
	secret_init(&passphrase, 5);
	memcpy(passphrase.b, "bench", 5);
	if (vault_create(b->vault, &passphrase, &quick, &e) != 0) {
		fail(&e);
	}
	FILE *claims = fopen(b->claims, "w");
	struct vault *v = open_vault(b, true);
	buf_add_text(&base,
		"{\"type\":\"publication\",\"id\":\"pub\",\"name\":\"Publication\",\"kind\":\"media\"}\n");
	for (int i = 0; i < 20; i++) {
		buf_printf(&base, "{\"type\":\"place\",\"id\":\"place-%d\",\"label\":\"Place %d\"}\n", i, i);
	}
	for (int i = 0; i < 100; i++) {
		buf_printf(&base,
			"{\"type\":\"incident\",\"id\":\"incident-%d\",\"label\":\"Incident %d\"}\n", i, i);
	}
	for (int d = 0; d < b->documents; d++) {
		struct add_result result;
		buf_clear(&lines);
		make_document(b, d, &text, &lines);
		snprintf(path, sizeof(path), "%s/../document.txt", b->vault);
		if (!claims || fwrite(lines.s, 1, lines.len, claims) != lines.len ||
			file_replace(path, buf_bytes(&text), 0600, &e) != 0 ||
			add_file(v, &(struct add_request){.file = path, .now = now}, NULL, &result, &e) !=
				0) {
			fail(&e);
		}
		buf_printf(&base,
			"{\"type\":\"source\",\"id\":\"source-%d\",\"title\":\"Document "
			"%d\",\"publication\":\"pub\","
			"\"published\":\"2011-12-%02d\",\"seen\":\"seen\"}\n",
			d, d, d % 28 + 1);
	}
	fclose(claims);
	struct file_window content = file_window_of(buf_bytes(&base));
	import(v, &content);
	vault_close(&v);
}

static void step_import(struct bench *b)
{
	struct err e = {0};
	struct file_window claims;
	if (file_window_open(b->claims, &claims, &e) != 0) {
		fail(&e);
	}
	struct vault *v = open_vault(b, true);
	import(v, &claims);
	file_window_close(&claims);
	vault_close(&v);
}

static void step_check(struct bench *b)
{
	struct err e = {0};
	struct check_result result;
	struct secret passphrase = {0};
	struct secret seed = {0};
	struct buf note = {0};
	struct vault *v = open_vault(b, true);
	secret_init(&passphrase, 5);
	memcpy(passphrase.b, "bench", 5);
	if (keys_open(b->vault, "log", &passphrase, &seed, &e) != 0 || vault_sign(v, &seed, &note, &e) != 0 ||
		check_journal(v, NULL, &no_progress, &result, &e) != 0) {
		fail(&e);
	}
	vault_close(&v);
}

static void step_rebuild(struct bench *b)
{
	struct err e = {0};
	struct hash digest;
	struct vault *v = open_vault(b, true);
	if (record_rebuild(v, &no_progress, &digest, &e) != 0) {
		fail(&e);
	}
	vault_close(&v);
}

static double run(struct bench *b, const char *name, void (*step)(struct bench *b), double count)
{
	struct rusage used;
	int status;
	double begin = seconds();
	fflush(stdout);
	pid_t child = fork();
	if (child == 0) {
		step(b);
		_exit(0);
	}
	if (child < 0 || wait4(child, &status, 0, &used) != child || status != 0) {
		fprintf(stderr, "bench_vault: %s failed\n", name);
		exit(1);
	}
	double took = seconds() - begin;
	printf("%-10s %8.2f s   %9.0f /s   cpu %7.2f s   memory %4ld MiB\n", name, took, count / took,
		(double)used.ru_utime.tv_sec + (double)used.ru_stime.tv_sec +
			1e-6 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec),
		used.ru_maxrss / 1024);
	return took;
}

int main(int argc, char **argv)
{
	struct err e = {0};
	struct bench b = {.random = 20111216};
	if (argc != 4 || crypto_init(&e) != 0) {
		fprintf(stderr, "usage: bench_vault FOLDER DOCUMENTS CLAIMS_EACH\n");
		return 1;
	}
	b.documents = (int)strtol(argv[2], NULL, 10);
	b.claims_each = (int)strtol(argv[3], NULL, 10);
	snprintf(b.vault, sizeof(b.vault), "%s/bench.vault", argv[1]);
	snprintf(b.claims, sizeof(b.claims), "%s/claims.jsonl", argv[1]);
	double claims = (double)b.documents * b.claims_each;
	struct stat before;
	struct stat after;
	char db[4200];
	snprintf(db, sizeof(db), "%s/vault.db", b.vault);
	printf("%d documents with %d claims each\n", b.documents, b.claims_each);
	run(&b, "prepare", step_prepare, b.documents);
	stat(db, &before);
	run(&b, "import", step_import, claims);
	stat(db, &after);
	printf("%-10s %8.2f KB a claim on disk\n", "",
		(double)(after.st_size - before.st_size) / claims / 1000);
	run(&b, "check", step_check, claims);
	run(&b, "rebuild", step_rebuild, claims);
	return 0;
}
