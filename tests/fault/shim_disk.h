/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the disk would hold if the power went now (see shim.h). Paths are those of the watched folder; a node is a file
 * or a folder, whatever it is called. Allocates nothing. The caller holds the lock.
 */
#ifndef TESTS_SHIM_DISK_H
#define TESTS_SHIM_DISK_H

#include "shim.h"

#include <sys/types.h>

void disk_init(const struct shim_control *control);

/* The node of a file that is there. What is met for the first time is on the disk as it is. */
int disk_open(const char *path);
/* A file or folder was made. */
int disk_create(const char *path, bool is_folder);
/* Before they happen: */
void disk_rename(const char *from, const char *to);
void disk_remove(const char *path);
void disk_truncate(int node, off_t from, off_t to);

void disk_wrote(int node, int fd, off_t start, ssize_t len);
/* is_lost: the sync failed, and what it should have written is forgotten. */
void disk_sync(int node, int fd, bool is_lost);
void disk_sync_folder(const char *path);

/* Puts the disk after the cut in place of the watched folder and ends the process. */
void disk_cut(void) __attribute__((noreturn));

#endif
