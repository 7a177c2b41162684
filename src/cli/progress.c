/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/progress.h"

#include "text/safe.h"

#include <time.h>
#include <unistd.h>

enum { FIRST_AFTER_MS = 1000, NEXT_AFTER_MS = 200 };

static int64_t now_ms(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

void progress_init(struct progress *p, bool is_quiet)
{
	*p = (struct progress){.is_on = !is_quiet && isatty(STDERR_FILENO) == 1, .began_ms = now_ms()};
}

void progress_begin(struct progress *p, const char *doing)
{
	progress_end(p);
	struct buf safe = {0};
	safe_add(&safe, bytes_of(doing), SAFE_ONE_LINE);
	snprintf(p->doing, sizeof(p->doing), "%s", safe.s ? safe.s : "");
	buf_done(&safe);
	p->began_ms = now_ms();
	p->shown_ms = p->began_ms + FIRST_AFTER_MS - NEXT_AFTER_MS;
}

void progress_step(struct progress *p, int64_t done, int64_t total)
{
	if (!p->is_on) {
		return;
	}
	int64_t now = now_ms();
	if (now - p->shown_ms < NEXT_AFTER_MS) {
		return;
	}
	p->shown_ms = now;
	p->is_shown = true;
	if (total > 0) {
		int64_t elapsed = now - p->began_ms;
		int64_t left_s = done > 0
			? (int64_t)((double)elapsed * (double)(total - done) / (double)done / 1000)
			: 0;
		fprintf(stderr, "\r%s: %d %%, about %lld s left\033[K", p->doing,
			(int)(100 * (double)done / (double)total), (long long)left_s);
	} else {
		fprintf(stderr, "\r%s: %lld\033[K", p->doing, (long long)done);
	}
	fflush(stderr);
}

void progress_end(struct progress *p)
{
	if (p->is_shown) {
		fprintf(stderr, "\r\033[K");
		fflush(stderr);
		p->is_shown = false;
	}
}
