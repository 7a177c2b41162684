/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Allocation that does not fail, and the arena.
 *
 * Input sizes are bounded before anything is allocated (base/limits.h), so a stranger cannot cause exhaustion;
 * when memory does run out the process says so and exits with MEM_EXIT_CODE. What was acknowledged before is
 * safe, because SQLite's commit is atomic.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include "base/base.h"
#include "base/bytes.h"

enum { MEM_EXIT_CODE = 70 };

/* Reports that memory ran out and exits with MEM_EXIT_CODE, running no handlers. */
void mem_exhausted(void) NORETURN;

/*
 * malloc, calloc and realloc that return memory or do not return.
 *
 * count, size   element count and size in bytes; the product is checked for overflow
 * returns       memory that the caller frees with free(); never NULL, even for 0 bytes
 */
void *mem_alloc(size_t len) MUST_USE __attribute__((malloc));
void *mem_calloc(size_t count, size_t size) MUST_USE;
void *mem_realloc(void *p, size_t count, size_t size) MUST_USE;

/*
 * An arena: memory that is given back all at once. One arena a request, an import batch, a model run.
 *
 * A zeroed arena is valid: it grows without ceiling. In sanitizer builds unused and given-back bytes are
 * poisoned, so that use after arena_done() or arena_reset() is caught.
 */
struct arena_block;
struct arena {
	struct arena_block *newest;
	size_t used_bytes;    /* given out since the last reset, with alignment */
	size_t ceiling_bytes; /* 0: none. An arena over its ceiling is our mistake: bound the input first */
};

/*
 * Takes len bytes (aligned to 16) from the arena; not zeroed.
 *
 * returns   memory that lives as long as `a`, never NULL
 */
void *arena_alloc(struct arena *a, size_t len) MUST_USE;

/* The same for count elements of size bytes, zeroed, overflow checked. */
void *arena_calloc(struct arena *a, size_t count, size_t size) MUST_USE;

/*
 * Room for one more element behind `count` in an array of the arena.
 *
 * array     NULL when *room is 0
 * room      elements that it has room for; doubled when they fill it
 * returns   the array, or its copy with more room; the old one stays in the arena
 */
void *arena_grow(struct arena *a, void *array, size_t count, size_t *room, size_t size) MUST_USE;

/* Copies of bytes or text in the arena, with a NUL after them that is not counted. */
struct bytes arena_copy(struct arena *a, struct bytes b);
char *arena_text(struct arena *a, struct bytes b) MUST_USE;

/* Formats into the arena. */
char *arena_printf(struct arena *a, const char *format, ...) MUST_USE PRINTF_LIKE(2, 3);

/* Gives everything back but keeps the newest block for the next use. */
void arena_reset(struct arena *a);

/* Gives everything back to the system. A zeroed arena is fine. */
void arena_done(struct arena *a);

#endif
