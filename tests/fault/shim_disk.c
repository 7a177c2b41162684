/* SPDX-License-Identifier: AGPL-3.0-or-later */
#undef _FILE_OFFSET_BITS
#undef _FORTIFY_SOURCE
#include "shim_disk.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	SECTOR_BYTES = 512,
	PAGE_SECTORS = 8,
	FILE_SECTORS = 1 << 16, /* 32 MiB */
	NODE_MAX = 4096,
	NAME_MAX_COUNT = 8192,
	OP_MAX = 16384,
	NO_NODE = -1
};

struct node {
	bool is_folder;
	off_t durable_size;
	off_t live_size;
	size_t dirty_end;                   /* sectors from here on are clean */
	uint8_t is_dirty[FILE_SECTORS / 8]; /* one bit a sector */
};

struct name {
	char path[SHIM_PATH_BYTES];
	int live;
	int durable;
};

/* One change of a name that its folder's next sync makes durable. */
struct change {
	int name;
	int node; /* NO_NODE: the name goes */
	bool is_durable;
};

/* A creation, a removal (one change) or a rename (two). */
struct op {
	struct change changes[2];
	size_t count;
};

static struct {
	const struct shim_control *control;
	uint64_t random;
	struct node nodes[NODE_MAX];
	int node_count;
	struct name names[NAME_MAX_COUNT];
	int name_count;
	struct op ops[OP_MAX];
	int op_count;
	int op_first; /* those before it are durable */
} disk;

static void fail(const char *what)
{
	fprintf(stderr, "shim: %s\n", what);
	abort();
}

static uint64_t random_below(uint64_t n)
{
	disk.random ^= disk.random >> 12;
	disk.random ^= disk.random << 25;
	disk.random ^= disk.random >> 27;
	return (disk.random * UINT64_C(2685821657736338717) >> 11) % n;
}

static int real_open(const char *path, int flags)
{
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags | O_CLOEXEC, 0600);
}

static void real_close(int fd)
{
	syscall(SYS_close, fd);
}

static int open_shadow(int node)
{
	char path[SHIM_PATH_BYTES + 16];
	snprintf(path, sizeof(path), "%s/%d", disk.control->shadow, node);
	int fd = real_open(path, O_RDWR | O_CREAT);
	if (fd < 0) {
		fail("cannot open a shadow file");
	}
	return fd;
}

void disk_init(const struct shim_control *control)
{
	disk.control = control;
	disk.random = control->seed * 2 + 1;
}

/* ------- content ------- */

static void copy_range(int from, int to, off_t start, off_t len)
{
	char piece[SECTOR_BYTES * PAGE_SECTORS];
	while (len > 0) {
		size_t wanted = len < (off_t)sizeof(piece) ? (size_t)len : sizeof(piece);
		ssize_t got = syscall(SYS_pread64, from, piece, wanted, start);
		if (got <= 0) {
			return;
		}
		if (syscall(SYS_pwrite64, to, piece, got, start) != got) {
			fail("cannot write a shadow file");
		}
		start += got;
		len -= got;
	}
}

static bool is_dirty(const struct node *n, size_t sector)
{
	return n->is_dirty[sector / 8] >> sector % 8 & 1;
}

static void set_dirty(struct node *n, off_t start, off_t end)
{
	size_t last = (size_t)((end + SECTOR_BYTES - 1) / SECTOR_BYTES);
	if (last > FILE_SECTORS) {
		fail("a file is too large for the model");
	}
	for (size_t i = (size_t)(start / SECTOR_BYTES); i < last; i++) {
		n->is_dirty[i / 8] |= (uint8_t)(1u << i % 8);
	}
	n->dirty_end = last > n->dirty_end ? last : n->dirty_end;
}

/* One sector reaches the disk as the file holds it now; what lies past the synced size waits for the size. */
static void write_back(struct node *n, int live, int shadow, size_t sector)
{
	copy_range(live, shadow, (off_t)sector * SECTOR_BYTES, SECTOR_BYTES);
	n->is_dirty[sector / 8] &= (uint8_t) ~(1u << sector % 8);
}

