/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/jail.h"

#include "base/file.h"
#include "base/mem.h"
#include "intake/jail_filter.h"
#include "text/safe.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HAS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
#define HAS_SANITIZER 1
#endif
#endif
#ifndef HAS_SANITIZER
#define HAS_SANITIZER 0
#endif

const struct jail_limits JAIL_LIMITS_DOCUMENT = {
	.wall_ms = 60000,
	.cpu_s = 30,
	.memory_bytes = (size_t)1 << 30,
	.output_bytes = (size_t)200 << 20,
};

bool jail_has_sanitizer(void)
{
	return HAS_SANITIZER;
}

/* Pipes from the child; the first three numbers are the child's descriptors 1, 2 and 3. */
enum { PIPE_OUTPUT, PIPE_ERRORS, PIPE_SETUP, PIPE_COUNT };

/* The child's descriptors are moved out of the way of 0-3 before they get their places. */
enum { CHILD_FD_BASE = 16, CHILD_SETUP_FD = 3, CHILD_FD_LIMIT = 64 };

enum setup_stage { SETUP_RUNNING, SETUP_FILES, SETUP_LIMITS, SETUP_FILTER, SETUP_EXEC };

/* What the child reports when it cannot begin. Shorter than PIPE_BUF, so it arrives whole. */
struct setup {
	enum setup_stage stage;
	int error;
};

struct child {
	const char *path; /* of the program; NULL for a function */
	const char *const *argv;
	int (*run)(const void *context, struct buf *out);
	const void *context;
	int input_fd;
	struct jail_limits limits;
	size_t memory_bytes;
	struct jail_filter filter;
	int pipes[PIPE_COUNT][2];
};

static void NORETURN child_give_up(int setup_fd, enum setup_stage stage, int error)
{
	struct setup setup = {stage, error};
	ssize_t written = write(setup_fd, &setup, sizeof(setup));
	_exit(written == (ssize_t)sizeof(setup) ? 126 : 127);
}

/* Input, output, errors and the setup pipe become 0 to 3; all else is closed, but for the ruleset, at 4. */
static int child_place_files(struct child *c)
{
	int from[] = {c->input_fd, c->pipes[PIPE_OUTPUT][1], c->pipes[PIPE_ERRORS][1],
		c->pipes[PIPE_SETUP][1], c->filter.landlock_fd};
	int count = c->filter.landlock_fd >= 0 ? 5 : 4;
	for (int i = 0; i < count; i++) {
		from[i] = fcntl(from[i], F_DUPFD_CLOEXEC, CHILD_FD_BASE);
		if (from[i] < 0) {
			return errno;
		}
	}
	for (int i = 0; i < count; i++) {
		if (dup3(from[i], i, i < CHILD_SETUP_FD ? 0 : O_CLOEXEC) < 0) {
			return errno;
		}
	}
	if (c->filter.landlock_fd >= 0) {
		c->filter.landlock_fd = 4;
	}
	return close_range((unsigned)count, ~0U, 0) == 0 ? 0 : errno;
}

static int child_limit(const struct child *c)
{
	const struct {
		__rlimit_resource_t resource;
		rlim_t value;
		bool is_wanted;
	} limits[] = {
		{RLIMIT_CPU, c->limits.cpu_s, true},
		{RLIMIT_CORE, 0, true},
		{RLIMIT_FSIZE, 0, true},
		{RLIMIT_NPROC, 0, true},
		{RLIMIT_NOFILE, CHILD_FD_LIMIT, true},
		{RLIMIT_AS, c->memory_bytes, !jail_has_sanitizer()},
	};
	for (size_t i = 0; i < ARRAY_COUNT(limits); i++) {
		/* The second more of CPU lets the signal say which limit it was. */
		rlim_t hard = limits[i].value + (limits[i].resource == RLIMIT_CPU ? 1 : 0);
		struct rlimit limit = {limits[i].value, hard};
		if (limits[i].is_wanted && setrlimit(limits[i].resource, &limit) != 0) {
			return errno;
		}
	}
	return 0;
}

static void child_reset_signals(void)
{
	for (int number = 1; number < NSIG; number++) {
		signal(number, SIG_DFL);
	}
	sigset_t none;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
}

static void NORETURN child_main(struct child *c)
{
	child_reset_signals();
	int error = child_place_files(c);
	if (error != 0) {
		child_give_up(c->pipes[PIPE_SETUP][1], SETUP_FILES, error);
	}
	if (chdir("/") != 0) {
		child_give_up(CHILD_SETUP_FD, SETUP_FILES, errno);
	}
	error = child_limit(c);
	if (error != 0) {
		child_give_up(CHILD_SETUP_FD, SETUP_LIMITS, error);
	}
	error = jail_filter_enforce(&c->filter);
	if (error != 0) {
		child_give_up(CHILD_SETUP_FD, SETUP_FILTER, error);
	}
	if (c->path) {
		static const char *const environment[] = {"LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin", NULL};
		execve(c->path, (char *const *)c->argv, (char *const *)environment);
		child_give_up(CHILD_SETUP_FD, SETUP_EXEC, errno);
	}
	close(CHILD_SETUP_FD);
	if (c->filter.landlock_fd >= 0) {
		close(c->filter.landlock_fd);
	}
	struct buf out = {0};
	int status = c->run(c->context, &out);
	struct err e = {0};
	_exit(file_write_all(STDOUT_FILENO, buf_bytes(&out), &e) == 0 ? status : 127);
}

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* What the parent gathers while the child runs. */
struct watch {
	struct buf *out;
	size_t taken; /* bytes of output so far */
	size_t ceiling;
	struct setup setup;
	struct jail_result *result;
};

