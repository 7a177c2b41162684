/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whether an organisation of a message did what the message reports, and how sure that is: the decision tree of the task
 * document (slot 11), told by plain features of the organisation, of what is said of it and of the message. Each feature
 * has a weight for each answer in muc_perpetrator.txt, which train_perpetrator.c makes from the development halves.
 */
#ifndef BENCH_READING_MUC_PERPETRATOR_H
#define BENCH_READING_MUC_PERPETRATOR_H

#include "muc_side.h"
#include "split.h"

enum muc_confidence {
	MUC_NO_PERPETRATOR,
	MUC_FACT,
	MUC_CLAIMED,
	MUC_SUSPECTED,
	MUC_SUSPECTED_BY_AUTHORITIES,
	MUC_POSSIBLE,
	MUC_CONFIDENCE_COUNT
};

/* "REPORTED AS FACT"; NULL of MUC_NO_PERPETRATOR. */
const char *muc_confidence_name(enum muc_confidence confidence);

enum { MUC_TRAITS_MAX = 800 };

struct muc_traits {
	struct bytes list[MUC_TRAITS_MAX]; /* "type:armed", "deed:attacked", each once */
	size_t count;
};

/* What is known of one of a message's sides. The texts are owned by the arena. */
void muc_traits_of(const struct muc_message *message, const struct reading *reading,
	const struct muc_side *sides, size_t count, size_t at, struct arena *a, struct muc_traits *out);

/*
 * The likeliest confidence, where the organisation is likely enough a perpetrator at all.
 *
 * left_out: fold of the development half that the weights have not seen; SPLIT_FOLD_COUNT: they have seen all of it.
 */
enum muc_confidence muc_perpetrator_judge(const struct muc_traits *traits, unsigned left_out);

#endif