/* The disk takes some unsynced sectors of its own accord. */
static void write_back_some(int node, int live)
{
	struct node *n = &disk.nodes[node];
	int shadow = open_shadow(node);
	for (size_t page = 0; page < n->dirty_end; page += PAGE_SECTORS) {
		bool is_torn = random_below(8) == 0;
		bool is_kept = random_below(2) == 0;
		for (size_t i = page; i < page + PAGE_SECTORS; i++) {
			bool takes = is_torn ? random_below(2) == 0 : is_kept;
			if (takes && is_dirty(n, i)) {
				write_back(n, live, shadow, i);
			}
		}
	}
	real_close(shadow);
}

/* A file that is read by its descriptor may be open for writing only. */
static int reopen(int fd)
{
	char path[64];
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return real_open(path, O_RDONLY);
}

void disk_wrote(int node, int fd, off_t start, ssize_t len)
{
	struct node *n = &disk.nodes[node];
	off_t end = start + len;
	set_dirty(n, start, end);
	n->live_size = end > n->live_size ? end : n->live_size;
	if (disk.control->is_mixed && random_below(4) == 0) {
		int live = reopen(fd);
		write_back_some(node, live);
		real_close(live);
	}
}

void disk_truncate(int node, off_t from, off_t to)
{
	struct node *n = &disk.nodes[node];
	/* What is cut off reads as zeros if the file grows again, and the disk still holds the old bytes. */
	if (to < from) {
		set_dirty(n, to, from);
	}
	n->live_size = to;
}

void disk_sync(int node, int fd, bool is_lost)
{
	struct node *n = &disk.nodes[node];
	if (!is_lost) {
		int live = reopen(fd);
		int shadow = open_shadow(node);
		for (size_t i = 0; i < n->dirty_end; i++) {
			if (is_dirty(n, i)) {
				write_back(n, live, shadow, i);
			}
		}
		if (syscall(SYS_ftruncate, shadow, n->live_size) != 0) {
			fail("cannot size a shadow file");
		}
		n->durable_size = n->live_size;
		real_close(shadow);
		real_close(live);
	}
	memset(n->is_dirty, 0, (n->dirty_end + 7) / 8);
	n->dirty_end = 0;
}

/* ------- names ------- */

static int new_node(bool is_folder)
{
	if (disk.node_count == NODE_MAX) {
		fail("too many files for the model");
	}
	struct node *n = &disk.nodes[disk.node_count];
	n->is_folder = is_folder;
	return disk.node_count++;
}

/* A node for what is at path, as durable as it is: nothing touched it before. */
static int adopt(const char *path)
{
	struct stat s;
	int live = real_open(path, O_RDONLY);
	if (live < 0 || fstat(live, &s) != 0) {
		return NO_NODE;
	}
	int node = new_node(S_ISDIR(s.st_mode));
	if (!S_ISDIR(s.st_mode)) {
		int shadow = open_shadow(node);
		copy_range(live, shadow, 0, s.st_size);
		real_close(shadow);
		disk.nodes[node].durable_size = disk.nodes[node].live_size = s.st_size;
	}
	real_close(live);
	return node;
}

static int name_of(const char *path)
{
	for (int i = disk.name_count - 1; i >= 0; i--) {
		if (strcmp(disk.names[i].path, path) == 0) {
			return i;
		}
	}
	if (disk.name_count == NAME_MAX_COUNT) {
		fail("too many names for the model");
	}
	struct name *n = &disk.names[disk.name_count];
	snprintf(n->path, sizeof(n->path), "%s", path);
	n->live = n->durable = adopt(path);
	return disk.name_count++;
}

static struct op *new_op(void)
{
	if (disk.op_count == OP_MAX) {
		fail("too many operations for the model");
	}
	return &disk.ops[disk.op_count++];
}

static void change(struct op *op, int name, int node)
{
	op->changes[op->count++] = (struct change){.name = name, .node = node};
	disk.names[name].live = node;
}

int disk_open(const char *path)
{
	return disk.names[name_of(path)].live;
}

int disk_create(const char *path, bool is_folder)
{
	int node = new_node(is_folder);
	int i = disk.name_count - 1;
	while (i >= 0 && strcmp(disk.names[i].path, path) != 0) {
		i--;
	}
	if (i < 0) {
		/* Not adopted: it was not there before. */
		i = disk.name_count;
		if (i == NAME_MAX_COUNT) {
			fail("too many names for the model");
		}
		disk.name_count++;
		snprintf(disk.names[i].path, sizeof(disk.names[i].path), "%s", path);
		disk.names[i].durable = NO_NODE;
	}
	change(new_op(), i, node);
	return node;
}

