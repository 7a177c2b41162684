/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/pool.h"

#include "base/mem.h"

#include <pthread.h>
#include <unistd.h>

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t has_work;
	pthread_cond_t is_done;
	pthread_t *threads;
	unsigned thread_count; /* besides the caller's */
	void (*run)(void *context, size_t i);
	void *context;
	size_t next;
	size_t count;
	size_t running;
	bool is_closing;
};

/* Takes jobs until none is left; the lock is held on entry and on return. */
static void take_jobs(struct pool *p)
{
	while (p->next < p->count) {
		size_t i = p->next++;
		p->running++;
		pthread_mutex_unlock(&p->lock);
		p->run(p->context, i);
		pthread_mutex_lock(&p->lock);
		p->running--;
	}
	if (p->running == 0) {
		pthread_cond_broadcast(&p->is_done);
	}
}

static void *work(void *argument)
{
	struct pool *p = argument;
	pthread_mutex_lock(&p->lock);
	while (!p->is_closing) {
		take_jobs(p);
		if (!p->is_closing) {
			pthread_cond_wait(&p->has_work, &p->lock);
		}
	}
	pthread_mutex_unlock(&p->lock);
	return NULL;
}

struct pool *pool_open(unsigned threads)
{
	if (threads == 0) {
		long processors = sysconf(_SC_NPROCESSORS_ONLN);
		threads = processors > 0 ? (unsigned)processors : 1;
	}
	struct pool *p = mem_calloc(1, sizeof(*p));
	pthread_mutex_init(&p->lock, NULL);
	pthread_cond_init(&p->has_work, NULL);
	pthread_cond_init(&p->is_done, NULL);
	p->threads = mem_calloc(threads, sizeof(*p->threads));
	for (unsigned i = 1; i < threads; i++) {
		/* Fewer threads than wished for is slower, not wrong. */
		if (pthread_create(&p->threads[p->thread_count], NULL, work, p) != 0) {
			break;
		}
		p->thread_count++;
	}
	return p;
}

void pool_close(struct pool **p)
{
	if (!*p) {
		return;
	}
	struct pool *pool = *p;
	pthread_mutex_lock(&pool->lock);
	pool->is_closing = true;
	pthread_cond_broadcast(&pool->has_work);
	pthread_mutex_unlock(&pool->lock);
	for (unsigned i = 0; i < pool->thread_count; i++) {
		pthread_join(pool->threads[i], NULL);
	}
	pthread_mutex_destroy(&pool->lock);
	pthread_cond_destroy(&pool->has_work);
	pthread_cond_destroy(&pool->is_done);
	free(pool->threads);
	free(pool);
	*p = NULL;
}

void pool_start(struct pool *p, size_t count, void (*run)(void *context, size_t i), void *context)
{
	pthread_mutex_lock(&p->lock);
	BUG_IF(p->next < p->count || p->running > 0);
	p->run = run;
	p->context = context;
	p->next = 0;
	p->count = count;
	pthread_cond_broadcast(&p->has_work);
	pthread_mutex_unlock(&p->lock);
}

void pool_wait(struct pool *p)
{
	pthread_mutex_lock(&p->lock);
	take_jobs(p);
	while (p->running > 0) {
		pthread_cond_wait(&p->is_done, &p->lock);
	}
	p->next = p->count = 0;
	pthread_mutex_unlock(&p->lock);
}

void pool_run(struct pool *p, size_t count, void (*run)(void *context, size_t i), void *context)
{
	pool_start(p, count, run, context);
	pool_wait(p);
}
