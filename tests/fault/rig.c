/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rig.h"

#include "crypto/crypto.h"
#include "intake/add.h"
#include "intake/import.h"
#include "record/check.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define PASSPHRASE "torture"

static const char scene[] =
	"{\"type\":\"publication\",\"id\":\"paper\",\"name\":\"The Paper\",\"kind\":\"media\"}\n"
	"{\"type\":\"place\",\"id\":\"town\",\"label\":\"Town\",\"kind\":\"town\"}\n"
	"{\"type\":\"incident\",\"id\":\"event\",\"label\":\"The "
	"event\",\"target\":{\"victim_class\":\"any\","
	"\"places\":[\"town\"],\"window\":\"2011-12-16\"}}\n";

static void no_progress(void *context, int64_t done, int64_t total)
{
	(void)context;
	(void)done;
	(void)total;
}

static const struct record_progress quiet = {no_progress, NULL};

const char *rig_program(const char *name)
{
	char variable[32] = "RECOUNT_FAULT_";
	size_t len = strlen(variable);
	for (const char *c = name; *c && len + 1 < sizeof(variable); c++) {
		variable[len++] = (char)(*c - 'a' + 'A');
	}
	variable[len] = '\0';
	const char *path = getenv(variable);
	if (!path) {
		fprintf(stderr, "%s must name the program; run the tests with meson test\n", variable);
		exit(1);
	}
	return path;
}

bool rig_is_full(void)
{
	const char *mode = getenv("RECOUNT_TORTURE");
	return mode && strcmp(mode, "full") == 0;
}

/* ------- folders ------- */

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *at)
{
	(void)s;
	(void)kind;
	return at->level > 0 ? remove(path) : 0;
}

static void empty_folder(const char *path)
{
	BUG_IF(mkdir(path, 0700) != 0 && errno != EEXIST);
	BUG_IF(nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0);
}

static void copy_file(const char *from, const char *to)
{
	struct file_map map = {0};
	struct err e = {0};
	BUG_IF(file_map(from, &map, &e) != 0);
	int fd = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	BUG_IF(fd < 0 || file_write_all(fd, map.bytes, &e) != 0);
	close(fd);
	file_unmap(&map);
}

static void copy_folder(const char *from, const char *to)
{
	DIR *folder = opendir(from);
	BUG_IF(!folder || (mkdir(to, 0700) != 0 && errno != EEXIST));
	for (struct dirent *d; (d = readdir(folder));) {
		char source[512];
		char target[512];
		if (strcmp(d->d_name, ".") == 0 || strcmp(d->d_name, "..") == 0) {
			continue;
		}
		BUG_IF(snprintf(source, sizeof(source), "%s/%s", from, d->d_name) >= (int)sizeof(source));
		BUG_IF(snprintf(target, sizeof(target), "%s/%s", to, d->d_name) >= (int)sizeof(target));
		if (d->d_type == DT_DIR) {
			copy_folder(source, target);
		} else {
			copy_file(source, target);
		}
	}
	closedir(folder);
}

/* ------- the vault to start from ------- */

static int fill_template(struct vault *v, const char *document, struct err *e)
{
	struct arena a = {0};
	struct pool *pool = pool_open(1);
	struct add_result added;
	struct import_result imported;
	struct add_request request = {.file = document, .now = "2012-01-01T00:00:00Z"};
	struct import_settings settings = {.format = IMPORT_JSONL, .now = "2012-01-01T00:00:00Z"};
	struct file_window content = file_window_of(bytes_of(scene));
	int rc = add_file(v, &request, NULL, &added, e);
	if (rc == 0) {
		rc = import_records(v, &content, &settings, pool, &quiet, &a, &imported, e);
	}
	BUG_IF(rc == 0 && !imported.is_taken);
	pool_close(&pool);
	arena_done(&a);
	return rc;
}

