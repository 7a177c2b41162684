/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "intake/jail_filter.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Rights that came after the first version of Landlock; kernel headers of 6.1 lack the second. */
#define LANDLOCK_REFER (UINT64_C(1) << 13)
#define LANDLOCK_TRUNCATE (UINT64_C(1) << 14)

/* For every child: memory, pipes, time, signals to itself, the end. */
static const int always_allowed[] = {
	SCMP_SYS(read),
	SCMP_SYS(write),
	SCMP_SYS(writev),
	SCMP_SYS(close),
	SCMP_SYS(fstat),
	SCMP_SYS(lseek),
	SCMP_SYS(brk),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(madvise),
	SCMP_SYS(futex),
	SCMP_SYS(getrandom),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(time),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(sched_yield),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(sigaltstack),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
};

/* For a program besides: what the dynamic linker and the C and C++ libraries do at start, and reading. */
static const int program_allowed[] = {
	SCMP_SYS(mmap),
	SCMP_SYS(mprotect),
	SCMP_SYS(readv),
	SCMP_SYS(pread64),
	SCMP_SYS(access),
	SCMP_SYS(faccessat),
	SCMP_SYS(faccessat2),
	SCMP_SYS(stat),
	SCMP_SYS(lstat),
	SCMP_SYS(newfstatat),
	SCMP_SYS(statx),
	SCMP_SYS(statfs),
	SCMP_SYS(fstatfs),
	SCMP_SYS(readlink),
	SCMP_SYS(readlinkat),
	SCMP_SYS(getdents64),
	SCMP_SYS(getcwd),
	SCMP_SYS(fadvise64),
	SCMP_SYS(dup),
	SCMP_SYS(fcntl),
	SCMP_SYS(arch_prctl),
	SCMP_SYS(set_tid_address),
	SCMP_SYS(set_robust_list),
	SCMP_SYS(rseq),
	SCMP_SYS(getuid),
	SCMP_SYS(geteuid),
	SCMP_SYS(getgid),
	SCMP_SYS(getegid),
	SCMP_SYS(uname),
	SCMP_SYS(sysinfo),
	SCMP_SYS(sched_getaffinity),
};

static int allow_all(scmp_filter_ctx s, const int *calls, size_t count)
{
	int rc = 0;
	for (size_t i = 0; i < count && rc == 0; i++) {
		rc = seccomp_rule_add(s, SCMP_ACT_ALLOW, calls[i], 0);
	}
	return rc;
}

static int allow_for_program(scmp_filter_ctx s, const char *program)
{
	/* Opening is allowed only where none of these flags asks to write or create. */
	const scmp_datum_t writing = O_ACCMODE | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY);
	int rc = allow_all(s, program_allowed, ARRAY_COUNT(program_allowed));
	if (rc == 0) {
		rc = seccomp_rule_add(s, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
			SCMP_A2(SCMP_CMP_MASKED_EQ, writing, O_RDONLY));
	}
	if (rc == 0) {
		rc = seccomp_rule_add(
			s, SCMP_ACT_ALLOW, SCMP_SYS(open), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, writing, O_RDONLY));
	}
	/* Limits may be asked for and not set. */
	if (rc == 0) {
		rc = seccomp_rule_add(s, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1, SCMP_A2(SCMP_CMP_EQ, 0, 0));
	}
	if (rc == 0) {
		rc = seccomp_rule_add(s, SCMP_ACT_ALLOW, SCMP_SYS(execve), 1,
			SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)program, 0));
	}
	return rc;
}

static int allow_for_function(scmp_filter_ctx s)
{
	int rc = seccomp_rule_add(
		s, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	if (rc == 0) {
		rc = seccomp_rule_add(
			s, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	}
	return rc;
}

/* Allows reading (and executing, for folders of programs) below path; a path that is absent needs no rule. */
static int landlock_allow(int ruleset_fd, const char *path, uint64_t rights)
{
	int fd = open(path, O_PATH | O_CLOEXEC);
	if (fd < 0) {
		return errno == ENOENT ? 0 : -1;
	}
	struct landlock_path_beneath_attr rule = {.allowed_access = rights, .parent_fd = fd};
	long rc = syscall(SYS_landlock_add_rule, ruleset_fd, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
	close(fd);
	return (int)rc;
}

static int landlock_allow_program(int ruleset_fd)
{
	const uint64_t file = LANDLOCK_ACCESS_FS_READ_FILE;
	const uint64_t folder = file | LANDLOCK_ACCESS_FS_READ_DIR;
	static const char *const system_folders[] = {"/usr", "/bin", "/lib", "/lib64"};
	for (size_t i = 0; i < ARRAY_COUNT(system_folders); i++) {
		if (landlock_allow(ruleset_fd, system_folders[i], folder | LANDLOCK_ACCESS_FS_EXECUTE) != 0) {
			return -1;
		}
	}
	if (landlock_allow(ruleset_fd, "/etc/ld.so.cache", file) != 0) {
		return -1;
	}
	return landlock_allow(ruleset_fd, "/etc/fonts", folder);
}

/* The ruleset, or -1 with errno when the kernel has no Landlock. */
static int landlock_make(bool is_program)
{
	long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	if (version < 1) {
		return -1;
	}
	uint64_t all = ((uint64_t)LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;
	all |= version >= 2 ? LANDLOCK_REFER : 0;
	all |= version >= 3 ? LANDLOCK_TRUNCATE : 0;
	struct landlock_ruleset_attr attr = {.handled_access_fs = all};
	int fd = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	if (fd >= 0 && is_program && landlock_allow_program(fd) != 0) {
		close(fd);
		return -1;
	}
	return fd;
}

int jail_filter_init(struct jail_filter *f, const char *program, struct err *e)
{
	*f = (struct jail_filter){.landlock_fd = -1};
	f->seccomp = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int rc = f->seccomp ? 0 : -EFAULT;
	if (rc == 0) {
		rc = allow_all(f->seccomp, always_allowed, ARRAY_COUNT(always_allowed));
	}
	if (rc == 0) {
		rc = program ? allow_for_program(f->seccomp, program) : allow_for_function(f->seccomp);
	}
	if (rc != 0) {
		jail_filter_done(f);
		return err_set(e, ERR_UNSUPPORTED, "The seccomp filter cannot be made on this system (%s).",
			strerrorname_np(-rc));
	}
	f->landlock_fd = landlock_make(program != NULL);
	return 0;
}

void jail_filter_done(struct jail_filter *f)
{
	if (f->seccomp) {
		seccomp_release(f->seccomp);
	}
	if (f->landlock_fd >= 0) {
		close(f->landlock_fd);
	}
	*f = (struct jail_filter){.landlock_fd = -1};
}

int jail_filter_enforce(const struct jail_filter *f)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
		return errno;
	}
	if (f->landlock_fd >= 0 && syscall(SYS_landlock_restrict_self, f->landlock_fd, 0) != 0) {
		return errno;
	}
	return -seccomp_load(f->seccomp);
}