/* Reads once from the pipe. Returns false at its end. */
static bool take(struct watch *w, int which, int fd)
{
	enum { READ_BYTES = 1 << 16 };
	char scrap[READ_BYTES];
	struct jail_result *r = w->result;
	char *to = scrap;
	size_t room = sizeof(scrap);
	if (which == PIPE_OUTPUT) {
		to = buf_room(w->out, READ_BYTES);
		room = READ_BYTES < w->ceiling - w->taken ? READ_BYTES : w->ceiling - w->taken + 1;
	}
	ssize_t got = read(fd, to, room);
	if (got <= 0) {
		return got < 0 && (errno == EINTR || errno == EAGAIN);
	}
	size_t len = (size_t)got;
	if (which == PIPE_OUTPUT) {
		bool is_over = len > w->ceiling - w->taken;
		len = is_over ? w->ceiling - w->taken : len;
		w->taken += len;
		w->out->len += len;
		w->out->s[w->out->len] = '\0';
		r->end = is_over ? JAIL_END_OUTPUT : r->end;
	} else if (which == PIPE_ERRORS) {
		size_t left = sizeof(r->errors) - r->errors_len;
		len = len < left ? len : left;
		memcpy(r->errors + r->errors_len, scrap, len);
		r->errors_len += len;
	} else if (len == sizeof(w->setup)) {
		memcpy(&w->setup, scrap, len);
	}
	return true;
}

static int reap(pid_t pid)
{
	int status = 0;
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
	}
	return status;
}

/* Waits until the child has ended and its pipes are empty; kills it at a limit. */
static void watch_child(struct watch *w, const struct child *c, pid_t pid, int pid_fd)
{
	struct pollfd fds[PIPE_COUNT + 1];
	for (int i = 0; i < PIPE_COUNT; i++) {
		fds[i] = (struct pollfd){.fd = c->pipes[i][0], .events = POLLIN};
	}
	fds[PIPE_COUNT] = (struct pollfd){.fd = pid_fd, .events = POLLIN};
	int64_t deadline_ms = now_ms() + c->limits.wall_ms;
	int open_count = PIPE_COUNT + 1;
	while (open_count > 0 && w->result->end == JAIL_END_OK) {
		int64_t left_ms = deadline_ms - now_ms();
		if (left_ms <= 0) {
			w->result->end = JAIL_END_TIMEOUT;
			break;
		}
		if (poll(fds, PIPE_COUNT + 1, (int)left_ms) < 0) {
			continue;
		}
		for (int i = 0; i <= PIPE_COUNT && w->result->end == JAIL_END_OK; i++) {
			if (fds[i].revents != 0 && (i == PIPE_COUNT || !take(w, i, fds[i].fd))) {
				fds[i].fd = -1;
				open_count--;
			}
		}
	}
	kill(pid, SIGKILL);
	int status = reap(pid);
	if (w->result->end != JAIL_END_OK) {
		return;
	}
	if (WIFSIGNALED(status)) {
		w->result->end = JAIL_END_SIGNAL;
		w->result->number = WTERMSIG(status);
	} else if (WEXITSTATUS(status) != 0) {
		w->result->end = JAIL_END_STATUS;
		w->result->number = WEXITSTATUS(status);
	}
}

static void close_pipes(int pipes[PIPE_COUNT][2], int side)
{
	for (int i = 0; i < PIPE_COUNT; i++) {
		if (pipes[i][side] >= 0) {
			close(pipes[i][side]);
			pipes[i][side] = -1;
		}
	}
}

static int setup_error(struct setup setup, const struct child *c, struct err *e)
{
	switch (setup.stage) {
	case SETUP_RUNNING:
		return 0;
	case SETUP_FILES:
	case SETUP_LIMITS:
		return err_set(e, ERR_IO, "The jail for a parser could not be made (%s).",
			strerrorname_np(setup.error));
	case SETUP_FILTER:
		return err_set(e, ERR_UNSUPPORTED,
			"This system refuses the seccomp filter (%s), and without it files of foreign "
			"formats are "
			"not opened.",
			strerrorname_np(setup.error));
	case SETUP_EXEC:
		return err_set(
			e, ERR_IO, "%s could not be started (%s).", c->path, strerrorname_np(setup.error));
	}
	base_bug(__FILE__, __LINE__, "unknown stage");
}

