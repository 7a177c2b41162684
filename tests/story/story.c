/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Runs stories: plain text that reads like a manual and is held to its word.
 *
 *     story RECOUNT FOLDER [NAME]      runs the stories in FOLDER whose names contain NAME; prints TAP
 *
 * A story is lines:
 *
 *     $ COMMAND        is run by /bin/sh in a new folder, RECOUNT_VAULT being my.vault in it
 *     > MORE           further lines of that command
 *     ? N              the exit code that the command above must have; 0 when there is no such line
 *     # TEXT           for the reader
 *     @ needs WORD     the story is skipped without it: data (the development data), user (not root), man,
 *                      mpi (Open MPI's mpirun)
 *     anything else    what the command prints: "*" and "…" stand for anything in a line, a line "…" for any lines
 *
 * Every reply to a command with --json is compared with the shape in the table of operations, and at the end every
 * operation must have been seen.
 */
#include "base/buf.h"
#include "base/mem.h"
#include "ops/op.h"
#include "ops/shape.h"

#include <dirent.h>
#include <ftw.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { OP_MAX = 64, NAME_MAX_BYTES = 256 };

static struct {
	char folder[64];        /* for everything that stories make */
	char program[PATH_MAX]; /* folder of recount */
	bool is_seen[OP_MAX];   /* replied with --json */
	bool has_misfit;
	unsigned number;
	unsigned failed;
} state;

/* One command of a story and what it must do. */
struct step {
	unsigned line; /* of the story, from 1 */
	struct buf command;
	struct buf expected; /* lines */
	int code;
};

static void print_lines(const char *heading, struct bytes text)
{
	struct bytes line;
	printf("# %s\n", heading);
	while (bytes_next_line(&text, &line)) {
		printf("#     %.*s\n", BYTES_ARG(line));
	}
}

/* ------- comparing ------- */

static size_t wildcard_len(struct bytes pattern)
{
	return bytes_starts(pattern, "*") ? 1 : bytes_starts(pattern, "…") ? sizeof("…") - 1 : 0;
}

static struct bytes behind(struct bytes b, size_t len)
{
	return (struct bytes){b.s + len, b.len - len};
}

static bool line_matches(struct bytes pattern, struct bytes line)
{
	while (pattern.len > 0) {
		size_t wildcard = wildcard_len(pattern);
		if (wildcard > 0) {
			struct bytes rest = behind(pattern, wildcard);
			for (size_t skip = 0; skip <= line.len; skip++) {
				if (line_matches(rest, behind(line, skip))) {
					return true;
				}
			}
			return false;
		}
		if (line.len == 0 || line.s[0] != pattern.s[0]) {
			return false;
		}
		pattern = behind(pattern, 1);
		line = behind(line, 1);
	}
	return line.len == 0;
}

/* The next line that is not empty, without white space at its end: neither is for the reader. */
static bool next_line(struct bytes *rest, struct bytes *line)
{
	while (bytes_next_line(rest, line)) {
		struct bytes trimmed = bytes_trim(*line);
		if (trimmed.len > 0) {
			line->len = (size_t)(trimmed.s + trimmed.len - line->s);
			return true;
		}
	}
	return false;
}

static bool lines_match(struct bytes patterns, struct bytes lines)
{
	struct bytes pattern;
	struct bytes line;
	while (next_line(&patterns, &pattern)) {
		if (bytes_is(pattern, "…")) {
			while (!lines_match(patterns, lines)) {
				if (!next_line(&lines, &line)) {
					return false;
				}
			}
			return true;
		}
		if (!next_line(&lines, &line) || !line_matches(pattern, line)) {
			return false;
		}
	}
	return !next_line(&lines, &line);
}

/* ------- replies with --json ------- */

/* The operation that a command runs last: the words behind "recount" that are no options. */
static const struct op *op_of_command(const char *command)
{
	char copy[1024];
	const char *words[64];
	size_t count = 0;
	size_t used;
	snprintf(copy, sizeof(copy), "%s", command);
	bool is_ours = false;
	bool is_value = false;
	char *rest = copy;
	char *word;
	while ((word = strsep(&rest, " \n")) != NULL && count < ARRAY_COUNT(words)) {
		bool is_option = word[0] == '-' && word[1] != '\0';
		if (is_ours && !is_option && !is_value && word[0] != '\0') {
			words[count++] = word;
		}
		is_value =
			is_option && (strcmp(word, "--vault") == 0 || strcmp(word, "--passphrase-fd") == 0);
		if (strcmp(word, "recount") == 0) {
			is_ours = true;
			count = 0;
		}
	}
	return op_find(words, count, &used);
}

static bool check_reply(const struct step *step, struct bytes output, int code)
{
	const struct op *op = op_of_command(step->command.s);
	json_t *reply;
	struct err e = {0};
	const char *wanted = strstr(step->command.s, "--json");
	bool is_lines = wanted && wanted[strlen("--json")] == 'l'; /* --jsonl has a form of its own */
	if (!op || !wanted || is_lines || !bytes_starts(output, "{")) {
		return true;
	}
	/* what goes to standard error stands behind the reply */
	struct bytes rest = output;
	struct bytes line = BYTES_NONE;
	(void)bytes_next_line(&rest, &line);
	int rc = json_parse(line, &reply, &e);
	if (rc == 0) {
		bool is_error = code != 0 && json_object_get(reply, "error");
		rc = shape_check(is_error ? "{error: text, text: text}" : op->shape, reply, &e);
		state.is_seen[op - op_table] = state.is_seen[op - op_table] || !is_error;
		json_decref(reply);
	}
	if (rc != 0) {
		printf("# line %u: the reply does not fit the shape of \"%s\": %s\n", step->line, op->name,
			e.text);
	}
	return rc == 0;
}

/* ------- running ------- */

static int run_command(const char *folder, const char *command, struct buf *output)
{
	int ends[2];
	int status = -1;
	BUG_IF(pipe(ends) != 0);
	fflush(stdout);
	pid_t child = fork();
	BUG_IF(child < 0);
	if (child == 0) {
		if (chdir(folder) != 0 || dup2(ends[1], STDOUT_FILENO) < 0 ||
			dup2(ends[1], STDERR_FILENO) < 0) {
			_exit(127);
		}
		close(ends[0]);
		close(ends[1]);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	close(ends[1]);
	ssize_t got;
	while ((got = read(ends[0], buf_room(output, 65536), 65536)) > 0) {
		output->len += (size_t)got;
		output->s[output->len] = '\0';
	}
	close(ends[0]);
	BUG_IF(waitpid(child, &status, 0) != child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static bool run_step(const char *folder, const struct step *step)
{
	struct buf output = {0};
	int code = run_command(folder, step->command.s, &output);
	bool is_ok = code == step->code && lines_match(buf_bytes(&step->expected), buf_bytes(&output));
	if (!is_ok) {
		printf("# line %u: exit code %d, expected %d\n", step->line, code, step->code);
		print_lines("command", buf_bytes(&step->command));
		print_lines("expected", buf_bytes(&step->expected));
		print_lines("got", buf_bytes(&output));
	}
	if (!check_reply(step, buf_bytes(&output), code)) {
		state.has_misfit = true;
		is_ok = false;
	}
	buf_done(&output);
	return is_ok;
}

/* What a story needs and is not here; NULL: nothing. */
static const char *missing_need(struct bytes need)
{
	const char *shared = getenv("RECOUNT_SHARED_DATA");
	if (bytes_is(need, "data")) {
		return shared && access(shared, R_OK) == 0 ? NULL : "no development data";
	}
	if (bytes_is(need, "user")) {
		return geteuid() != 0 ? NULL : "root may do everything";
	}
	if (bytes_is(need, "man")) {
		return access("/usr/bin/man", X_OK) == 0 ? NULL : "no man";
	}
	if (bytes_is(need, "mpi")) {
		return access("/usr/bin/mpirun", X_OK) == 0 ? NULL
							    : "no mpirun: it is in Debian's openmpi-bin";
	}
	printf("# nobody knows the need \"%.*s\"\n", BYTES_ARG(need));
	exit(1);
}

/* Reads the next step: lines from its "$" to the next one. False at the end. */
static bool next_step(struct bytes *rest, unsigned *line_number, struct step *step)
{
	struct bytes line;
	struct bytes before = *rest;
	bool has_command = false;
	buf_clear(&step->command);
	buf_clear(&step->expected);
	step->code = 0;
	while (bytes_next_line(rest, &line)) {
		bool is_command = bytes_starts(line, "$ ");
		if (is_command && has_command) {
			*rest = before;
			return true;
		}
		(*line_number)++;
		before = *rest;
		int64_t code;
		if (is_command) {
			has_command = true;
			step->line = *line_number;
			buf_add_bytes(&step->command, behind(line, 2));
		} else if (has_command && bytes_starts(line, "> ")) {
			buf_add_char(&step->command, '\n');
			buf_add_bytes(&step->command, behind(line, 2));
		} else if (bytes_starts(line, "? ") && bytes_int64(behind(line, 2), &code)) {
			step->code = (int)code;
		} else if (has_command && !bytes_starts(line, "# ") && !bytes_is(line, "#") && line.len > 0) {
			buf_add_bytes(&step->expected, line);
			buf_add_char(&step->expected, '\n');
		}
	}
	return has_command;
}

static const char *first_missing_need(struct bytes text)
{
	struct bytes line;
	while (bytes_next_line(&text, &line)) {
		const char *missing = bytes_starts(line, "@ needs ") ? missing_need(behind(line, 8)) : NULL;
		if (missing) {
			return missing;
		}
	}
	return NULL;
}

static bool run_steps(struct bytes text, const char *folder)
{
	struct step step = {0};
	unsigned line_number = 0;
	unsigned count = 0;
	bool is_ok = true;
	while (is_ok && next_step(&text, &line_number, &step)) {
		is_ok = run_step(folder, &step);
		count++;
	}
	buf_done(&step.command);
	buf_done(&step.expected);
	return is_ok && count > 0;
}

static void run_story(const char *path, const char *name)
{
	struct buf text = {0};
	char folder[512];
	FILE *file = fopen(path, "rb");
	size_t got;
	BUG_IF(!file);
	while ((got = fread(buf_room(&text, 65536), 1, 65536, file)) > 0) {
		text.len += got;
	}
	fclose(file);
	snprintf(folder, sizeof(folder), "%s/%s", state.folder, name);
	BUG_IF(mkdir(folder, 0755) != 0);
	state.number++;
	const char *missing = first_missing_need(buf_bytes(&text));
	if (missing) {
		printf("ok %u - %s # SKIP %s\n", state.number, name, missing);
	} else if (run_steps(buf_bytes(&text), folder)) {
		printf("ok %u - %s\n", state.number, name);
	} else {
		printf("not ok %u - %s\n", state.number, name);
		state.failed++;
	}
	fflush(stdout);
	buf_done(&text);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(a, b);
}

static size_t list_stories(const char *folder, const char *filter, char names[][NAME_MAX_BYTES], size_t max)
{
	size_t count = 0;
	DIR *dir = opendir(folder);
	const struct dirent *item;
	BUG_IF(!dir);
	while ((item = readdir(dir)) != NULL) {
		struct bytes name = bytes_of(item->d_name);
		if (bytes_ends(name, ".story") && (!filter || strstr(item->d_name, filter))) {
			BUG_IF(count == max);
			snprintf(names[count++], NAME_MAX_BYTES, "%.*s", (int)(name.len - 6), name.s);
		}
	}
	closedir(dir);
	qsort(names, count, NAME_MAX_BYTES, compare_names);
	return count;
}

static void check_every_operation(void)
{
	bool is_ok = !state.has_misfit;
	for (const struct op *op = op_table; op->name; op++) {
		if (!state.is_seen[op - op_table]) {
			printf("# no story has a reply of \"%s\" with --json\n", op->name);
			is_ok = false;
		}
	}
	state.number++;
	state.failed += !is_ok;
	printf("%s %u - every operation replied with --json and fits its shape\n", is_ok ? "ok" : "not ok",
		state.number);
}

static int remove_one(const char *path, const struct stat *s, int kind, struct FTW *at)
{
	(void)s;
	(void)kind;
	(void)at;
	return remove(path);
}

static void remove_folder(void)
{
	nftw(state.folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void set_environment(const char *program)
{
	struct buf path = {0};
	const char *old = getenv("PATH");
	BUG_IF(!realpath(program, state.program));
	char *slash = strrchr(state.program, '/');
	BUG_IF(!slash);
	*slash = '\0';
	buf_printf(&path, "%s:%s", state.program, old ? old : "/usr/bin:/bin");
	setenv("PATH", path.s, 1);
	setenv("RECOUNT_VAULT", "my.vault", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	buf_done(&path);
}

int main(int argc, char **argv)
{
	static char names[128][NAME_MAX_BYTES];
	if (argc < 3) {
		fprintf(stderr, "usage: story RECOUNT FOLDER [NAME]\n");
		return 1;
	}
	const char *filter = argc > 3 ? argv[3] : NULL;
	set_environment(argv[1]);
	snprintf(state.folder, sizeof(state.folder), "/tmp/recount-story-XXXXXX");
	BUG_IF(!mkdtemp(state.folder));
	atexit(remove_folder);
	size_t count = list_stories(argv[2], filter, names, ARRAY_COUNT(names));
	for (size_t i = 0; i < count; i++) {
		char path[4096];
		snprintf(path, sizeof(path), "%s/%s.story", argv[2], names[i]);
		run_story(path, names[i]);
	}
	if (!filter) {
		check_every_operation();
	}
	printf("1..%u\n", state.number);
	return state.failed > 0 || count == 0;
}
