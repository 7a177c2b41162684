/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The job pool: numbered jobs over a fixed number of threads.
 *
 * Determinism is the caller's by construction: job i writes only slot i, and sums are taken in the order of
 * i afterwards.
 */
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include "base/base.h"

struct pool;

/* threads: 0 = number of logical processors. A pool of 1 runs jobs in the calling thread. */
struct pool *pool_open(unsigned threads) MUST_USE;
void pool_close(struct pool **p);

/* Runs run(context, i) for i in [0, count), and returns when all are done. One call at a time. */
void pool_run(struct pool *p, size_t count, void (*run)(void *context, size_t i), void *context);

/*
 * The same in two steps: the caller does work of its own between them, and helps with what is left in pool_wait().
 * Every pool_start() is followed by one pool_wait().
 *
 * ^ Every job has been done once when pool_wait() returns.
 */
void pool_start(struct pool *p, size_t count, void (*run)(void *context, size_t i), void *context);
void pool_wait(struct pool *p);

#endif
