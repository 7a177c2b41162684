/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One line of progress on a terminal, for work that takes longer than a second. */
#ifndef CLI_PROGRESS_H
#define CLI_PROGRESS_H

#include "base/base.h"

struct progress {
	bool is_on; /* standard error is a terminal and nobody asked for quiet */
	bool is_shown;
	char doing[96];
	int64_t began_ms; /* of the current work */
	int64_t shown_ms;
};

void progress_init(struct progress *p, bool is_quiet);

/* Names the work that begins now. */
void progress_begin(struct progress *p, const char *doing);

/* done of total, in any unit; total may be 0 when it is not known. */
void progress_step(struct progress *p, int64_t done, int64_t total);

/* Takes the line away. */
void progress_end(struct progress *p);

#endif
