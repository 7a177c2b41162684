/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A library that is loaded before the C library (LD_PRELOAD) and makes a program meet what machines do: memory that
 * runs out, disks that fail or fill up, and power cuts. The program under test has no code for it.
 *
 * The environment variable RECOUNT_SHIM names a file that holds a struct shim_control: what is to happen, and, as it
 * is mapped and shared, what was counted, whatever the end of the process. Counting begins with main().
 *
 * Watched are files below one folder, named by absolute paths without symbolic links.
 *
 * What a power cut keeps (when `shadow` names a folder):
 *
 *     content    what a file held at its last fsync or fdatasync. A sync that was made to fail leaves the disk as it
 *                was and forgets that anything is unsynced, as Linux does: the next sync succeeds and writes nothing.
 *     names      creation, removal and rename of a name as of the last fsync of its folder; a synced file without a
 *                synced name is lost. A folder whose own name was not synced is lost with all that it holds.
 *     memory     what is written through a mapping (SQLite's -shm) never reaches the disk.
 *
 * In the mixed model the disk has also taken some of what was not synced, in any order: at every write and at the cut
 * each unsynced sector of 4,096 bytes is kept with even odds, one in eight of those torn into 512 bytes that are
 * each kept with even odds; the size of a file is the synced one or the newest; each unsynced operation on
 * names happened or did not (a rename as a whole).
 *
 * Not modelled: memory of jailed children (they have limits of their own) and of magic_load(); sectors that were synced and rot or are misdirected, a drive that lies about its sync, and more than
 * one version of a sector besides the synced one and those that were written back.
 */
#ifndef TESTS_SHIM_H
#define TESTS_SHIM_H

#include <stdbool.h>
#include <stdint.h>

enum shim_call {
	SHIM_OPEN, /* that may create or write */
	SHIM_WRITE,
	SHIM_TRUNCATE,
	SHIM_SYNC,
	SHIM_RENAME,
	SHIM_MKDIR,
	SHIM_UNLINK,
	SHIM_CLOSE, /* of what was open for writing */
	SHIM_CALL_COUNT
};

enum shim_file { SHIM_WAL, SHIM_DB, SHIM_EVIDENCE, SHIM_FOLDER, SHIM_OTHER, SHIM_FILE_COUNT };

enum { SHIM_PATH_BYTES = 256 };

struct shim_control {
	/* Asked for. Numbers count from 1; 0 is never. */
	char folder[SHIM_PATH_BYTES];
	char shadow[SHIM_PATH_BYTES]; /* an empty folder; "" for no power cut */
	uint64_t alloc_at;            /* which allocation fails */
	uint64_t call_at;             /* which of the calls in call_kinds fails */
	uint32_t call_kinds;          /* bits 1 << enum shim_call */
	int32_t call_errno;           /* 0: a write is short */
	bool is_sticky;               /* it fails from there on */
	bool is_sync_skipped;         /* the real disk is left in peace */
	uint64_t cut_at;              /* before which watched call the power is cut */
	bool is_mixed;
	uint64_t seed;

	/* Counted. */
	uint64_t allocs;
	uint64_t calls[SHIM_CALL_COUNT];
	uint64_t syncs[SHIM_FILE_COUNT];
	uint64_t candidates; /* calls of call_kinds */
	uint64_t steps;      /* watched calls of any kind */
	uint64_t faults;     /* failures made */
};

#endif