static int run_child(struct child *c, struct buf *out, struct jail_result *result, struct err *e)
{
	int rc = 0;
	int pid_fd = -1;
	*result = (struct jail_result){.end = JAIL_END_OK, .has_landlock = c->filter.landlock_fd >= 0};
	memset(c->pipes, -1, sizeof(c->pipes));
	for (int i = 0; i < PIPE_COUNT; i++) {
		if (pipe2(c->pipes[i], O_CLOEXEC) != 0) {
			rc = err_errno(e, ERR_IO, "No pipe to a jailed parser could be made");
			goto out;
		}
	}
	pid_t pid = fork();
	if (pid < 0) {
		rc = err_errno(e, ERR_IO, "No process for a jailed parser could be made");
		goto out;
	}
	if (pid == 0) {
		child_main(c);
	}
	close_pipes(c->pipes, 1);
	pid_fd = pidfd_open(pid, 0);
	if (pid_fd < 0) {
		rc = err_errno(e, ERR_UNSUPPORTED, "A jailed parser cannot be watched on this system");
		kill(pid, SIGKILL);
		reap(pid);
		goto out;
	}
	struct watch w = {.out = out, .ceiling = c->limits.output_bytes, .result = result};
	watch_child(&w, c, pid, pid_fd);
	rc = setup_error(w.setup, c, e);
out:
	close_pipes(c->pipes, 0);
	close_pipes(c->pipes, 1);
	if (pid_fd >= 0) {
		close(pid_fd);
	}
	return rc;
}

static bool find_program(const char *name, char path[PATH_MAX])
{
	static const char *const folders[] = {"/usr/bin", "/bin", "/usr/local/bin"};
	for (size_t i = 0; i < ARRAY_COUNT(folders); i++) {
		snprintf(path, PATH_MAX, "%s/%s", folders[i], name);
		if (access(path, X_OK) == 0) {
			return true;
		}
	}
	return false;
}

int jail_program(const char *const *argv, int input_fd, const struct jail_limits *limits, struct buf *out,
	struct jail_result *result, struct err *e)
{
	char path[PATH_MAX];
	if (!find_program(argv[0], path)) {
		return err_set(e, ERR_NOT_FOUND, "The program %s is not installed.", argv[0]);
	}
	struct child c = {.path = path,
		.argv = argv,
		.input_fd = input_fd,
		.limits = *limits,
		.memory_bytes = limits->memory_bytes};
	int rc = jail_filter_init(&c.filter, path, e);
	if (rc == 0) {
		rc = run_child(&c, out, result, e);
		jail_filter_done(&c.filter);
	}
	return rc;
}

/* The address space that this process has, in bytes; a generous number when /proc cannot say. */
static size_t address_space_bytes(void)
{
	size_t pages = (size_t)1 << 20;
	FILE *f = fopen("/proc/self/statm", "re");
	if (f) {
		if (fscanf(f, "%zu", &pages) != 1) {
			pages = (size_t)1 << 20;
		}
		fclose(f);
	}
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

int jail_function(int (*run)(const void *context, struct buf *out), const void *context,
	const struct jail_limits *limits, struct buf *out, struct jail_result *result, struct err *e)
{
	int null_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
	if (null_fd < 0) {
		return err_errno(e, ERR_IO, "/dev/null cannot be opened");
	}
	struct child c = {.run = run,
		.context = context,
		.input_fd = null_fd,
		.limits = *limits,
		.memory_bytes = address_space_bytes() + limits->memory_bytes};
	int rc = jail_filter_init(&c.filter, NULL, e);
	if (rc == 0) {
		rc = run_child(&c, out, result, e);
		jail_filter_done(&c.filter);
	}
	close(null_fd);
	return rc;
}

void jail_describe(const struct jail_result *result, const struct jail_limits *limits, struct buf *out)
{
	switch (result->end) {
	case JAIL_END_OK:
		buf_add_text(out, "ended normally");
		break;
	case JAIL_END_STATUS:
		if (result->number == MEM_EXIT_CODE) {
			buf_printf(out, "needed more than %zu MiB of memory", limits->memory_bytes >> 20);
		} else {
			buf_printf(out, "ended with status %d", result->number);
		}
		break;
	case JAIL_END_SIGNAL:
		if (result->number == SIGXCPU) {
			buf_printf(out, "used more than %u seconds of processor time", limits->cpu_s);
		} else {
			buf_printf(out, "was stopped by the system (SIG%s)", sigabbrev_np(result->number));
		}
		break;
	case JAIL_END_TIMEOUT:
		buf_printf(out, "took more than %u seconds", limits->wall_ms / 1000);
		break;
	case JAIL_END_OUTPUT:
		buf_printf(out, "gave more than %zu MiB of text", limits->output_bytes >> 20);
		break;
	case JAIL_END_COUNT:
		base_bug(__FILE__, __LINE__, "no such end");
	}
	struct bytes rest = {result->errors, result->errors_len};
	struct bytes line;
	if (bytes_next_line(&rest, &line) && line.len > 0) {
		const size_t shown = 120;
		buf_add_text(out, ": ");
		safe_add(out, (struct bytes){line.s, line.len < shown ? line.len : shown}, SAFE_ONE_LINE);
	}
}
