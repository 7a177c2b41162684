/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Watching long work of estimation: progress, and stopping it. */
#ifndef ESTIMATE_WATCH_H
#define ESTIMATE_WATCH_H

#include "base/base.h"

/* step is called in the thread that started the work, now and then; false stops the work. NULL: nobody watches. */
struct estimate_watch {
	bool (*step)(void *context, uint64_t done, uint64_t total);
	void *context;
};

#endif
