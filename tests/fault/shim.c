/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The functions of the C library that are stood in for. Both names of each large-file pair are defined here. */
#undef _FILE_OFFSET_BITS
#undef _FORTIFY_SOURCE
#include "shim.h"
#include "shim_disk.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FD_MAX = 1024 };

struct open_file {
	bool is_watched;
	bool is_writable;
	enum shim_file kind;
	int node; /* of the disk; -1 when there is none */
	char path[SHIM_PATH_BYTES];
};

static struct {
	struct shim_control *control; /* NULL: nothing is asked for */
	bool is_armed;
	bool is_in_magic;
	int (*main)(int, char **, char **);
	pthread_mutex_t lock;
	struct open_file files[FD_MAX];
} shim = {.lock = PTHREAD_MUTEX_INITIALIZER};

void *__libc_malloc(size_t len);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *p, size_t len);
int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void),
	void (*fini)(void), void (*rtld_fini)(void), void *stack_end);

static uint64_t count(uint64_t *counter)
{
	return __atomic_add_fetch(counter, 1, __ATOMIC_RELAXED);
}

static bool is_due(uint64_t n, uint64_t at)
{
	bool due = at > 0 && (n == at || (n > at && shim.control->is_sticky));
	if (due) {
		count(&shim.control->faults);
	}
	return due;
}

/* ------- memory ------- */

static bool alloc_fails(void)
{
	if (!shim.is_armed || shim.is_in_magic ||
		!is_due(count(&shim.control->allocs), shim.control->alloc_at)) {
		return false;
	}
	errno = ENOMEM;
	return true;
}

void *malloc(size_t len)
{
	return alloc_fails() ? NULL : __libc_malloc(len);
}

void *calloc(size_t n, size_t size)
{
	return alloc_fails() ? NULL : __libc_calloc(n, size);
}

void *realloc(void *p, size_t len)
{
	return alloc_fails() ? NULL : __libc_realloc(p, len);
}

/* libmagic crashes when it finds no memory for its rules, which is not ours to mend. */
int magic_load(void *cookie, const char *files)
{
	int (*next)(void *, const char *);
	*(void **)&next = dlsym(RTLD_NEXT, "magic_load");
	shim.is_in_magic = true;
	int rc = next(cookie, files);
	shim.is_in_magic = false;
	return rc;
}

/* ------- which files ------- */

static bool is_below(const char *path)
{
	size_t len = strlen(shim.control->folder);
	return strncmp(path, shim.control->folder, len) == 0 && (path[len] == '/' || path[len] == '\0') &&
		strlen(path) < SHIM_PATH_BYTES;
}

static bool is_watching(const char *path)
{
	return shim.is_armed && is_below(path);
}

static struct open_file *watched(int fd)
{
	bool is_ours = shim.is_armed && fd >= 0 && fd < FD_MAX;
	return is_ours && shim.files[fd].is_watched ? &shim.files[fd] : NULL;
}

static bool ends_with(const char *path, const char *ending)
{
	size_t len = strlen(path);
	size_t ending_len = strlen(ending);
	return len >= ending_len && strcmp(path + len - ending_len, ending) == 0;
}

static enum shim_file kind_of(const char *path, int fd)
{
	struct stat s;
	if (fstat(fd, &s) == 0 && S_ISDIR(s.st_mode)) {
		return SHIM_FOLDER;
	}
	if (ends_with(path, "-wal")) {
		return SHIM_WAL;
	}
	if (strstr(path + strlen(shim.control->folder), "/evidence/")) {
		return SHIM_EVIDENCE;
	}
	return ends_with(path, ".db") ? SHIM_DB : SHIM_OTHER;
}

static bool has_disk(void)
{
	return shim.control->shadow[0] != '\0';
}

/* Counts a call, and says whether it is to fail; the power goes here too. */
static bool fails(enum shim_call call)
{
	struct shim_control *c = shim.control;
	count(&c->calls[call]);
	if (count(&c->steps) == c->cut_at && has_disk()) {
		disk_cut();
	}
	if ((c->call_kinds >> call & 1) == 0 || !is_due(count(&c->candidates), c->call_at)) {
		return false;
	}
	errno = c->call_errno;
	return true;
}

