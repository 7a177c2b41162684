/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Where a message mentions people, and what stands around each mention. */
#ifndef BENCH_READING_MUC_CONTEXT_H
#define BENCH_READING_MUC_CONTEXT_H

#include "muc_judge.h"
#include "score.h"

struct muc_mention {
	struct span words;
	struct span name;  /* absent without one */
	struct bytes head; /* the noun; empty for a name or number alone */
	uint32_t sentence;
	double low;
	double high;
	double point;
	const char *qualifier;
	const char *victim_class;
	bool is_definite;
	bool is_owned; /* "his wife" */
	bool is_other; /* "another", "others" */
	struct muc_features *features;
};

/* In the order of the text; owned by the arena. Returns their number. */
size_t muc_mentions_of(const struct reader *reader, const struct muc_message *message, struct arena *a,
	struct muc_mention **out);

#endif