/* Made once a process: stretching a passphrase takes a tenth of a second. */
static const char *template_vault(void)
{
	static char path[SHIM_PATH_BYTES];
	struct err e = {0};
	struct secret passphrase = {0};
	struct keyfile_settings settings = keyfile_lowest_settings();
	struct vault *v = NULL;
	char document[SHIM_PATH_BYTES];
	if (path[0]) {
		return path;
	}
	const char *folder = test_folder();
	snprintf(path, sizeof(path), "%s/vault", folder);
	snprintf(document, sizeof(document), "%s/document.txt", folder);
	int rc = file_replace(document, work_document(), 0600, &e);
	secret_init(&passphrase, strlen(PASSPHRASE));
	memcpy(passphrase.b, PASSPHRASE, strlen(PASSPHRASE));
	if (rc == 0) {
		rc = vault_create(path, &passphrase, &settings, &e);
	}
	if (rc == 0) {
		rc = vault_open(path, (struct vault_settings){.is_writer = true}, &v, &e);
	}
	if (rc == 0) {
		rc = fill_template(v, document, &e);
	}
	vault_close(&v);
	secret_done(&passphrase);
	if (rc != 0) {
		fprintf(stderr, "cannot make a vault: %s\n", e.text);
		exit(1);
	}
	return path;
}

