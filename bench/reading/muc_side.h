/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The organisations of a message, each with all that is said of it: a name, its acronym and its shorter forms are one. */
#ifndef BENCH_READING_MUC_SIDE_H
#define BENCH_READING_MUC_SIDE_H

#include "muc.h"
#include "reading/reading.h"

enum { MUC_SIDES_MAX = 32, MUC_SIDE_ACTORS_MAX = 64 };

struct muc_side {
	struct bytes name; /* the one that stands most often in the message */
	const struct actor *actors[MUC_SIDE_ACTORS_MAX];
	size_t count;
	bool is_state;
	bool is_armed;
};

/* In the order of the text, at most `max`; returns how many. */
size_t muc_sides_of(
	const struct muc_message *message, const struct reading *reading, struct muc_side *out, size_t max);

/* Whether words are one of a side's names. */
bool muc_side_is(const struct muc_side *side, const struct muc_message *message, struct bytes name);

#endif