static void lock(void)
{
	pthread_mutex_lock(&shim.lock);
}

static void unlock(void)
{
	pthread_mutex_unlock(&shim.lock);
}

/* ------- opening and closing ------- */

static int real_open(int folder, const char *path, int flags, unsigned mode)
{
	return (int)syscall(SYS_openat, folder, path, flags, mode);
}

static void remember(int fd, const char *path, int flags, bool was_there)
{
	struct open_file *f = &shim.files[fd];
	f->is_watched = true;
	f->is_writable = (flags & O_ACCMODE) != O_RDONLY;
	f->kind = kind_of(path, fd);
	f->node = -1;
	snprintf(f->path, sizeof(f->path), "%s", path);
	if (has_disk() && f->is_writable) {
		f->node = was_there ? disk_open(path) : disk_create(path, false);
	}
}

static int watched_open(const char *path, int flags, unsigned mode)
{
	bool may_write = (flags & (O_CREAT | O_ACCMODE)) != O_RDONLY;
	struct stat s;
	lock();
	int fd = -1;
	if (!may_write || !fails(SHIM_OPEN)) {
		bool was_there = stat(path, &s) == 0;
		/* Before the file is emptied, so that its content is known. */
		if (has_disk() && was_there && (flags & O_TRUNC)) {
			disk_truncate(disk_open(path), s.st_size, 0);
		}
		fd = real_open(AT_FDCWD, path, flags, mode);
		if (fd >= FD_MAX) {
			abort();
		}
		if (fd >= 0) {
			remember(fd, path, flags, was_there);
		}
	}
	unlock();
	return fd;
}

static int open_any(const char *path, int flags, unsigned mode)
{
	return is_watching(path) ? watched_open(path, flags, mode) : real_open(AT_FDCWD, path, flags, mode);
}