void rig_init(struct rig *r)
{
	struct err e;
	const char *folder = test_folder();
	*r = (struct rig){0};
	BUG_IF(crypto_init(&e) != 0);
	snprintf(r->vault, sizeof(r->vault), "%s/vault", folder);
	snprintf(r->work, sizeof(r->work), "%s/work", folder);
	snprintf(r->shadow, sizeof(r->shadow), "%s/shadow", folder);
	snprintf(r->control_path, sizeof(r->control_path), "%s/control", folder);
	empty_folder(r->work);
	int fd = open(r->control_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	BUG_IF(fd < 0 || ftruncate(fd, sizeof(*r->control)) != 0);
	r->control = mmap(NULL, sizeof(*r->control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	BUG_IF(r->control == MAP_FAILED);
	close(fd);
	r->cycles = mem_calloc(RIG_CYCLES_MAX, sizeof(*r->cycles));
}

void rig_done(struct rig *r)
{
	munmap(r->control, sizeof(*r->control));
	free(r->cycles);
}

void rig_new_vault(struct rig *r)
{
	empty_folder(r->vault);
	copy_folder(template_vault(), r->vault);
	r->cycle_count = 0;
}

void rig_clear(struct rig *r)
{
	*r->control = (struct shim_control){.is_sync_skipped = true};
	snprintf(r->control->folder, sizeof(r->control->folder), "%s", r->vault);
}

/* ------- running ------- */

static void become(struct rig *r, const char *const *argv, const int out[2], const int acks[2])
{
	int in[2];
	BUG_IF(pipe(in) != 0 || write(in[1], PASSPHRASE "\n", sizeof(PASSPHRASE)) < 0);
	close(in[1]);
	dup2(in[0], STDIN_FILENO);
	dup2(out[1], STDOUT_FILENO);
	dup2(out[1], STDERR_FILENO);
	/* The number of the pipe may itself be 3. */
	int copy = fcntl(acks[1], F_DUPFD, 10);
	dup2(copy, 3);
	close(copy);
	setenv("LD_PRELOAD", rig_program("shim"), 1);
	setenv("RECOUNT_SHIM", r->control_path, 1);
	execv(argv[0], (char *const *)(uintptr_t)argv);
	_exit(127);
}

static void take_acks(struct rig_acks *acks, const char *text)
{
	char kind;
	unsigned number;
	int used;
	while (sscanf(text, "%c %u\n%n", &kind, &number, &used) == 2) {
		BUG_IF(acks->count == RIG_JOBS_MAX);
		acks->kinds[acks->count] = kind;
		acks->numbers[acks->count++] = number;
		text += used;
	}
}

static uint64_t now_us(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

/* Reads what there is; returns false when no writer is left. What does not fit is dropped. */
static bool drain(int fd, char *text, size_t size)
{
	char piece[4096];
	ssize_t got = read(fd, piece, sizeof(piece));
	size_t len = strlen(text);
	if (got > 0) {
		size_t room = size - 1 - len;
		size_t taken = (size_t)got < room ? (size_t)got : room;
		memcpy(text + len, piece, taken);
		text[len + taken] = '\0';
	}
	return got > 0 || (got < 0 && errno == EINTR);
}

/* Reads both pipes until their writers are gone, and kills at the appointed time. */
static void attend(struct rig *r, pid_t child, int out, int ack, uint64_t kill_us, char *lines, size_t size)
{
	bool is_waiting = kill_us > 0 && r->waits_for_ack;
	uint64_t end = kill_us > 0 && !is_waiting ? now_us() + kill_us : 0;
	struct pollfd fds[2] = {{out, POLLIN, 0}, {ack, POLLIN, 0}};
	r->output[0] = '\0';
	while (fds[0].fd >= 0 || fds[1].fd >= 0) {
		uint64_t now = now_us();
		struct timespec wait = {20, 0};
		if (end > 0 && now >= end) {
			kill(child, SIGKILL);
			end = 0;
		} else if (end > 0) {
			wait = (struct timespec){0, (long)(end - now) * 1000};
		}
		int ready = ppoll(fds, 2, &wait, NULL);
		if (ready == 0 && end == 0) {
			/* Nothing for so long: it hangs, which the caller sees as a signal. */
			kill(child, SIGKILL);
		}
		if (fds[0].revents != 0 && !drain(out, r->output, sizeof(r->output))) {
			fds[0].fd = -1;
		}
		if (fds[1].revents != 0 && !drain(ack, lines, size)) {
			fds[1].fd = -1;
		}
		if (is_waiting && lines[0]) {
			is_waiting = false;
			end = now_us() + kill_us;
		}
		fds[0].revents = fds[1].revents = 0;
	}
}

struct rig_end rig_run(struct rig *r, const char *const *argv, uint64_t kill_us, struct rig_acks *acks)
{
	static char lines[RIG_JOBS_MAX * 8];
	int out[2];
	int ack[2];
	int status;
	lines[0] = '\0';
	BUG_IF(pipe2(out, O_CLOEXEC) != 0 || pipe2(ack, O_CLOEXEC) != 0);
	pid_t child = fork();
	BUG_IF(child < 0);
	if (child == 0) {
		become(r, argv, out, ack);
	}
	close(out[1]);
	close(ack[1]);
	attend(r, child, out[0], ack[0], kill_us, lines, sizeof(lines));
	BUG_IF(waitpid(child, &status, 0) != child);
	close(out[0]);
	close(ack[0]);
	if (acks) {
		take_acks(acks, lines);
	}
	return WIFSIGNALED(status) ? (struct rig_end){-1, WTERMSIG(status)}
				   : (struct rig_end){WEXITSTATUS(status), 0};
}

struct rig_end rig_drive(struct rig *r, const char *const *options, uint64_t kill_us)
{
	const char *argv[12] = {rig_program("driver"), r->vault, r->work};
	char tag[16];
	size_t count = 3;
	BUG_IF(r->cycle_count == RIG_CYCLES_MAX);
	struct rig_acks *acks = &r->cycles[r->cycle_count];
	*acks = (struct rig_acks){.tag = r->cycle_count++};
	snprintf(tag, sizeof(tag), "%u", acks->tag);
	argv[count++] = tag;
	while (*options) {
		argv[count++] = *options++;
	}
	if (r->control->shadow[0]) {
		empty_folder(r->shadow);
	}
	return rig_run(r, argv, kill_us, acks);
}

/* ------- looking ------- */

static int check_files(struct rig *r, struct vault *v, struct err *e)
{
	struct db_statement *s;
	int rc = db_prepare(
		v->db, "SELECT id, size FROM evidence UNION ALL SELECT digest, size FROM text", &s, e);
	if (rc != 0) {
		return rc;
	}
	while ((rc = db_step(s, e)) == 1) {
		struct hash digest;
		uint64_t size;
		rc = hash_parse(db_text(s, 0), &digest, e);
		if (rc == 0) {
			rc = blob_check(r->vault, &digest, &size, e);
		}
		if (rc == 0 && (int64_t)size != db_int(s, 1)) {
			rc = err_set(e, ERR_DAMAGED, "a preserved file has another size");
		}
		if (rc != 0) {
			break;
		}
	}
	db_reset(s);
	return rc;
}

static bool has(struct vault *v, const char *id)
{
	int64_t seq;
	struct err e;
	const struct record_type *type;
	return vault_find(v, bytes_of(id), &seq, &type, &e) == 0;
}

/* How many of the rows of a job are there. */
static unsigned rows_there(struct vault *v, unsigned tag, unsigned number, char kind)
{
	unsigned there = 0;
	if (kind == 'a') {
		char hex[HASH_HEX_CHARS + 1];
		struct hash digest = work_digest(tag, number);
		hash_hex(&digest, hex);
		return has(v, hex) ? WORK_ROWS : 0;
	}
	for (unsigned row = 0; row < WORK_ROWS; row++) {
		struct buf id = {0};
		work_id(tag, number, row, &id);
		there += has(v, id.s);
		buf_done(&id);
	}
	return there;
}

static void check_cycle(struct vault *v, const struct rig_acks *acks, struct rig_verdict *verdict)
{
	unsigned next = 0;
	for (unsigned i = 0; i < acks->count; i++) {
		unsigned there = rows_there(v, acks->tag, acks->numbers[i], acks->kinds[i]);
		if (there == 0 && verdict->lost++ == 0) {
			snprintf(verdict->text, sizeof(verdict->text), "job %c %u of cycle %u is lost",
				acks->kinds[i], acks->numbers[i], acks->tag);
		}
		if (there != 0 && there != WORK_ROWS) {
			verdict->is_damaged = true;
		}
		next = acks->numbers[i] + 1;
	}
	/* The job that was under way may be there or not, but not half. */
	unsigned there = rows_there(v, acks->tag, next, 'i');
	if (there != 0 && there != WORK_ROWS) {
		snprintf(verdict->text, sizeof(verdict->text), "%u rows of an import are there", there);
		verdict->is_damaged = true;
	}
}

static unsigned *leftover_count;

static int count_leftover(const char *path, const struct stat *s, int kind, struct FTW *at)
{
	const char *name = path + at->base;
	(void)s;
	if (kind == FTW_F && (name[0] == '.' || strstr(name, ".tmp"))) {
		(*leftover_count)++;
	}
	return 0;
}

/* A child that the killed process had just forked may hold the lock for a moment longer. */
static int open_again(struct rig *r, struct vault **v, struct err *e)
{
	int rc;
	for (int tries = 0; tries < 100; tries++) {
		rc = vault_open(r->vault, (struct vault_settings){.is_writer = true}, v, e);
		if (rc != -ERR_BUSY) {
			break;
		}
		nanosleep(&(struct timespec){0, 10000000}, NULL);
	}
	return rc;
}

struct rig_verdict rig_verify(struct rig *r)
{
	struct rig_verdict verdict = {0};
	struct err e = {0};
	struct vault *v = NULL;
	struct check_result checked;
	leftover_count = &verdict.leftovers;
	BUG_IF(nftw(r->vault, count_leftover, 16, FTW_PHYS) != 0);
	int rc = open_again(r, &v, &e);
	if (rc == 0) {
		rc = check_journal(v, NULL, &quiet, &checked, &e);
	}
	if (rc == 0) {
		rc = record_check_register(v, &quiet, &e);
	}
	if (rc == 0) {
		rc = check_files(r, v, &e);
	}
	if (rc == 0) {
		rc = db_check(v->db, &e);
	}
	if (rc != 0) {
		verdict.is_damaged = true;
		snprintf(verdict.text, sizeof(verdict.text), "%s", e.text);
	}
	for (unsigned i = 0; i < r->cycle_count && rc == 0; i++) {
		check_cycle(v, &r->cycles[i], &verdict);
	}
	vault_close(&v);
	return verdict;
}