void disk_rename(const char *from, const char *to)
{
	int source = name_of(from);
	int target = name_of(to);
	int node = disk.names[source].live;
	if (node == NO_NODE) {
		return;
	}
	struct op *op = new_op();
	change(op, target, node);
	change(op, source, NO_NODE);
}

void disk_remove(const char *path)
{
	int name = name_of(path);
	change(new_op(), name, NO_NODE);
}

static void make_durable(struct change *c)
{
	if (!c->is_durable) {
		disk.names[c->name].durable = c->node;
		c->is_durable = true;
	}
}

static bool is_in_folder(const char *path, const char *folder)
{
	size_t len = strlen(folder);
	return strncmp(path, folder, len) == 0 && path[len] == '/' && !strchr(path + len + 1, '/');
}

static bool op_is_durable(const struct op *op)
{
	return op->changes[0].is_durable && (op->count < 2 || op->changes[1].is_durable);
}

void disk_sync_folder(const char *path)
{
	for (int i = disk.op_first; i < disk.op_count; i++) {
		for (size_t k = 0; k < disk.ops[i].count; k++) {
			struct change *c = &disk.ops[i].changes[k];
			if (is_in_folder(disk.names[c->name].path, path)) {
				make_durable(c);
			}
		}
	}
	while (disk.op_first < disk.op_count && op_is_durable(&disk.ops[disk.op_first])) {
		disk.op_first++;
	}
}

/* ------- the cut ------- */

static void mix_in_unsynced(void)
{
	for (int i = 0; i < disk.name_count; i++) {
		int node = disk.names[i].live;
		int live = node == NO_NODE || disk.nodes[node].is_folder
			? -1
			: real_open(disk.names[i].path, O_RDONLY);
		if (live >= 0) {
			write_back_some(node, live);
			if (random_below(2) == 0) {
				disk.nodes[node].durable_size = disk.nodes[node].live_size;
			}
			real_close(live);
		}
	}
	for (int i = disk.op_first; i < disk.op_count; i++) {
		if (random_below(2) == 0) {
			for (size_t k = 0; k < disk.ops[i].count; k++) {
				make_durable(&disk.ops[i].changes[k]);
			}
		}
	}
}

static int compare_names(const void *a, const void *b)
{
	const struct name *const *left = a;
	const struct name *const *right = b;
	return strcmp((*left)->path, (*right)->path);
}

static void restore(const struct name *name)
{
	const struct node *n = &disk.nodes[name->durable];
	if (n->is_folder) {
		syscall(SYS_mkdirat, AT_FDCWD, name->path, 0700);
		return;
	}
	/* A folder that was lost takes its files with it: then this fails, as it should. */
	int to = real_open(name->path, O_RDWR | O_CREAT | O_EXCL);
	if (to < 0) {
		return;
	}
	int from = open_shadow(name->durable);
	copy_range(from, to, 0, n->durable_size);
	if (syscall(SYS_ftruncate, to, n->durable_size) != 0) {
		fail("cannot size a file");
	}
	real_close(from);
	real_close(to);
}

void disk_cut(void)
{
	static const struct name *sorted[NAME_MAX_COUNT];
	if (disk.control->is_mixed) {
		mix_in_unsynced();
	}
	for (int i = 0; i < disk.name_count; i++) {
		sorted[i] = &disk.names[i];
	}
	qsort(sorted, (size_t)disk.name_count, sizeof(sorted[0]), compare_names);
	for (int i = disk.name_count - 1; i >= 0; i--) {
		const struct name *n = sorted[i];
		if (n->live != NO_NODE) {
			syscall(SYS_unlinkat, AT_FDCWD, n->path,
				disk.nodes[n->live].is_folder ? AT_REMOVEDIR : 0);
		}
	}
	for (int i = 0; i < disk.name_count; i++) {
		if (sorted[i]->durable != NO_NODE) {
			restore(sorted[i]);
		}
	}
	syscall(SYS_kill, getpid(), SIGKILL);
	for (;;) {
		pause();
	}
}