int open(const char *path, int flags, ...)
{
	va_list args;
	va_start(args, flags);
	unsigned mode = flags & O_CREAT ? va_arg(args, unsigned) : 0;
	va_end(args);
	return open_any(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
	va_list args;
	va_start(args, flags);
	unsigned mode = flags & O_CREAT ? va_arg(args, unsigned) : 0;
	va_end(args);
	return open_any(path, flags, mode);
}

int close(int fd)
{
	struct open_file *f = watched(fd);
	if (!f) {
		return (int)syscall(SYS_close, fd);
	}
	lock();
	bool failing = f->is_writable && fails(SHIM_CLOSE);
	int number = errno;
	f->is_watched = false;
	int rc = (int)syscall(SYS_close, fd);
	unlock();
	if (failing) {
		errno = number;
		return -1;
	}
	return rc;
}

/* ------- writing ------- */

static ssize_t real_write(int fd, const void *from, size_t len, off64_t at)
{
	return at < 0 ? syscall(SYS_write, fd, from, len) : syscall(SYS_pwrite64, fd, from, len, at);
}

/* at: -1 for the file's own position. */
static ssize_t write_any(int fd, const void *from, size_t len, off64_t at)
{
	struct open_file *f = watched(fd);
	if (!f) {
		return real_write(fd, from, len, at);
	}
	lock();
	ssize_t done = -1;
	bool failing = fails(SHIM_WRITE);
	if (!failing || shim.control->call_errno == 0) {
		off64_t start = at < 0 ? lseek64(fd, 0, SEEK_CUR) : at;
		done = real_write(fd, from, failing ? (len + 1) / 2 : len, at);
		if (done > 0 && f->node >= 0) {
			disk_wrote(f->node, fd, start, done);
		}
	}
	unlock();
	return done;
}

ssize_t write(int fd, const void *from, size_t len)
{
	return write_any(fd, from, len, -1);
}

ssize_t pwrite(int fd, const void *from, size_t len, off_t at)
{
	return write_any(fd, from, len, at);
}

ssize_t pwrite64(int fd, const void *from, size_t len, off64_t at)
{
	return write_any(fd, from, len, at);
}

static int truncate_any(int fd, off64_t size)
{
	struct open_file *f = watched(fd);
	if (!f) {
		return (int)syscall(SYS_ftruncate, fd, size);
	}
	struct stat s;
	lock();
	int rc = -1;
	if (!fails(SHIM_TRUNCATE)) {
		if (f->node >= 0 && fstat(fd, &s) == 0) {
			disk_truncate(f->node, s.st_size, size);
		}
		rc = (int)syscall(SYS_ftruncate, fd, size);
	}
	unlock();
	return rc;
}

int ftruncate(int fd, off_t size)
{
	return truncate_any(fd, size);
}

int ftruncate64(int fd, off64_t size)
{
	return truncate_any(fd, size);
}

/* ------- making durable ------- */

static int sync_any(int fd, long number)
{
	struct open_file *f = watched(fd);
	if (!f) {
		return (int)syscall(number, fd);
	}
	lock();
	bool failing = fails(SHIM_SYNC);
	int error = errno;
	count(&shim.control->syncs[f->kind]);
	if (has_disk() && f->kind == SHIM_FOLDER) {
		if (!failing) {
			disk_sync_folder(f->path);
		}
	} else if (f->node >= 0) {
		disk_sync(f->node, fd, failing);
	}
	int rc = failing || shim.control->is_sync_skipped ? 0 : (int)syscall(number, fd);
	unlock();
	if (failing) {
		errno = error;
		return -1;
	}
	return rc;
}

int fsync(int fd)
{
	return sync_any(fd, SYS_fsync);
}

int fdatasync(int fd)
{
	return sync_any(fd, SYS_fdatasync);
}

/* ------- names ------- */

int rename(const char *from, const char *to)
{
	if (!is_watching(from) || !is_watching(to)) {
		return (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
	}
	lock();
	int rc = -1;
	if (!fails(SHIM_RENAME)) {
		if (has_disk()) {
			disk_rename(from, to);
		}
		rc = (int)syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
	}
	unlock();
	return rc;
}

int mkdir(const char *path, mode_t mode)
{
	if (!is_watching(path)) {
		return (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
	}
	lock();
	int rc = -1;
	if (!fails(SHIM_MKDIR)) {
		rc = (int)syscall(SYS_mkdirat, AT_FDCWD, path, mode);
		if (rc == 0 && has_disk()) {
			disk_create(path, true);
		}
	}
	unlock();
	return rc;
}

int unlink(const char *path)
{
	struct stat s;
	if (!is_watching(path)) {
		return (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
	}
	lock();
	int rc = -1;
	if (!fails(SHIM_UNLINK)) {
		if (has_disk() && lstat(path, &s) == 0) {
			disk_remove(path);
		}
		rc = (int)syscall(SYS_unlinkat, AT_FDCWD, path, 0);
	}
	unlock();
	return rc;
}

/* ------- beginning ------- */

/* A jailed child has limits of its own, and must not end its parent's disk. */
static void enter_child(void)
{
	shim.is_armed = false;
}

static void load_control(void)
{
	const char *path = getenv("RECOUNT_SHIM");
	if (!path) {
		return;
	}
	int fd = real_open(AT_FDCWD, path, O_RDWR | O_CLOEXEC, 0);
	if (fd < 0) {
		abort();
	}
	void *p = mmap(NULL, sizeof(*shim.control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (p == MAP_FAILED) {
		abort();
	}
	syscall(SYS_close, fd);
	shim.control = p;
	disk_init(shim.control);
	pthread_atfork(NULL, NULL, enter_child);
	shim.is_armed = true;
}

static int armed_main(int argc, char **argv, char **environment)
{
	load_control();
	return shim.main(argc, argv, environment);
}

/* Not a constructor: what libraries do before main() would be counted too, and differs between machines. */
int __libc_start_main(int (*main)(int, char **, char **), int argc, char **argv, void (*init)(void),
	void (*fini)(void), void (*rtld_fini)(void), void *stack_end)
{
	int (*next)(int (*)(int, char **, char **), int, char **, void (*)(void), void (*)(void),
		void (*)(void), void *);
	/* POSIX promises that an object pointer of dlsym() holds a function; ISO C does not. */
	*(void **)&next = dlsym(RTLD_NEXT, "__libc_start_main");
	shim.main = main;
	return next(armed_main, argc, argv, init, fini, rtld_fini, stack_end);
}
